package datasets

import "strings"

// mechanics is what swings, spins and drifts. Where there is a law of conservation, it is named.
func mechanics() []System {
	return []System{
		{
			Name:      "Pendulum", // 1 m long; conserves omega^2/2 - 9.81 cos(theta)
			Reference: "Huygens 1673, Horologium Oscillatorium",
			Variables: strings.Fields("theta omega"),
			Units:     []string{"rad", "rad/s"}, TimeUnit: "s",
			Coefficients: equations{
				"theta'": {"omega": 1},
				"omega'": {"sin(theta)": -9.81},
			},
			Step: 0.02, Samples: 2000, Initial: []float64{2.5, 0},
		},
		{
			Name:      "LinearSpiral",
			Reference: "Brunton, Proctor and Kutz 2016, doi:10.1073/pnas.1517384113",
			Variables: strings.Fields("x y z"),
			Coefficients: equations{
				"x'": {"x": -0.1, "y": -2},
				"y'": {"x": 2, "y": -0.1},
				"z'": {"z": -0.3},
			},
			Step: 0.02, Samples: 2500, Initial: []float64{2, 0, 1},
		},
		{
			Name:      "CubicSpiral",
			Reference: "Brunton, Proctor and Kutz 2016, doi:10.1073/pnas.1517384113",
			Variables: strings.Fields("x y"),
			Coefficients: equations{
				"x'": {"x^3": -0.1, "y^3": 2},
				"y'": {"x^3": -2, "y^3": -0.1},
			},
			Step: 0.01, Samples: 2500, Initial: []float64{2, 0},
		},
		{
			Name:      "Duffing", // two wells, and a little friction
			Reference: "Duffing 1918, Erzwungene Schwingungen bei veränderlicher Eigenfrequenz",
			Variables: strings.Fields("x v"),
			Coefficients: equations{
				"x'": {"v": 1},
				"v'": {"x": 1, "v": -0.05, "x^3": -1},
			},
			Step: 0.05, Samples: 2000, Initial: []float64{0, 2},
		},
		{
			Name:      "VanDerPol",
			Reference: "van der Pol 1926, doi:10.1080/14786442608564127",
			Variables: strings.Fields("x y"),
			Coefficients: equations{
				"x'": {"y": 1},
				"y'": {"x": -1, "y": 2, "x^2 y": -2},
			},
			Step: 0.05, Samples: 4000, Initial: []float64{0.1, 0},
		},
		{
			// An oscillator in a heat bath; conserves (x^2 + y^2 + z^2)/2 + the integral of z.
			Name:      "NoseHoover",
			Reference: "Hoover 1985, doi:10.1103/PhysRevA.31.1695",
			Variables: strings.Fields("x y z"),
			Coefficients: equations{
				"x'": {"y": 1},
				"y'": {"x": -1, "y z": -1},
				"z'": {"1": -1, "y^2": 1},
			},
			Step: 0.05, Samples: 5000, Initial: []float64{0, 5, 0}, Chaotic: true,
		},
		{
			Name:      "HenonHeiles", // a star in a galaxy; conserves (px^2 + py^2 + x^2 + y^2)/2 + x^2 y - y^3/3
			Reference: "Hénon and Heiles 1964, doi:10.1086/109234",
			Variables: strings.Fields("x y px py"),
			Coefficients: equations{
				"x'":  {"px": 1},
				"y'":  {"py": 1},
				"px'": {"x": -1, "x y": -2},
				"py'": {"y": -1, "x^2": -1, "y^2": 1},
			},
			Step: 0.05, Samples: 5000, Initial: []float64{0, -0.25, 0.42, 0.15}, Chaotic: true,
		},
		{
			// Moments of inertia 1, 2, 3; conserves x^2 + 2 y^2 + 3 z^2 and x^2 + 4 y^2 + 9 z^2. On one
			// trajectory the polynomials of degree 2 are therefore collinear: to find the law, use several.
			Name:      "EulerTop",
			Reference: "Euler 1765, Theoria motus corporum solidorum seu rigidorum",
			Variables: strings.Fields("x y z"),
			Coefficients: equations{
				"x'": {"y z": -1},
				"y'": {"x z": 1},
				"z'": {"x y": -1. / 3},
			},
			Step: 0.1, Samples: 4000, Initial: []float64{0.1, 1, 0.1},
		},
		{
			Name:      "Cells", // a particle in steady convection cells; conserves sin(x) sin(y)
			Reference: "Solomon and Gollub 1988, doi:10.1103/PhysRevA.38.6280",
			Variables: strings.Fields("x y"),
			Coefficients: equations{
				"x'": {"sin(x) cos(y)": -1},
				"y'": {"cos(x) sin(y)": 1},
			},
			Step: 0.1, Samples: 2000, Initial: []float64{0.3, 0.3},
		},
	}
}
