package pinn

import (
	"fmt"
	"slices"
)

// A Derived field is a sum of derivatives of fields, such as the velocity of a streamfunction.
type Derived struct {
	Name, Unit string
	Sum        []Part
}

// A Part of a derived field: a factor times a derivative, or a field itself where Axes is empty.
type Part struct {
	Field  string
	Axes   []string
	Factor float64
}

// Streamfunction gives the velocity (u, v) of a streamfunction psi in the plane of x and y,
//
//	u = psi_y,  v = -psi_x
//
// whose divergence is 0 whatever the network is.
func Streamfunction(psi, x, y, u, v string) []Derived {
	return []Derived{
		{Name: u, Sum: []Part{{psi, []string{y}, 1}}},
		{Name: v, Sum: []Part{{psi, []string{x}, -1}}},
	}
}

// VectorPotential gives the velocity (u, v, w) = curl (a, b, c) along the axes x, y and z, whose divergence is 0 whatever the network is.
func VectorPotential(potential, axes, velocity [3]string) []Derived {
	a, b, c := potential[0], potential[1], potential[2]
	x, y, z := axes[0], axes[1], axes[2]
	difference := func(name, plus, by, minus, with string) Derived {
		return Derived{Name: name, Sum: []Part{{plus, []string{by}, 1}, {minus, []string{with}, -1}}}
	}
	return []Derived{
		difference(velocity[0], c, y, b, z),
		difference(velocity[1], a, z, c, x),
		difference(velocity[2], b, x, a, y),
	}
}

func (d Derived) check(p Problem) error {
	if len(d.Sum) == 0 {
		return fmt.Errorf("pinn: derived field %q is a sum of nothing; give its Sum", d.Name)
	}
	for _, part := range d.Sum {
		if !slices.ContainsFunc(p.fields(), func(f Field) bool { return f.Name == part.Field }) {
			return fmt.Errorf("pinn: derived field %q is made of %q, which is no field; the problem has %s",
				d.Name, part.Field, list(p.fields(), func(f Field) string { return f.Name }))
		}
		for _, a := range part.Axes {
			if _, err := p.Domain.Axis(a); err != nil {
				return fmt.Errorf("pinn: derived field %q: %w", d.Name, err)
			}
		}
	}
	return nil
}
