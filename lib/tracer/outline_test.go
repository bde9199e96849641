package tracer_test

import (
	"math"
	"testing"

	"sublunar/lib/tracer"
)

// Two cells side by side have six sides between them and the rest.
func TestOutline(t *testing.T) {
	b := tracer.Box(4, 3, 4, 3)
	inside := make([]bool, 12)
	inside[5], inside[6] = true, true
	path := b.Outline(inside)
	length := 0.0
	for k := 0; k < len(path); k += 3 {
		length += math.Hypot(path[k+1][0]-path[k][0], path[k+1][1]-path[k][1])
	}
	if len(path) != 18 || length != 6 {
		t.Errorf("%d points, length %g", len(path), length)
	}
}
