package derivative

import (
	"errors"
	"fmt"
	"math"
	"strings"

	"sublunar/lib/field"
)

// A Method differentiates samples.
type Method interface {
	// Differentiate gives the values without their noise, as far as the method smooths, and their
	// derivative of an order, 1 or more, at the same places. The places ascend; they and the values are
	// finite.
	Differentiate(at, values []float64, order int) (smooth, derivative []float64, err error)
}

// Of differentiates each column of a series by its axis. The columns of the result are named x', x” and
// so on, in units over those of the axis.
func Of(s field.Series, method Method, order int) (field.Series, error) {
	if err := s.Check(); err != nil {
		return field.Series{}, fmt.Errorf("derivative: %w", err)
	}
	if method == nil {
		return field.Series{}, errors.New("derivative: no method; give one, such as Spline{}")
	}
	out := field.Series{Axis: s.Axis}
	for _, c := range s.Columns {
		for i := range c.Values {
			if c.IsMissing(i) {
				return field.Series{}, fmt.Errorf("derivative: %s is missing at %s %g; take a window without gaps (Series.Window), or fill them", c.Name, s.Axis.Name, s.Axis.Values[i])
			}
		}
		_, d, err := Differentiate(method, s.Axis.Values, c.Values, order)
		if err != nil {
			return field.Series{}, fmt.Errorf("%w (column %s)", err, c.Name)
		}
		out.Columns = append(out.Columns, field.Column{Name: c.Name + strings.Repeat("'", order), Unit: unit(c.Unit, s.Axis.Unit, order), Values: d})
	}
	return out, nil
}

// unit is that of a derivative: "m/s", "m/s^2".
func unit(of, by string, order int) string {
	switch {
	case of == "" && by == "":
		return ""
	case of == "":
		of = "1"
	case by == "":
		return of
	}
	if strings.ContainsAny(by, " /*") {
		by = "(" + by + ")"
	}
	if order > 1 {
		by = fmt.Sprintf("%s^%d", by, order)
	}
	return of + "/" + by
}

// Differentiate checks the samples and hands them to a method.
func Differentiate(method Method, at, values []float64, order int) (smooth, derivative []float64, err error) {
	if len(at) != len(values) {
		return nil, nil, fmt.Errorf("derivative: %d values at %d places; give each place one", len(values), len(at))
	}
	if order < 1 {
		return nil, nil, fmt.Errorf("derivative: the derivative of order %d; give 1 or more", order)
	}
	for i := range at {
		if !isFinite(at[i]) || !isFinite(values[i]) {
			return nil, nil, fmt.Errorf("derivative: sample %d is %v at %v; leave out samples that aren't finite", i, values[i], at[i])
		}
		if i > 0 && at[i] <= at[i-1] {
			return nil, nil, fmt.Errorf("derivative: sample %d is at %v, not after the one before (%v); sort the samples, and keep one of those at the same place", i, at[i], at[i-1])
		}
	}
	return method.Differentiate(at, values, order)
}

func isFinite(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }

// even says that places are evenly spaced.
func even(at []float64) bool { return field.Axis{Values: at}.Even() }

func tooFew(n, need int, what string) error {
	return fmt.Errorf("derivative: %d samples are too few for %s, which needs %d", n, what, need)
}
