package sindy

import (
	"errors"
	"fmt"
	"strings"

	"sublunar/lib/field"
)

// Consistent leaves of a library, in each equation, the terms that the units allow: those whose
// coefficient is a number, or can be made of the constants named. With velocities in m/s over metres and
// seconds, Consistent(l) has (u^2)_x in the equation of u_t but not u_xx; Consistent(l, "m^2/s"), for a
// fluid that has a viscosity, has both. The constants may stand in powers from -3 to 3.
//
// A sine's wave number is 1 over its variable's unit, so that sines are numbers; of other functions,
// those of variables that have a unit are left out. The data's units must be given, as field.ParseUnit
// reads them; an empty one is a number's.
func Consistent(l Library, constants ...string) Library {
	l.consistent, l.constants = true, constants
	return l
}

// consistentWith says for an equation which of the terms the units allow.
func (l Library) consistentWith(p *posing, v int) ([]bool, error) {
	d, err := p.dimensions()
	if err != nil {
		return nil, err
	}
	made, err := powersOf(l.constants)
	if err != nil {
		return nil, err
	}
	left := d.variables[v]
	switch {
	case p.perCapita: // (ln x)'
		left = field.Dimension{}.Times(1, d.time, -1)
	case !p.mapping:
		left = left.Times(1, d.time, -1)
	}
	allowed, any := make([]bool, len(p.library)), false
	for k, t := range p.library {
		of, ok := d.term(t)
		if !ok {
			continue
		}
		needed := left.Times(1, of, -1)
		for _, c := range made {
			if c.Equal(needed) {
				allowed[k], any = true, true
				break
			}
		}
	}
	if !any {
		return nil, fmt.Errorf("sindy: no term of the library has a coefficient for %s (%s) in units made of [%s]; give Consistent the units of the law's constants, or a larger library",
			p.of(v), left, strings.Join(l.constants, ", "))
	}
	return allowed, nil
}

// powersOf are the dimensions that can be made of constants.
func powersOf(constants []string) ([]field.Dimension, error) {
	if len(constants) > 5 {
		return nil, errors.New("sindy: Consistent with more than five constants allows nearly any term; give those that the law may hold")
	}
	made := []field.Dimension{{}}
	for _, text := range constants {
		d, err := field.ParseUnit(text)
		if err != nil {
			return nil, fmt.Errorf("sindy: Consistent: %w", err)
		}
		var more []field.Dimension
		for _, m := range made {
			for power := -3; power <= 3; power++ {
				more = append(more, m.Times(1, d, power))
			}
		}
		made = more
	}
	return made, nil
}

// dimensions of what the terms are made of.
type dimensions struct {
	variables, axes []field.Dimension
	time            field.Dimension
}

func (p *posing) dimensions() (d dimensions, err error) {
	read := func(name, unit string) field.Dimension {
		dimension, failed := field.ParseUnit(unit)
		if failed != nil {
			err = errors.Join(err, fmt.Errorf("sindy: %s: %w", name, failed))
		}
		return dimension
	}
	d.time = read(p.time.Name, p.time.Unit)
	for v, unit := range p.units {
		d.variables = append(d.variables, read(p.variables[v], unit))
	}
	for i, unit := range p.axisUnits {
		d.axes = append(d.axes, read(p.axes[i], unit))
	}
	return d, err
}

// term is the dimension of a term; false where a function is of what has a unit.
func (d dimensions) term(t Term) (of field.Dimension, ok bool) {
	of = field.Dimension{}
	for v, power := range t.Powers {
		of = of.Times(1, d.variables[v], power)
	}
	for axis, order := range t.Orders {
		of = of.Times(1, d.axes[axis], -order)
	}
	for _, f := range t.Functions {
		for _, v := range f.Of {
			if f.Wave == 0 && len(d.variables[v]) > 0 {
				return nil, false
			}
		}
	}
	for _, factor := range t.Times {
		further, ok := d.term(factor)
		if !ok {
			return nil, false
		}
		of = of.Times(1, further, 1)
	}
	return of, true
}
