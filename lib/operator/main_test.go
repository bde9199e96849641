package operator

import (
	"flag"
	"os"
	"testing"
)

// Small operators are done in pure Go before XLA has compiled them. Benchmarks take the fastest.
func TestMain(m *testing.M) {
	flag.Parse()
	if os.Getenv("GOMLX_BACKEND") == "" && flag.Lookup("test.bench").Value.String() == "" {
		os.Setenv("GOMLX_BACKEND", "go:ops_sequential")
	}
	os.Exit(m.Run())
}
