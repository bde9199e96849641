package datasets_test

import (
	"fmt"

	"sublunar/datasets"
)

func ExampleLorenz() {
	run, err := datasets.Lorenz(datasets.Trajectory{Samples: 1000, Initial: []float64{1, 1, 1}})
	fmt.Println(run, err)
	// Output:
	// 3 columns over time: 1000 points, 0 to 1.998
	//   x  -9.864 to 19.57
	//   y  -10.5 to 27.18
	//   z  0.9617 to 47.84 <nil>
}

func ExampleFind() {
	s, err := datasets.Find("HindmarshRose")
	fmt.Println(s, err)
	fmt.Println(s.Coefficients["x'"]["x^2"], s.Degree())
	// Output:
	// HindmarshRose
	//   x' = 3.25 + y - z + 3 x^2 - x^3
	//   y' = 1 - y - 5 x^2
	//   z' = 0.0384 + 0.024 x - 0.006 z
	//   (Hindmarsh and Rose 1984, doi:10.1098/rspb.1984.0024) <nil>
	// 3 3
}

// A law of the reader's own: two springs.
func ExampleSystem_Run() {
	s := datasets.System{
		Name:      "Springs",
		Variables: []string{"x", "v"}, Units: []string{"m", "m/s"}, TimeUnit: "s",
		Coefficients: map[string]map[string]float64{
			"x'": {"v": 1},
			"v'": {"x": -4, "x^3": -1},
		},
		Step: 0.01, Samples: 1000, Initial: []float64{1, 0},
	}
	fmt.Println(s.Run(datasets.Trajectory{}))
	delete(s.Coefficients, "v'")
	_, err := s.Run(datasets.Trajectory{})
	fmt.Println(err)
	// Output:
	// 2 columns over time (s): 1000 points, 0 to 9.99
	//   x (m)    -1 to 1
	//   v (m/s)  -2.121 to 2.121 <nil>
	// datasets: Springs: there is no equation v'; give it one, empty if v is constant
}

// A map: what stands for x' is the next x.
func ExampleMaps() {
	for _, m := range datasets.Maps() {
		fmt.Println(m)
	}
	// Output:
	// Logistic
	//   x' = 3.9 x - 3.9 x^2
	//   (May 1976, doi:10.1038/261459a0)
	// Henon
	//   x' = 1 + y - 1.4 x^2
	//   y' = 0.3 x
	//   (Hénon 1976, doi:10.1007/BF01608556)
	// Ricker
	//   x' = 16.44 x exp(-1 x)
	//   (Ricker 1954, doi:10.1139/f54-039)
	// Tinkerbell
	//   x' = 0.9 x - 0.6013 y + x^2 - y^2
	//   y' = 2 x + 0.5 y + 2 x y
	//   (Nusse and Yorke 1994, doi:10.1007/978-1-4684-0231-5)
}
