package autoencoder_test

import (
	"fmt"
	"math"

	"sublunar/lib/autoencoder"
	"sublunar/lib/field"
)

// Six sensors see a damped swing, x" = -4.01 x - 0.2 x', each another mixture of x and x'. Any coordinates serve in which the law has
// three terms; the damping and the stiffness are the same in all of them.
func Example() {
	axis := field.Linspace("time", "s", 0, 10, 1001)
	run := autoencoder.Run{Seen: field.Series{Axis: axis}}
	for i := range 6 {
		c := field.Column{Name: fmt.Sprint("s", i+1), Unit: "mV"}
		for _, t := range axis.Values {
			x := math.Exp(-0.1*t) * math.Cos(2*t)
			v := -math.Exp(-0.1*t) * (0.1*math.Cos(2*t) + 2*math.Sin(2*t))
			c.Values = append(c.Values, math.Cos(float64(i))*x+math.Sin(float64(2*i))*v)
		}
		run.Seen.Columns = append(run.Seen.Columns, c)
	}
	// What is seen is flat, so no hidden layers are needed to bend it.
	found, err := autoencoder.Fit([]autoencoder.Run{run}, autoencoder.Settings{Coordinates: 2, Degree: 1, Hidden: []int{}})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(found.Modes, "modes,", found.Count(), "terms")
	fmt.Printf("damping %.4f, stiffness %.3f\n", -found.Coefficient("z2'", "z2"),
		-found.Coefficient("z1'", "z2")*found.Coefficient("z2'", "z1"))
	// Output:
	// 2 modes, 3 terms
	// damping 0.2000, stiffness 4.010
}
