package tracer

import (
	"fmt"

	"sublunar/lib/field"
)

// ReadObservations reads a CSV file with the columns x, y, time, value and deviation, and platform where there is one, in any order.
// Rows with a missing value are left out. The units are those that the basin will have.
func ReadObservations(path string) ([]Observation, error) {
	columns, err := field.ReadColumns(path)
	if err != nil {
		return nil, err
	}
	named := map[string]field.Column{}
	for _, c := range columns {
		named[c.Name] = c
	}
	var cols []field.Column
	for _, name := range []string{"x", "y", "time", "value", "deviation"} {
		c, ok := named[name]
		if !ok {
			return nil, fmt.Errorf("tracer: %s has no column %q; give x, y, time, value and deviation (and platform)", path, name)
		}
		cols = append(cols, c)
	}
	var out []Observation
rows:
	for i := range cols[0].Values {
		for _, c := range cols {
			if c.IsMissing(i) {
				continue rows
			}
		}
		o := Observation{X: cols[0].Values[i], Y: cols[1].Values[i], Time: cols[2].Values[i], Value: cols[3].Values[i], Deviation: cols[4].Values[i]}
		if c, ok := named["platform"]; ok && !c.IsMissing(i) {
			o.Platform = int(c.Values[i])
		}
		out = append(out, o)
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("tracer: no row of %s is complete", path)
	}
	return out, nil
}
