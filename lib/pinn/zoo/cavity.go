package zoo

import "math"

// cavityByDifferences is the classical solver of the cavity: two grids, of n and n/2 steps, and Richardson's extrapolation.
func cavityByDifferences(c Case) func(float64) (Cost, error) {
	return finer(c, "central differences, Newton's method, extrapolated", []int{16, 32, 64, 128}, func(n int) ([]float64, error) {
		return cavityCentrelines(n)
	})
}

// cavityCentrelines are u and v at the points of the case's reference, extrapolated from n/2 and n steps.
func cavityCentrelines(n int) ([]float64, error) {
	reference, err := ghia()
	if err != nil {
		return nil, err
	}
	var lines [2][]float64
	for k, steps := range []int{n / 2, n} {
		u, v, err := CavityFlow(cavityReynolds, steps)
		if err != nil {
			return nil, err
		}
		across, along := make([]float64, steps+1), make([]float64, steps+1)
		for i := range across {
			across[i], along[i] = u[steps/2*(steps+1)+i], v[i*(steps+1)+steps/2]
		}
		for i := range reference[0].Values {
			lines[k] = append(lines[k], quintic(across, reference[0].X[2*i+1]))
		}
		for i := range reference[1].Values {
			lines[k] = append(lines[k], quintic(along, reference[1].X[2*i]))
		}
	}
	out := make([]float64, len(lines[0]))
	for i := range out {
		out[i] = lines[1][i] + (lines[1][i]-lines[0][i])/3
	}
	return out, nil
}

// quintic interpolates values at even steps from 0 to 1 by the polynomial through the nearest six.
func quintic(values []float64, at float64) float64 {
	n := len(values) - 1
	first := min(max(int(math.Floor(at*float64(n)))-2, 0), n-5)
	sum := 0.0
	for i := first; i < first+6; i++ {
		l := 1.0
		for j := first; j < first+6; j++ {
			if j != i {
				l *= (at*float64(n) - float64(j)) / float64(i-j)
			}
		}
		sum += l * values[i]
	}
	return sum
}
