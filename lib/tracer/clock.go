package tracer

import (
	"fmt"
	"strings"

	"sublunar/lib/field"
)

// inSeconds is an axis of times in s; where they count from a date, since the first of them, and the unit says when that was.
func inSeconds(a field.Axis) (field.Axis, error) {
	out := field.Axis{Name: a.Name, Unit: "s"}
	if strings.Contains(a.Unit, " since ") {
		instants, err := a.Times()
		if err != nil {
			return a, fmt.Errorf("tracer: %w", err)
		}
		out.Unit = "seconds since " + instants[0].Format("2006-01-02 15:04:05.999999999")
		for _, t := range instants {
			out.Values = append(out.Values, t.Sub(instants[0]).Seconds())
		}
		return out, nil
	}
	by, ok := map[string]float64{"": 1, "s": 1, "seconds": 1, "min": 60, "minutes": 60, "h": 3600, "hours": 3600, "d": 86400, "day": 86400, "days": 86400}[a.Unit]
	if !ok {
		return a, fmt.Errorf("tracer: times in %q; give them in s, min, h or days, or in days or seconds since a date", a.Unit)
	}
	for _, v := range a.Values {
		out.Values = append(out.Values, by*v)
	}
	return out, nil
}
