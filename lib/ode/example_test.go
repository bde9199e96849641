package ode_test

import (
	"fmt"

	"sublunar/lib/ode"
)

// The logistic curve x' = x (1 - x) from 0.1: exactly 1 / (1 + 9 exp(-t)).
func ExampleSolve() {
	logistic := func(_ float64, x, dx []float64) { dx[0] = x[0] * (1 - x[0]) }
	x, err := ode.Solve(logistic, []float64{0.1}, []float64{0, 1, 5}, ode.Tolerance{})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, at := range x {
		fmt.Printf("%.4g\n", at[0])
	}
	// Output:
	// 0.1
	// 0.232
	// 0.9428
}
