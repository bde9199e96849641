// Package field holds what passes between the rooms of this library: series, gridded fields,
// arrays and samples, each with its axes, units and missing values.
package field
