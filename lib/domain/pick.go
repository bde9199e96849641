package domain

import (
	"fmt"
	"math"
	"slices"
	"strings"
)

// A Pick chooses part of a boundary: At, On, Named, Where, and their And. It knows no region before
// Region.Boundary uses it.
type Pick struct {
	text string
	// check says whether the pick makes sense for a region.
	check func(s shape) error
	// takes says whether it can choose points of a face.
	takes func(s shape, f *face) bool
	// test, where it isn't nil, says which points of such a face.
	test func(p []float64) bool
}

// String says what the pick chooses.
func (k Pick) String() string { return k.text }

// At picks the flat parts that lie where an axis has one of the values: At("x", -1, 1), At("t", 0).
func At(axis string, values ...float64) Pick {
	text := make([]string, len(values))
	for i, v := range values {
		text[i] = fmt.Sprintf("%s = %g", axis, v)
	}
	return Pick{
		text: strings.Join(text, " or "),
		check: func(s shape) error {
			if len(values) == 0 {
				return fmt.Errorf("%w: At(%q) without a value; say where on the axis", ErrPart, axis)
			}
			i, err := axisOf(s.axes(), axis)
			if err != nil {
				return err
			}
			faces := s.faces()
			for _, v := range values {
				if !slices.ContainsFunc(faces, func(f face) bool { return f.flat(s, i, v) }) {
					a := s.axes()[i]
					return fmt.Errorf("%w: it has no part at %s = %g (it goes from %g to %g, and %s)", ErrPart, axis, v, a.Lo, a.Hi, has(faces))
				}
			}
			return nil
		},
		takes: func(s shape, f *face) bool {
			i, err := axisOf(s.axes(), axis)
			return err == nil && slices.ContainsFunc(values, func(v float64) bool { return f.flat(s, i, v) })
		},
	}
}

// flat says whether all of a face lies where an axis has a value.
func (f *face) flat(s shape, axis int, value float64) bool {
	u, p := make([]float64, f.dims), make([]float64, len(s.axes()))
	tiny := 100 * slack(s)
	// A flat face goes through its corners; of one that isn't, some point is off.
	for k := range 2 + f.dims {
		for i := range u {
			u[i] = 0.123
			if i == k {
				u[i] = 0.789
			}
		}
		f.at(u, p)
		if math.Abs(p[axis]-value) > tiny {
			return false
		}
	}
	return true
}

// On picks the parts that come from one of the regions that a region is made of: in a plate with a hole,
// On(hole) is the rim of the hole. In a region over time, On(space) is all but the start and the end.
func On(of Region) Pick {
	return Pick{
		text: "the parts of one region",
		check: func(s shape) error {
			if err := of.Check(); err != nil {
				return err
			}
			if !slices.ContainsFunc(s.faces(), func(f face) bool { return slices.Contains(f.owners, of.shape) }) {
				return fmt.Errorf("%w: none is of that region (%v); give the very Region that this one was made of", ErrPart, of)
			}
			return nil
		},
		takes: func(_ shape, f *face) bool { return slices.Contains(f.owners, of.shape) },
	}
}

// Named picks the parts of these names, as Boundary.Parts lists them.
func Named(parts ...string) Pick {
	return Pick{
		text: strings.Join(parts, " or "),
		check: func(s shape) error {
			faces := s.faces()
			for _, name := range parts {
				if !slices.ContainsFunc(faces, func(f face) bool { return f.name == name }) {
					return fmt.Errorf("%w: none is called %q; %s", ErrPart, name, has(faces))
				}
			}
			return nil
		},
		takes: func(_ shape, f *face) bool { return slices.Contains(parts, f.name) },
	}
}

// Where picks the points of the boundary for which test is true. Their measure is an estimate.
func Where(test func(p []float64) bool) Pick {
	return Pick{
		text: "a test of the points",
		check: func(shape) error {
			if test == nil {
				return fmt.Errorf("%w: Where got no test; give it a function of a point", ErrPart)
			}
			return nil
		},
		takes: func(shape, *face) bool { return true },
		test:  test,
	}
}

// And picks what both do.
func (k Pick) And(other Pick) Pick {
	both := Pick{
		text: k.text + " and " + other.text,
		check: func(s shape) error {
			if err := k.valid(s); err != nil {
				return err
			}
			return other.valid(s)
		},
		takes: func(s shape, f *face) bool { return k.takes(s, f) && other.takes(s, f) },
		test:  k.test,
	}
	switch {
	case k.test == nil:
		both.test = other.test
	case other.test != nil:
		both.test = func(p []float64) bool { return k.test(p) && other.test(p) }
	}
	return both
}

func (k Pick) valid(s shape) error {
	if k.check == nil {
		return fmt.Errorf("%w: a Pick that nothing was put in; make one with At, On, Named or Where", ErrPart)
	}
	return k.check(s)
}

// has lists the names of parts, the first dozen.
func has(faces []face) string {
	var list []string
	for _, f := range faces {
		if !slices.Contains(list, f.name) {
			list = append(list, f.name)
		}
	}
	more := ""
	if len(list) > 12 {
		more = fmt.Sprintf(" and %d more", len(list)-12)
		list = list[:12]
	}
	return "its parts are " + strings.Join(list, ", ") + more
}
