package operator

import (
	"flag"
	"os"
	"testing"
)

// ours says that nobody has named a backend, and that small operators are fitted in pure Go.
var ours bool

// Small operators are done in pure Go before XLA has compiled them. Benchmarks take the fastest.
func TestMain(m *testing.M) {
	flag.Parse()
	if os.Getenv("GOMLX_BACKEND") == "" && flag.Lookup("test.bench").Value.String() == "" {
		ours = true
		os.Setenv("GOMLX_BACKEND", "go:ops_sequential")
	}
	os.Exit(m.Run())
}
