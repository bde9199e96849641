package operator

import "fmt"

// A Resolution is a coarser grid, for some epochs of a fit.
type Resolution struct {
	// Every is how many points of the samples' grid there are to one of the coarser, along each axis: 2 or more.
	Every int
	// Epochs on it: 1 or more.
	Epochs int
}

// coarse are the points that are left along each axis, and an error where every doesn't go into them.
func (g Grid) coarse(points []int, every int) ([]int, error) {
	to := make([]int, len(points))
	for a, n := range points {
		switch {
		case g == Ends && (n-1)%every != 0:
			return nil, fmt.Errorf("operator: one point of %d on a grid with both ends of %d; give a divisor of %d", every, n, n-1)
		case g == Ends:
			to[a] = (n-1)/every + 1
		case n%every != 0:
			return nil, fmt.Errorf("operator: one point of %d on %d points; give a divisor of %d", every, n, n)
		default:
			to[a] = n / every
		}
	}
	return to, nil
}

// coarsened is a field [points..., channels] on a grid with one point of every so many along each axis: the values at those points, which both
// grids have; of centres, which have none in common, the means over cells.
func (g Grid) coarsened(values []float64, points []int, channels, every int) ([]float64, []int, error) {
	if every == 1 {
		return values, points, nil
	}
	to, err := g.coarse(points, every)
	if err != nil {
		return nil, nil, err
	}
	for a, n := range points {
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
		points, err := g.coarse(s.Points, r.Every)
		if err != nil {
			return err
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
