package tracer_test

import (
	"math"
	"testing"

	"sublunar/lib/field"
	"sublunar/lib/tracer"
)

// A finer flow passes the same through each old face, is tight at coasts, and has no divergence; the largest body of water is kept.
func TestFiner(t *testing.T) {
	flow := random(3, 10, 12, tracer.Periodic, tracer.Wall, field.Axis{})
	fine := flow.Finer(3)
	if err := fine.Check(); err != nil {
		t.Fatal(err)
	}
	u, _ := flow.Faces(0)
	v, _ := fine.Faces(0)
	for j := range 10 {
		for i := range 13 {
			sum := 0.0
			for k := range 3 {
				sum += v.Values[(3*j+k)*37+3*i] / 3
			}
			if math.Abs(sum-u.Values[j*13+i]) > 1e-12 {
				t.Fatalf("face [%d, %d] passes %g, and %g in thirds", j, i, u.Values[j*13+i], sum)
			}
		}
	}
	b := tracer.Box(5, 3, 5, 3)
	b.Land = []bool{
		false, true, false, false, false,
		false, true, true, false, false,
		true, true, false, true, false,
	}
	want := []bool{
		true, true, false, false, false,
		true, true, true, false, false,
		true, true, true, true, false,
	}
	for c, land := range b.Largest().Land {
		if land != want[c] {
			t.Errorf("cell %d is land: %v", c, land)
		}
	}
	b.EndsX = tracer.Periodic // now the west belongs to it
	if b.Largest().Land[0] {
		t.Error("a body isn't connected round a periodic end")
	}
}
