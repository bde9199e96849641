package operator_test

import (
	"fmt"
	"math"

	"sublunar/lib/field"
	"sublunar/lib/operator"
)

// Fields that a mean of neighbours has smoothed, learned on 16 points and predicted on 32.
func ExampleFit() {
	waves := func(samples, n int) field.Samples {
		s := field.Samples{X: field.NewArray(samples, n), Y: field.NewArray(samples, n)}
		for i := range samples {
			phase, share := float64(i), math.Mod(0.618*float64(i), 1)
			for j := range n {
				x := 2 * math.Pi * float64(j) / float64(n)
				s.X.Values[i*n+j] = share*math.Sin(x+phase) + (1-share)*math.Sin(2*x+2.4*phase)
				s.Y.Values[i*n+j] = share*math.Sin(x+phase)/2 + (1-share)*math.Sin(2*x+2.4*phase)/4
			}
		}
		return s
	}
	fitted, err := operator.Fit(operator.FNO{Modes: []int{4}, Channels: 8, Layers: 1}, waves(200, 16), operator.Training{Epochs: 20, Rate: 1e-2})
	if err != nil {
		fmt.Println(err)
		return
	}
	report, err := fitted.Test(waves(20, 32))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("parameters:", fitted.Parameters())
	fmt.Println("an error below 5% on a grid that it never saw:", report.Mean < 0.05)
	// Output:
	// parameters: 1201
	// an error below 5% on a grid that it never saw: true
}
