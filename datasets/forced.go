package datasets

import (
	"math"
	"strings"
)

// Forced are systems with a known input, x' = f(x, u(t)). A run has the input as a column after the
// variables. What it is made of is not part of the law: replace Inputs with your own.
func Forced() []System {
	return []System{
		{
			Name:      "LorenzForced", // heated and stirred at will
			Reference: "Lorenz 1963, doi:10.1175/1520-0469(1963)020<0130:DNF>2.0.CO;2; forced as in Brunton, Proctor and Kutz 2016, doi:10.1016/j.ifacol.2016.10.249",
			Variables: strings.Fields("x y z"),
			Inputs:    []Input{{Name: "u", At: func(t float64) float64 { return 10*math.Sin(3*t) + 5*math.Cos(7.3*t) }}},
			Coefficients: equations{
				"x'": {"x": -10, "y": 10, "u": 1},
				"y'": {"x": 28, "y": -1, "x z": -1},
				"z'": {"z": -8. / 3, "x y": 1},
			},
			Step: 0.002, Samples: 10_000, Initial: []float64{-8, 7, 27}, Transient: 10, Chaotic: true,
		},
		{
			Name:      "DuffingForced",
			Reference: "Duffing 1918, Erzwungene Schwingungen bei veränderlicher Eigenfrequenz",
			Variables: strings.Fields("x v"),
			Inputs:    []Input{{Name: "u", At: func(t float64) float64 { return math.Cos(1.2 * t) }}},
			Coefficients: equations{
				"x'": {"v": 1},
				"v'": {"x": 1, "v": -0.3, "u": 0.5, "x^3": -1},
			},
			Step: 0.05, Samples: 5000, Initial: []float64{1, 0}, Transient: 100, Chaotic: true,
		},
		{
			Name:      "PendulumDriven", // a motor turns it by a torque
			Reference: "Huygens 1673, Horologium Oscillatorium",
			Variables: strings.Fields("theta omega"),
			Units:     []string{"rad", "rad/s"}, TimeUnit: "s",
			Inputs: []Input{{Name: "torque", Unit: "N m", At: func(t float64) float64 { return 2*math.Sin(1.7*t) + math.Sin(4.1*t) }}},
			Coefficients: equations{
				"theta'": {"omega": 1},
				"omega'": {"omega": -0.2, "torque": 1, "sin(theta)": -9.81},
			},
			Step: 0.02, Samples: 2000, Initial: []float64{0.5, 0},
		},
	}
}
