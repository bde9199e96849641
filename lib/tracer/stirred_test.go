package tracer_test

import (
	"math"
	"strings"
	"testing"

	"sublunar/lib/field"
	"sublunar/lib/tracer"
)

const day = 86400.0

// Draws of the eddies have the speed and the memory that they were asked for, far from coasts; they make no water, and the same seed gives the
// same ones.
func TestStirred(t *testing.T) {
	b := tracer.Box(600e3, 600e3, 24, 24)
	e := tracer.Eddies{Speed: 0.1, Length: 60e3, Time: 5 * day}
	const members = 120
	draws := ok(tracer.Still(b).Stirred(e, 0, 10*day, members, 7))(t)
	var now, square, later float64
	n := 0.0
	for _, f := range draws {
		if err := f.Check(); err != nil {
			t.Fatal(err)
		}
		u0, _ := f.Velocity(0)
		u5, _ := f.Velocity(5 * day)
		for j := 8; j < 16; j++ {
			for i := 8; i < 16; i++ {
				a, c := u0.Values[j*24+i], u5.Values[j*24+i]
				now, square, later, n = now+a, square+a*a, later+a*c, n+1
			}
		}
	}
	if speed := math.Sqrt(square / n); math.Abs(speed/0.1-1) > 0.1 {
		t.Errorf("eddies of %.4f m/s, not 0.1", speed)
	}
	if c := later / square; math.Abs(c-math.Exp(-1)) > 0.1 {
		t.Errorf("after their time their correlation is %.3f, not 1/e", c)
	}
	again := ok(tracer.Still(b).Stirred(e, 0, 10*day, 2, 7))(t)
	if again[1].Psi[2].Values[300] != draws[1].Psi[2].Values[300] {
		t.Error("the same seed gives other eddies")
	}
	for _, c := range []struct {
		e           tracer.Eddies
		from, until float64
		members     int
		says        string
	}{
		{tracer.Eddies{}, 0, day, 1, "a speed, a length"},
		{e, day, 0, 1, "1 draw or more"},
		{e, 0, day, 0, "1 draw or more"},
	} {
		if _, err := tracer.Still(b).Stirred(c.e, c.from, c.until, c.members, 1); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%+v: %v", c, err)
		}
	}
	short := tracer.Flow{Basin: b, Times: field.Linspace("time", "s", 0, day, 2), Psi: []field.Grid{tracer.Still(b).Psi[0], tracer.Still(b).Psi[0]}}
	if _, err := short.Stirred(e, 0, 2*day, 1, 1); err == nil || !strings.Contains(err.Error(), "the flow is known from") {
		t.Errorf("beyond the flow's times: %v", err)
	}
}
