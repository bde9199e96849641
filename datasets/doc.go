// Package datasets holds the data that the notebooks start from: small real records, embedded in
// the program and cited, and generators that make data from physics with a seed.
//
// LynxHare is the Hudson's Bay Company's pelts of snowshoe hares and Canadian lynx, 21 years.
package datasets
