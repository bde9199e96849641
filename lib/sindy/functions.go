package sindy

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
)

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
				for _, f := range []struct {
					name string
					at   func(float64) float64
				}{{"sin", math.Sin}, {"cos", math.Cos}} {
					all = append(all, ofFunction(len(s.variables), Function{
						Name:  f.name + "(" + times + name + ")",
						Of:    []int{v},
						At:    func(x []float64) float64 { return f.at(k * x[v]) },
						LaTeX: "\\" + f.name + "(" + strings.TrimSuffix(times, " ") + latexName(name) + ")",
						Go:    fmt.Sprintf("math.%s(%g*x[%d])", strings.ToUpper(f.name[:1])+f.name[1:], k, v),
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
			all = append(all, ofFunction(len(s.variables), Function{
				Name: strings.Replace(name, "%s", variable, 1),
				Of:   []int{v},
				At:   func(x []float64) float64 { return f(x[v]) },
			}))
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
		return []Term{ofFunction(len(s.variables), Function{Name: name, Of: of, At: func(x []float64) float64 {
			taken := make([]float64, len(of))
			for i, v := range of {
				taken[i] = x[v]
			}
			return f(taken...)
		}})}, nil
	}}
}

func ofFunction(variables int, f Function) Term {
	return Term{Powers: make([]int, variables), Functions: []Function{f}}
}
