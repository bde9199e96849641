package score

import (
	"fmt"

	"gonum.org/v1/gonum/floats"
)

// Energy score of an ensemble of vectors, [member][component], taken for the whole distribution: mean |x_i - y| - sum |x_i - x_j| / (2 N²)
// with Euclid's distance. Bring components of different units to one scale first. It costs N² distances.
func Energy(members [][]float64, value []float64) (float64, error) {
	off, apart, err := vectorDistances(members, value, 1)
	n := float64(len(members))
	return off/n - apart/(2*n*n), err
}

// FairEnergy is the energy score of an ensemble taken for a sample, as [FairCRPS] is the CRPS; of two members or more.
func FairEnergy(members [][]float64, value []float64) (float64, error) {
	off, apart, err := vectorDistances(members, value, 2)
	n := float64(len(members))
	return off/n - apart/(2*n*(n-1)), err
}

func vectorDistances(members [][]float64, value []float64, least int) (off, apart float64, err error) {
	if err := checkCase(members, value, least); err != nil {
		return 0, 0, err
	}
	for i, x := range members {
		off += floats.Distance(x, value, 2)
		for _, other := range members[:i] {
			apart += 2 * floats.Distance(x, other, 2)
		}
	}
	return off, apart, nil
}

// checkCase says what is wrong with an ensemble [member][point] and its truth [point].
func checkCase(members [][]float64, truth []float64, least int) error {
	if len(members) < least {
		return fmt.Errorf("score: %d members; give %d or more", len(members), least)
	}
	for i, x := range members {
		if len(x) != len(truth) {
			return fmt.Errorf("score: member %d has %d values and the truth %d; give one for each place", i, len(x), len(truth))
		}
		if floats.HasNaN(x) {
			return fmt.Errorf("score: member %d holds NaN; leave out the places where it isn't known", i)
		}
	}
	if len(truth) == 0 {
		return fmt.Errorf("score: no values; give one or more")
	}
	return nil
}
