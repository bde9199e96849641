// Package peers does the same work as well-known Python packages, pinned and in a virtual environment
// of their own, on the same arrays in the same run, and prints a table. It runs on request:
//
//	go test ./tests/peers -peers -v -timeout 60m
//
// The environment lies in .sublunar/peers; the first run fills it from the package index. PySINDy is
// told the size of the least true coefficient, half of which is its threshold; ours is told nothing,
// except where the same thresholding is timed.
package peers
