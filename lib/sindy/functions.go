package sindy

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// A Function is a factor that is no power: "sin(2 x)". It is plain data, so that a model can be kept
// and sent; the function itself is looked up by its name among those that this program has made a
// library of.
type Function struct {
	// Name as it stands in an equation; two functions of one name are the same.
	Name string
	// Of are the numbers of the variables that it takes.
	Of []int
	// Wave is the wave number k of sin(k x) and cos(k x), and Phase 0 for the sine and 1 for the
	// cosine; Wave is 0 for other functions.
	Wave  float64
	Phase int
	// LaTeX and Go write it for an export; empty where it has no other form than its Name. In Go the
	// state is x[0], x[1] ...
	LaTeX, Go string
}

// registered are the functions that have no formula here, by name.
var registered sync.Map

// At is the function's value at a state of all variables; NaN where this program has made no library
// with a function of that name.
func (f Function) At(x []float64) float64 {
	switch {
	case f.Wave != 0 && f.Phase == 0:
		return math.Sin(f.Wave * x[f.Of[0]])
	case f.Wave != 0:
		return math.Cos(f.Wave * x[f.Of[0]])
	}
	call, ok := registered.Load(f.Name)
	if !ok {
		return math.NaN()
	}
	taken := make([]float64, len(f.Of))
	for i, v := range f.Of {
		taken[i] = x[v]
	}
	return call.(func(...float64) float64)(taken...)
}

// Fourier holds sin(k x) and cos(k x) of each variable, for each wave number k; without any, for 1.
// A wave number's unit is one over the variable's.
func Fourier(waveNumbers ...float64) Library {
	if len(waveNumbers) == 0 {
		waveNumbers = []float64{1}
	}
	return Library{list: func(s scope) ([]Term, error) {
		var all []Term
		for _, k := range waveNumbers {
			if !(k > 0) || math.IsInf(k, 0) {
				return nil, fmt.Errorf("sindy: Fourier with the wave number %v; give positive numbers", k)
			}
			times := ""
			if k != 1 {
				times = strconv.FormatFloat(k, 'g', -1, 64) + " "
			}
			for v, name := range s.variables {
				for phase, f := range []string{"sin", "cos"} {
					all = append(all, ofFunction(len(s.variables), Function{
						Name: f + "(" + times + name + ")", Of: []int{v}, Wave: k, Phase: phase,
						LaTeX: `\` + f + "(" + times + latexName(name) + ")",
						Go:    fmt.Sprintf("math.%s(%g*x[%d])", strings.ToUpper(f[:1])+f[1:], k, v),
					}))
				}
			}
		}
		return all, nil
	}}
}

// Functions holds f of each variable; %s in the name stands for the variable: Functions("tanh(%s)",
// math.Tanh).
func Functions(name string, f func(float64) float64) Library {
	return Library{list: func(s scope) ([]Term, error) {
		if strings.Count(name, "%s") != 1 || f == nil {
			return nil, fmt.Errorf("sindy: Functions needs a name with one %%s for the variable, and a function; %q won't do", name)
		}
		var all []Term
		for v, variable := range s.variables {
			function := Function{Name: strings.Replace(name, "%s", variable, 1), Of: []int{v}}
			registered.Store(function.Name, func(x ...float64) float64 { return f(x[0]) })
			all = append(all, ofFunction(len(s.variables), function))
		}
		return all, nil
	}}
}

// Custom is a library of one term, a function of the variables named: Custom("x/(1+x)", monod, "x").
func Custom(name string, f func(x ...float64) float64, variables ...string) Library {
	return Library{list: func(s scope) ([]Term, error) {
		if strings.TrimSpace(name) == "" || f == nil || len(variables) == 0 {
			return nil, errors.New("sindy: Custom needs a name, a function, and the variables that it takes")
		}
		var of []int
		for _, variable := range variables {
			v := slices.Index(s.variables, variable)
			if v < 0 {
				return nil, fmt.Errorf("sindy: Custom %s: there is no variable %q; there is %s", name, variable, strings.Join(s.variables, ", "))
			}
			of = append(of, v)
		}
		registered.Store(name, f)
		return []Term{ofFunction(len(s.variables), Function{Name: name, Of: of})}, nil
	}}
}

func ofFunction(variables int, f Function) Term {
	return Term{Powers: make([]int, variables), Functions: []Function{f}}
}
