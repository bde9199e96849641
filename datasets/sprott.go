package datasets

import "strings"

// sprotts are chaos with five or six terms and at most two of them nonlinear: cases B to S of the
// search that found them (case A is NoseHoover).
func sprotts() []System {
	type e = map[string]float64
	var all []System
	add := func(letter string, step float64, start []float64, x, y, z e) {
		all = append(all, System{
			Name:         "Sprott" + letter,
			Reference:    "Sprott 1994, doi:10.1103/PhysRevE.50.R647",
			Variables:    strings.Fields("x y z"),
			Coefficients: equations{"x'": x, "y'": y, "z'": z},
			Step:         step, Samples: 5000, Initial: start, Transient: 100, Chaotic: true,
		})
	}
	add("B", 0.05, []float64{1.7, 1.5, -0.5}, e{"y z": 1}, e{"x": 1, "y": -1}, e{"1": 1, "x y": -1})
	add("C", 0.05, []float64{-0.5, -0.3, 1.9}, e{"y z": 1}, e{"x": 1, "y": -1}, e{"1": 1, "x^2": -1})
	add("D", 0.04, []float64{-1.3, -0.2, 0.3}, e{"y": -1}, e{"x": 1, "z": 1}, e{"x z": 1, "y^2": 3})
	add("E", 0.05, []float64{0.6, 0.7, -1.7}, e{"y z": 1}, e{"y": -1, "x^2": 1}, e{"1": 1, "x": -4})
	add("F", 0.05, []float64{-1, -1.4, 0.9}, e{"y": 1, "z": 1}, e{"x": -1, "y": 0.5}, e{"z": -1, "x^2": 1})
	add("G", 0.05, []float64{-0.8, -0.7, 1.3}, e{"x": 0.4, "z": 1}, e{"y": -1, "x z": 1}, e{"x": -1, "y": 1})
	add("H", 0.05, []float64{-1.4, 0.6, -1.3}, e{"y": -1, "z^2": 1}, e{"x": 1, "y": 0.5}, e{"x": 1, "z": -1})
	add("I", 0.08, []float64{-0.06, -0.5, 0.02}, e{"y": -0.2}, e{"x": 1, "z": 1}, e{"x": 1, "z": -1, "y^2": 1})
	add("J", 0.04, []float64{4.5, 2.3, 6.6}, e{"z": 2}, e{"y": -2, "z": 1}, e{"x": -1, "y": 1, "y^2": 1})
	add("K", 0.05, []float64{-1.3, -1.5, 0.7}, e{"z": -1, "x y": 1}, e{"x": 1, "y": -1}, e{"x": 1, "z": 0.3})
	add("L", 0.03, []float64{4.4, 13.7, -2.7}, e{"y": 1, "z": 3.9}, e{"y": -1, "x^2": 0.9}, e{"1": 1, "x": -1})
	add("M", 0.05, []float64{1.6, -1.6, -2.6}, e{"z": -1}, e{"y": -1, "x^2": -1}, e{"1": 1.7, "x": 1.7, "y": 1})
	add("N", 0.04, []float64{-8.3, 7.3, 3.3}, e{"y": -2}, e{"x": 1, "z^2": 1}, e{"1": 1, "y": 1, "z": -2})
	add("O", 0.05, []float64{0.2, 0.02, 0.94}, e{"y": 1}, e{"x": 1, "z": -1}, e{"x": 1, "y": 2.7, "x z": 1})
	add("P", 0.05, []float64{0.83, 0.15, 0.44}, e{"y": 2.7, "z": 1}, e{"x": -1, "y^2": 1}, e{"x": 1, "y": 1})
	add("Q", 0.03, []float64{3, -0.07, -2.8}, e{"z": -1}, e{"x": 1, "y": -1}, e{"x": 3.1, "z": 0.5, "y^2": 1})
	add("R", 0.05, []float64{-1.7, -2, 2}, e{"1": 0.9, "y": -1}, e{"1": 0.4, "z": 1}, e{"z": -1, "x y": 1})
	add("S", 0.02, []float64{0.13, 0.12, 1.22}, e{"x": -1, "y": -4}, e{"x": 1, "z^2": 1}, e{"1": 1, "x": 1})
	return all
}
