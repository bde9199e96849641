package operator

import "fmt"

// A Resolution is a coarser grid, for some epochs of a fit.
type Resolution struct {
	// Every is how many points of the samples' grid there are to one of the coarser, along each axis: 2 or more.
	Every int
	// Epochs on it: 1 or more.
	Epochs int
}

// coarse is how many points are left of n, and an error where every doesn't go into them.
func (g Grid) coarse(n, every int) (int, error) {
	if g == Ends {
		if (n-1)%every != 0 {
			return 0, fmt.Errorf("operator: one point of %d on a grid with both ends of %d; give a divisor of %d", every, n, n-1)
		}
		return (n-1)/every + 1, nil
	}
	if n%every != 0 {
		return 0, fmt.Errorf("operator: one point of %d on %d points; give a divisor of %d", every, n, n)
	}
	return n / every, nil
}

// coarsened is a field [points..., channels] on a grid with one point of every so many along each axis: the values at those points, which both
// grids have; of centres, which have none in common, the means over cells.
func (g Grid) coarsened(values []float64, points []int, channels, every int) ([]float64, []int, error) {
	if every == 1 {
		return values, points, nil
	}
	to := make([]int, len(points))
	for a, n := range points {
		var err error
		if to[a], err = g.coarse(n, every); err != nil {
			return nil, nil, err
		}
		before, after := 1, channels // axes to the left are coarse by now
		for b := range points {
			if b < a {
				before *= to[b]
			}
			if b > a {
				after *= points[b]
			}
		}
		next := make([]float64, before*to[a]*after)
		for i := range before {
			for j := range to[a] {
				out := next[(i*to[a]+j)*after:][:after]
				if g != Centres {
					copy(out, values[(i*n+j*every)*after:])
					continue
				}
				for k := range every {
					for c, v := range values[(i*n+j*every+k)*after:][:after] {
						out[c] += v / float64(every)
					}
				}
			}
		}
		values = next
	}
	return values, to, nil
}

// coarsening is how coarse the grid is in an epoch, from 0 on: one point of so many.
func (t Training) coarsening(epoch int) int {
	for _, r := range t.Resolutions {
		if epoch < r.Epochs {
			return r.Every
		}
		epoch -= r.Epochs
	}
	return 1
}

// resolves sees that the operator takes each grid, and that the last epochs are for the samples' own.
func (t Training) resolves(o Operator, s Shape) error {
	if len(t.Resolutions) == 0 {
		return nil
	}
	g, known := gridOf(o)
	if !known {
		return fmt.Errorf("operator: coarser grids for %T, which doesn't say where its points lie; leave Resolutions out", o)
	}
	total := 0
	for _, r := range t.Resolutions {
		if r.Every < 2 || r.Epochs < 1 {
			return fmt.Errorf("operator: %d epochs on one point of %d; give 1 or more, and every second point or fewer", r.Epochs, r.Every)
		}
		total += r.Epochs
		points := make([]int, len(s.Points))
		for a, n := range s.Points {
			var err error
			if points[a], err = g.coarse(n, r.Every); err != nil {
				return err
			}
		}
		if err := o.Check(Shape{Points: points, Inputs: s.Inputs, Outputs: s.Outputs}); err != nil {
			return fmt.Errorf("%w (on one point of %d)", err, r.Every)
		}
	}
	if total >= t.Epochs {
		return fmt.Errorf("operator: %d epochs on coarser grids, of %d in all; leave some for the samples' own grid", total, t.Epochs)
	}
	return nil
}
