// Package sparse finds regressions of few terms: of the columns of A it chooses those of which b is a
// sum,
//
//	A c = b,   most c_k = 0,
//
// from the Gram matrix alone: A'A [columns, columns], A'b [columns] and b'b for each left side b. Rows
// may stream by in any number; Grams of parts of the data add up to that of the whole, so that they
// merge across processes, and draws for a bootstrap are sums too.
//
// A Solver chooses: STLSQ by the size of what a term contributes, Backward by its standard errors,
// Subset by searching for the best few terms of each number and asking a Criterion for the number. SR3,
// Ridge and MSTLSQ are STLSQ relaxed, steadied, and with its threshold chosen; FROLS and SSR the classical
// stepwise ways.
// The coefficients are then the least-squares ones on the terms chosen. Columns are scaled to unit
// length throughout, so that units don't matter; a condition number beyond what the Gram matrix's
// squaring of it leaves is an error that names the columns.
package sparse
