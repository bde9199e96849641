package datasets

import (
	"fmt"
	"strings"
)

// lorenz is convection between plates at 28 times the temperature difference where it sets in.
func lorenz() System {
	return System{
		Name:      "Lorenz",
		Reference: "Lorenz 1963, doi:10.1175/1520-0469(1963)020<0130:DNF>2.0.CO;2",
		Variables: strings.Fields("x y z"),
		Coefficients: equations{
			"x'": {"x": -10, "y": 10},
			"y'": {"x": 28, "y": -1, "x z": -1},
			"z'": {"z": -8. / 3, "x y": 1},
		},
		Step: 0.002, Samples: 10_000, Initial: []float64{-8, 7, 27}, Transient: 10, Chaotic: true,
	}
}

// convection is heat, weather and the fields that fluids carry, cut down to a few modes.
func convection() []System {
	return []System{
		lorenz(),
		{
			Name:      "Chen",
			Reference: "Chen and Ueta 1999, doi:10.1142/S0218127499001024",
			Variables: strings.Fields("x y z"),
			Coefficients: equations{
				"x'": {"x": -35, "y": 35},
				"y'": {"x": -7, "y": 28, "x z": -1},
				"z'": {"z": -3, "x y": 1},
			},
			Step: 0.004, Samples: 5000, Initial: []float64{3.3, 5.3, 19}, Transient: 10, Chaotic: true,
		},
		{
			Name:      "Lu",
			Reference: "Lü and Chen 2002, doi:10.1142/S0218127402004620",
			Variables: strings.Fields("x y z"),
			Coefficients: equations{
				"x'": {"x": -36, "y": 36},
				"y'": {"y": 20, "x z": -1},
				"z'": {"z": -3, "x y": 1},
			},
			Step: 0.005, Samples: 5000, Initial: []float64{11, 10, 23}, Transient: 10, Chaotic: true,
		},
		{
			Name:      "BurkeShaw",
			Reference: "Shaw 1981, doi:10.1515/zna-1981-0115",
			Variables: strings.Fields("x y z"),
			Coefficients: equations{
				"x'": {"x": -10, "y": -10},
				"y'": {"y": -1, "x z": -10},
				"z'": {"1": 4.272, "x y": 10},
			},
			Step: 0.005, Samples: 5000, Initial: []float64{-0.8, 0.65, 0.23}, Transient: 10, Chaotic: true,
		},
		{
			Name:      "ShimizuMorioka",
			Reference: "Shimizu and Morioka 1980, doi:10.1016/0375-9601(80)90466-1",
			Variables: strings.Fields("x y z"),
			Coefficients: equations{
				"x'": {"y": 1},
				"y'": {"x": 1, "y": -0.75, "x z": -1},
				"z'": {"z": -0.45, "x^2": 1},
			},
			Step: 0.05, Samples: 5000, Initial: []float64{0.1, 0.1, 0.5}, Transient: 100, Chaotic: true,
		},
		{
			Name:      "Rucklidge",
			Reference: "Rucklidge 1992, doi:10.1017/S0022112092003392",
			Variables: strings.Fields("x y z"),
			Coefficients: equations{
				"x'": {"x": -2, "y": 6.7, "y z": -1},
				"y'": {"x": 1},
				"z'": {"z": -1, "y^2": 1},
			},
			Step: 0.02, Samples: 5000, Initial: []float64{1, 0, 4.5}, Transient: 50, Chaotic: true,
		},
		{
			Name:      "LorenzStenflo",
			Reference: "Stenflo 1996, doi:10.1088/0031-8949/53/1/015",
			Variables: strings.Fields("x y z w"),
			Coefficients: equations{
				"x'": {"x": -2, "y": 2, "w": 1.5},
				"y'": {"x": 26, "y": -1, "x z": -1},
				"z'": {"z": -0.7, "x y": 1},
				"w'": {"x": -1, "w": -2},
			},
			Step: 0.02, Samples: 5000, Initial: []float64{4, 9, 22, -1.4}, Transient: 50, Chaotic: true,
		},
		{
			Name:      "Lorenz84",
			Reference: "Lorenz 1984, doi:10.3402/tellusa.v36i2.11473",
			Variables: strings.Fields("x y z"),
			Coefficients: equations{
				"x'": {"1": 2, "x": -0.25, "y^2": -1, "z^2": -1},
				"y'": {"1": 1, "y": -1, "x y": 1, "x z": -4},
				"z'": {"z": -1, "x y": 4, "x z": 1},
			},
			Step: 0.01, Samples: 5000, Initial: []float64{1.4, 0.9, 0.6}, Transient: 50, Chaotic: true,
		},
		lorenz96(6, 8),
		{
			Name:      "MooreSpiegel", // a parcel of gas in a star, T = 6 and R = 20
			Reference: "Moore and Spiegel 1966, doi:10.1086/148562",
			Variables: strings.Fields("x y z"),
			Coefficients: equations{
				"x'": {"y": 1},
				"y'": {"z": 1},
				"z'": {"x": -6, "y": 14, "z": -1, "x^2 y": -20},
			},
			Step: 0.01, Samples: 5000, Initial: []float64{0.1, 0, 0}, Transient: 100, Chaotic: true,
		},
		{
			Name:      "Rikitake", // two dynamos, each in the other's field: the Earth's reversals
			Reference: "Rikitake 1958, doi:10.1017/S0305004100033223",
			Variables: strings.Fields("x y z"),
			Coefficients: equations{
				"x'": {"x": -1, "y z": 1},
				"y'": {"x": -1, "y": -1, "x z": 1},
				"z'": {"1": 1, "x y": -1},
			},
			Step: 0.02, Samples: 5000, Initial: []float64{-0.8, -0.6, 2.7}, Transient: 50, Chaotic: true,
		},
		{
			Name:      "CylinderWake", // the mean-field model of vortex shedding, from near its start
			Reference: "Noack and others 2003, doi:10.1017/S0022112003006694",
			Variables: strings.Fields("x y z"),
			Coefficients: equations{
				"x'": {"x": 0.1, "y": -1, "x z": -1},
				"y'": {"x": 1, "y": 0.1, "y z": -1},
				"z'": {"z": -1, "x^2": 1, "y^2": 1},
			},
			Step: 0.05, Samples: 2000, Initial: []float64{0.01, 0, 0.3},
		},
	}
}

// lorenz96 is weather on a circle of latitude, x_i' = (x_i+1 - x_i-2) x_i-1 - x_i + force.
func lorenz96(sites int, force float64) System {
	s := System{
		Name:         "Lorenz96",
		Reference:    "Lorenz and Emanuel 1998, doi:10.1175/1520-0469(1998)055<0399:OSFSWO>2.0.CO;2",
		Coefficients: equations{},
		Step:         0.01, Samples: 5000, Transient: 20, Chaotic: true,
	}
	for i := range sites {
		s.Variables = append(s.Variables, fmt.Sprintf("x%d", i+1))
		s.Initial = append(s.Initial, force)
	}
	s.Initial[0] += 0.01
	for i, x := range s.Variables {
		after, before, second := (i+1)%sites, (i+sites-1)%sites, (i+sites-2)%sites
		s.Coefficients[x+"'"] = map[string]float64{
			"1": force, x: -1, product(s.Variables, after, before): 1, product(s.Variables, second, before): -1,
		}
	}
	return s
}

// product is the term of two variables, the first of them first.
func product(variables []string, i, j int) string {
	return variables[min(i, j)] + " " + variables[max(i, j)]
}
