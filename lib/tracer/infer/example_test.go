package infer_test

import (
	"fmt"

	"sublunar/lib/tracer/infer"
)

// A pond is seen by three moorings; both methods that know the law say what the field was, and how sure they are.
func ExampleProblem() {
	p := pond()
	for _, solve := range []func(infer.Problem) (*infer.Estimate, error){infer.Filter{}.Solve, infer.Variational{}.Solve} {
		e, err := solve(p)
		if err != nil {
			panic(err)
		}
		members, err := e.At(p.Observations[2])
		fmt.Println(e.Method, len(members), "members,", len(e.Fields), "times", err)
	}
	// Output:
	// ensemble Kalman filter 40 members, 4 times <nil>
	// 4D-Var 40 members, 4 times <nil>
}

func ExampleEstimate_Interval() {
	p := pond()
	p.Diffusivity.Factor = 2
	e, err := infer.Variational{}.Solve(p)
	if err != nil {
		panic(err)
	}
	_, _, _, err = e.Interval("diffusivity", 0.9)
	fmt.Println(err != nil)
	// Output: true
}

func ExampleTwin() {
	p, truth, err := infer.Twin{Cells: 8, Finer: 2, Window: 6, Forecast: 2, Floats: 2, Passes: 1, Seed: 1}.Make()
	fmt.Println(len(p.Flow.Basin.X.Values), "cells wide; the truth's:", len(truth.Flow.Basin.X.Values), err)
	// Output: 12 cells wide; the truth's: 24 <nil>
}

func ExampleKriging() {
	e, err := infer.Kriging{}.Solve(pond())
	if err != nil {
		panic(err)
	}
	fmt.Println(e.Method, e.Mean(1).Label())
	// Output: optimal interpolation dye (kg/m^3)
}
