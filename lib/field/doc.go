// Package field holds what passes between the rooms of this library: series, grids, arrays and
// samples. Each carries its axes, units and missing values, so that a figure can label itself and a
// method can say which column it means.
//
// # Shapes
//
//   - A [Series] is columns over one axis: c_j(t_i), i = 0 ... rows-1. Measurements over time.
//   - A [Grid] is one quantity on the points of a rectangular grid, u(x_i, y_j, ...), row-major: the
//     value at indices (i, j, k) of a grid of n0 x n1 x n2 points is Values[(i*n1 + j)*n2 + k].
//   - An [Array] is numbers and a shape, row-major; [Samples] are two of them whose first axes count
//     the same samples.
//
// They are plain structs: make them as literals, change their slices freely. Check says what is
// wrong with one, and everything here that could read past an end calls it first. Cutting (Slice,
// Window, Split) shares memory with what is cut, unless its documentation says otherwise.
//
// # Units
//
// A unit is text and is never converted. An empty unit means dimensionless, or not known; Warnings
// lists those.
//
// # Missing values
//
// Missing[i] says that Values[i] was not measured; the readers put a NaN there as well. A NaN counts
// as missing everywhere, marked or not. Neither is ever an error, except on an axis.
//
// # Files
//
// [ReadCSV] and [Series.WriteCSV] read and write tables, [ReadNPY], [Array.WriteNPY], [ReadNPZ] and
// [WriteNPZ] numpy's files (the format is that of numpy.lib.format, versions 1 to 3). What is
// written reads back bit for bit. [OpenNetCDF] reads NetCDF as oceanographers have it, whole or in
// parts, and [ReadHDF5] HDF5. Files are written whole or not at all; no length that a file claims is
// believed beyond the bytes that it has. Errors say where, and what to change.
package field
