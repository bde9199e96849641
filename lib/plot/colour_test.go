package plot

import (
	"image/color"
	"math"
	"testing"
)

// linear undoes sRGB's gamma.
func linear(c uint8) float64 {
	v := float64(c) / 255
	if v <= 0.04045 {
		return v / 12.92
	}
	return math.Pow((v+0.055)/1.055, 2.4)
}

type rgb [3]float64

func linearOf(c color.NRGBA) rgb { return rgb{linear(c.R), linear(c.G), linear(c.B)} }

// lab is CIE L*a*b* of linear sRGB under D65.
func (c rgb) lab() [3]float64 {
	x := (0.4124*c[0] + 0.3576*c[1] + 0.1805*c[2]) / 0.95047
	y := 0.2126*c[0] + 0.7152*c[1] + 0.0722*c[2]
	z := (0.0193*c[0] + 0.1192*c[1] + 0.9505*c[2]) / 1.08883
	f := func(t float64) float64 {
		if t > 216./24389 {
			return math.Cbrt(t)
		}
		return t*24389/27/116 + 16./116
	}
	return [3]float64{116*f(y) - 16, 500 * (f(x) - f(y)), 200 * (f(y) - f(z))}
}

func difference(a, b rgb) float64 {
	p, q := a.lab(), b.lab()
	return math.Sqrt((p[0]-q[0])*(p[0]-q[0]) + (p[1]-q[1])*(p[1]-q[1]) + (p[2]-q[2])*(p[2]-q[2]))
}

// seen is how a dichromat sees linear colours (Machado, Oliveira and Fernandes 2009,
// doi:10.1109/TVCG.2009.113, severity 1).
var seen = map[string][3]rgb{
	"all cones":     {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}},
	"no red cones":  {{0.152286, 1.052583, -0.204868}, {0.114503, 0.786281, 0.099216}, {-0.003882, -0.048116, 1.051998}},
	"no green ones": {{0.367322, 0.860646, -0.227968}, {0.280085, 0.672501, 0.047413}, {-0.011820, 0.042940, 0.968881}},
	"no blue ones":  {{1.255528, -0.076749, -0.178779}, {-0.078411, 0.930809, 0.147602}, {0.004733, 0.691367, 0.303900}},
}

func through(m [3]rgb, c rgb) (out rgb) {
	for i := range 3 {
		out[i] = min(max(m[i][0]*c[0]+m[i][1]*c[1]+m[i][2]*c[2], 0), 1)
	}
	return out
}

func lightness(c color.NRGBA) float64 { return linearOf(c).lab()[0] }

func TestMapsRiseInLightness(t *testing.T) {
	for _, m := range []Colourmap{Viridis, Cividis} {
		for name, eye := range seen {
			if d := worstFall(m, eye); d > 0.5 {
				t.Errorf("%s, %s: the lightness falls by %.2f", m, name, d)
			}
		}
		if low, high := lightness(m.At(0)), lightness(m.At(1)); high-low < 60 {
			t.Errorf("%s spans a lightness of %.0f to %.0f only", m, low, high)
		}
	}
	// The control: a rainbow.
	rainbow := stops("rainbow", "0000ff00ffff00ff00ffff00ff0000")
	if d := worstFall(rainbow, seen["all cones"]); d < 10 {
		t.Errorf("a rainbow's lightness falls by %.1f only: the test shows nothing", d)
	}
}

func worstFall(m Colourmap, eye [3]rgb) (worst float64) {
	top := 0.0
	for k := range 256 {
		l := through(eye, linearOf(m.At(float64(k)/255))).lab()[0]
		top = max(top, l)
		worst = max(worst, top-l)
	}
	return worst
}

func TestDivergingIsEvenHanded(t *testing.T) {
	for k := range 100 {
		d := float64(k) / 200
		below, above := lightness(BlueOrange.At(0.5-d)), lightness(BlueOrange.At(0.5+d))
		if math.Abs(below-above) > 14 {
			t.Errorf("at %.2f from the centre the lightness is %.0f below and %.0f above", d, below, above)
		}
		for name, eye := range seen {
			a, b := through(eye, linearOf(BlueOrange.At(0.5-d))), through(eye, linearOf(BlueOrange.At(0.5+d)))
			if d > 0.15 && difference(a, b) < 20 {
				t.Errorf("%s: %.2f below and above the centre look alike", name, d)
			}
		}
	}
}

// Any two of the first six categories are told apart by colour alone, whatever cones one has. (Six, and
// not eight, for want of room in what a dichromat sees; dashes and markers tell apart the rest.)
func TestCategoriesDiffer(t *testing.T) {
	closest := func(colours []string) (worst float64) {
		worst = math.Inf(1)
		for _, eye := range seen {
			for i := range colours {
				for k := range i {
					a := linearOf(stops("", colours[i][1:]).stops[0])
					b := linearOf(stops("", colours[k][1:]).stops[0])
					worst = min(worst, difference(through(eye, a), through(eye, b)))
				}
			}
		}
		return worst
	}
	if d := closest(categories[:6]); d < 14 {
		t.Errorf("two categories differ by %.1f only", d)
	}
	// The control: the red and green of a palette in wide use.
	if d := closest([]string{"#d62728", "#2ca02c"}); d > 14 {
		t.Errorf("red and green differ by %.1f", d)
	}
	for i := range 56 {
		for k := range i {
			a, b := styleOf(i), styleOf(k)
			if a.colour == b.colour && dashList(a.dash) == dashList(b.dash) || a.colour == b.colour && a.marker == b.marker {
				t.Errorf("categories %d and %d look the same", i, k)
			}
			if i < 8 && (dashList(a.dash) == dashList(b.dash) || a.marker == b.marker) {
				t.Errorf("categories %d and %d look the same in grey", i, k)
			}
		}
	}
}

func TestGapsAreNoColour(t *testing.T) {
	gap := linearOf(stops("", nothing[1:]).stops[0])
	for _, m := range []Colourmap{Viridis, Cividis, BlueOrange} {
		for k := range 256 {
			if d := difference(gap, linearOf(m.At(float64(k)/255))); d < 4 {
				t.Errorf("%s at %d looks like a gap: they differ by %.1f", m, k, d)
			}
		}
	}
}
