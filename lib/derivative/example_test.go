package derivative_test

import (
	"fmt"
	"math"

	"sublunar/lib/derivative"
)

// misses prints how far a method is off cos, the derivative of 200 samples of sin, at worst in the middle half.
func misses(m derivative.Method, noise float64) {
	at := make([]float64, 200)
	for i := range at {
		at[i] = 2 * math.Pi * float64(i) / 200
	}
	_, d, err := derivative.Differentiate(m, at, noisy(of(at, math.Sin), noise, 1), 1)
	if err != nil {
		fmt.Println(err)
		return
	}
	worst := 0.0
	for i := 50; i < 150; i++ {
		worst = math.Max(worst, math.Abs(d[i]-math.Cos(at[i])))
	}
	if worst < 1e-10 {
		fmt.Println("rounding")
		return
	}
	fmt.Printf("%.1g\n", worst)
}

func ExampleFiniteDifference() {
	misses(derivative.FiniteDifference{Accuracy: 2}, 0)
	misses(derivative.FiniteDifference{Accuracy: 4}, 0)
	// Output:
	// 0.0002
	// 3e-08
}

func ExampleSpectral() {
	misses(derivative.Spectral{}, 0)
	// Output: rounding
}

// With 1% of noise differences fail; those that smooth don't.
func ExampleSavitzkyGolay() {
	misses(derivative.FiniteDifference{}, 0.01)
	misses(derivative.SavitzkyGolay{}, 0.01)
	// Output:
	// 0.6
	// 0.04
}

func ExampleSmoothed() {
	misses(derivative.Smoothed{}, 0.01)
	// Output: 0.06
}

func ExampleSpline() {
	misses(derivative.Spline{}, 0.01)
	// Output: 0.03
}

func ExampleTotalVariation() {
	misses(derivative.TotalVariation{}, 0.01)
	// Output: 0.09
}
