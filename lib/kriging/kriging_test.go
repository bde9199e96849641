package kriging_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"sublunar/lib/kriging"
)

func ExampleFit() {
	var x, values []float64
	for i := range 21 {
		at := float64(i) / 20
		x, values = append(x, at), append(values, math.Sin(2*math.Pi*at))
	}
	m, err := kriging.Fit(x, 1, values, kriging.Settings{})
	if err != nil {
		panic(err)
	}
	mean, deviation, err := m.At([]float64{0.125, 2})
	fmt.Printf("between: %.3f, far away it knows little: %t, %v\n", mean[0], deviation[1] > 0.1, err)
	// Output: between: 0.707, far away it knows little: true, <nil>
}

// wave is a field of two axes with different lengths.
func wave(n int, noise float64, seed uint64) (x, values []float64) {
	r := rand.New(rand.NewPCG(seed, 0))
	for range n {
		a, b := r.Float64(), 10*r.Float64()
		x = append(x, a, b)
		values = append(values, truth(a, b)+noise*r.NormFloat64())
	}
	return x, values
}

func truth(a, b float64) float64 { return 3 + math.Sin(2*math.Pi*a)*math.Cos(0.6*b) }

// Smooth noise away: the error is well below the noise, which is found, and the estimates' own deviations are honest.
func TestNoise(t *testing.T) {
	x, values := wave(300, 0.2, 1)
	m, err := kriging.Fit(x, 2, values, kriging.Settings{})
	if err != nil {
		t.Fatal(err)
	}
	if math.Abs(m.Noise-0.2) > 0.03 {
		t.Errorf("noise %.3g, true 0.2\n%v", m.Noise, m)
	}
	if ratio := m.Lengths[1] / m.Lengths[0]; !(ratio > 4 && ratio < 30) {
		t.Errorf("lengths %.3g; the second is about 10 times the first", m.Lengths)
	}
	other, _ := wave(400, 0, 2)
	mean, deviation, err := m.At(other)
	if err != nil {
		t.Fatal(err)
	}
	off, claimed := 0.0, 0.0
	for i := range mean {
		off += math.Pow(mean[i]-truth(other[2*i], other[2*i+1]), 2) / float64(len(mean))
		claimed += deviation[i] * deviation[i] / float64(len(mean))
	}
	t.Logf("%v: off by %.3g, claims %.3g", m, math.Sqrt(off), math.Sqrt(claimed))
	if !(math.Sqrt(off) < 0.5*0.2) || !(off < 2*claimed && off > claimed/3) {
		t.Errorf("off by %.3g, claims %.3g", math.Sqrt(off), math.Sqrt(claimed))
	}
	// The nearest measurement is far worse: this test can tell.
	if nearest := nearest(x, values, other); !(nearest > 2*math.Sqrt(off)) {
		t.Errorf("the nearest measurement is off by %.3g only", nearest)
	}
}

func nearest(x, values, other []float64) float64 {
	sum := 0.0
	for i := 0; i < len(other); i += 2 {
		best, v := math.Inf(1), 0.0
		for j := range values {
			if d := math.Hypot(x[2*j]-other[i], (x[2*j+1]-other[i+1])/10); d < best {
				best, v = d, values[j]
			}
		}
		sum += math.Pow(v-truth(other[i], other[i+1]), 2)
	}
	return math.Sqrt(sum / float64(len(other)/2))
}

// Mirrored measurements have mirrored estimates; and far from all of them, where the covariance is 0, the estimate is the mean, off by the
// field's size and by what isn't known of the mean.
func TestSymmetry(t *testing.T) {
	m, err := kriging.Fit([]float64{0, 1, 2}, 1, []float64{1, 5, 1}, kriging.Settings{})
	if err != nil {
		t.Fatal(err)
	}
	mean, deviation, err := m.At([]float64{0.25, 1.75, 1e9})
	if err != nil {
		t.Fatal(err)
	}
	if math.Abs(mean[0]-mean[1]) > 1e-9 || math.Abs(deviation[0]-deviation[1]) > 1e-9 {
		t.Errorf("%v +- %v", mean, deviation)
	}
	if mean[2] != m.Mean || !(deviation[2] > m.Size) || math.IsInf(deviation[2], 0) {
		t.Errorf("far away %v +- %v\n%v", mean[2], deviation[2], m)
	}
}

// Other units change nothing, but for the units of what is found.
func TestUnits(t *testing.T) {
	x, values := wave(80, 0.1, 3)
	a, err := kriging.Fit(x, 2, values, kriging.Settings{})
	if err != nil {
		t.Fatal(err)
	}
	y, scaled := make([]float64, len(x)), make([]float64, len(values))
	for i := range x {
		y[i] = x[i]
		if i%2 == 0 {
			y[i] *= 1000
		}
	}
	for i := range values {
		scaled[i] = 40*values[i] - 7
	}
	b, err := kriging.Fit(y, 2, scaled, kriging.Settings{})
	if err != nil {
		t.Fatal(err)
	}
	got, _, _ := a.At([]float64{0.3, 4})
	same, _, _ := b.At([]float64{300, 4})
	if math.Abs(same[0]-(40*got[0]-7)) > 1e-3*40 || math.Abs(b.Noise/a.Noise-40) > 0.5 {
		t.Errorf("%.6g and %.6g; noise %.4g and %.4g", got, same, a.Noise, b.Noise)
	}
}

// The same place twice, and a place with no value, are no trouble.
func TestRepeats(t *testing.T) {
	x, values := []float64{0, 0, 1, 1, 2, 2, 3}, []float64{1, 1.1, 2, 2.1, 1, 0.9, math.NaN()}
	m, err := kriging.Fit(x, 1, values, kriging.Settings{})
	if err != nil {
		t.Fatal(err)
	}
	mean, _, err := m.At([]float64{1})
	if err != nil || math.Abs(mean[0]-2.05) > 0.2 {
		t.Errorf("%v, %v", mean, err)
	}
}

func TestBad(t *testing.T) {
	for _, c := range []struct {
		x      []float64
		axes   int
		values []float64
		s      kriging.Settings
		want   string
	}{
		{[]float64{1, 2, 3}, 2, []float64{1, 2, 3}, kriging.Settings{}, "give 2 for each"},
		{[]float64{1, 2, 3}, 0, []float64{1, 2, 3}, kriging.Settings{}, "coordinates"},
		{[]float64{1, 2}, 1, []float64{1, 2}, kriging.Settings{}, "give 3 to"},
		{[]float64{1, 2, math.Inf(1)}, 1, []float64{1, 2, 3}, kriging.Settings{}, "isn't finite"},
		{[]float64{1, 1, 1}, 1, []float64{1, 2, 3}, kriging.Settings{}, "everywhere"},
		{[]float64{1, 2, 3}, 1, []float64{2, 2, 2}, kriging.Settings{}, "nothing to interpolate"},
		{[]float64{1, 2, 3}, 1, []float64{1, 2, 3}, kriging.Settings{Sites: 1}, "1 sites"},
	} {
		if _, err := kriging.Fit(c.x, c.axes, c.values, c.s); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%v: want %q in it", err, c.want)
		}
	}
	m, err := kriging.Fit([]float64{0, 0, 1, 2, 2, 1}, 2, []float64{1, 5, 1}, kriging.Settings{})
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := m.At([]float64{1}); err == nil {
		t.Error("an estimate at half a point")
	}
	if _, _, err := m.At([]float64{1, math.NaN()}); err == nil {
		t.Error("an estimate at no number")
	}
}

func BenchmarkFit(b *testing.B) {
	x, values := wave(300, 0.1, 1)
	for b.Loop() {
		if _, err := kriging.Fit(x, 2, values, kriging.Settings{Sites: 100}); err != nil {
			b.Fatal(err)
		}
	}
}
