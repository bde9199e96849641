package command

import (
	"fmt"
	"slices"

	"sublunar/lib/field"
	"sublunar/lib/portable"
)

// table reads CSV: points, a start and times, or fields along one axis.
func table(m *portable.Model, text []byte) (*answer, error) {
	columns, err := field.ParseColumns(text)
	if err != nil {
		return nil, err
	}
	switch m.Kind {
	case portable.Solution:
		x, err := rows(columns, m.Inputs)
		if err != nil {
			return nil, err
		}
		y, err := m.Predict(x)
		if err != nil {
			return nil, err
		}
		return beside(x, y, m.Inputs, m.Outputs), nil
	case portable.Operator:
		if len(columns) != len(m.Inputs) {
			return nil, fmt.Errorf("a table of %d columns for an operator on %d channels; give one a column, along one axis, or an array as .npy or .npz", len(columns), len(m.Inputs))
		}
		heads := make([]portable.Quantity, len(columns))
		for i, c := range columns {
			heads[i].Name = c.Name
		}
		x, err := rows(columns, heads)
		if err != nil {
			return nil, err
		}
		x.Shape = append([]int{1}, x.Shape...)
		y, err := m.Predict(x)
		if err != nil {
			return nil, err
		}
		y.Shape = y.Shape[1:]
		return &answer{array: y, heads: m.Outputs, text: true}, nil
	}
	return path(m, columns)
}

// path follows equations from the first row, at the times of all of them.
func path(m *portable.Model, columns []field.Column) (*answer, error) {
	start := make([]float64, 0, len(m.Inputs))
	for _, q := range m.Inputs {
		c, err := column(columns, q)
		if err != nil {
			return nil, err
		}
		if c.Len() == 0 || c.IsMissing(0) {
			return nil, fmt.Errorf("the first row has no %s; it is the start, and needs each variable", q.Name)
		}
		start = append(start, c.Values[0])
	}
	times, err := column(columns, m.Time)
	if err != nil {
		return nil, err
	}
	if times.CountMissing() > 0 {
		return nil, fmt.Errorf("the column %s has a gap; give each row its time", times.Name)
	}
	states, err := m.Follow(start, times.Values)
	if err != nil {
		return nil, err
	}
	return beside(field.Array{Shape: []int{times.Len(), 1}, Values: times.Values}, states, []portable.Quantity{m.Time}, m.Outputs), nil
}

// column of a quantity, by its name.
func column(columns []field.Column, q portable.Quantity) (field.Column, error) {
	at := slices.IndexFunc(columns, func(c field.Column) bool { return c.Name == q.Name })
	if at < 0 {
		var names []string
		for _, c := range columns {
			names = append(names, c.Name)
		}
		return field.Column{}, fmt.Errorf("there is no column %q; there is %q", q.Name, names)
	}
	c := columns[at]
	if c.Unit != "" && q.Unit != "" && c.Unit != q.Unit {
		return c, fmt.Errorf("the column %s is in %s, and the model's is in %s; convert it", c.Name, c.Unit, q.Unit)
	}
	return c, nil
}

// rows puts columns side by side, [rows, quantities].
func rows(columns []field.Column, of []portable.Quantity) (field.Array, error) {
	var x field.Array
	for i, q := range of {
		c, err := column(columns, q)
		if err != nil {
			return x, err
		}
		if c.CountMissing() > 0 {
			return x, fmt.Errorf("the column %s has a gap; fill it, or leave that row out", c.Name)
		}
		if i == 0 {
			x = field.NewArray(c.Len(), len(of))
		}
		for k, v := range c.Values {
			x.Values[k*len(of)+i] = v
		}
	}
	return x, nil
}

// beside is a table with what went in before what came out.
func beside(x, y field.Array, in, out []portable.Quantity) *answer {
	n, a, b := x.Len(), len(in), len(out)
	all := field.NewArray(n, a+b)
	for i := range n {
		copy(all.Values[i*(a+b):], x.Values[i*a:(i+1)*a])
		copy(all.Values[i*(a+b)+a:], y.Values[i*b:(i+1)*b])
	}
	return &answer{array: all, heads: slices.Concat(in, out), text: true}
}
