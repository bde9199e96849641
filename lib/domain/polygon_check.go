package domain

import (
	"fmt"
	"math"
)

// checkPolygon is nil for corners of a polygon whose sides meet only where one ends and the next begins.
func checkPolygon(corners [][2]float64) error {
	n := len(corners)
	for i, c := range corners {
		if !finite(c[:]...) {
			return fmt.Errorf("%w: corner %d of the polygon is (%g, %g)", ErrNotFinite, i, c[0], c[1])
		}
	}
	if n < 3 {
		return fmt.Errorf("%w: it has %d corners; give 3 or more", ErrPolygon, n)
	}
	at := func(i int) [2]float64 { return corners[i%n] }
	for i := range n {
		if at(i) == at(i+1) {
			return fmt.Errorf("%w: corners %d and %d are the same; leave one out (the last side leads back to the first corner by itself)",
				ErrPolygon, i, (i+1)%n)
		}
	}
	for i := range n {
		if c := cross(at(i), at(i+1), at(i+2)); c == 0 && turnsBack(at(i), at(i+1), at(i+2)) {
			return fmt.Errorf("%w: at corner %d its line turns back on itself; leave that corner out", ErrPolygon, (i+1)%n)
		}
		for j := i + 2; j < n; j++ {
			if i == 0 && j == n-1 {
				continue // the last side and the first are neighbours
			}
			if meet(at(i), at(i+1), at(j), at(j+1)) {
				return fmt.Errorf("%w: side %d (from (%g, %g)) meets side %d (from (%g, %g)); check the order of the corners",
					ErrPolygon, i, at(i)[0], at(i)[1], j, at(j)[0], at(j)[1])
			}
		}
	}
	if a := signedArea(corners); a == 0 || !finite(a) {
		return fmt.Errorf("%w: its area is %g; give corners that aren't on one line, in units of which it is about 1", ErrPolygon, math.Abs(a))
	}
	return nil
}

// signedArea is positive where the corners go round against the clock. It is taken about a corner, where
// it rounds less.
func signedArea(corners [][2]float64) float64 {
	sum := 0.0
	for i := 1; i+1 < len(corners); i++ {
		sum += cross(corners[0], corners[i], corners[i+1])
	}
	return sum / 2
}

// cross is twice the signed area of a triangle.
func cross(a, b, c [2]float64) float64 {
	return (b[0]-a[0])*(c[1]-a[1]) - (b[1]-a[1])*(c[0]-a[0])
}

func turnsBack(a, b, c [2]float64) bool {
	return (a[0]-b[0])*(c[0]-b[0])+(a[1]-b[1])*(c[1]-b[1]) > 0
}

// meet says whether two segments have a point in common.
func meet(a, b, c, d [2]float64) bool {
	if math.Max(a[0], b[0]) < math.Min(c[0], d[0]) || math.Max(c[0], d[0]) < math.Min(a[0], b[0]) ||
		math.Max(a[1], b[1]) < math.Min(c[1], d[1]) || math.Max(c[1], d[1]) < math.Min(a[1], b[1]) {
		return false
	}
	// Neither has both its ends on one side of the other's line.
	return sign(cross(a, b, c))*sign(cross(a, b, d)) <= 0 && sign(cross(c, d, a))*sign(cross(c, d, b)) <= 0
}

func sign(x float64) int {
	switch {
	case x > 0:
		return 1
	case x < 0:
		return -1
	}
	return 0
}
