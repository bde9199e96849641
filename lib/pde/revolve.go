package pde

import "math"

// A reversal visits states last to first, though they can only be computed first to last: it keeps a few, and computes the others from
// the nearest kept one again. Where the next is put follows from binomial numbers, so that the steps taken are the fewest possible
// (Griewank and Walther 2000, Algorithm 799, doi:10.1145/347837.347846).
type reversal[S any] struct {
	// advance gives the state so many steps on; visit is told of each state but the last, backwards; drop gives one back.
	advance func(s S, steps int) (S, error)
	visit   func(s S) error
	drop    func(s S)

	held, most int // states held now, and at most: the snapshots and one in work
}

// run visits the states before each of n steps from start, with so many snapshots, start among them.
func (r *reversal[S]) run(start S, n, snapshots int) error {
	r.held++
	r.most = max(r.most, r.held)
	defer func() { r.held-- }()
	for n > 1 {
		steps := split(n, snapshots)
		next, err := r.advance(start, steps)
		if err != nil {
			return err
		}
		err = r.run(next, n-steps, snapshots-1)
		r.drop(next)
		if err != nil {
			return err
		}
		n = steps
	}
	return r.visit(start)
}

// split is after how many of n steps the next snapshot is best taken. With one snapshot, which start is, the last state is the next.
func split(n, snapshots int) int {
	if snapshots <= 1 {
		return n - 1
	}
	best, least := 1, math.MaxInt
	for m := 1; m < n; m++ {
		if cost := m + repeated(n-m, snapshots-1) + repeated(m, snapshots); cost < least {
			best, least = m, cost
		}
	}
	return best
}

// repeated is the least number of steps that the reversal of n takes: r n - C(s+r, s+1), with r, how often a step is taken at most, the
// least for which C(s+r, s) is n or more.
func repeated(n, s int) int {
	r, c := 0, 1
	for c < n {
		r++
		c = c * (s + r) / r
	}
	return r*n - c*r/(s+1)
}
