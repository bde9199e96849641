package portable

import (
	"fmt"
	"math"
	"slices"

	"sublunar/lib/safetensors"
)

// A Program is a calculation in steps: arrays go in, each step makes one of those before it, and some come out. It was recorded from a graph for
// inputs of one shape. Values are numbered: the inputs first, then what each step makes. Numbers are computed in float64 whatever precision the
// graph had; truths are 1 and 0.
type Program struct {
	Inputs  [][]int `json:"inputs"`
	Steps   []Step  `json:"steps"`
	Outputs []int   `json:"outputs"`
}

// A Step makes an array of a shape.
type Step struct {
	// Op names what it does: see the table in ops.go.
	Op string `json:"op"`
	// Of are the numbers of the values that it is made of.
	Of []int `json:"of,omitempty"`
	// With are whole numbers that it needs besides, such as axes.
	With [][]int `json:"with,omitempty"`
	// Tensor is the name of the array that a step of the op "tensor" gives.
	Tensor string `json:"tensor,omitempty"`
	Shape  []int  `json:"shape"`
}

// most is how many numbers a value may have, and most steps how many there may be: a file may be a stranger's.
const (
	most      = 1 << 27
	mostSteps = 1 << 20
)

// size is how many numbers an array of a shape has; -1 where that is more than any may have.
func size(shape []int) int {
	n := 1
	for _, d := range shape {
		if d < 0 || d > most {
			return -1
		}
		if n *= d; n > most {
			return -1
		}
	}
	return n
}

// Check returns nil where each step can be made of those before it, and makes the shape it says. Shapes tells those of the tensors that there are.
func (p *Program) Check(shapes map[string][]int) error {
	if len(p.Steps) > mostSteps {
		return fmt.Errorf("a program of %d steps; %d are allowed", len(p.Steps), mostSteps)
	}
	for i, shape := range p.Inputs {
		if size(shape) < 0 {
			return fmt.Errorf("input %d has the shape %v", i, shape)
		}
	}
	values := slices.Clone(p.Inputs)
	for i, s := range p.Steps {
		var of [][]int
		for _, v := range s.Of {
			if v < 0 || v >= len(values) {
				return fmt.Errorf("step %d, %s, is made of value %d, and there are %d before it", i, s.Op, v, len(values))
			}
			of = append(of, values[v])
		}
		shape, err := s.shape(of, shapes)
		if err != nil {
			return fmt.Errorf("step %d, %s: %w", i, s.Op, err)
		}
		if !slices.Equal(shape, s.Shape) || size(shape) < 0 {
			return fmt.Errorf("step %d, %s, has the shape %v, and would make %v", i, s.Op, s.Shape, shape)
		}
		values = append(values, shape)
	}
	for _, v := range p.Outputs {
		if v < 0 || v >= len(values) {
			return fmt.Errorf("value %d comes out, and there are %d", v, len(values))
		}
	}
	return nil
}

// shapeOf is that of a value.
func (p *Program) shapeOf(v int) []int {
	if v < len(p.Inputs) {
		return p.Inputs[v]
	}
	return p.Steps[v-len(p.Inputs)].Shape
}

// Run checks the program, and works it out once of these inputs. A [Model] keeps what it has prepared.
func (p *Program) Run(tensors map[string]safetensors.Tensor, in ...[]float64) ([][]float64, error) {
	shapes, numbers := map[string][]int{}, map[string][]float64{}
	for name, t := range tensors {
		values, err := t.Float64s()
		if err != nil {
			return nil, fmt.Errorf("portable: array %q: %w", name, err)
		}
		shapes[name], numbers[name] = t.Shape, values
	}
	if err := p.Check(shapes); err != nil {
		return nil, fmt.Errorf("portable: %w", err)
	}
	if len(in) != len(p.Inputs) {
		return nil, fmt.Errorf("portable: %d inputs for a program of %d", len(in), len(p.Inputs))
	}
	for i, values := range in {
		if len(values) != size(p.Inputs[i]) {
			return nil, fmt.Errorf("portable: input %d has %d numbers for the shape %v", i, len(values), p.Inputs[i])
		}
	}
	return p.prepare(numbers).run(in...), nil
}

// A machine is a checked program with its numbers. Several goroutines may run it at once.
type machine struct {
	*Program
	fixed map[int][]float64 // values that no input changes
	skip  []int             // the steps that make those, or what only they are made of
	last  []int             // for each value, the step after which it is not needed
}

// prepare works out once what no input changes: weights, and what is made of weights alone, unless that has more numbers than any of them.
func (p *Program) prepare(tensors map[string][]float64) *machine {
	m := &machine{Program: p, fixed: map[int][]float64{}, last: make([]int, len(p.Inputs)+len(p.Steps))}
	fixed, used := map[int][]float64{}, map[int]bool{} // by a step that isn't fixed
	room := 1 << 12
	for _, numbers := range tensors {
		room = max(room, len(numbers))
	}
	for i, s := range p.Steps {
		whole := true
		for _, v := range s.Of {
			m.last[v] = i
			whole = whole && fixed[v] != nil
		}
		if s.Op == opTensor {
			fixed[len(p.Inputs)+i] = tensors[s.Tensor]
			continue
		}
		if !whole || size(s.Shape) > room {
			for _, v := range s.Of {
				used[v] = true
			}
			continue
		}
		of := make([][]float64, len(s.Of))
		for k, v := range s.Of {
			of[k] = fixed[v]
		}
		fixed[len(p.Inputs)+i] = m.make(s, of)
	}
	for _, v := range p.Outputs {
		m.last[v], used[v] = math.MaxInt, true
	}
	for v, numbers := range fixed {
		if used[v] {
			m.fixed[v] = numbers
		}
		m.skip = append(m.skip, v-len(p.Inputs))
	}
	slices.Sort(m.skip)
	return m
}

// run makes every step in turn, and lets go of what is no longer needed.
func (m *machine) run(in ...[]float64) [][]float64 {
	values := make([][]float64, len(m.Inputs)+len(m.Steps))
	copy(values, in)
	for v, fixed := range m.fixed {
		values[v] = fixed
	}
	of, skip := make([][]float64, 0, 8), m.skip
	for i, s := range m.Steps {
		if len(skip) > 0 && skip[0] == i {
			skip = skip[1:]
			continue
		}
		of = of[:0]
		for _, v := range s.Of {
			of = append(of, values[v])
		}
		values[len(m.Inputs)+i] = m.make(s, of)
		for _, v := range s.Of {
			if m.last[v] == i {
				values[v] = nil
			}
		}
	}
	out := make([][]float64, len(m.Outputs))
	for i, v := range m.Outputs {
		out[i] = values[v]
	}
	return out
}
