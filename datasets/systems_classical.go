package datasets

// classical are the oscillators, reactions and populations of textbooks.
var classical = []System{
	{
		Name: "VanDerPol", DOI: "10.1080/14786442608564127", Variables: xy,
		Law: law{
			"x'": {"y": 1},
			"y'": {"x": -1, "y": 2, "x^2 y": -2},
		},
		Initial: start{2, 0}, Step: 0.02, Samples: 3000,
	},
	{
		Name: "Duffing", DOI: "10.1007/978-1-4612-1140-2", Variables: xy, // as in Guckenheimer and Holmes
		Law: law{
			"x'": {"y": 1},
			"y'": {"x": 1, "x^3": -1, "y": -0.1},
		},
		Initial: start{1.8, 1.5}, Step: 0.04, Samples: 2500,
	},
	{
		Name: "CubicOscillator", DOI: "10.1073/pnas.1517384113", Variables: xy,
		Law: law{
			"x'": {"x^3": -0.1, "y^3": 2},
			"y'": {"x^3": -2, "y^3": -0.1},
		},
		Initial: start{2, 0}, Step: 0.01, Samples: 2500,
	},
	{
		Name: "LotkaVolterra", DOI: "10.1073/pnas.6.7.410", Variables: xy,
		Law: law{
			"x'": {"x": 1.1, "x y": -0.4},
			"y'": {"y": -0.4, "x y": 0.1},
		},
		Initial: start{10, 5}, Step: 0.04, Samples: 3000,
	},
	{
		Name: "SIR", DOI: "10.1098/rspa.1927.0118", Variables: []string{"s", "i"},
		Law: law{
			"s'": {"s i": -0.5},
			"i'": {"s i": 0.5, "i": -0.1},
		},
		Initial: start{0.99, 0.01}, Step: 0.1, Samples: 1000,
	},
	{
		Name: "FitzHughNagumo", DOI: "10.1016/S0006-3495(61)86902-6", Variables: []string{"v", "w"},
		Law: law{
			"v'": {"v": 1, "v^3": -1. / 3, "w": -1, "1": 0.5},
			"w'": {"v": 0.08, "w": -0.064, "1": 0.056},
		},
		Initial: start{-1, 1}, Step: 0.1, Samples: 3000,
	},
	{
		Name: "Brusselator", DOI: "10.1063/1.1668896", Variables: xy,
		Law: law{
			"x'": {"1": 1, "x^2 y": 1, "x": -4},
			"y'": {"x": 3, "x^2 y": -1},
		},
		Initial: start{1, 1}, Step: 0.02, Samples: 3000,
	},
	{
		Name: "Selkov", DOI: "10.1111/j.1432-1033.1968.tb00175.x", Variables: xy,
		Law: law{
			"x'": {"x": -1, "y": 0.08, "x^2 y": 1},
			"y'": {"1": 0.6, "y": -0.08, "x^2 y": -1},
		},
		Initial: start{1, 1}, Step: 0.05, Samples: 2000,
	},
	{
		Name: "Hopf", DOI: "10.1007/978-1-4612-1140-2", Variables: xy, // the normal form, in Guckenheimer and Holmes
		Law: law{
			"x'": {"x": 0.25, "y": -1, "x^3": -1, "x y^2": -1},
			"y'": {"x": 1, "y": 0.25, "x^2 y": -1, "y^3": -1},
		},
		Initial: start{2, 0}, Step: 0.04, Samples: 1000,
	},
	{
		Name: "Pendulum", DOI: "", Variables: []string{"theta", "omega"}, // Galileo's and Huygens's
		Law: law{
			"theta'": {"omega": 1},
			"omega'": {"sin(theta)": -9.81},
		},
		Initial: start{2.5, 0}, Step: 0.02, Samples: 1500,
	},
}
