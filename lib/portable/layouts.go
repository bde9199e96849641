package portable

import (
	"fmt"
	"slices"
)

// A layout is an op that moves numbers, or mixes those of several places.
type layout struct {
	values, with int // how many values it is made of, -1 for any, and how many lists it takes
	shape        func(s Step, of [][]int) ([]int, error)
	make         func(s Step, of [][]float64, shapes [][]int) []float64
}

var layouts = map[string]layout{
	opTensor: {values: 0, with: 0},
	// iota counts along an axis.
	"iota": {0, 1, func(s Step, _ [][]int) ([]int, error) {
		if len(s.With[0]) != 1 {
			return nil, fmt.Errorf("%d axes; it takes one", len(s.With[0]))
		}
		return s.Shape, distinct(s.With[0], len(s.Shape))
	}, func(s Step, _ [][]float64, _ [][]int) []float64 {
		out, inner := make([]float64, size(s.Shape)), size(s.Shape[s.With[0][0]+1:])
		for i := range out {
			out[i] = float64(i / inner % s.Shape[s.With[0][0]])
		}
		return out
	}},
	"reshape": {1, 0, func(s Step, of [][]int) ([]int, error) {
		if n := size(s.Shape); n < 0 || n != size(of[0]) {
			return nil, fmt.Errorf("%v as %v", of[0], s.Shape)
		}
		return s.Shape, nil
	}, func(_ Step, of [][]float64, _ [][]int) []float64 { return of[0] }},
	// where takes of two by a truth.
	"where": {3, 0, func(_ Step, of [][]int) ([]int, error) {
		shape, err := together(of[1], of[2])
		if err != nil {
			return nil, err
		}
		return together(shape, of[0])
	}, func(s Step, of [][]float64, shapes [][]int) []float64 {
		out := make([]float64, size(s.Shape))
		at := func(k, i int) float64 {
			if len(shapes[k]) == 0 {
				i = 0
			}
			return of[k][i]
		}
		for i := range out {
			if at(0, i) != 0 {
				out[i] = at(1, i)
			} else {
				out[i] = at(2, i)
			}
		}
		return out
	}},
	// transpose puts axis With[i] in place i.
	"transpose": {1, 1, func(s Step, of [][]int) ([]int, error) {
		order := s.With[0]
		if len(order) != len(of[0]) {
			return nil, fmt.Errorf("%d axes in the order %v", len(of[0]), order)
		}
		out := []int{}
		if err := distinct(order, len(order)); err != nil {
			return nil, err
		}
		for _, a := range order {
			out = append(out, of[0][a])
		}
		return out, nil
	}, func(s Step, of [][]float64, shapes [][]int) []float64 {
		from := strides(shapes[0])
		steps := make([]int, len(from))
		for i, a := range s.With[0] {
			steps[i] = from[a]
		}
		return gathered(of[0], s.Shape, 0, steps)
	}},
	// broadcast puts axis i of a value on axis With[i]; along the others, and where it has one number, it is the same everywhere.
	"broadcast": {1, 1, func(s Step, of [][]int) ([]int, error) {
		axes := s.With[0]
		if len(axes) != len(of[0]) {
			return nil, fmt.Errorf("%d axes on %v", len(of[0]), axes)
		}
		if err := distinct(axes, len(s.Shape)); err != nil {
			return nil, err
		}
		for i, a := range axes {
			if of[0][i] != s.Shape[a] && of[0][i] != 1 {
				return nil, fmt.Errorf("%v to %v", of[0], s.Shape)
			}
		}
		return s.Shape, nil
	}, func(s Step, of [][]float64, shapes [][]int) []float64 {
		from, steps := strides(shapes[0]), make([]int, len(s.Shape))
		for i, a := range s.With[0] {
			if shapes[0][i] > 1 {
				steps[a] = from[i]
			}
		}
		return gathered(of[0], s.Shape, 0, steps)
	}},
	// slice takes from With[0], to With[1], each With[2] along the axes.
	"slice": {1, 3, func(s Step, of [][]int) ([]int, error) {
		out := []int{}
		for a, n := range of[0] {
			if len(s.With[0]) != len(of[0]) || len(s.With[1]) != len(of[0]) || len(s.With[2]) != len(of[0]) {
				return nil, fmt.Errorf("%v of %d axes", s.With, len(of[0]))
			}
			from, to, by := s.With[0][a], s.With[1][a], s.With[2][a]
			if from < 0 || to < from || to > n || by < 1 {
				return nil, fmt.Errorf("%d to %d by %d of %d", from, to, by, n)
			}
			out = append(out, (to-from+by-1)/by)
		}
		return out, nil
	}, func(s Step, of [][]float64, shapes [][]int) []float64 {
		from, start := strides(shapes[0]), 0
		steps := make([]int, len(from))
		for a := range from {
			start += s.With[0][a] * from[a]
			steps[a] = s.With[2][a] * from[a]
		}
		return gathered(of[0], s.Shape, start, steps)
	}},
	"reverse": {1, 1, func(s Step, of [][]int) ([]int, error) { return of[0], distinct(s.With[0], len(of[0])) },
		func(s Step, of [][]float64, shapes [][]int) []float64 {
			steps, start := strides(shapes[0]), 0
			for _, a := range s.With[0] {
				start += (shapes[0][a] - 1) * steps[a]
				steps[a] = -steps[a]
			}
			return gathered(of[0], s.Shape, start, steps)
		}},
	"concatenate": {-1, 1, concatenatedShape, concatenated},
	"dot":         {2, 4, dotShape, dot},
}

// strides are how far apart neighbours along each axis lie.
func strides(shape []int) []int {
	out, by := make([]int, len(shape)), 1
	for a := len(shape) - 1; a >= 0; a-- {
		out[a] = by
		by *= shape[a]
	}
	return out
}

// gathered walks over an array of a shape, and takes its numbers from start on in steps along each axis.
func gathered(from []float64, shape []int, start int, steps []int) []float64 {
	out := make([]float64, size(shape))
	if len(out) == 0 {
		return out
	}
	if len(shape) == 0 {
		out[0] = from[start]
		return out
	}
	last := len(shape) - 1
	row, step := shape[last], steps[last]
	at, index := start, make([]int, last)
	for i := 0; i < len(out); i += row {
		to := out[i : i+row]
		switch {
		case step == 1:
			copy(to, from[at:at+row])
		default:
			for j, p := 0, at; j < row; j, p = j+1, p+step {
				to[j] = from[p]
			}
		}
		for a := last - 1; a >= 0; a-- {
			at += steps[a]
			if index[a]++; index[a] < shape[a] {
				break
			}
			at -= steps[a] * shape[a]
			index[a] = 0
		}
	}
	return out
}

func concatenatedShape(s Step, of [][]int) ([]int, error) {
	if len(s.With[0]) != 1 {
		return nil, fmt.Errorf("%d axes; it takes one", len(s.With[0]))
	}
	axis, out := s.With[0][0], slices.Clone(of[0])
	if err := distinct(s.With[0], len(out)); err != nil {
		return nil, err
	}
	for _, shape := range of[1:] {
		if len(shape) != len(out) {
			return nil, fmt.Errorf("shapes %v", of)
		}
		for a, n := range shape {
			if a != axis && n != out[a] {
				return nil, fmt.Errorf("shapes %v", of)
			}
		}
		if out[axis] += shape[axis]; out[axis] > most {
			return nil, fmt.Errorf("shapes %v", of)
		}
	}
	return out, nil
}

func concatenated(s Step, of [][]float64, shapes [][]int) []float64 {
	axis := s.With[0][0]
	out := make([]float64, 0, size(s.Shape))
	for o := range size(s.Shape[:axis]) {
		for k, part := range of {
			n := size(shapes[k][axis:])
			out = append(out, part[o*n:(o+1)*n]...)
		}
	}
	return out
}

// reduced goes along axes.
func reduced(x []float64, shape []int, s Step, f func(a, b float64) float64, first float64) []float64 {
	var kept, gone []int
	for a := range shape {
		if slices.Contains(s.With[0], a) {
			gone = append(gone, a)
		} else {
			kept = append(kept, a)
		}
	}
	steps, from := []int{}, strides(shape)
	lengths := []int{}
	for _, a := range slices.Concat(kept, gone) {
		steps, lengths = append(steps, from[a]), append(lengths, shape[a])
	}
	out := make([]float64, size(s.Shape))
	n := size(lengths[len(kept):])
	x = gathered(x, lengths, 0, steps)
	for i := range out {
		sum := first
		for _, v := range x[i*n : (i+1)*n] {
			sum = f(sum, v)
		}
		out[i] = sum
	}
	return out
}
