package operator

import (
	"fmt"
	"math/rand/v2"
	"slices"
)

// A Symmetry of the law and of the domain: fields that are flipped or turned are as good samples, and come free. All channels must be numbers
// at points; the components of a vector would turn too.
type Symmetry int

const (
	// NoSymmetry leaves samples as they are.
	NoSymmetry Symmetry = iota
	// Flips turns each axis round, or not: 2, 4 or 8 ways.
	Flips
	// Turns also exchanges axes, of as many points: the 8 ways to lay a square, the 48 of a cube.
	Turns
)

// check says why a grid hasn't the symmetry.
func (s Symmetry) check(points []int) error {
	if s < NoSymmetry || s > Turns {
		return fmt.Errorf("operator: symmetry %d; give operator.Flips or operator.Turns", s)
	}
	for _, n := range points {
		if s == Turns && n != points[0] {
			return fmt.Errorf("operator: the symmetry of a square on %v points; give as many along each axis, or operator.Flips", points)
		}
	}
	return nil
}

// A turn is one way to lay a field: the axis that each comes from, and whether it is turned round.
type turn struct {
	axes []int
	flip []bool
}

// draw a turn.
func (s Symmetry) draw(r *rand.Rand, d int) turn {
	t := turn{axes: make([]int, d), flip: make([]bool, d)}
	for a := range d {
		t.axes[a] = a
		t.flip[a] = s != NoSymmetry && r.IntN(2) == 1
	}
	if s == Turns {
		r.Shuffle(d, func(i, j int) { t.axes[i], t.axes[j] = t.axes[j], t.axes[i] })
	}
	return t
}

// apply lays a field [points..., channels] that way. On a periodic axis the point 0 stays where it is.
func (t turn) apply(values []float64, points []int, periodic bool) []float64 {
	d := len(points)
	channels := len(values)
	stride := make([]int, d) // of the source, in points
	for a, n := range points {
		channels /= n
		for b := range a {
			stride[b] *= n
		}
		stride[a] = 1
	}
	out := make([]float64, 0, len(values))
	at := make([]int, d)
	for range len(values) / channels {
		from := 0
		for a, i := range at {
			b := t.axes[a]
			if t.flip[a] {
				i = points[b] - 1 - i
				if periodic {
					i = (i + 1) % points[b]
				}
			}
			from += i * stride[b]
		}
		out = append(out, values[from*channels:(from+1)*channels]...)
		for a := d - 1; a >= 0; a-- {
			if at[a]++; at[a] < points[t.axes[a]] {
				break
			}
			at[a] = 0
		}
	}
	return out
}

// all the ways of a symmetry, the one that changes nothing first.
func (s Symmetry) all(d int) []turn {
	orders := [][]int{{}}
	for len(orders[0]) < d {
		var longer [][]int
		for _, o := range orders {
			for a := range d {
				if !slices.Contains(o, a) && (s == Turns || a == len(o)) {
					longer = append(longer, append(slices.Clone(o), a))
				}
			}
		}
		orders = longer
	}
	var all []turn
	for _, o := range orders {
		for bits := range 1 << d {
			t := turn{axes: o, flip: make([]bool, d)}
			for a := range d {
				t.flip[a] = bits>>a&1 == 1
			}
			if s != NoSymmetry || bits == 0 {
				all = append(all, t)
			}
		}
	}
	return all
}

// back is the turn that undoes t.
func (t turn) back() turn {
	b := turn{axes: make([]int, len(t.axes)), flip: make([]bool, len(t.axes))}
	for a, from := range t.axes {
		b.axes[from], b.flip[from] = a, t.flip[a]
	}
	return b
}

// averaged is the mean over all ways of what through makes of a batch [samples, points..., channels], each way laid back.
func (s Symmetry) averaged(shape Shape, periodic bool, x []float64, through func(x []float64) ([]float64, error)) ([]float64, error) {
	nx, ny := shape.size(shape.Inputs), shape.size(shape.Outputs)
	sum := make([]float64, len(x)/nx*ny)
	all := s.all(len(shape.Points))
	for _, t := range all {
		var turned []float64
		for i := 0; i < len(x); i += nx {
			turned = append(turned, t.apply(x[i:i+nx], shape.Points, periodic)...)
		}
		y, err := through(turned)
		if err != nil {
			return nil, err
		}
		b := t.back()
		for i := 0; i < len(sum); i += ny {
			for k, v := range b.apply(y[i:i+ny], shape.Points, periodic) {
				sum[i+k] += v / float64(len(all))
			}
		}
	}
	return sum, nil
}
