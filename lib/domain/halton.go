package domain

// Halton draws the points of Halton's sequence, dimension i in base of the i-th prime, each digit
// permuted at random (Owen 2017, arXiv:1706.02808). There are more dimensions than Sobol has, and in few
// of them it is little worse.
//
// It gives gonum's points (stat/samplemv), one by one, so that it can go on for as long as points are cut
// away, and stops at a number's last digit that isn't zero.
type Halton struct{ Seed uint64 }

// Sequence is described at Sampler.
func (s Halton) Sequence(dims, _ int, stream uint64) (func(u []float64), error) {
	r := source(s.Seed, stream)
	axes := make([]radix, dims)
	for i, base := range primes(dims) {
		axes[i] = newRadix(base, r.Perm)
	}
	count := uint64(0)
	return func(u []float64) {
		for i := range axes {
			u[i] = axes[i].inverse(count)
		}
		count++
	}, nil
}

// A radix writes a number's digits in a base behind the point, in reverse, each permuted.
type radix struct {
	base uint64
	// worth[k][d] is what digit d is worth in place k; zeros[k] what zeros from place k on are.
	worth [][]float64
	zeros []float64
}

func newRadix(base int, perm func(int) []int) radix {
	x := radix{base: uint64(base)}
	step := 1 / float64(base)
	for place := step; 1-place < 1; place /= float64(base) {
		row := make([]float64, base)
		for d, to := range perm(base) {
			row[d] = float64(to) * place
		}
		x.worth = append(x.worth, row)
	}
	x.zeros = make([]float64, len(x.worth)+1)
	for k := len(x.worth) - 1; k >= 0; k-- {
		x.zeros[k] = x.zeros[k+1] + x.worth[k][0]
	}
	return x
}

func (x *radix) inverse(count uint64) float64 {
	sum, place := 0.0, 0
	for count > 0 && place < len(x.worth) {
		sum += x.worth[place][count%x.base]
		count /= x.base
		place++
	}
	// The sum of all greatest digits rounds to 1.
	return min(sum+x.zeros[place], 1-0x1p-53)
}

// primes are the first n.
func primes(n int) []int {
	var found []int
	for c := 2; len(found) < n; c++ {
		prime := true
		for _, p := range found {
			if p*p > c {
				break
			}
			if c%p == 0 {
				prime = false
				break
			}
		}
		if prime {
			found = append(found, c)
		}
	}
	return found
}
