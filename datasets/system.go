package datasets

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// A System is a law whose coefficients are known exactly, with settings that make good data of it.
// Change what you like, or write your own: whatever Coefficients say is what Run follows.
type System struct {
	Name string
	// Reference is where the equations and the numbers come from.
	Reference string
	Variables []string
	// Units of the variables and of time; empty where all is dimensionless.
	Units    []string
	TimeUnit string
	// Coefficients of each equation, by term: Coefficients["x'"]["x y"]. A term is a product, written
	// with single blanks: "1" (the constant), "x", "x^2", "x y", "x^2 y", the variables in order; then
	// functions of one variable, "sin(x)", "cos(2 x)", "y exp(-1 x)". In a map (Discrete) x' is the
	// next x.
	Coefficients map[string]map[string]float64
	// Inputs are known functions of time that stand in the equations beside the variables.
	Inputs []Input
	// Discrete says that this is a map, x' = f(x) from one step to the next, and not x' = dx/dt.
	Discrete bool

	// Step is the time from one sample to the next: a hundredth of the dominant period or less. A map
	// has none.
	Step    float64
	Samples int
	Initial []float64
	// Transient is how long (in a map: how many steps) a run goes on from Initial before its first
	// sample, so that it is on its attractor there.
	Transient float64
	// Chaotic says that nearby trajectories part exponentially: no forecast holds for long, and no
	// other integrator's run agrees to the end.
	Chaotic bool
}

// An Input is a force, a voltage or a valve: known, and not a part of what is to be found.
type Input struct {
	Name, Unit string
	At         func(t float64) float64
}

// Degree is the least degree of polynomials in the variables (and inputs) that holds the law, or 0
// where none does, because functions stand in it. It reports 0 as well for coefficients that Run refuses.
func (s System) Degree() int {
	terms, err := s.terms()
	if err != nil {
		return 0
	}
	degree := 0
	for _, equation := range terms {
		for _, t := range equation {
			if len(t.calls) > 0 {
				return 0
			}
			degree = max(degree, t.degree())
		}
	}
	return degree
}

// String is the name, the equations and the reference.
func (s System) String() string {
	terms, err := s.terms()
	if err != nil {
		return s.Name + ": " + err.Error()
	}
	var b strings.Builder
	fmt.Fprintln(&b, s.Name)
	for v, name := range s.Variables {
		fmt.Fprintf(&b, "  %s' = ", name)
		for k, t := range terms[v] {
			b.WriteString(signed(s.Coefficients[name+"'"][t.name], k == 0, t.name))
		}
		if len(terms[v]) == 0 {
			b.WriteString("0")
		}
		b.WriteString("\n")
	}
	fmt.Fprintf(&b, "  (%s)", s.Reference)
	return b.String()
}

// signed writes a term as it stands in a sum: " - 2.667 z".
func signed(c float64, first bool, name string) string {
	sign := " + "
	switch {
	case first && c < 0:
		sign = "-"
	case first:
		sign = ""
	case c < 0:
		sign = " - "
	}
	size := fmt.Sprintf("%.4g", max(c, -c))
	switch {
	case name == "1":
		return sign + size
	case size == "1":
		return sign + name
	}
	return sign + size + " " + name
}

// names are all that may stand in a term: the variables, then the inputs.
func (s System) names() []string {
	names := slices.Clone(s.Variables)
	for _, in := range s.Inputs {
		names = append(names, in.Name)
	}
	return names
}

// Find returns a system, a forced one or a map by its name.
func Find(name string) (System, error) {
	all := slices.Concat(Systems(), Forced(), Maps())
	names := make([]string, len(all))
	for i, s := range all {
		if s.Name == name {
			return s, nil
		}
		names[i] = s.Name
	}
	return System{}, fmt.Errorf("datasets: there is no system %q; there are %s", name, strings.Join(names, ", "))
}

// terms reads the terms of each variable's equation, in the order of a polynomial library.
func (s System) terms() ([][]term, error) {
	names := s.names()
	if err := checkNames(names); err != nil {
		return nil, err
	}
	for _, in := range s.Inputs {
		if in.At == nil {
			return nil, fmt.Errorf("the input %s has no function of time; give it one in At", in.Name)
		}
	}
	out := make([][]term, len(s.Variables))
	for v, name := range s.Variables {
		equation, ok := s.Coefficients[name+"'"]
		if !ok {
			return nil, fmt.Errorf("there is no equation %s'; give it one, empty if %s is constant", name, name)
		}
		for _, written := range slices.Sorted(maps.Keys(equation)) {
			t, err := parseTerm(written, names)
			if err != nil {
				return nil, fmt.Errorf("in %s': %w", name, err)
			}
			if c := equation[written]; !finite(c) {
				return nil, fmt.Errorf("in %s': the coefficient of %s is %g; give a finite number", name, written, c)
			}
			out[v] = append(out[v], t)
		}
		slices.SortStableFunc(out[v], compareTerms)
	}
	for equation := range s.Coefficients {
		if !slices.Contains(s.Variables, strings.TrimSuffix(equation, "'")) || !strings.HasSuffix(equation, "'") {
			return nil, fmt.Errorf("an equation %s, but the variables are %s; write x' for the variable x", equation, strings.Join(s.Variables, ", "))
		}
	}
	return out, nil
}
