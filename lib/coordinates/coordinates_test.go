package coordinates_test

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"

	"sublunar/lib/coordinates"
	"sublunar/lib/field"
)

// of yields the rows of a matrix, one buffer for all, as a reader of files would.
func of(rows [][]float64) coordinates.Frames {
	return func(yield func([]float64, error) bool) {
		frame := make([]float64, len(rows[0]))
		for _, r := range rows {
			copy(frame, r)
			if !yield(frame, nil) {
				return
			}
		}
	}
}

// random rows of a rank and some noise.
func random(frames, sensors, rank int, noise float64, seed uint64) [][]float64 {
	r := rand.New(rand.NewPCG(seed, 0))
	draw := func(n, m int) *mat.Dense {
		d := mat.NewDense(n, m, nil)
		for i := range n {
			for j := range m {
				d.Set(i, j, r.NormFloat64())
			}
		}
		return d
	}
	a := draw(frames, rank)
	for k := range rank {
		for i := range frames {
			a.Set(i, k, a.At(i, k)*math.Pow(0.7, float64(k)))
		}
	}
	var u, e mat.Dense
	u.Mul(a, draw(rank, sensors))
	e.Scale(noise, draw(frames, sensors))
	u.Add(&u, &e)
	rows := make([][]float64, frames)
	for i := range rows {
		rows[i] = u.RawRowView(i)
		for j := range rows[i] {
			rows[i][j] += math.Sin(float64(j)) // a mean
		}
	}
	return rows
}

// The modes are those of gonum's singular value decomposition, by the covariance of few sensors and by
// random mixtures of many; the amplitudes put the frames together again.
func TestPODIsTheSVD(t *testing.T) {
	for _, sensors := range []int{40, 900} {
		rows := random(120, sensors, 6, 0, 1)
		b, err := coordinates.POD(of(rows), coordinates.Modes{Count: 6})
		if err != nil {
			t.Fatal(err)
		}
		centred := mat.NewDense(len(rows), sensors, nil)
		for i, r := range rows {
			for j, v := range r {
				centred.Set(i, j, v-b.Mean[j])
			}
		}
		var svd mat.SVD
		svd.Factorize(centred, mat.SVDThin)
		var v mat.Dense
		svd.VTo(&v)
		for k, want := range svd.Values(nil)[:6] {
			if math.Abs(b.Singular[k]/want-1) > 1e-10 {
				t.Errorf("%d sensors: singular value %d is %g, want %g", sensors, k, b.Singular[k], want)
			}
			dot := 0.0
			for j, m := range b.Modes[k] {
				dot += m * v.At(j, k)
			}
			if math.Abs(math.Abs(dot)-1) > 1e-9 {
				t.Errorf("%d sensors: mode %d and gonum's have the product %g", sensors, k, dot)
			}
		}
		if b.Explained[5] < 1-1e-12 {
			t.Errorf("%d sensors: six modes of six explain %g", sensors, b.Explained[5])
		}
		frame, err := b.Frame(b.Values[17])
		if err != nil {
			t.Fatal(err)
		}
		for j, v := range frame {
			if math.Abs(v-rows[17][j]) > 1e-10 {
				t.Fatalf("%d sensors: a frame is put together wrongly at %d", sensors, j)
			}
		}
	}
}

// With noise, three passes come near the best that any modes can explain, and a share that is missed on
// other frames is about the noise's.
func TestPODWithNoise(t *testing.T) {
	rows := random(400, 2000, 4, 0.3, 2)
	b, err := coordinates.POD(of(rows[:300]), coordinates.Modes{Count: 4})
	if err != nil {
		t.Fatal(err)
	}
	missed, err := b.Missed(of(rows[300:]))
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("missed %.3f within, %.3f beyond", 1-b.Explained[3], missed)
	if missed > 0.15 || missed < 0.5*(1-b.Explained[3]) {
		t.Errorf("missed %g of held-out frames, %g of its own", missed, 1-b.Explained[3])
	}
}

// Shuffling the sensors shuffles the modes and leaves the coordinates.
func TestSensorsInAnyOrder(t *testing.T) {
	rows := random(80, 700, 3, 0.01, 3)
	order := rand.New(rand.NewPCG(9, 0)).Perm(700)
	shuffled := make([][]float64, len(rows))
	for i, r := range rows {
		shuffled[i] = make([]float64, len(r))
		for j, from := range order {
			shuffled[i][j] = r[from]
		}
	}
	series := func(rows [][]float64, seed uint64) field.Series {
		b, err := coordinates.POD(of(rows), coordinates.Modes{Count: 3, Seed: seed})
		if err != nil {
			t.Fatal(err)
		}
		s, err := b.Amplitudes(field.Linspace("t", "s", 0, 1, len(rows)))
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	agree, err := coordinates.Agreement(series(rows, 0), series(shuffled, 5))
	if err != nil {
		t.Fatal(err)
	}
	if agree < 1-1e-9 {
		t.Errorf("shuffled sensors agree by %g", agree)
	}
	// The test's teeth: other data don't agree.
	if other, err := coordinates.Agreement(series(rows, 0), series(random(80, 700, 3, 0.01, 4), 0)); err != nil || other > 0.5 {
		t.Errorf("other data agree by %g (%v)", other, err)
	}
}

// A sum of k sines has 2k delay coordinates, whatever the window.
func TestDelaysOfSines(t *testing.T) {
	s := field.Series{Axis: field.Linspace("t", "s", 0, 50, 2000), Columns: []field.Column{{Name: "x"}}}
	for _, t := range s.Axis.Values {
		s.Columns[0].Values = append(s.Columns[0].Values, math.Sin(t)+0.5*math.Cos(2.3*t))
	}
	for _, length := range []int{100, 700} {
		v, b, err := coordinates.Delays(s, coordinates.Window{Length: length, Count: 5})
		if err != nil {
			t.Fatal(err)
		}
		if b.Explained[3] < 1-1e-12 || b.Explained[2] > 1-1e-6 || len(b.Singular) > 4 && b.Singular[4] > 1e-5*b.Singular[0] {
			t.Errorf("windows of %d: explained %v", length, b.Explained)
		}
		if v.Len() != 2001-length || math.Abs(v.Axis.Values[0]-50.0/1999*float64(length-1)/2) > 1e-12 {
			t.Errorf("windows of %d: %d of them, the first at %g", length, v.Len(), v.Axis.Values[0])
		}
	}
}

// On a circle, however its samples are spread, the coordinates are the sine and cosine of the angle; on
// an interval the cosine of the place.
func TestDiffusionMap(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 0))
	var circle, interval [][]float64
	truth := field.Series{Axis: field.Linspace("i", "", 0, 1, 1500), Columns: []field.Column{{Name: "cos"}, {Name: "sin"}}}
	along := field.Series{Axis: truth.Axis, Columns: []field.Column{{Name: "cos"}}}
	for range 1500 {
		angle := 2 * math.Pi * r.Float64()
		angle += 0.5 * math.Sin(angle) // more samples on one side
		s, c := math.Sincos(angle)
		circle = append(circle, []float64{c, s, 0.3 * c, 1 - s})
		truth.Columns[0].Values, truth.Columns[1].Values = append(truth.Columns[0].Values, c), append(truth.Columns[1].Values, s)
		x := r.Float64()
		interval = append(interval, []float64{math.Cos(2 * x), math.Sin(2 * x)})
		along.Columns[0].Values = append(along.Columns[0].Values, math.Cos(math.Pi*x))
	}
	for name, c := range map[string]struct {
		samples [][]float64
		truth   field.Series
		count   int
	}{"circle": {circle, truth, 2}, "interval": {interval, along, 1}} {
		m, err := coordinates.DiffusionMap(c.samples, coordinates.Diffusion{Count: c.count, Landmarks: 400})
		if err != nil {
			t.Fatal(err)
		}
		found, err := m.Series(truth.Axis)
		if err != nil {
			t.Fatal(err)
		}
		agree, err := coordinates.Agreement(found, c.truth)
		t.Logf("%s: agreement %.4f, bandwidth %.3g", name, agree, m.Bandwidth)
		if err != nil || agree < 0.98 {
			t.Errorf("%s: agrees with the truth by %g (%v)", name, agree, err)
		}
	}
}

// scene is a smooth picture without a period, at a place.
func scene(y, x float64) float64 {
	return math.Sin(0.31*x+0.07*y) + math.Cos(0.23*y-0.11*x+0.004*x*x) + 0.7*math.Sin(0.17*x+0.29*y+1) + math.Exp(-((x-30)*(x-30)+(y-25)*(y-25))/40)
}

// A camera's path is found to a twentieth of a pixel, with noise, and the frames shifted back are alike.
func TestRegister(t *testing.T) {
	const size, count = 64, 40
	r := rand.New(rand.NewPCG(6, 0))
	var rows [][]float64
	var path [][2]float64
	for f := range count {
		at := [2]float64{6 * math.Sin(0.3*float64(f)), 0.2*float64(f) + 2*math.Sin(0.5*float64(f))}
		path = append(path, at)
		var frame []float64
		for i := range size {
			for j := range size {
				frame = append(frame, scene(float64(i)-at[0], float64(j)-at[1])+0.05*r.NormFloat64())
			}
		}
		rows = append(rows, frame)
	}
	reg, err := coordinates.Register(of(rows), coordinates.Motion{Height: size, Width: size})
	if err != nil {
		t.Fatal(err)
	}
	worst := 0.0
	for f, s := range reg.Shifts {
		for a := range s {
			worst = math.Max(worst, math.Abs(s[a]-path[f][a]))
		}
	}
	spread := func(frames coordinates.Frames) float64 {
		b, err := coordinates.POD(frames, coordinates.Modes{Count: 1})
		if err != nil {
			t.Fatal(err)
		}
		return b.Singular[0]
	}
	before, after := spread(of(rows)), spread(reg.Frames())
	t.Logf("off by %.3f pixels; the first singular value was %.3g, is %.3g", worst, before, after)
	if worst > 0.1 || after > 0.1*before {
		t.Errorf("shifts are off by %g pixels; the first singular value was %g, is %g", worst, before, after)
	}
}

func TestBadInput(t *testing.T) {
	good := random(20, 12, 3, 0.1, 1)
	holed := append([][]float64{{math.NaN()}}, good...)
	holed[0] = append([]float64{math.NaN()}, good[0][1:]...)
	broken := func(yield func([]float64, error) bool) { yield(nil, errors.New("the disk is gone")) }
	once := false
	single := func(yield func([]float64, error) bool) {
		for _, r := range good {
			if once || !yield(r, nil) {
				return
			}
		}
		once = true
	}
	pod := func(f coordinates.Frames, m coordinates.Modes) error { _, err := coordinates.POD(f, m); return err }
	series := field.Series{Axis: field.Linspace("t", "s", 0, 1, 20), Columns: []field.Column{{Name: "x", Values: make([]float64, 20)}}}
	_, _, delays := coordinates.Delays(series, coordinates.Window{Length: 50})
	_, few := coordinates.DiffusionMap(good[:2], coordinates.Diffusion{})
	_, same := coordinates.DiffusionMap([][]float64{{1}, {1}, {1}, {1}, {1}}, coordinates.Diffusion{})
	_, small := coordinates.Register(of(good), coordinates.Motion{Height: 3, Width: 4})
	_, shape := coordinates.Register(of(good), coordinates.Motion{Height: 9, Width: 9})
	_, agree := coordinates.Agreement(series, field.Series{})
	for want, err := range map[string]error{
		"at most 12":          pod(of(good), coordinates.Modes{Count: 30}),
		"0 modes in 1 passes": pod(of(good), coordinates.Modes{Passes: 1}),
		"frame 0 holds NaN":   pod(of(holed), coordinates.Modes{}),
		"the disk is gone":    pod(broken, coordinates.Modes{}),
		"starts anew":         pod(single, coordinates.Modes{}),
		"too few":             pod(of(good[:1]), coordinates.Modes{}),
		"all frames are":      pod(of([][]float64{{1, 2}, {1, 2}, {1, 2}}), coordinates.Modes{}),
		"windows of 50":       delays,
		"of 2 samples":        few,
		"are the same":        same,
		"8 by 8":              small,
		"12 values":           shape,
		"can't be compared":   agree,
	} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want one with %q", err, want)
		}
	}
}

func ExamplePOD() {
	// A thousand sensors see two waves.
	times := field.Linspace("t", "s", 0, 10, 200)
	frames := func(yield func([]float64, error) bool) {
		frame := make([]float64, 1000)
		for _, t := range times.Values {
			for i := range frame {
				x := float64(i) / 1000
				frame[i] = 3*math.Sin(t)*math.Sin(math.Pi*x) + math.Cos(2*t)*math.Sin(2*math.Pi*x)
			}
			if !yield(frame, nil) {
				return
			}
		}
	}
	basis, err := coordinates.POD(frames, coordinates.Modes{Count: 3})
	if err != nil {
		panic(err)
	}
	fmt.Printf("explained: %.4f %.4f\n", basis.Explained[0], basis.Explained[1])
	// Output: explained: 0.8914 1.0000
}

func BenchmarkPOD(b *testing.B) {
	rows := random(300, 10_000, 5, 0.1, 1)
	for b.Loop() {
		if _, err := coordinates.POD(of(rows), coordinates.Modes{Count: 5}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkDiffusionMap(b *testing.B) {
	rows := random(2000, 5, 5, 0.1, 1)
	for b.Loop() {
		if _, err := coordinates.DiffusionMap(rows, coordinates.Diffusion{Landmarks: 300}); err != nil {
			b.Fatal(err)
		}
	}
}
