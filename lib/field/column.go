package field

import (
	"fmt"
	"math"
)

// Len is the number of values, missing ones included.
func (c Column) Len() int { return len(c.Values) }

// Label is the name with its unit as it stands on a figure: "hare (thousands)".
func (c Column) Label() string { return label(c.Name, c.Unit) }

// IsMissing says whether value i is missing or not a number.
func (c Column) IsMissing(i int) bool { return absent(c.Values, c.Missing, i) }

// CountMissing is the number of values that are missing or not a number.
func (c Column) CountMissing() int { return countAbsent(c.Values, c.Missing) }

// Present returns a copy of the values that are neither missing nor NaN, in order.
func (c Column) Present() []float64 {
	out := make([]float64, 0, len(c.Values))
	for i, v := range c.Values {
		if !c.IsMissing(i) {
			out = append(out, v)
		}
	}
	return out
}

// Range is the least and greatest value that is present and finite. ok is false when there is
// none; lo and hi are then 0.
func (c Column) Range() (lo, hi float64, ok bool) { return span(c.Values, c.Missing) }

// MarkMissing returns the column with each value equal to the sentinel (-9999, 1e20) marked as
// missing and set to NaN. The column itself is unchanged.
func (c Column) MarkMissing(sentinel float64) Column {
	values, missing := append([]float64(nil), c.Values...), make([]bool, len(c.Values))
	copy(missing, c.Missing)
	any := false
	for i, v := range values {
		if v == sentinel {
			values[i], missing[i] = math.NaN(), true
		}
		any = any || missing[i]
	}
	c.Values, c.Missing = values, nil
	if any {
		c.Missing = missing
	}
	return c
}

// Check returns nil when the mask is nil or as long as the values.
func (c Column) Check() error {
	if c.Missing != nil && len(c.Missing) != len(c.Values) {
		return fmt.Errorf("field: column %q has %d values but a mask of %d; make Missing as long as Values, or nil",
			c.Name, len(c.Values), len(c.Missing))
	}
	return nil
}

// slice returns rows first to last of the column, sharing its memory.
func (c Column) slice(first, last int) Column {
	c.Values = c.Values[first:last:last]
	if c.Missing != nil {
		c.Missing = c.Missing[first:last:last]
	}
	return c
}

func absent(values []float64, missing []bool, i int) bool {
	return i < len(missing) && missing[i] || math.IsNaN(values[i])
}

func countAbsent(values []float64, missing []bool) (n int) {
	for i := range values {
		if absent(values, missing, i) {
			n++
		}
	}
	return n
}

func span(values []float64, missing []bool) (lo, hi float64, ok bool) {
	for i, v := range values {
		if absent(values, missing, i) || math.IsInf(v, 0) {
			continue
		}
		if !ok {
			lo, hi, ok = v, v, true
		}
		lo, hi = math.Min(lo, v), math.Max(hi, v)
	}
	return lo, hi, ok
}
