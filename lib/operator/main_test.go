package operator

import (
	"flag"
	"fmt"
	"os"
	"testing"

	"github.com/gomlx/compute"

	"sublunar/lib/backend"
)

// Fits of small operators are done in pure Go before XLA has compiled them; graphs are tested on both. Benchmarks take the fastest.
func TestMain(m *testing.M) {
	flag.Parse()
	if os.Getenv(compute.ConfigEnvVar) == "" && flag.Lookup("test.bench").Value.String() == "" {
		if _, err := backend.New(); err != nil { // before anything else says which it is
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		pure, err := compute.NewWithConfig("go:ops_sequential")
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		newEngine = func() (compute.Backend, error) { return pure, nil }
	}
	os.Exit(m.Run())
}
