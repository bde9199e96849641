package pinn

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"sublunar/lib/field"
	"sublunar/lib/optim"
)

// A Solution is fields, as a network gives them, and how well they obey the problem. Several goroutines may ask it at once. What it was
// asked before it answers faster: it keeps the graphs, and what intervals are worked out from.
type Solution struct {
	// Terms are the equations, conditions and data, with what is left of each.
	Terms []Term
	// Parameters of the network, and of the constants after them: Training.Start of another fit.
	Parameters []float64
	// Status says why the fit ended, and Stats what it cost.
	Status optim.Status
	Stats  optim.Stats
	// Points inside.
	Points int

	objective   *objective
	uncertainty uncertainty
}

// A Term of the loss, with the root mean square of what is left of it.
type Term struct {
	Name string
	// Kind is "equation", "condition" or "data".
	Kind   string
	Points int
	// Residual on the points, and HeldOut between them, or on data that were withheld: NaN where there are no others.
	Residual, HeldOut float64
}

func (tr *trainer) solution(status optim.Status) (*Solution, error) {
	if err := tr.remember(); err != nil {
		return nil, err
	}
	s := tr.sketch(status)
	for _, t := range tr.objective.terms {
		if err := tr.objective.hold(t.group, s.Parameters); err != nil {
			return s, err
		}
		r, err := tr.objective.residuals(t.group, s.Parameters)
		if err != nil {
			return s, err
		}
		term := Term{Name: t.name, Kind: t.kind, Points: t.group.points.n, Residual: column(r, len(t.group.residuals), t.column, t.quantity), HeldOut: math.NaN()}
		if t.withheld != nil {
			off, err := tr.objective.residuals(t.withheld, s.Parameters)
			if err != nil {
				return s, err
			}
			term.HeldOut = column(off, 1, 0, nil)
		}
		if t.group.region != nil {
			x, counts, err := tr.draw(t.group, min(t.group.points.n, 10_000), 0x656e64)
			if err != nil {
				return s, err
			}
			if r, err = tr.objective.probe(t.group, x, s.Parameters); err != nil {
				return s, err
			}
			term.HeldOut = column(r, len(t.group.residuals), t.column, counts)
		}
		s.Terms = append(s.Terms, term)
	}
	return s, nil
}

// column gives the root mean square of one of k columns, each point as much as it counts.
func column(r []float64, k, at int, counts []float64) float64 {
	sum, all := 0.0, 0.0
	for i := range len(r) / k {
		v := r[i*k+at]
		sum, all = sum+count(counts, i)*v*v, all+count(counts, i)
	}
	return math.Sqrt(sum / math.Max(all, 1))
}

// At gives a field, or a derivative of it, at points, row-major [n, axes] in the domain's order.
func (s *Solution) At(of string, x []float64, by ...string) ([]float64, error) {
	shape := s.objective.shape
	if d := len(shape.axes); len(x)%d != 0 {
		return nil, fmt.Errorf("pinn: %d coordinates aren't points of %d axes (%s)", len(x), d, strings.Join(shape.axes, ", "))
	}
	return s.objective.at(of, by, x, s.Parameters)
}

// On gives a field on a grid of the domain's axes, in any order; by asks for a derivative of it.
func (s *Solution) On(of string, axes []field.Axis, by ...string) (field.Grid, error) {
	return grid(s, of, axes, by, s.At)
}

func grid(s *Solution, of string, axes []field.Axis, by []string, at func(of string, x []float64, by ...string) ([]float64, error)) (field.Grid, error) {
	shape := s.objective.shape
	grid := field.Grid{Name: strings.Join(append([]string{of}, by...), "_"), Axes: axes}
	if len(by) == 0 {
		grid.Unit = s.unit(of)
	}
	if len(axes) != len(shape.axes) {
		return grid, fmt.Errorf("pinn: a grid of %d axes for a domain of %d (%s)", len(axes), len(shape.axes), strings.Join(shape.axes, ", "))
	}
	n := 1
	place := make([]int, len(axes))
	for i, a := range axes {
		if err := a.Check(); err != nil {
			return grid, fmt.Errorf("pinn: %w", err)
		}
		if place[i] = slices.Index(shape.axes, a.Name); place[i] < 0 {
			return grid, fmt.Errorf("pinn: the domain has no axis %q; it has %s", a.Name, strings.Join(shape.axes, ", "))
		}
		n *= a.Len()
	}
	x := make([]float64, n*len(axes))
	for i := range n {
		rest := i
		for k := len(axes) - 1; k >= 0; k-- {
			x[i*len(axes)+place[k]] = axes[k].Values[rest%axes[k].Len()]
			rest /= axes[k].Len()
		}
	}
	var err error
	grid.Values, err = at(of, x, by...)
	return grid, err
}

func (s *Solution) unit(of string) string {
	for _, f := range s.objective.shape.fields {
		if f.Name == of {
			return f.Unit
		}
	}
	for _, d := range s.objective.shape.problem.Derived {
		if d.Name == of {
			return d.Unit
		}
	}
	return ""
}

// String is what is left of each term, and how the fit ended.
func (s *Solution) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d parameters, %d steps, %.3g s: %v\n", len(s.Parameters), s.Stats.Steps, s.Stats.Seconds, s.Status)
	width := 4
	for _, t := range s.Terms {
		width = max(width, len([]rune(t.Name)))
	}
	fmt.Fprintf(&b, "%-*s  %8s  %11s  %11s\n", width, "", "points", "on them", "between")
	for _, t := range s.Terms {
		between := ""
		if !math.IsNaN(t.HeldOut) {
			between = fmt.Sprintf("%.3g", t.HeldOut)
		}
		fmt.Fprintf(&b, "%-*s  %8d  %11.3g  %11s\n", width, t.Name, t.Points, t.Residual, between)
	}
	for i, c := range s.objective.shape.problem.Constants {
		v, _ := s.objective.shape.constant(i, s.Parameters)
		fmt.Fprintf(&b, "%s = %.6g %s\n", c.Name, v, c.Unit)
	}
	return strings.TrimRight(b.String(), "\n ")
}
