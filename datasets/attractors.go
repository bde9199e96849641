package datasets

import (
	"math"
	"strings"
)

// attractors are those that were made, or found, for their chaos.
func attractors() []System {
	return []System{
		{
			Name:      "Rossler",
			Reference: "Rössler 1976, doi:10.1016/0375-9601(76)90101-8",
			Variables: strings.Fields("x y z"),
			Coefficients: equations{
				"x'": {"y": -1, "z": -1},
				"y'": {"x": 1, "y": 0.2},
				"z'": {"1": 0.2, "z": -5.7, "x z": 1},
			},
			Step: 0.04, Samples: 5000, Initial: []float64{6.5, 0.5, 0.3}, Transient: 100, Chaotic: true,
		},
		{
			Name:      "HyperRossler", // two directions stretch
			Reference: "Rössler 1979, doi:10.1016/0375-9601(79)90150-6",
			Variables: strings.Fields("x y z w"),
			Coefficients: equations{
				"x'": {"y": -1, "z": -1},
				"y'": {"x": 1, "y": 0.25, "w": 1},
				"z'": {"1": 3, "x z": 1},
				"w'": {"z": -0.5, "w": 0.05},
			},
			Step: 0.03, Samples: 5000, Initial: []float64{-20, 0, 0, 15}, Transient: 100, Chaotic: true,
		},
		{
			Name:      "Halvorsen",
			Reference: "Sprott 2010, Elegant Chaos, doi:10.1142/9789812838827",
			Variables: strings.Fields("x y z"),
			Coefficients: equations{
				"x'": {"x": -1.4, "y": -4, "z": -4, "y^2": -1},
				"y'": {"x": -4, "y": -1.4, "z": -4, "z^2": -1},
				"z'": {"x": -4, "y": -4, "z": -1.4, "x^2": -1},
			},
			Step: 0.01, Samples: 5000, Initial: []float64{-8.7, -2.5, 0.1}, Transient: 20, Chaotic: true,
		},
		{
			Name:      "Thomas",
			Reference: "Thomas 1999, doi:10.1142/S0218127499001383",
			Variables: strings.Fields("x y z"),
			Coefficients: equations{
				"x'": {"x": -0.18, "sin(y)": 1},
				"y'": {"y": -0.18, "sin(z)": 1},
				"z'": {"z": -0.18, "sin(x)": 1},
			},
			Step: 0.2, Samples: 5000, Initial: []float64{1, 0, 1}, Transient: 200, Chaotic: true,
		},
		{
			Name:      "Dadras",
			Reference: "Dadras and Momeni 2009, doi:10.1016/j.physleta.2009.07.088",
			Variables: strings.Fields("x y z"),
			Coefficients: equations{
				"x'": {"x": -3, "y": 1, "y z": 2.7},
				"y'": {"y": 1.7, "z": 1, "x z": -1},
				"z'": {"z": -9, "x y": 2},
			},
			Step: 0.01, Samples: 5000, Initial: []float64{1, -3.5, -0.7}, Transient: 20, Chaotic: true,
		},
		{
			Name:      "Aizawa",
			Reference: "Aizawa and Uezu 1982, doi:10.1143/PTP.67.982",
			Variables: strings.Fields("x y z"),
			Coefficients: equations{
				"x'": {"x": -0.7, "y": -3.5, "x z": 1},
				"y'": {"x": 3.5, "y": -0.7, "y z": 1},
				"z'": {"1": 0.6, "z": 0.95, "x^2": -1, "y^2": -1, "z^3": -1. / 3, "x^2 z": -0.25, "y^2 z": -0.25, "x^3 z": 0.1},
			},
			Step: 0.015, Samples: 5000, Initial: []float64{-0.8, -0.6, -0.2}, Transient: 50, Chaotic: true,
		},
		{
			Name:      "RabinovichFabrikant", // waves that modulate themselves in a plasma
			Reference: "Rabinovich and Fabrikant 1979, Sov. Phys. JETP 50, 311",
			Variables: strings.Fields("x y z"),
			Coefficients: equations{
				"x'": {"x": 0.87, "y": -1, "y z": 1, "x^2 y": 1},
				"y'": {"x": 1, "y": 0.87, "x z": 3, "x^3": -1},
				"z'": {"z": -2.2, "x y z": -2},
			},
			Step: 0.02, Samples: 5000, Initial: []float64{-1.8, 0.8, 0.2}, Transient: 20, Chaotic: true,
		},
		{
			Name:      "Chua", // the circuit, with a cubic diode
			Reference: "Huang, Pivka, Wu and Franz 1996, Int. J. Bifurcation and Chaos 6, 2175",
			Variables: strings.Fields("x y z"),
			Coefficients: equations{
				"x'": {"x": 1.43, "y": 10, "x^3": -10},
				"y'": {"x": 1, "y": -1, "z": 1},
				"z'": {"y": -16},
			},
			Step: 0.02, Samples: 5000, Initial: []float64{0.1, 0, 0}, Transient: 100, Chaotic: true,
		},
		{
			Name:      "NewtonLeipnik", // a rigid body under linear feedback: two attractors side by side
			Reference: "Leipnik and Newton 1981, doi:10.1016/0375-9601(81)90165-1",
			Variables: strings.Fields("x y z"),
			Coefficients: equations{
				"x'": {"x": -0.4, "y": 1, "y z": 10},
				"y'": {"x": -1, "y": -0.4, "x z": 5},
				"z'": {"z": 0.175, "x y": -5},
			},
			Step: 0.03, Samples: 5000, Initial: []float64{0.349, 0, -0.16}, Transient: 100, Chaotic: true,
		},
		{
			Name:      "Finance", // interest, investment and prices
			Reference: "Ma and Chen 2001, doi:10.1007/BF02437847",
			Variables: strings.Fields("x y z"),
			Coefficients: equations{
				"x'": {"x": -0.9, "z": 1, "x y": 1},
				"y'": {"1": 1, "y": -0.2, "x^2": -1},
				"z'": {"x": -1, "z": -1.2},
			},
			Step: 0.05, Samples: 5000, Initial: []float64{1, 3, 2}, Transient: 100, Chaotic: true,
		},
		{
			Name:      "WangSun", // four wings
			Reference: "Wang, Sun and others 2009, doi:10.1590/S0103-97332009000500007",
			Variables: strings.Fields("x y z"),
			Coefficients: equations{
				"x'": {"x": 0.2, "y z": 1},
				"y'": {"x": -0.01, "y": -0.4, "x z": -1},
				"z'": {"z": -1, "x y": -1},
			},
			Step: 0.1, Samples: 5000, Initial: []float64{-0.5, 0.7, 0}, Transient: 200, Chaotic: true,
		},
		{
			Name:      "ABC", // the path of a particle in the flow of Arnold, Beltrami and Childress
			Reference: "Dombre and others 1986, doi:10.1017/S0022112086002859",
			Variables: strings.Fields("x y z"),
			Coefficients: equations{
				"x'": {"sin(z)": math.Sqrt(3), "cos(y)": 1},
				"y'": {"sin(x)": math.Sqrt2, "cos(z)": math.Sqrt(3)},
				"z'": {"sin(y)": 1, "cos(x)": math.Sqrt2},
			},
			Step: 0.04, Samples: 5000, Initial: []float64{0.1, 0.2, 0.3}, Chaotic: true,
		},
	}
}

// jerks are one equation of third order, x”' = f(x, x', x”).
func jerks() []System {
	jerk := func(name, reference string, step float64, f map[string]float64, start []float64) System {
		return System{
			Name: name, Reference: reference, Variables: strings.Fields("x y z"),
			Coefficients: equations{"x'": {"y": 1}, "y'": {"z": 1}, "z'": f},
			Step:         step, Samples: 5000, Initial: start, Transient: 100, Chaotic: true,
		}
	}
	return []System{
		jerk("GenesioTesi", "Genesio and Tesi 1992, doi:10.1016/0005-1098(92)90177-H", 0.05,
			map[string]float64{"x": -1, "y": -1.1, "z": -0.44, "x^2": 1}, []float64{-0.05, -0.26, 0.33}),
		jerk("Arneodo", "Arneodo, Coullet and Tresser 1980, doi:10.1016/0375-9601(80)90342-4", 0.025,
			map[string]float64{"x": 5.5, "y": -3.5, "z": -1, "x^3": -1}, []float64{0.2, 0.2, -0.75}),
		jerk("SprottJerk", "Sprott 1997, doi:10.1016/S0375-9601(97)00088-1", 0.05,
			map[string]float64{"x": -1, "z": -2.017, "y^2": 1}, []float64{-0.54, 0.59, 0.45}),
	}
}
