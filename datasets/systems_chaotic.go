package datasets

// chaotic are three-dimensional flows on strange attractors, and two of higher dimension.
var chaotic = []System{
	{
		Name: "Lorenz", DOI: "10.1175/1520-0469(1963)020<0130:DNF>2.0.CO;2", Variables: xyz,
		Law: law{
			"x'": {"x": -10, "y": 10},
			"y'": {"x": 28, "y": -1, "x z": -1},
			"z'": {"z": -8. / 3, "x y": 1},
		},
		Initial: start{-8, 7, 27}, Step: 0.002, Samples: 10_000, Chaotic: true,
	},
	{
		Name: "Rossler", DOI: "10.1016/0375-9601(76)90101-8", Variables: xyz,
		Law: law{
			"x'": {"y": -1, "z": -1},
			"y'": {"x": 1, "y": 0.2},
			"z'": {"1": 0.2, "x z": 1, "z": -5.7},
		},
		Initial: start{5.147, 4.219, 0.6586}, Step: 0.01, Samples: 5000, Chaotic: true,
	},
	{
		Name: "Chen", DOI: "10.1142/S0218127499001024", Variables: xyz,
		Law: law{
			"x'": {"x": -35, "y": 35},
			"y'": {"x": -7, "x z": -1, "y": 28},
			"z'": {"x y": 1, "z": -3},
		},
		Initial: start{-8.267, -7.655, 23.29}, Step: 0.0025, Samples: 5000, Chaotic: true,
	},
	{
		Name: "Lu", DOI: "10.1142/S0218127402004620", Variables: xyz,
		Law: law{
			"x'": {"x": -36, "y": 36},
			"y'": {"x z": -1, "y": 20},
			"z'": {"x y": 1, "z": -3},
		},
		Initial: start{-13.07, -8.889, 30.95}, Step: 0.004, Samples: 5000, Chaotic: true,
	},
	{
		Name: "Halvorsen", DOI: "10.1142/7183", Variables: xyz, // in Sprott's "Elegant Chaos"
		Law: law{
			"x'": {"x": -1.4, "y": -4, "z": -4, "y^2": -1},
			"y'": {"y": -1.4, "z": -4, "x": -4, "z^2": -1},
			"z'": {"z": -1.4, "x": -4, "y": -4, "x^2": -1},
		},
		Initial: start{-7.473, 4.828, -9.131}, Step: 0.008, Samples: 5000, Chaotic: true,
	},
	{
		Name: "Thomas", DOI: "10.1142/S0218127499001383", Variables: xyz,
		Law: law{
			"x'": {"x": -0.18, "sin(y)": 1},
			"y'": {"y": -0.18, "sin(z)": 1},
			"z'": {"z": -0.18, "sin(x)": 1},
		},
		Initial: start{-2.97, -0.9037, -2.58}, Step: 0.2, Samples: 5000, Chaotic: true,
	},
	{
		Name: "RabinovichFabrikant", DOI: "10.1142/S0218127404011430", Variables: xyz, // as Danca and Chen write it
		Law: law{
			"x'": {"y z": 1, "y": -1, "x^2 y": 1, "x": 0.1},
			"y'": {"x z": 3, "x": 1, "x^3": -1, "y": 0.1},
			"z'": {"z": -0.28, "x y z": -2},
		},
		Initial: start{0.3623, -2.216, 0.08103}, Step: 0.02, Samples: 5000, Chaotic: true,
	},
	{
		Name: "Dadras", DOI: "10.1016/j.physleta.2009.07.088", Variables: xyz,
		Law: law{
			"x'": {"y": 1, "x": -3, "y z": 2.7},
			"y'": {"y": 1.7, "x z": -1, "z": 1},
			"z'": {"x y": 2, "z": -9},
		},
		Initial: start{0.3958, 0.8178, 0.06737}, Step: 0.004, Samples: 5000, Chaotic: true,
	},
	{
		Name: "HindmarshRose", DOI: "10.1098/rspb.1984.0024", Variables: xyz,
		Law: law{
			"x'": {"y": 1, "x^3": -1, "x^2": 3, "z": -1, "1": 3.25},
			"y'": {"1": 1, "x^2": -5, "y": -1},
			"z'": {"x": 0.024, "1": 0.0384, "z": -0.006},
		},
		Initial: start{-1.092, -5.138, 2.974}, Step: 0.025, Samples: 5000, Chaotic: true,
	},
	{
		Name: "Lorenz84", DOI: "10.1111/j.1600-0870.1984.tb00230.x", Variables: xyz,
		Law: law{
			"x'": {"y^2": -1, "z^2": -1, "x": -0.25, "1": 2},
			"y'": {"x y": 1, "x z": -4, "y": -1, "1": 1},
			"z'": {"x y": 4, "x z": 1, "z": -1},
		},
		Initial: start{1.824, 0.3772, -1.136}, Step: 0.008, Samples: 5000, Chaotic: true,
	},
	{
		Name: "BurkeShaw", DOI: "10.1515/zna-1981-0115", Variables: xyz,
		Law: law{
			"x'": {"x": -10, "y": -10},
			"y'": {"y": -1, "x z": -10},
			"z'": {"x y": 10, "1": 4.272},
		},
		Initial: start{-1.229, 0.6501, -1.231}, Step: 0.005, Samples: 5000, Chaotic: true,
	},
	{
		Name: "GenesioTesi", DOI: "10.1016/0005-1098(92)90177-H", Variables: xyz,
		Law: law{
			"x'": {"y": 1},
			"y'": {"z": 1},
			"z'": {"x": -1, "y": -1.1, "z": -0.44, "x^2": 1},
		},
		Initial: start{-0.1908, -0.5489, 0.2924}, Step: 0.05, Samples: 5000, Chaotic: true,
	},
	{
		Name: "NewtonLeipnik", DOI: "10.1016/0375-9601(81)90165-1", Variables: xyz,
		Law: law{
			"x'": {"x": -0.4, "y": 1, "y z": 10},
			"y'": {"x": -1, "y": -0.4, "x z": 5},
			"z'": {"z": 0.175, "x y": -5},
		},
		Initial: start{0.01354, -0.05879, 0.2289}, Step: 0.025, Samples: 5000, Chaotic: true,
	},
	{
		Name: "Rucklidge", DOI: "10.1017/S0022112092003392", Variables: xyz,
		Law: law{
			"x'": {"x": -2, "y": 6.7, "y z": -1},
			"y'": {"x": 1},
			"z'": {"z": -1, "y^2": 1},
		},
		Initial: start{3.149, 0.9574, 7.773}, Step: 0.02, Samples: 5000, Chaotic: true,
	},
	{
		Name: "Rikitake", DOI: "10.1017/S0305004100033223", Variables: xyz,
		Law: law{
			"x'": {"x": -1, "y z": 1},
			"y'": {"y": -1, "x z": 1, "x": -1},
			"z'": {"1": 1, "x y": -1},
		},
		Initial: start{-0.2549, -0.1822, 2.711}, Step: 0.025, Samples: 5000, Chaotic: true,
	},
	{
		Name: "HyperRossler", DOI: "10.1016/0375-9601(79)90150-6", Variables: []string{"x", "y", "z", "w"},
		Law: law{
			"x'": {"y": -1, "z": -1},
			"y'": {"x": 1, "y": 0.25, "w": 1},
			"z'": {"1": 3, "x z": 1},
			"w'": {"z": -0.5, "w": 0.05},
		},
		Initial: start{-91.71, 38.15, 0.03286, 47.78}, Step: 0.005, Samples: 5000, Chaotic: true,
	},
	{
		Name: "Lorenz96", DOI: "10.1175/1520-0469(1998)055<0399:OSFSWO>2.0.CO;2", Variables: []string{"x1", "x2", "x3", "x4", "x5", "x6"},
		Law: law{
			"x1'": {"x2 x6": 1, "x5 x6": -1, "x1": -1, "1": 8},
			"x2'": {"x1 x3": 1, "x1 x6": -1, "x2": -1, "1": 8},
			"x3'": {"x2 x4": 1, "x1 x2": -1, "x3": -1, "1": 8},
			"x4'": {"x3 x5": 1, "x2 x3": -1, "x4": -1, "1": 8},
			"x5'": {"x4 x6": 1, "x3 x4": -1, "x5": -1, "1": 8},
			"x6'": {"x1 x5": 1, "x4 x5": -1, "x6": -1, "1": 8},
		},
		Initial: start{4.467, 4.101, -4.958, -0.8617, 0.7431, 4.452}, Step: 0.005, Samples: 5000, Chaotic: true,
	},
}
