package pde

import (
	"fmt"
	"math"

	"sublunar/lib/field"
)

// Darcy is steady flow through a porous medium, or heat through a solid, on a box with u given at its ends, in 1 to 3 dimensions:
//
//	-div(a grad u) = f
//
// The coefficient a, the source f and u stand at the nodes of a grid with its ends, as in the data of Li et al. 2021 (arXiv:2010.08895).
// Around each inner node lies a cell, whose faces are half-way to its neighbours; what flows out through them is what f makes inside. So
// what leaves one cell enters the next, the operator is symmetric and positive, and u has no extrema but those that f makes. Errors are
// of second order in the steps where a is smooth, and of first where it jumps.
//
// [Darcy.Solve] takes grids, on the host. [Darcy.Action] and [Darcy.InGraph] are graph functions.
type Darcy struct {
	// Faces is how a's values at two nodes give that at the face between them. Default Harmonic.
	Faces FaceMean
	// Boundary is u at the ends, for [Darcy.Solve]. Default 0 everywhere.
	Boundary func(x ...float64) float64
	// Tolerance is the residual's norm over that of the right-hand side at which iterations end. Default 1e-10.
	Tolerance float64
	// Iterations that may be taken. Default 1,000.
	Iterations int
}

// FaceMean is a mean of two positive numbers.
type FaceMean int

const (
	// Harmonic is 2/(1/a + 1/b): the flux through two layers in series that meet at the face is exact.
	Harmonic FaceMean = iota
	// Arithmetic is (a + b)/2, the usual choice where a is smooth. The code that made the data of Li et al. takes it.
	Arithmetic
)

func (m FaceMean) of(a, b float64) float64 {
	if m == Arithmetic {
		return (a + b) / 2
	}
	return 2 * a * b / (a + b)
}

// DarcyStats says what a solution cost.
type DarcyStats struct {
	// Iterations of conjugate gradients.
	Iterations int
	// Residual is the last one's norm over that of the right-hand side.
	Residual float64
}

func (s DarcyStats) String() string {
	return fmt.Sprintf("%d iterations to a residual of %.1e", s.Iterations, s.Residual)
}

// Solve gives u from a and f, on the same 1 to 3 axes, even or not, each of 3 points or more. What f holds at the ends doesn't count. a
// must be positive.
//
// The linear system is solved by conjugate gradients, preconditioned by a multigrid cycle, at a cost that grows as the number of nodes
// (see [DarcyStats]): 20 to 30 iterations for patches whose a differs by 4, 40 where it differs by 10,000; hundreds where a jumps by
// factors of e^3 from each node to the next. Several calls may run at once. When the iterations run out, the last u comes with the error.
func (d Darcy) Solve(a, f field.Grid) (field.Grid, DarcyStats, error) {
	if err := d.check(a, f); err != nil {
		return field.Grid{}, DarcyStats{}, err
	}
	m := d.medium(a)
	u := m.boundary(d.Boundary)
	fine, b := m.system(u, f.Values)
	x, stats := conjugateGradients(newMultigrid(fine), b, d.tolerance(), d.iterations())
	m.fill(u, x)
	out := field.Grid{Name: "u", Axes: a.Axes, Values: u}
	if !(stats.Residual <= d.tolerance()) {
		return out, stats, fmt.Errorf("pde: after %s the tolerance of %g isn't reached; allow more Iterations, or a larger Tolerance", stats, d.tolerance())
	}
	return out, stats, nil
}

func (d Darcy) tolerance() float64 {
	if d.Tolerance == 0 {
		return 1e-10
	}
	return d.Tolerance
}

func (d Darcy) iterations() int {
	if d.Iterations == 0 {
		return 1000
	}
	return d.Iterations
}

func (d Darcy) check(a, f field.Grid) error {
	if !(d.Tolerance >= 0) || math.IsInf(d.Tolerance, 0) || d.Iterations < 0 || d.Faces < Harmonic || d.Faces > Arithmetic {
		return fmt.Errorf("pde: Darcy's Faces %d, Tolerance %g and Iterations %d; give Harmonic or Arithmetic, and 0 (the default) or more", d.Faces, d.Tolerance, d.Iterations)
	}
	for _, g := range []field.Grid{a, f} {
		if err := sound(g); err != nil {
			return err
		}
	}
	if len(a.Axes) < 1 || len(a.Axes) > 3 || len(f.Axes) != len(a.Axes) {
		return fmt.Errorf("pde: a coefficient on %d axes and a source on %d; give both on the same 1 to 3", len(a.Axes), len(f.Axes))
	}
	for i, axis := range a.Axes {
		if axis.Len() < 3 || axis.Values[1] < axis.Values[0] {
			return fmt.Errorf("pde: axis %q (%s) must ascend through 3 points or more, its ends among them", axis.Name, axis)
		}
		if !same(axis.Values, f.Axes[i].Values) {
			return fmt.Errorf("pde: %q and %q lie on different axes; give the coefficient and the source on the same", a.Name, f.Name)
		}
	}
	for i, v := range a.Values {
		if !(v > 0) {
			return fmt.Errorf("pde: value %d of the coefficient %q is %g; each must be positive", i, a.Name, v)
		}
	}
	return nil
}
