package tracer_test

import (
	"slices"
	"strings"
	"testing"

	"sublunar/lib/field"
	"sublunar/lib/tracer"
)

// Currents as oceanographers' files have them, by days since a date and at one depth, become a flow in s since its first frame, which knows its date.
func TestDatedCurrents(t *testing.T) {
	b := tracer.Box(4, 3, 4, 3)
	dated := func(unit string, days ...float64) field.Grid {
		return field.Grid{Name: "uo", Axes: []field.Axis{{Name: "time", Unit: unit, Values: days}, {Name: "depth", Unit: "m", Values: []float64{0.5}}, b.Y, b.X}, Values: make([]float64, 12*len(days))}
	}
	u := dated("days since 2020-01-01", 10.25, 11.5)
	f, _, err := tracer.FromVelocity(b, u, u)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(f.Times.Values, []float64{0, 1.25 * day}) {
		t.Errorf("times %v", f.Times)
	}
	if when := ok(f.Times.Times())(t); when[1].Format("2006-01-02 15:04") != "2020-01-12 12:00" {
		t.Errorf("%s is not when the second frame is from", when[1])
	}
	if u.Axes[0].Values[0] != 10.25 {
		t.Error("the reader's grid was changed")
	}
	levels := u
	levels.Axes = []field.Axis{{Name: "time", Unit: "s", Values: []float64{0}}, {Name: "depth", Unit: "m", Values: []float64{0.5, 10}}, b.Y, b.X}
	for _, c := range []struct {
		u, v field.Grid
		says string
	}{
		{u, dated("days since 2020-01-01", 10.25, 12), "at other times"},
		{u, dated("days since 2020-01-02", 10.25, 11.5), "at other times"},
		{dated("fortnights since 2020-01-01", 1), dated("fortnights since 2020-01-01", 1), "days since or seconds since"},
		{levels, levels, "on this basin it is [3, 4]"},
	} {
		if _, _, err := tracer.FromVelocity(b, c.u, c.v); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%v, which doesn't say %q", err, c.says)
		}
	}
}
