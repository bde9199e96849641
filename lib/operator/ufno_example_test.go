package operator_test

import (
	"fmt"
	"math"

	"sublunar/lib/field"
	"sublunar/lib/operator"
)

// smoothed are fields of n points between two walls, and their means over a tenth of the domain on either side.
func smoothed(samples, n int) field.Samples {
	s := field.Samples{X: field.NewArray(samples, n), Y: field.NewArray(samples, n)}
	for i := range samples {
		for j := range n {
			x := float64(j) / float64(n-1)
			for k := 1; k <= 3; k++ {
				a, at := math.Sin(float64(7*i+k)), math.Pi*float64(k)*x
				s.X.Values[i*n+j] += a * math.Cos(at)
				s.Y.Values[i*n+j] += a * math.Cos(at) * math.Sin(0.1*math.Pi*float64(k)) / (0.1 * math.Pi * float64(k))
			}
		}
	}
	return s
}

// compared fits an operator on 17 points, and says whether it is a tenth off, or less, on 33.
func compared(o operator.Operator) {
	fitted, err := operator.Fit(o, smoothed(60, 17), operator.Training{Epochs: 30, Batch: 10, Rate: 1e-2})
	if err != nil {
		fmt.Println(err)
		return
	}
	report, err := fitted.Test(smoothed(20, 33))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("a tenth off, or less, on a finer grid:", report.Mean < 0.1)
}

func ExampleUFNO() {
	compared(operator.UFNO{Modes: []int{4}, Channels: 4, Levels: 1, Grid: operator.Ends})
	// Output: a tenth off, or less, on a finer grid: true
}

func ExampleLocalFNO() {
	compared(operator.LocalFNO{FNO: operator.FNO{Modes: []int{4}, Channels: 8, Layers: 2, Grid: operator.Ends}, Radius: 0.25})
	// Output: a tenth off, or less, on a finer grid: true
}

// A field with ends is carried on past them.
func ExampleFNO_continue() {
	compared(operator.FNO{Modes: []int{4}, Channels: 8, Layers: 2, Grid: operator.Ends, Extend: 0.5, Continue: 2})
	// Output: a tenth off, or less, on a finer grid: true
}
