package portable

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"os"
	"slices"
	"strings"
	"unicode"

	"sublunar/lib/safetensors"
)

// Kinds of models.
const (
	Operator  = "operator"
	Solution  = "solution"
	Equations = "equations"
)

// A Model is a fitted model that needs no backend.
type Model struct {
	// Kind is Operator, Solution or Equations.
	Kind string `json:"kind"`
	// About is what the fit said of itself.
	About string `json:"about,omitempty"`
	// Tolerance is how far it may be off what the notebook gave for the references, as a share of the largest value of those.
	Tolerance float64 `json:"tolerance"`
	// Inputs and Outputs are what goes in and comes out: an operator's channels, a solution's axes and fields, the variables of equations.
	Inputs  []Quantity `json:"inputs"`
	Outputs []Quantity `json:"outputs"`
	// Time is the axis along which equations are followed.
	Time Quantity `json:"time,omitzero"`
	// Logs says that equations are followed in the logarithms of their variables, and Map that they give the next state, not rates.
	Logs bool `json:"logs,omitempty"`
	Map  bool `json:"map,omitempty"`
	// Programs are an operator's for each grid, one sample at a time; a solution's for a block of points; the rates of equations.
	Programs []*Program `json:"programs"`
	// References are inputs, and what the notebook gave for them.
	References []Reference `json:"-"`
	// Tensors are weights and constants by name.
	Tensors map[string]safetensors.Tensor `json:"-"`

	machines []*machine
}

// A Quantity is a name, a unit, and for the axes of a solution the domain that it was fitted on.
type Quantity struct {
	Name string  `json:"name,omitempty"`
	Unit string  `json:"unit,omitempty"`
	Low  float64 `json:"low,omitempty"`
	High float64 `json:"high,omitempty"`
}

// Label is the name with its unit, as in the head of a table.
func (q Quantity) Label() string {
	if q.Unit == "" {
		return q.Name
	}
	return q.Name + " (" + q.Unit + ")"
}

// A Reference is an input, and what the notebook gave for it. Those of equations are times and states, of which the first is the start.
type Reference struct {
	XShape, YShape []int
	X, Y           []float64
}

// metadata of the file.
const (
	formatKey, modelKey = "format", "model"
	format              = "sublunar model 1"
)

// referenceName is that of an array of a reference.
func referenceName(i int, of string) string { return fmt.Sprintf("reference %d %s", i+1, of) }

// Write writes the model to a safetensors file, whole or not at all.
func (m *Model) Write(path string) error {
	if err := m.check(); err != nil {
		return fmt.Errorf("portable: %w", err)
	}
	text, err := json.Marshal(m)
	if err != nil {
		return fmt.Errorf("portable: %w", err)
	}
	f := safetensors.File{Metadata: map[string]string{formatKey: format, modelKey: string(text)}, Tensors: map[string]safetensors.Tensor{}}
	for name, t := range m.Tensors {
		f.Tensors[name] = t
	}
	for i, r := range m.References {
		for of, t := range map[string]safetensors.Tensor{"x": safetensors.F64(r.X, r.XShape...), "y": safetensors.F64(r.Y, r.YShape...)} {
			name := referenceName(i, of)
			if _, taken := f.Tensors[name]; taken {
				return fmt.Errorf("portable: there are weights of the name %q; rename them", name)
			}
			f.Tensors[name] = t
		}
	}
	return f.Write(path)
}

// Read reads a model's file.
func Read(path string) (*Model, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("portable: %w", err)
	}
	m, err := Decode(data)
	if err != nil {
		return nil, fmt.Errorf("portable: %s: %w", path, err)
	}
	return m, nil
}

// Decode reads the bytes of a model's file.
func Decode(data []byte) (*Model, error) {
	f, err := safetensors.Decode(data)
	if err != nil {
		return nil, err
	}
	switch had := f.Metadata[formatKey]; {
	case had == "":
		return nil, errors.New("these are arrays alone, not a model: write it by Export, such as fitted.Export(\"model.safetensors\", x)")
	case had != format:
		return nil, fmt.Errorf("its format is %.40q, and this version reads %q: export it again", had, format)
	}
	m := &Model{}
	if err := json.Unmarshal([]byte(f.Metadata[modelKey]), m); err != nil {
		return nil, fmt.Errorf("its model isn't sound: %w", err)
	}
	m.Tensors = f.Tensors
	for i := 0; ; i++ {
		var r Reference
		x, y := f.Tensors[referenceName(i, "x")], f.Tensors[referenceName(i, "y")]
		if x.DType == "" && y.DType == "" {
			break
		}
		if r.X, err = x.Float64s(); err == nil {
			r.Y, err = y.Float64s()
		}
		if err != nil {
			return nil, fmt.Errorf("reference %d: %w", i+1, err)
		}
		r.XShape, r.YShape = x.Shape, y.Shape
		m.References = append(m.References, r)
		delete(m.Tensors, referenceName(i, "x"))
		delete(m.Tensors, referenceName(i, "y"))
	}
	if err := m.check(); err != nil {
		return nil, err
	}
	return m, m.prepare()
}

// check returns nil where the model is whole.
func (m *Model) check() error {
	if !(m.Tolerance > 0) || math.IsInf(m.Tolerance, 0) {
		return fmt.Errorf("a tolerance of %g; give one above 0", m.Tolerance)
	}
	if len(m.Inputs) == 0 || len(m.Outputs) == 0 || len(m.Programs) == 0 {
		return errors.New("a model without inputs, outputs or a program")
	}
	shapes := map[string][]int{}
	for name, t := range m.Tensors {
		shapes[name] = t.Shape
	}
	for _, p := range m.Programs {
		if p == nil || len(p.Inputs) != 1 || len(p.Outputs) != 1 {
			return errors.New("a program that doesn't make one array of one")
		}
		if err := p.Check(shapes); err != nil {
			return fmt.Errorf("its program: %w", err)
		}
		x, y := p.Inputs[0], p.shapeOf(p.Outputs[0])
		n, o := len(m.Inputs), len(m.Outputs)
		ok := false
		switch m.Kind {
		case Operator:
			ok = len(x) > 2 && len(x) == len(y) && x[0] == 1 && x[len(x)-1] == n && slices.Equal(x[:len(x)-1], y[:len(y)-1]) && y[len(y)-1] == o
		case Solution:
			ok = len(m.Programs) == 1 && len(x) == 2 && x[1] == n && x[0] > 0 && slices.Equal(y, []int{x[0], o})
		case Equations:
			ok = len(m.Programs) == 1 && n == o && slices.Equal(x, []int{n}) && slices.Equal(y, x)
		default:
			return fmt.Errorf("it is a %.40q, and this version knows an operator, a solution, and equations", m.Kind)
		}
		if !ok {
			return fmt.Errorf("a program from %v to %v for an %s with %d quantities in and %d out", x, y, m.Kind, n, o)
		}
	}
	return nil
}

// prepare makes the programs ready to run.
func (m *Model) prepare() error {
	numbers := map[string][]float64{}
	for name, t := range m.Tensors {
		var err error
		if numbers[name], err = t.Float64s(); err != nil {
			return fmt.Errorf("array %q: %w", name, err)
		}
	}
	for _, p := range m.Programs {
		m.machines = append(m.machines, p.prepare(numbers))
	}
	return nil
}

// String says what it is, in lines of plain text: names and About may be a stranger's, and are for a terminal or a comment in a program.
func (m *Model) String() string {
	var b strings.Builder
	list := func(of []Quantity, none string) string {
		var all []string
		for _, q := range of {
			if q.Name != "" {
				all = append(all, q.Label())
			}
		}
		if all == nil {
			return fmt.Sprintf("%d %s", len(of), none)
		}
		return strings.Join(all, ", ")
	}
	switch m.Kind {
	case Operator:
		fmt.Fprintf(&b, "maps fields of %s to %s, on grids of %s points\n", list(m.Inputs, "channels"), list(m.Outputs, "channels"), m.grids())
	case Solution:
		fmt.Fprintf(&b, "gives %s at points (%s)\n", list(m.Outputs, "fields"), list(m.Inputs, "axes"))
	case Equations:
		fmt.Fprintf(&b, "follows %s over %s\n", list(m.Inputs, "variables"), m.Time.Label())
	}
	fmt.Fprintf(&b, "within %g of the notebook's, as a share of the largest value\n%s", m.Tolerance, m.About)
	return strings.TrimRight(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' || r == unicode.ReplacementChar || r == '\uFEFF' {
			return ' '
		}
		return r
	}, b.String()), "\n")
}

// grids of an operator, in words.
func (m *Model) grids() string {
	var all []string
	for _, p := range m.Programs {
		x := p.Inputs[0]
		all = append(all, strings.ReplaceAll(strings.Trim(fmt.Sprint(x[1:len(x)-1]), "[]"), " ", " x "))
	}
	return strings.Join(all, " or ")
}
