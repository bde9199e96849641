package pinn_test

import (
	"flag"
	"os"
	"testing"
)

var full = flag.Bool("full", false, "also run the long checks")

// TestMain runs the tests on pure Go, where nothing has named a backend: their networks are so small that XLA compiles for ten times
// as long as all of them take. The benchmarks, and the rows in tests/, run on what a user would get.
func TestMain(m *testing.M) {
	flag.Parse()
	if flag.Lookup("test.bench").Value.String() == "" && os.Getenv("GOMLX_BACKEND") == "" && os.Getenv("SPIKE") == "" {
		os.Setenv("GOMLX_BACKEND", "go:ops_sequential")
	}
	os.Exit(m.Run())
}
