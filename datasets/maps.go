package datasets

import "strings"

// Maps are laws from one step to the next, x' = f(x) where x' is the next x.
func Maps() []System {
	return []System{
		{
			Name:         "Logistic",
			Reference:    "May 1976, doi:10.1038/261459a0",
			Variables:    strings.Fields("x"),
			Coefficients: equations{"x'": {"x": 3.9, "x^2": -3.9}},
			Samples:      1000, Initial: []float64{0.4}, Transient: 100, Chaotic: true, Discrete: true,
		},
		{
			Name:      "Henon",
			Reference: "Hénon 1976, doi:10.1007/BF01608556",
			Variables: strings.Fields("x y"),
			Coefficients: equations{
				"x'": {"1": 1, "y": 1, "x^2": -1.4},
				"y'": {"x": 0.3},
			},
			Samples: 1000, Initial: []float64{0, 0}, Transient: 100, Chaotic: true, Discrete: true,
		},
		{
			Name:         "Ricker", // fish whose young are eaten by the old: x' = x exp(2.8 - x)
			Reference:    "Ricker 1954, doi:10.1139/f54-039",
			Variables:    strings.Fields("x"),
			Coefficients: equations{"x'": {"x exp(-1 x)": 16.4446}},
			Samples:      1000, Initial: []float64{1}, Transient: 100, Chaotic: true, Discrete: true,
		},
		{
			Name:      "Tinkerbell",
			Reference: "Nusse and Yorke 1994, doi:10.1007/978-1-4684-0231-5",
			Variables: strings.Fields("x y"),
			Coefficients: equations{
				"x'": {"x": 0.9, "y": -0.6013, "x^2": 1, "y^2": -1},
				"y'": {"x": 2, "y": 0.5, "x y": 2},
			},
			Samples: 1000, Initial: []float64{-0.72, -0.64}, Transient: 100, Chaotic: true, Discrete: true,
		},
	}
}
