package domain

import (
	"fmt"
	"math"
	"strings"
)

// An Algebra is the operations that a Formula is made of, over values of a type T: numbers, nodes of a
// graph, jets.
type Algebra[T any] interface {
	Constant(c float64) T
	Add(a, b T) T
	Sub(a, b T) T
	Mul(a, b T) T
	Div(a, b T) T
	Sqrt(a T) T
}

// Reals is the algebra of float64.
type Reals struct{}

func (Reals) Constant(c float64) float64 { return c }
func (Reals) Add(a, b float64) float64   { return a + b }
func (Reals) Sub(a, b float64) float64   { return a - b }
func (Reals) Mul(a, b float64) float64   { return a * b }
func (Reals) Div(a, b float64) float64   { return a / b }
func (Reals) Sqrt(a float64) float64     { return math.Sqrt(a) }

// A Formula is a function of a region's coordinates, as a list of steps of which each uses those before.
type Formula struct {
	axes  []string
	steps []step
}

// Evaluate computes the formula over an algebra. The point has a value for each of the formula's axes,
// in order; with another number of them it panics.
func Evaluate[T any](f Formula, over Algebra[T], point ...T) T {
	if len(point) != len(f.axes) || len(f.steps) == 0 {
		panic(fmt.Sprintf("domain: a formula of (%s) got %d coordinates; give one for each", strings.Join(f.axes, ", "), len(point)))
	}
	v := make([]T, len(f.steps))
	for i, s := range f.steps {
		switch s.op {
		case opAxis:
			v[i] = point[s.axis]
		case opConstant:
			v[i] = over.Constant(s.value)
		case opAdd:
			v[i] = over.Add(v[s.a], v[s.b])
		case opSub:
			v[i] = over.Sub(v[s.a], v[s.b])
		case opMul:
			v[i] = over.Mul(v[s.a], v[s.b])
		case opDiv:
			v[i] = over.Div(v[s.a], v[s.b])
		case opSqrt:
			v[i] = over.Sqrt(v[s.a])
		}
	}
	return v[len(v)-1]
}

// At is the formula's value at a point.
func (f Formula) At(p ...float64) float64 { return Evaluate(f, Reals{}, p...) }

// Axes names the coordinates that the formula takes, in order.
func (f Formula) Axes() []string { return append([]string(nil), f.axes...) }

// String writes the formula out, each coordinate by its name.
func (f Formula) String() string {
	if len(f.steps) == 0 {
		return ""
	}
	text := make([]string, len(f.steps))
	for i, s := range f.steps {
		switch s.op {
		case opAxis:
			text[i] = f.axes[s.axis]
		case opConstant:
			text[i] = fmt.Sprintf("%.4g", s.value)
		case opSqrt:
			text[i] = "sqrt(" + bare(text[s.a]) + ")"
		default:
			text[i] = "(" + text[s.a] + " " + string(s.op) + " " + text[s.b] + ")"
		}
	}
	return bare(text[len(text)-1])
}

// bare takes off the parentheses around a whole.
func bare(s string) string {
	if !strings.HasPrefix(s, "(") || !strings.HasSuffix(s, ")") {
		return s
	}
	return s[1 : len(s)-1]
}

type op byte

const (
	opAxis     op = 'x'
	opConstant op = 'c'
	opAdd      op = '+'
	opSub      op = '-'
	opMul      op = '*'
	opDiv      op = '/'
	opSqrt     op = 'r'
)

type step struct {
	op    op
	axis  int
	value float64
	a, b  ref
}

// ref is the number of a step.
type ref int

// A tape collects the steps of a formula. A step that is there already is not written twice.
type tape struct {
	steps []step
	known map[step]ref
}

func (b *tape) add(s step) ref {
	if r, ok := b.known[s]; ok {
		return r
	}
	if b.known == nil {
		b.known = map[step]ref{}
	}
	b.steps = append(b.steps, s)
	b.known[s] = ref(len(b.steps) - 1)
	return b.known[s]
}

func (b *tape) axis(i int) ref         { return b.add(step{op: opAxis, axis: i}) }
func (b *tape) constant(c float64) ref { return b.add(step{op: opConstant, value: c}) }
func (b *tape) plus(x, y ref) ref      { return b.add(step{op: opAdd, a: x, b: y}) }
func (b *tape) mul(x, y ref) ref       { return b.add(step{op: opMul, a: x, b: y}) }
func (b *tape) div(x, y ref) ref       { return b.add(step{op: opDiv, a: x, b: y}) }
func (b *tape) sqrt(x ref) ref         { return b.add(step{op: opSqrt, a: x}) }

// upTo is the steps that one step needs, which comes last.
func (b *tape) upTo(last ref) []step {
	need := make([]bool, len(b.steps))
	need[last] = true
	for i := last; i >= 0; i-- {
		if s := b.steps[i]; need[i] {
			switch s.op {
			case opAxis, opConstant:
			case opSqrt:
				need[s.a] = true
			default:
				need[s.a], need[s.b] = true, true
			}
		}
	}
	var kept []step
	moved := make([]ref, len(b.steps))
	for i, s := range b.steps[:last+1] {
		if need[i] {
			s.a, s.b = moved[s.a], moved[s.b]
			moved[i] = ref(len(kept))
			kept = append(kept, s)
		}
	}
	return kept
}

// sub leaves out a zero taken away.
func (b *tape) sub(x, y ref) ref {
	if s := b.steps[y]; s.op == opConstant && s.value == 0 {
		return x
	}
	return b.add(step{op: opSub, a: x, b: y})
}

func (b *tape) scaled(x ref, c float64) ref {
	if c == 1 {
		return x
	}
	return b.mul(b.constant(c), x)
}

// and is positive where both are: x + y - sqrt(x^2 + y^2).
func (b *tape) and(x, y ref) ref { return b.sub(b.plus(x, y), b.norm(x, y)) }

// or is positive where one is: x + y + sqrt(x^2 + y^2).
func (b *tape) or(x, y ref) ref { return b.plus(b.plus(x, y), b.norm(x, y)) }

func (b *tape) norm(x, y ref) ref { return b.sqrt(b.plus(b.mul(x, x), b.mul(y, y))) }

// either vanishes where one of two functions does, both positive elsewhere: xy/(x + y), their R-equivalence
// to first order (Sukumar and Srivastava, eq. 28). It is associative, and keeps the slopes.
func (b *tape) either(x, y ref) ref { return b.div(b.mul(x, y), b.plus(x, y)) }

// trimmed vanishes where f does and t is positive, and is positive elsewhere
// (Sukumar and Srivastava, eq. 21): sqrt(f^2 + ((sqrt(t^2 + f^4) - t)/2)^2).
func (b *tape) trimmed(f, t ref) ref {
	square := b.mul(f, f)
	rest := b.scaled(b.sub(b.sqrt(b.plus(b.mul(t, t), b.mul(square, square))), t), 0.5)
	return b.sqrt(b.plus(square, b.mul(rest, rest)))
}
