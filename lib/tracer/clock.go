package tracer

import (
	"fmt"
	"slices"
	"time"

	"sublunar/lib/field"
)

// FromFirst gives a field over time, its first axis, as NetCDF files have it ("days since 1950-01-01"), in s since the first of its times, and
// says when that was. Times of observations are then in s since that too.
func FromFirst(g field.Grid) (field.Grid, time.Time, error) {
	if err := g.Check(); err != nil {
		return g, time.Time{}, fmt.Errorf("tracer: %w", err)
	}
	if len(g.Axes) < 3 {
		return g, time.Time{}, fmt.Errorf("tracer: %q has %d axes; give one over time, latitude and longitude", g.Name, len(g.Axes))
	}
	instants, err := g.Axes[0].Times()
	if err != nil {
		return g, time.Time{}, fmt.Errorf("tracer: %w", err)
	}
	g.Axes = slices.Clone(g.Axes)
	g.Axes[0] = field.Axis{Name: "time", Unit: "s"}
	for _, t := range instants {
		g.Axes[0].Values = append(g.Axes[0].Values, t.Sub(instants[0]).Seconds())
	}
	return g, instants[0], nil
}
