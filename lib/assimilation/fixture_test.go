package assimilation_test

import (
	"gonum.org/v1/gonum/mat"

	"sublunar/lib/assimilation"
)

// shared errors: one part common to all n, one of each one's own.
func shared(n int, common, own float64) assimilation.Errors {
	r := mat.NewSymDense(n, nil)
	for i := range n {
		for j := i; j < n; j++ {
			r.SetSym(i, j, common*common)
		}
		r.SetSym(i, i, common*common+own*own)
	}
	e, err := assimilation.Correlated(r)
	if err != nil {
		panic(err)
	}
	return e
}

func copied(members [][]float64) (out [][]float64) {
	for _, x := range members {
		out = append(out, append([]float64(nil), x...))
	}
	return out
}
