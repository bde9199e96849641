package sindy

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"sublunar/lib/field"
	"sublunar/lib/safetensors"
)

// modelKey is the name of the metadata that hold a model.
const modelKey = "sindy model"

// savedModel is a model but for its numbers, which may be NaN or infinite.
type savedModel struct {
	Variables, Units []string
	Time             field.Axis
	Space            []string
	Library          []Term
	PerCapita, Map   bool
	Equations        []savedEquation
}

type savedEquation struct {
	Of                    string
	Terms                 []string
	Quotient              bool
	Rows, Freedom, Rounds int
	Warnings              []string
}

// numbersOf are the arrays of a file, a row an equation.
var numbersOf = map[string]func(*Equation) *[]float64{
	"coefficients":       func(e *Equation) *[]float64 { return &e.Coefficients },
	"errors":             func(e *Equation) *[]float64 { return &e.Errors },
	"denominators":       func(e *Equation) *[]float64 { return &e.Denominator },
	"denominator errors": func(e *Equation) *[]float64 { return &e.DenominatorErrors },
}

// Save writes the model to a safetensors file, which Python reads too: the coefficients and their errors, an equation a row and a term a column, with the
// terms' names, and all else, in its metadata. A function of the program's own is written by its name. The file is written whole or not at all. For a
// file that needs no program: [Model.Export].
func (m *Model) Save(path string) error {
	about := savedModel{Variables: m.Variables, Units: m.Units, Time: m.Time, Space: m.Space, Library: m.Library, PerCapita: m.PerCapita, Map: m.Map}
	file := safetensors.File{Tensors: map[string]safetensors.Tensor{}}
	var fits []float64
	for _, e := range m.Equations {
		about.Equations = append(about.Equations, savedEquation{e.Of, e.Terms, e.Denominator != nil, e.Rows, e.Freedom, e.Rounds, e.Warnings})
		fits = append(fits, e.Residual, e.Explained)
	}
	file.Tensors["residuals"] = safetensors.F64(fits, len(m.Equations), 2)
	for name, of := range numbersOf {
		var all []float64
		for _, e := range m.Equations {
			row := *of(&e)
			if row == nil {
				row = make([]float64, len(m.Library))
			}
			if len(row) != len(m.Library) {
				return fmt.Errorf("sindy: %s has %d %s for a library of %d terms", e.Of, len(row), name, len(m.Library))
			}
			all = append(all, row...)
		}
		file.Tensors[name] = safetensors.F64(all, len(m.Equations), len(m.Library))
	}
	text, err := json.Marshal(about)
	if err != nil {
		return fmt.Errorf("sindy: %w", err)
	}
	file.Metadata = map[string]string{modelKey: string(text)}
	if err := file.Write(path); err != nil {
		return fmt.Errorf("sindy: %w", err)
	}
	return nil
}

// Load reads what [Model.Save] wrote.
func Load(path string) (*Model, error) {
	file, err := safetensors.Read(path)
	if err != nil {
		return nil, fmt.Errorf("sindy: %w", err)
	}
	m, err := loaded(file)
	if err != nil {
		return nil, fmt.Errorf("sindy: %s: %w; give a file that Save wrote", path, err)
	}
	return m, nil
}

func loaded(file safetensors.File) (*Model, error) {
	var about savedModel
	if json.Unmarshal([]byte(file.Metadata[modelKey]), &about) != nil {
		return nil, errors.New("there is no model in it")
	}
	m := &Model{Variables: about.Variables, Units: about.Units, Time: about.Time, Space: about.Space, Library: about.Library, PerCapita: about.PerCapita, Map: about.Map}
	n := len(m.Variables)
	if len(m.Units) != n || len(about.Equations) != n {
		return nil, fmt.Errorf("%d variables, %d units and %d equations", n, len(m.Units), len(about.Equations))
	}
	for _, t := range m.Library {
		if !t.sound(n, len(m.Space)) {
			return nil, errors.New("a term of other variables")
		}
	}
	numbers := func(name string, columns int) ([]float64, error) {
		t := file.Tensors[name]
		values, err := t.Float64s()
		if err != nil || !slices.Equal(t.Shape, []int{n, columns}) {
			return nil, fmt.Errorf("%s of shape %v, for %d equations of %d terms", name, t.Shape, n, columns)
		}
		return values, nil
	}
	fits, err := numbers("residuals", 2)
	if err != nil {
		return nil, err
	}
	for i, e := range about.Equations {
		if len(e.Terms) != len(m.Library) {
			return nil, fmt.Errorf("%d names for %d terms", len(e.Terms), len(m.Library))
		}
		m.Equations = append(m.Equations, Equation{Of: e.Of, Terms: e.Terms, Rows: e.Rows, Freedom: e.Freedom, Rounds: e.Rounds, Warnings: e.Warnings,
			Residual: fits[2*i], Explained: fits[2*i+1]})
	}
	for name, of := range numbersOf {
		all, err := numbers(name, len(m.Library))
		if err != nil {
			return nil, err
		}
		for i := range m.Equations {
			if e := &m.Equations[i]; about.Equations[i].Quotient || name == "coefficients" || name == "errors" {
				*of(e) = all[i*len(m.Library) : (i+1)*len(m.Library)]
			}
		}
	}
	return m, nil
}

// sound says whether a term is of so many variables and axes.
func (t Term) sound(variables, axes int) bool {
	outside := func(v int) bool { return v < 0 || v >= variables }
	return len(t.Powers) == variables && (len(t.Orders) == 0 || len(t.Orders) == axes) &&
		!slices.ContainsFunc(t.Powers, func(p int) bool { return p < 0 || p > 1000 }) &&
		!slices.ContainsFunc(t.Orders, func(o int) bool { return o < 0 || o > 1000 }) &&
		!slices.ContainsFunc(t.Functions, func(f Function) bool { return len(f.Of) == 0 || slices.ContainsFunc(f.Of, outside) }) &&
		!slices.ContainsFunc(t.Times, func(u Term) bool { return !u.sound(variables, axes) })
}
