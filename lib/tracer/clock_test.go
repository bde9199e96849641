package tracer_test

import (
	"strings"
	"testing"

	"sublunar/lib/field"
	"sublunar/lib/tracer"
)

func TestFromFirst(t *testing.T) {
	g := field.Grid{Name: "u", Axes: []field.Axis{{Name: "time", Unit: "days since 2020-01-01", Values: []float64{10, 11.5}}, {Name: "y", Unit: "m", Values: []float64{0, 1}}, {Name: "x", Unit: "m", Values: []float64{0, 1}}},
		Values: make([]float64, 8)}
	h, when, err := tracer.FromFirst(g)
	if err != nil || h.Axes[0].Values[1] != 1.5*day || h.Axes[0].Unit != "s" || when.Format("2006-01-02") != "2020-01-11" || g.Axes[0].Values[0] != 10 {
		t.Errorf("%v, from %v: %v", h.Axes[0], when, err)
	}
	g.Axes = g.Axes[1:]
	g.Values = g.Values[:4]
	if _, _, err := tracer.FromFirst(g); err == nil || !strings.Contains(err.Error(), "over time") {
		t.Errorf("no time: %v", err)
	}
}
