package domain

import (
	"encoding/binary"
	"errors"
	"math"
	"testing"
)

// Any corners are a polygon that holds together or an error of a known kind. One that is a polygon has
// the area that its points say, and its middle line is inside as often as the winding number says.
func FuzzPolygon(f *testing.F) {
	seed := func(corners ...float64) {
		var b []byte
		for _, c := range corners {
			b = binary.LittleEndian.AppendUint64(b, math.Float64bits(c))
		}
		f.Add(b)
	}
	seed(0, 0, 1, 0, 0, 1)
	seed(0, 0, 1, 1, 1, 0, 0, 1)
	seed(0, 0, 2, 0, 2, 1, 1, 1, 1, 2, 0, 2)
	seed(0, 0, 1e300, 0, 0, 1e300)
	seed(0, 0, 1e-300, 0, 0, 1e-300)
	seed(0, 0, 2, 0, 1, 0, 0, 1)
	seed(math.NaN(), 0, 1, 0, 0, math.Inf(1))
	f.Fuzz(func(t *testing.T, b []byte) {
		var corners [][2]float64
		for ; len(b) >= 16 && len(corners) < 12; b = b[16:] {
			corners = append(corners, [2]float64{math.Float64frombits(binary.LittleEndian.Uint64(b)), math.Float64frombits(binary.LittleEndian.Uint64(b[8:]))})
		}
		r := Polygon("x", "y", corners...)
		if err := r.Check(); err != nil {
			if !errors.Is(err, ErrPolygon) && !errors.Is(err, ErrNotFinite) && !errors.Is(err, ErrEmpty) {
				t.Fatalf("%v: %v", corners, err)
			}
			return
		}
		area, err := r.Volume()
		if err != nil || !(area.Value > 0) {
			t.Fatalf("%v: area %v (%v)", corners, area, err)
		}
		axes := r.Axes()
		if x, y := axes[0].length(), axes[1].length(); area.Value > x*y*(1+1e-9) {
			t.Fatalf("%v: area %v in a box of %g by %g", corners, area, x, y)
		}
		y := axes[1].Lo + 0.381966*axes[1].length()
		for i := range 16 {
			p := []float64{axes[0].Lo + (float64(i)+0.5)/16*axes[0].length(), y}
			d := r.Distance(p)
			if math.Abs(d) < 1e-9*(axes[0].length()+axes[1].length())+1e-12*(math.Abs(axes[0].Lo)+math.Abs(axes[1].Lo)) {
				continue // rounding decides
			}
			if inside := winding(corners, p) != 0; inside != (d < 0) {
				t.Fatalf("%v: at %v the distance is %g, the winding number says inside %v", corners, p, d, inside)
			}
		}
	})
}

// winding is how often the corners go round a point, by the sum of the angles at which it sees the sides.
func winding(corners [][2]float64, p []float64) int {
	sum := 0.0
	for i, a := range corners {
		b := corners[(i+1)%len(corners)]
		from, to := math.Atan2(a[1]-p[1], a[0]-p[0]), math.Atan2(b[1]-p[1], b[0]-p[0])
		turn := to - from
		if turn > math.Pi {
			turn -= 2 * math.Pi
		} else if turn < -math.Pi {
			turn += 2 * math.Pi
		}
		sum += turn
	}
	return int(math.Round(sum / (2 * math.Pi)))
}
