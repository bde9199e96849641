package ode_test

import (
	"fmt"

	"sublunar/lib/ode"
)

func ExampleSolve() {
	decay := func(_ float64, x, dx []float64) { dx[0] = -x[0] }
	path, err := ode.Solve(decay, []float64{1}, []float64{0, 1, 2}, ode.Tolerance{})
	fmt.Printf("%.4f %.4f %.4f %v\n", path[0][0], path[1][0], path[2][0], err)
	// Output: 1.0000 0.3679 0.1353 <nil>
}
