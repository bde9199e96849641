package operator_test

import (
	"fmt"

	. "github.com/gomlx/gomlx/core/graph"

	"sublunar/lib/field"
	"sublunar/lib/operator"
)

// What falls at a rate of 0.3 a step, by a solver that thinks it 0.2: the network learns what is left.
func ExampleCorrected() {
	s := field.Samples{X: field.NewArray(64, 8), Y: field.NewArray(64, 8)}
	for i := range s.X.Values {
		s.X.Values[i] = 10 + float64(i*i%17)
		s.Y.Values[i] = 0.7 * s.X.Values[i]
	}
	solver := func(u *Node) *Node { return MulScalar(u, 0.8) }
	fitted, err := operator.Fit(operator.Corrected{Step: solver, By: operator.ResNet{Axes: 1, Channels: 4, Blocks: 1}}, s, operator.Training{Epochs: 60, Rate: 1e-2})
	if err != nil {
		fmt.Println(err)
		return
	}
	report, err := fitted.Test(s)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("error of the solver %.2f, corrected below 0.02: %v\n", 0.8/0.7-1, report.Mean < 0.02)
	// Output:
	// error of the solver 0.14, corrected below 0.02: true
}
