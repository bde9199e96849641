package datasets

import "strings"

// life is populations, epidemics, nerves and the chemistry of cells.
func life() []System {
	return []System{
		{
			Name:      "LotkaVolterra", // conserves 0.024 prey - 0.8 ln prey + 0.028 predator - 0.55 ln predator
			Reference: "Lotka 1920, doi:10.1073/pnas.6.7.410; Volterra 1926, doi:10.1038/118558a0; numbers near those of LynxHare",
			Variables: strings.Fields("prey predator"),
			Units:     []string{"thousands", "thousands"}, TimeUnit: "yr",
			Coefficients: equations{
				"prey'":     {"prey": 0.55, "prey predator": -0.028},
				"predator'": {"predator": -0.8, "prey predator": 0.024},
			},
			Step: 0.1, Samples: 1000, Initial: []float64{34, 5.9},
		},
		competition(),
		{
			Name:      "MayLeonard", // three species chase each other round, ever more slowly
			Reference: "May and Leonard 1975, doi:10.1137/0129022",
			Variables: strings.Fields("x y z"),
			Coefficients: equations{
				"x'": {"x": 1, "x^2": -1, "x y": -0.8, "x z": -1.3},
				"y'": {"y": 1, "y^2": -1, "y z": -0.8, "x y": -1.3},
				"z'": {"z": 1, "z^2": -1, "x z": -0.8, "y z": -1.3},
			},
			Step: 0.1, Samples: 3000, Initial: []float64{0.5, 0.3, 0.2},
		},
		{
			Name:      "SIR", // one epidemic, as shares of the people; conserves s + i - 0.25 ln s
			Reference: "Kermack and McKendrick 1927, doi:10.1098/rspa.1927.0118",
			Variables: strings.Fields("s i"),
			TimeUnit:  "d",
			Coefficients: equations{
				"s'": {"s i": -0.4},
				"i'": {"i": -0.1, "s i": 0.4},
			},
			Step: 0.1, Samples: 1000, Initial: []float64{0.999, 0.001},
		},
		{
			Name:      "FitzHughNagumo", // a nerve that fires for ever
			Reference: "FitzHugh 1961, doi:10.1016/S0006-3495(61)86902-6; Nagumo and others 1962, doi:10.1109/JRPROC.1962.288235",
			Variables: strings.Fields("v w"),
			Coefficients: equations{
				"v'": {"1": 0.5, "v": 1, "w": -1, "v^3": -1. / 3},
				"w'": {"1": 0.056, "v": 0.08, "w": -0.064},
			},
			Step: 0.2, Samples: 5000, Initial: []float64{-1, 1},
		},
		{
			Name:      "HindmarshRose", // a nerve that fires in bursts, at a current of 3.25
			Reference: "Hindmarsh and Rose 1984, doi:10.1098/rspb.1984.0024",
			Variables: strings.Fields("x y z"),
			Coefficients: equations{
				"x'": {"1": 3.25, "y": 1, "z": -1, "x^2": 3, "x^3": -1},
				"y'": {"1": 1, "y": -1, "x^2": -5},
				"z'": {"1": 0.0384, "x": 0.024, "z": -0.006},
			},
			Step: 0.1, Samples: 10_000, Initial: []float64{-1, -4, 3}, Transient: 500, Chaotic: true,
		},
		{
			Name:      "Brusselator",
			Reference: "Prigogine and Lefever 1968, doi:10.1063/1.1668896",
			Variables: strings.Fields("x y"),
			Coefficients: equations{
				"x'": {"1": 1, "x": -4, "x^2 y": 1},
				"y'": {"x": 3, "x^2 y": -1},
			},
			Step: 0.05, Samples: 4000, Initial: []float64{1, 1},
		},
		{
			Name:      "Selkov", // sugar burnt by turns
			Reference: "Sel'kov 1968, doi:10.1111/j.1432-1033.1968.tb00175.x",
			Variables: strings.Fields("x y"),
			Coefficients: equations{
				"x'": {"x": -1, "y": 0.08, "x^2 y": 1},
				"y'": {"1": 0.6, "y": -0.08, "x^2 y": -1},
			},
			Step: 0.05, Samples: 4000, Initial: []float64{1, 1},
		},
	}
}

// competition is the least that is chaotic among species that only compete, x_i' = r_i x_i (1 - sum a_ij x_j).
func competition() System {
	growth := []float64{1, 0.72, 1.53, 1.27}
	against := [][]float64{
		{1, 1.09, 1.52, 0},
		{0, 1, 0.44, 1.36},
		{2.33, 0, 1, 0.47},
		{1.21, 0.51, 0.35, 1},
	}
	s := System{
		Name:         "Competition",
		Reference:    "Vano and others 2006, doi:10.1088/0951-7715/19/10/006",
		Variables:    strings.Fields("x1 x2 x3 x4"),
		Coefficients: equations{},
		Step:         0.3, Samples: 5000, Initial: []float64{0.3, 0.46, 0.13, 0.36}, Transient: 1000, Chaotic: true,
	}
	for i, xi := range s.Variables {
		equation := map[string]float64{xi: growth[i], xi + "^2": -growth[i]}
		for j, a := range against[i] {
			if j != i && a != 0 {
				equation[product(s.Variables, i, j)] = -growth[i] * a
			}
		}
		s.Coefficients[xi+"'"] = equation
	}
	return s
}
