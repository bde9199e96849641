package datasets

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
)

// A term is a product of variables, each as often as it stands in it, and at most one function of one.
type term struct {
	factors  []int
	function func(float64) float64
	argument int
	times    float64 // the argument's factor
}

// parseTerm reads "x^2 y", "sin(2 x)", "1".
func parseTerm(text string, variables []string) (term, error) {
	var t term
	if text == "1" {
		return t, nil
	}
	if before, inside, ok := strings.Cut(strings.TrimSuffix(text, ")"), "("); ok {
		// A function stands last, maybe after variables.
		words := strings.Fields(before)
		if len(words) == 0 {
			return t, fmt.Errorf("the term %q has no function before its bracket", text)
		}
		switch words[len(words)-1] {
		case "sin":
			t.function = math.Sin
		case "cos":
			t.function = math.Cos
		default:
			return t, fmt.Errorf("the term %q has an unknown function", text)
		}
		argument := strings.Fields(inside)
		t.times = 1
		if len(argument) == 2 {
			k, err := strconv.ParseFloat(argument[0], 64)
			if err != nil {
				return t, fmt.Errorf("the term %q: %w", text, err)
			}
			t.times, argument = k, argument[1:]
		}
		if t.argument = slices.Index(variables, argument[0]); t.argument < 0 {
			return t, fmt.Errorf("the term %q has an unknown variable", text)
		}
		text = strings.Join(words[:len(words)-1], " ")
	}
	for _, factor := range strings.Fields(text) {
		name, power, raised := strings.Cut(factor, "^")
		n := 1
		if raised {
			var err error
			if n, err = strconv.Atoi(power); err != nil || n < 1 {
				return t, fmt.Errorf("the term %q has no whole power", text)
			}
		}
		v := slices.Index(variables, name)
		if v < 0 {
			return t, fmt.Errorf("the term %q has an unknown variable", text)
		}
		for range n {
			t.factors = append(t.factors, v)
		}
	}
	return t, nil
}

func (t *term) at(x []float64) float64 {
	value := 1.0
	for _, v := range t.factors {
		value *= x[v]
	}
	if t.function != nil {
		value *= t.function(t.times * x[t.argument])
	}
	return value
}
