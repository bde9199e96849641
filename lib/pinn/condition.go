package pinn

import (
	"fmt"
	"math"
	"strings"

	. "github.com/gomlx/gomlx/core/graph"

	"sublunar/lib/domain"
)

// A Condition is what should be 0 on parts of the boundary; the start of a time axis is one of them. [Dirichlet], [Neumann], [Robin]
// and [Periodic] make the usual ones.
type Condition struct {
	// Name in messages. Default: what kind it is, and where.
	Name string
	// On are the parts of the domain's boundary. Default: all of it.
	On []domain.Pick
	// Residual is what should be 0 there, as a node [batch, 1].
	Residual func(p *Point) *Node
	// Weight of its mean square in the loss. Default: 1. Good values: 1 to 1000; higher holds the condition better, and the equation
	// worse.
	Weight float64
	// Points on it. Default: see [Training].
	Points int
}

// Dirichlet is field = f on parts of the boundary. The function's arguments are the domain's axes in order.
func Dirichlet(of string, f func(x ...float64) float64, on ...domain.Pick) Condition {
	return Condition{Name: of + " on " + where(on), On: on, Residual: func(p *Point) *Node {
		return Sub(p.Field(of).Value(), p.Func(f))
	}}
}

// Neumann is d field/dn = f, along the outward normal, on parts of the boundary.
func Neumann(of string, f func(x ...float64) float64, on ...domain.Pick) Condition {
	return Condition{Name: "slope of " + of + " on " + where(on), On: on, Residual: func(p *Point) *Node {
		return Sub(p.Field(of).Slope(), p.Func(f))
	}}
}

// Robin is a field + b d field/dn = f on parts of the boundary.
func Robin(of string, a, b float64, f func(x ...float64) float64, on ...domain.Pick) Condition {
	return Condition{Name: "mixed condition of " + of + " on " + where(on), On: on, Residual: func(p *Point) *Node {
		u := p.Field(of)
		return Sub(Add(MulScalar(u.Value(), a), MulScalar(u.Slope(), b)), p.Func(f))
	}}
}

// Initial is d field/dt = f where the axis t has its value t0: the second condition of a wave.
func Initial(of, t string, t0 float64, f func(x ...float64) float64) Condition {
	return Condition{Name: fmt.Sprintf("rate of %s at %s = %g", of, t, t0), On: []domain.Pick{domain.At(t, t0)}, Residual: func(p *Point) *Node {
		return Sub(p.Field(of).D(t), p.Func(f))
	}}
}

// Periodic is that a field and its derivatives along an axis, up to an order, are the same at both of its ends. A network.Periodic
// makes them so exactly, and needs no condition. Order is one less than the equation's: 1 for a diffusion.
func Periodic(p Problem, of, axis string, order int) []Condition {
	i, err := p.Domain.Axis(axis)
	if err != nil {
		return []Condition{{Name: "periodic in " + axis, Residual: func(*Point) *Node { panic(err) }}}
	}
	span := p.Domain.Axes()[i]
	var all []Condition
	for k := range order + 1 {
		by := make([]string, k)
		for i := range by {
			by[i] = axis
		}
		name := fmt.Sprintf("%s periodic in %s", strings.Join(append([]string{of}, by...), "_"), axis)
		all = append(all, Condition{Name: name, On: []domain.Pick{domain.At(axis, span.Lo)}, Residual: func(p *Point) *Node {
			return Sub(p.Field(of).D(by...), p.Shifted(axis, span.Hi-span.Lo).Field(of).D(by...))
		}})
	}
	return all
}

// Zero is 0 everywhere.
func Zero(...float64) float64 { return 0 }

func where(on []domain.Pick) string {
	if len(on) == 0 {
		return "the whole boundary"
	}
	names := make([]string, len(on))
	for i, part := range on {
		names[i] = part.String()
	}
	return strings.Join(names, ", ")
}

func (c Condition) name(i int) string {
	if c.Name == "" {
		return fmt.Sprintf("condition %d", i+1)
	}
	return c.Name
}

func (c Condition) check(p Problem, name string) error {
	if c.Residual == nil {
		return fmt.Errorf("pinn: %q has no Residual; give the function that should be 0, or use pinn.Dirichlet", name)
	}
	if c.Points < 0 {
		return fmt.Errorf("pinn: %q with %d points; give 1 or more, or 0 for the default", name, c.Points)
	}
	if _, err := p.Domain.Boundary(c.On...); err != nil {
		return fmt.Errorf("pinn: %q: %w", name, err)
	}
	return weight(name, c.Weight)
}

// Data are measurements of a field, with noise.
type Data struct {
	// Name in messages. Default: the field's.
	Name string
	// Field that was measured.
	Field string
	// X are where, row-major [n, axes] in the domain's order; Values [n] are what was read. A NaN was not measured.
	X, Values []float64
	// Noise is its standard deviation. Default: not known, estimated from what the fit leaves.
	Noise float64
	// Weight of the mean square misfit in the loss, beside what Noise gives it. Default: 1.
	Weight float64
}

func (d Data) name(i int) string {
	if d.Name == "" {
		return fmt.Sprintf("data %d (%s)", i+1, d.Field)
	}
	return d.Name
}

func (d Data) check(p Problem, i int) error {
	name, axes := d.name(i), p.Domain.Dims()
	known := p.names()
	if _, ok := known[d.Field]; !ok {
		return fmt.Errorf("pinn: %q measures %q, which is no field of %s", name, d.Field, p.name())
	}
	if len(d.Values) == 0 || len(d.X) != axes*len(d.Values) {
		return fmt.Errorf("pinn: %q has %d coordinates for %d values; give %d for each value", name, len(d.X), len(d.Values), axes)
	}
	if !(d.Noise >= 0) || math.IsInf(d.Noise, 0) {
		return fmt.Errorf("pinn: %q has a noise of %g; give its standard deviation, or 0 if it isn't known", name, d.Noise)
	}
	outside, err := p.Domain.Outside(d.X)
	if err != nil {
		return fmt.Errorf("pinn: %q: %w", name, err)
	}
	if len(outside) > 0 {
		i := outside[0]
		return fmt.Errorf("pinn: %q: %d of %d points lie outside the domain, the first of them, %d, at %.6g; widen the domain (%s), or drop them",
			name, len(outside), len(d.Values), i, d.X[i*axes:(i+1)*axes], p.Domain)
	}
	for _, v := range d.Values {
		if math.IsInf(v, 0) {
			return fmt.Errorf("pinn: %q holds an infinite value", name)
		}
	}
	return weight(name, d.Weight)
}

// measured are the points that have a value.
func (d Data) measured(axes int) (x, values []float64) {
	for i, v := range d.Values {
		if !math.IsNaN(v) {
			x, values = append(x, d.X[i*axes:(i+1)*axes]...), append(values, v)
		}
	}
	return x, values
}
