package operator_test

import (
	"fmt"

	"sublunar/lib/field"
	"sublunar/lib/operator"
)

// A fit on few points goes on, on more.
func ExampleContinued() {
	halved := func(points int) field.Samples {
		s := field.Samples{X: field.NewArray(32, points), Y: field.NewArray(32, points)}
		for i := range s.X.Values {
			s.X.Values[i] = float64(i * i % 17)
			s.Y.Values[i] = s.X.Values[i] / 2
		}
		return s
	}
	first, err := operator.Fit(operator.ResNet{Axes: 1, Width: 1, Channels: 4, Blocks: 1}, halved(8), operator.Training{Epochs: 30, Rate: 1e-2})
	if err != nil {
		fmt.Println(err)
		return
	}
	fitted, err := operator.Fit(operator.Continued{From: first}, halved(16), operator.Training{Epochs: 1})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("the first epoch on 16 points is better than on 8:", fitted.Stats.Loss[0] < first.Stats.Loss[0]/2)
	// Output:
	// the first epoch on 16 points is better than on 8: true
}
