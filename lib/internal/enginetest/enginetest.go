// Package enginetest gives the tests of graph functions what computes them: a test that holds on one backend only is half a test.
package enginetest

import (
	"strings"
	"testing"

	"github.com/gomlx/compute"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"sublunar/lib/backend"
)

// An Engine is a backend with a name for messages: "Go" or "XLA". Graphs are given the Backend itself, for results name that as theirs.
type Engine struct {
	Name    string
	Backend compute.Backend
}

// All are pure Go, and XLA where its plugin is there: the last is the fastest.
func All(t testing.TB) []Engine {
	t.Helper()
	pure, err := compute.NewWithConfig("go:ops_sequential")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(pure.Finalize)
	all := []Engine{{"Go", pure}}
	chosen, err := backend.New()
	if err != nil {
		t.Fatal(err)
	}
	if strings.HasPrefix(backend.Name(), "xla") {
		return append(all, Engine{"XLA", chosen})
	}
	t.Logf("without XLA: %s", backend.Why())
	return all
}

// Fastest is the last of All.
func Fastest(t testing.TB) Engine {
	t.Helper()
	all := All(t)
	return all[len(all)-1]
}

// Run evaluates a graph of some arguments, and gives the numbers of each of its results.
func (e Engine) Run(t testing.TB, f func(in []*Node) []*Node, in ...*tensors.Tensor) [][]float64 {
	t.Helper()
	args := make([]any, len(in))
	for i, v := range in {
		own, err := v.LocalClone() // a tensor stays with the engine that first used it
		if err != nil {
			t.Fatal(err)
		}
		args[i] = own
	}
	out, err := CallOnceN(e.Backend, f, args...)
	if err != nil {
		t.Fatalf("%s: %v", e.Name, backend.FirstLine(err))
	}
	values := make([][]float64, len(out))
	for i, v := range out {
		if values[i], err = backend.Numbers(v); err != nil {
			t.Fatal(err)
		}
	}
	return values
}
