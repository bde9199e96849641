package portable

import (
	"fmt"
	"math"
	"slices"
)

// opTensor gives an array of the file: weights, or a constant.
const opTensor = "tensor"

// unary ops make each number of one.
var unary = map[string]func(float64) float64{
	"abs": math.Abs, "ceil": math.Ceil, "cos": math.Cos, "erf": math.Erf, "exp": math.Exp, "expm1": math.Expm1, "floor": math.Floor, "log": math.Log,
	"acos": math.Acos, "asin": math.Asin, "atan": math.Atan, "cosh": math.Cosh, "sinh": math.Sinh, "tan": math.Tan,
	"log1p": math.Log1p, "round": math.RoundToEven, "sin": math.Sin, "sqrt": math.Sqrt, "tanh": math.Tanh,
	"not":       func(x float64) float64 { return truth(x == 0) },
	"is finite": func(x float64) float64 { return truth(!math.IsNaN(x) && !math.IsInf(x, 0)) },
	"is nan":    func(x float64) float64 { return truth(math.IsNaN(x)) },
	"logistic":  func(x float64) float64 { return 1 / (1 + math.Exp(-x)) },
	"negative":  func(x float64) float64 { return -x },
	"rsqrt":     func(x float64) float64 { return 1 / math.Sqrt(x) },
	"truncate":  math.Trunc,
	"truth":     func(x float64) float64 { return truth(x != 0) },
	"sign": func(x float64) float64 {
		switch {
		case x > 0:
			return 1
		case x < 0:
			return -1
		}
		return x
	},
}

// binary ops make each number of one from either of two, of the same shape; one of them may be a single number.
var binary = map[string]func(a, b float64) float64{
	"add": func(a, b float64) float64 { return a + b }, "subtract": func(a, b float64) float64 { return a - b },
	"multiply": func(a, b float64) float64 { return a * b }, "divide": func(a, b float64) float64 { return a / b },
	"power": math.Pow, "maximum": greatest, "minimum": least, "atan2": math.Atan2, "remainder": math.Mod,
	"equal": func(a, b float64) float64 { return truth(a == b) }, "not equal": func(a, b float64) float64 { return truth(a != b) },
	"less": func(a, b float64) float64 { return truth(a < b) }, "at most": func(a, b float64) float64 { return truth(a <= b) },
	"greater": func(a, b float64) float64 { return truth(a > b) }, "at least": func(a, b float64) float64 { return truth(a >= b) },
	"and": func(a, b float64) float64 { return truth(a != 0 && b != 0) }, "or": func(a, b float64) float64 { return truth(a != 0 || b != 0) },
}

// reduce ops make one number of many along axes, from a first one on.
var reduce = map[string]struct {
	of    func(a, b float64) float64
	first float64
}{
	"sum along": {binary["add"], 0}, "product along": {binary["multiply"], 1},
	"maximum along": {greatest, math.Inf(-1)}, "minimum along": {least, math.Inf(1)},
}

// greatest and least let a NaN through, as the graphs' do.
func greatest(a, b float64) float64 { return math.Max(a, b) }
func least(a, b float64) float64    { return math.Min(a, b) }

func truth(yes bool) float64 {
	if yes {
		return 1
	}
	return 0
}

// shape is what a step makes of arrays of these shapes. The error says why it can't.
func (s Step) shape(of [][]int, tensors map[string][]int) ([]int, error) {
	counts := func(values, with int) error {
		if len(of) != values || len(s.With) != with {
			return fmt.Errorf("made of %d values with %d lists; it takes %d and %d", len(of), len(s.With), values, with)
		}
		return nil
	}
	if unary[s.Op] != nil {
		if err := counts(1, 0); err != nil {
			return nil, err
		}
		return of[0], nil
	}
	if binary[s.Op] != nil {
		if err := counts(2, 0); err != nil {
			return nil, err
		}
		return together(of[0], of[1])
	}
	if _, ok := reduce[s.Op]; ok {
		if err := counts(1, 1); err != nil {
			return nil, err
		}
		return without(of[0], s.With[0])
	}
	layout, ok := layouts[s.Op]
	if !ok {
		return nil, fmt.Errorf("nothing of this name is known here; export the model again, by the same version")
	}
	if layout.values >= 0 {
		if err := counts(layout.values, layout.with); err != nil {
			return nil, err
		}
	} else if len(of) == 0 || len(s.With) != layout.with {
		return nil, fmt.Errorf("made of %d values with %d lists", len(of), len(s.With))
	}
	if s.Op == opTensor {
		shape, ok := tensors[s.Tensor]
		if !ok {
			return nil, fmt.Errorf("there is no array %q", s.Tensor)
		}
		return shape, nil
	}
	return layout.shape(s, of)
}

// together is the shape of two that are the same, or of one and a single number.
func together(a, b []int) ([]int, error) {
	switch {
	case slices.Equal(a, b) || len(b) == 0:
		return a, nil
	case len(a) == 0:
		return b, nil
	}
	return nil, fmt.Errorf("shapes %v and %v, which aren't the same", a, b)
}

// without is a shape less some axes.
func without(shape, axes []int) ([]int, error) {
	if err := distinct(axes, len(shape)); err != nil {
		return nil, err
	}
	left := []int{}
	for a, n := range shape {
		if !slices.Contains(axes, a) {
			left = append(left, n)
		}
	}
	return left, nil
}

// distinct says why axes aren't different ones of so many.
func distinct(axes []int, rank int) error {
	for i, a := range axes {
		if a < 0 || a >= rank || slices.Contains(axes[:i], a) {
			return fmt.Errorf("axes %v of %d", axes, rank)
		}
	}
	return nil
}

// make makes a step of a checked program.
func (m *machine) make(s Step, of [][]float64) []float64 {
	if f := unary[s.Op]; f != nil {
		out := make([]float64, len(of[0]))
		for i, x := range of[0] {
			out[i] = f(x)
		}
		return out
	}
	if f := binary[s.Op]; f != nil {
		return pairwise(s.Op, f, of[0], of[1], size(s.Shape), m.shapeOf(s.Of[0]), m.shapeOf(s.Of[1]))
	}
	shapes := make([][]int, len(s.Of))
	for i, v := range s.Of {
		shapes[i] = m.shapeOf(v)
	}
	if r, ok := reduce[s.Op]; ok {
		return reduced(of[0], shapes[0], s, r.of, r.first)
	}
	return layouts[s.Op].make(s, of, shapes)
}

// pairwise goes through two arrays together; the commonest ops without a call for each number.
func pairwise(op string, f func(a, b float64) float64, a, b []float64, n int, shapeA, shapeB []int) []float64 {
	out := make([]float64, n)
	if len(shapeA) == 0 && len(shapeB) > 0 {
		for i, y := range b {
			out[i] = f(a[0], y)
		}
		return out
	}
	if len(shapeB) == 0 {
		for i, x := range a {
			out[i] = f(x, b[0])
		}
		return out
	}
	b = b[:len(a)]
	switch op {
	case "add":
		for i, x := range a {
			out[i] = x + b[i]
		}
	case "multiply":
		for i, x := range a {
			out[i] = x * b[i]
		}
	default:
		for i, x := range a {
			out[i] = f(x, b[i])
		}
	}
	return out
}

// Apply is an op of one or two numbers, as a program would work it out; NaN for what is none.
func Apply(op string, of ...float64) float64 {
	switch f, g := unary[op], binary[op]; {
	case f != nil && len(of) == 1:
		return f(of[0])
	case g != nil && len(of) == 2:
		return g(of[0], of[1])
	}
	return math.NaN()
}
