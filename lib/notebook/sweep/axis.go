package sweep

import (
	"encoding/csv"
	"errors"
	"fmt"
	"maps"
	"math"
	"os"
	"slices"
	"strconv"
	"strings"
)

// Most members of one sweep.
const mostMembers = 100_000

// An Axis is one parameter with the values that it takes, as a reader types them.
type Axis struct {
	Name   string
	Values []string
}

// ParseAxis reads seed=1:1000 (whole numbers, both ends included), kappa=0:1:0.1 (first:last:step) or
// scheme=upwind,central (a list, with quotes about values that hold a comma).
func ParseAxis(text string) (Axis, error) {
	name, values, ok := strings.Cut(text, "=")
	if !ok || name == "" || values == "" {
		return Axis{}, fmt.Errorf("%q: write it as name=1:1000, name=0:1:0.1 or name=a,b,c", text)
	}
	if list, is, err := parseRange(values); is {
		if err != nil {
			return Axis{}, fmt.Errorf("%s: %w", text, err)
		}
		return Axis{name, list}, nil
	}
	r := csv.NewReader(strings.NewReader(values))
	r.TrimLeadingSpace = true
	list, err := r.Read()
	if err != nil {
		return Axis{}, fmt.Errorf("%s: %w", text, err)
	}
	for i, v := range list {
		list[i] = strings.TrimSpace(v)
		if slices.Contains(list[:i], list[i]) {
			return Axis{}, fmt.Errorf("%s: %s comes twice", text, list[i])
		}
	}
	return Axis{name, list}, nil
}

// parseRange reads first:last or first:last:step; is says that the text is meant as one: numbers and colons.
func parseRange(text string) (list []string, is bool, err error) {
	parts := strings.Split(text, ":")
	if len(parts) < 2 || len(parts) > 3 {
		return nil, false, nil
	}
	numbers := []float64{0, 0, 1}
	places, format := 0, byte('f') // values are written with as many digits after the point as those given
	for i, p := range parts {
		v, err := strconv.ParseFloat(p, 64)
		if err != nil || math.IsNaN(v) || math.IsInf(v, 0) {
			return nil, false, nil
		}
		numbers[i] = v
		_, after, _ := strings.Cut(p, ".")
		places = max(places, len(after))
	}
	if strings.ContainsAny(text, "eExX") {
		places, format = -1, 'g'
	}
	first, last, step := numbers[0], numbers[1], numbers[2]
	switch {
	case step == 0 || (last-first)/step < 0:
		return nil, true, fmt.Errorf("no step of %g leads from %g to %g; write first:last or first:last:step", step, first, last)
	case (last-first)/step >= mostMembers:
		return nil, true, fmt.Errorf("more than %d values; take a larger step", mostMembers)
	}
	// Half a millionth of a step forgives what 0.1 is not.
	for k := 0.0; k <= (last-first)/step+5e-7; k++ {
		list = append(list, strconv.FormatFloat(first+k*step, format, places, 64))
	}
	return list, true, nil
}

// Product lists one set of parameters for each combination of the axes' values, the last axis fastest.
func Product(axes ...Axis) ([]map[string]string, error) {
	members := []map[string]string{{}}
	for _, a := range axes {
		var next []map[string]string
		for _, m := range members {
			if _, twice := m[a.Name]; twice {
				return nil, fmt.Errorf("%s is swept twice", a.Name)
			}
			for _, v := range a.Values {
				with := maps.Clone(m)
				with[a.Name] = v
				next = append(next, with)
			}
		}
		if len(next) > mostMembers {
			return nil, fmt.Errorf("more than %d members; sweep over fewer values", mostMembers)
		}
		members = next
	}
	return members, nil
}

// ReadTable reads sets of parameters from a CSV file: names in its first row, then a member a row.
func ReadTable(path string) ([]map[string]string, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	switch {
	case err != nil:
		return nil, fmt.Errorf("%s: %w", path, err)
	case len(rows) < 2:
		return nil, fmt.Errorf("%s: it needs a row of names and one or more of values", path)
	case len(rows) > mostMembers:
		return nil, fmt.Errorf("%s: more than %d members", path, mostMembers)
	}
	names := rows[0]
	for i, n := range names {
		names[i] = strings.TrimSpace(n)
		if names[i] == "" || slices.Contains(names[:i], names[i]) {
			return nil, errors.New(path + ": its first row must name each column, and none twice")
		}
	}
	var members []map[string]string
	for _, row := range rows[1:] {
		m := map[string]string{}
		for i, v := range row {
			m[names[i]] = strings.TrimSpace(v)
		}
		members = append(members, m)
	}
	return members, nil
}
