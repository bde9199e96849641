package portable

import (
	"strconv"

	"sublunar/lib/safetensors"
)

// A Builder lays a program of single numbers out by hand, for one vector that goes in and one that comes out. Nodes are numbers of values.
type Builder struct {
	program *Program
	tensors map[string]safetensors.Tensor
	places  map[string]int // of arrays that are there already
}

// NewBuilder begins a program for a vector of n numbers.
func NewBuilder(n int) *Builder {
	return &Builder{program: &Program{Inputs: [][]int{{n}}}, tensors: map[string]safetensors.Tensor{}, places: map[string]int{}}
}

// Array keeps an array under a name.
func (b *Builder) Array(name string, values []float64, shape ...int) {
	b.tensors[name] = safetensors.F64(values, shape...)
}

// Input is number i of the vector that goes in.
func (b *Builder) Input(i int) int { return b.element(0, b.program.Inputs[0], i) }

// Element is a number of an array that is kept.
func (b *Builder) Element(name string, at ...int) int {
	t := b.tensors[name]
	place, ok := b.places[name]
	if !ok {
		place = b.step(Step{Op: opTensor, Tensor: name, Shape: t.Shape})
		b.places[name] = place
	}
	return b.element(place, t.Shape, at...)
}

// Number is a constant.
func (b *Builder) Number(v float64) int {
	name := "number " + strconv.FormatFloat(v, 'g', -1, 64)
	b.Array(name, []float64{v})
	return b.Element(name)
}

// Apply is an op of one or two numbers: "sin", "multiply".
func (b *Builder) Apply(op string, of ...int) int {
	return b.step(Step{Op: op, Of: of, Shape: []int{}})
}

// Program gives the program whose result is these numbers, and the arrays that it needs.
func (b *Builder) Program(out ...int) (*Program, map[string]safetensors.Tensor) {
	rows := make([]int, len(out))
	for i, v := range out {
		rows[i] = b.step(Step{Op: "reshape", Of: []int{v}, Shape: []int{1}})
	}
	b.program.Outputs = []int{b.step(Step{Op: "concatenate", Of: rows, With: [][]int{{0}}, Shape: []int{len(out)}})}
	return b.program, b.tensors
}

func (b *Builder) element(place int, shape []int, at ...int) int {
	if len(at) == 0 {
		return place
	}
	limits, ones, single := make([]int, len(at)), make([]int, len(at)), make([]int, len(shape))
	for i := range at {
		limits[i], ones[i], single[i] = at[i]+1, 1, 1
	}
	cut := b.step(Step{Op: "slice", Of: []int{place}, With: [][]int{at, limits, ones}, Shape: single})
	return b.step(Step{Op: "reshape", Of: []int{cut}, Shape: []int{}})
}

func (b *Builder) step(s Step) int {
	b.program.Steps = append(b.program.Steps, s)
	return len(b.program.Inputs) + len(b.program.Steps) - 1
}
