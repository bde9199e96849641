package field

import (
	"fmt"
	"math"
	"slices"
	"strings"
)

// A Part is the points along an axis whose coordinate lies in [Lo, Hi], in the axis's unit: Part{"lat", 5, 25}.
type Part struct {
	Axis   string
	Lo, Hi float64
}

// Grid reads a variable with its axes, or the part of it where all the named axes lie within bounds. A dimension that no variable of the same
// name goes with counts from 0.
//
// Axes run as they do in the file: latitude often southwards. [Grid.Ascending] turns them.
func (n *NetCDF) Grid(name string, parts ...Part) (Grid, error) {
	v, err := n.Variable(name)
	if err != nil {
		return Grid{}, err
	}
	if len(v.Shape) == 0 {
		return Grid{}, fmt.Errorf("field: %s: %s is one number without axes; read it by Array", n.path, name)
	}
	for _, p := range parts {
		if !slices.Contains(v.Dimensions, p.Axis) {
			return Grid{}, fmt.Errorf("field: %s: %s has no axis %s; it has %s", n.path, name, clip(p.Axis), quoted(v.Dimensions))
		}
	}
	g := Grid{Name: lastName(name), Unit: unitOf(v)}
	first, count := make([]int, len(v.Shape)), make([]int, len(v.Shape))
	for k, d := range v.Dimensions {
		a, err := n.axis(d, v.Shape[k])
		if err != nil {
			return Grid{}, err
		}
		from, to := 0, a.Len()
		for _, p := range parts {
			if p.Axis != d {
				continue
			}
			// The part's bounds narrow what other parts of the same axis left.
			f, t := a.Between(p.Lo, p.Hi)
			if from, to = max(from, f), min(to, t); from >= to {
				return Grid{}, fmt.Errorf("field: %s: %s: no point has %s in [%g, %g]; it goes from %g to %g (%s)",
					n.path, name, d, p.Lo, p.Hi, a.Values[0], a.Values[a.Len()-1], a.Unit)
			}
		}
		first[k], count[k] = from, to-from
		a.Values = a.Values[from:to:to]
		g.Axes = append(g.Axes, a)
	}
	values, err := n.Array(name, first, count)
	if err != nil {
		return Grid{}, err
	}
	return values.Grid(g.Name, g.Unit, g.Axes...)
}

// axis reads the coordinates along a dimension.
func (n *NetCDF) axis(dimension string, length int) (Axis, error) {
	a := Axis{Name: lastName(dimension)}
	v, err := n.Variable(dimension)
	if err != nil || len(v.Shape) != 1 {
		for i := range length {
			a.Values = append(a.Values, float64(i))
		}
		return a, nil
	}
	values, err := n.Array(dimension, nil, nil)
	if err != nil {
		return a, err
	}
	a.Values, a.Unit = values.Values, unitOf(v)
	if units, ok := v.Attributes["units"].(string); ok && strings.Contains(units, " since ") {
		calendar, _ := v.Attributes["calendar"].(string)
		if a.Unit, err = cfTimes(a.Values, units, calendar); err != nil {
			return a, fmt.Errorf("field: %s: %s: %w", n.path, dimension, err)
		}
	}
	if err := a.Check(); err != nil {
		return a, fmt.Errorf("field: %s: the variable %s can't be an axis: %w; or read the numbers without axes by Array", n.path, dimension, err)
	}
	return a, nil
}

// lastName is a path's.
func lastName(path string) string { return path[strings.LastIndexByte(path, '/')+1:] }

// unitOf a variable, degrees written one way.
func unitOf(v NetCDFVariable) string {
	unit, _ := v.Attributes["units"].(string)
	unit = strings.TrimSpace(unit)
	switch strings.ToLower(strings.NewReplacer("_", "", "degrees", "degree").Replace(unit)) {
	case "degreenorth", "degreen":
		return "degrees_north"
	case "degreeeast", "degreee":
		return "degrees_east"
	case "1":
		return ""
	}
	switch unit {
	case "degree_Celsius", "degrees_Celsius", "celsius", "Celsius", "degC", "deg_C", "degrees_C", "degree_C":
		return "°C"
	case "decibar", "decibars":
		return "dbar"
	}
	return unit
}

// Ascending is the grid with all its axes in ascending order, as solvers and maps want them: a copy, turned where it must be.
func (g Grid) Ascending() (Grid, error) {
	if err := g.Check(); err != nil {
		return Grid{}, err
	}
	out := g
	out.Axes, out.Values, out.Missing = slices.Clone(g.Axes), slices.Clone(g.Values), slices.Clone(g.Missing)
	stride := len(g.Values)
	for k, a := range g.Axes {
		n := a.Len()
		whole := stride
		stride /= n
		if n < 2 || a.Values[1] > a.Values[0] {
			continue
		}
		out.Axes[k].Values = slices.Clone(a.Values)
		slices.Reverse(out.Axes[k].Values)
		for block := 0; block < len(g.Values); block += whole {
			for i := range n / 2 {
				for j := range stride {
					p, q := block+i*stride+j, block+(n-1-i)*stride+j
					out.Values[p], out.Values[q] = out.Values[q], out.Values[p]
					if out.Missing != nil {
						out.Missing[p], out.Missing[q] = out.Missing[q], out.Missing[p]
					}
				}
			}
		}
	}
	return out, nil
}

// Between180 turns longitudes to run from -180 to 180 degrees: 350 is -10.
func Between180(longitude float64) float64 {
	return longitude - 360*math.Floor((longitude+180)/360)
}
