package score_test

import (
	"fmt"
	"math/rand/v2"

	"sublunar/lib/score"
)

func ExampleCRPS() {
	members := []float64{19, 20, 20.5, 21, 22} // temperatures foretold, °C
	fmt.Printf("%.3f plain, %.3f fair, %.3f of the normal distribution\n", score.CRPS(members, 21.3), score.FairCRPS(members, 21.3), score.GaussianCRPS(20.5, 1.118, 21.3))
	// Output: 0.520 plain, 0.380 fair, 0.480 of the normal distribution
}

func ExampleEnergy() {
	members := [][]float64{{1, 0}, {0, 1}, {-1, 0}, {0, -1}} // drift, km east and north
	e, err := score.Energy(members, []float64{0.5, 0.5})
	fmt.Printf("%.4f %v\n", e, err)
	// Output: 0.5406 <nil>
}

// An ensemble half as wide as its errors: nothing is wrong with its mean, and all else tells.
func ExampleTally() {
	random := rand.New(rand.NewPCG(1, 1))
	var tally score.Tally
	for range 500 {
		members := make([][]float64, 20)
		for i := range members {
			members[i] = []float64{0.5 * random.NormFloat64()}
		}
		if err := tally.Add(members, []float64{random.NormFloat64()}); err != nil {
			panic(err)
		}
	}
	flat, err := tally.Ranks.Flat(0)
	fmt.Println(&tally)
	fmt.Printf("%v: the bowl says too narrow %v\n", flat, err)
	// Output:
	// error 0.9451, spread 0.5073, CRPS 0.5689; 65.8% of 500 cases inside intervals of 90%
	// chi-squared 408 (p 4.9e-74), slope 0.87, bowl 16.06; 500 cases taken for 500: the bowl says too narrow <nil>
}

func ExampleInterval() {
	low, high, err := score.Interval([]float64{1, 2, 3, 4, 5, 6, 7, 8, 9}, 0.8)
	fmt.Println(low, high, err)
	// Output: 1 9 <nil>
}
