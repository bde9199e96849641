package autoencoder

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"gonum.org/v1/gonum/mat"

	"sublunar/lib/backend"
)

// drawn is an objective on points at random, of 5 modes and 3 coordinates, and parameters.
func drawn(t testing.TB, points int, hidden ...int) (*objective, []float64) {
	t.Helper()
	engine, err := backend.New()
	if err != nil {
		t.Fatal(err)
	}
	s, err := newShape(engine, 5, Settings{Coordinates: 3, Degree: 2, Hidden: hidden})
	if err != nil {
		t.Fatal(err)
	}
	r := rand.New(rand.NewPCG(1, 1))
	draw := func() *tensors.Tensor {
		v := make([]float64, points*5)
		for i := range v {
			v[i] = r.NormFloat64()
		}
		return tensors.FromFlatDataAndDimensions(v, points, 5)
	}
	o := &objective{shape: s, w: draw(), dw: draw(), points: points, share: []float64{0.5, 0.2, 0.15, 0.1, 0.05}, rate: 0.7, latent: 1.3,
		hold: moments(3, true), mask: make([]float64, s.terms()), exec: map[bool]*graph.Exec{}}
	for i := range o.mask {
		o.mask[i] = float64(min(1, i%4))
	}
	theta := append(s.encoder.Start(1), s.decoder.Start(2)...)
	for range s.terms() {
		theta = append(theta, 0.3*r.NormFloat64())
	}
	return o, theta
}

// The gradient is that of the values, by central differences.
func TestGradient(t *testing.T) {
	o, theta := drawn(t, 50, 6, 4)
	g := make([]float64, len(theta))
	if _, err := o.Evaluate(theta, g); err != nil {
		t.Fatal(err)
	}
	const step = 1e-5
	for i := 0; i < len(theta); i += 7 {
		at := theta[i]
		theta[i] = at + step
		up, err := o.Evaluate(theta, nil)
		if err != nil {
			t.Fatal(err)
		}
		theta[i] = at - step
		down, _ := o.Evaluate(theta, nil)
		theta[i] = at
		if want := (up - down) / (2 * step); math.Abs(g[i]-want) > 1e-7*(1+math.Abs(want)) {
			t.Errorf("by parameter %d the derivative is %g, by differences %g", i, g[i], want)
		}
	}
}

// A chart put into the weights and the law changes the coordinates as it says, and nothing of what comes back. With the law left as it
// was, the rates that come back change.
func TestRechart(t *testing.T) {
	for _, hidden := range [][]int{{6, 4}, {}} {
		o, theta := drawn(t, 40, hidden...)
		for i := range o.mask {
			o.mask[i] = 1
		}
		e, err := newScenes(o.shape)
		if err != nil {
			t.Fatal(err)
		}
		at := func(theta []float64) [][]float64 {
			out, err := call(e, o.tensor(theta), o.w, o.dw, o.matrix(o.mask))
			if err != nil {
				t.Fatal(err)
			}
			return out
		}
		h := chart{t: mat.NewDense(3, 3, []float64{1, 2, 0, -1, 1, 0.5, 0, 1, 3}), inverse: new(mat.Dense), c: []float64{0.3, -1, 2}}
		if err := h.inverse.Inverse(h.t); err != nil {
			t.Fatal(err)
		}
		before := at(theta)
		changed := append([]float64(nil), theta...)
		o.rechart(changed, h)
		if off := apart(before[4], at(changed)[4]); off < 1e-3 {
			t.Errorf("hidden %v: with the old law in the new chart, rates come back only %.2g off", hidden, off)
		}
		copy(changed[o.lawAt():], newCarrier(o.library, nil).carry(theta[o.lawAt():], h))
		after := at(changed)
		for i, what := range []string{3: "amplitudes", 4: "rates"} {
			if what == "" {
				continue
			}
			if off := apart(before[i], after[i]); off > 1e-10 {
				t.Errorf("hidden %v: the %s that come back are %.2g off", hidden, what, off)
			}
		}
		want := make([]float64, 3)
		for i := range 40 {
			h.new(before[0][3*i:3*i+3], want)
			if off := apart(want, after[0][3*i:3*i+3]); off > 1e-10 {
				t.Fatalf("hidden %v: the coordinates are %.2g off", hidden, off)
			}
		}
	}
}

func apart(a, b []float64) float64 {
	most := 0.0
	for i, v := range a {
		most = math.Max(most, math.Abs(v-b[i]))
	}
	return most
}

// Modes that hold all give all back; fewer miss what they say.
func TestReduce(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 2))
	rows := mat.NewDense(300, 12, nil)
	for i := range 300 {
		for k := range 4 {
			a := r.NormFloat64() / float64(k+1)
			for j := range 12 {
				rows.Set(i, j, rows.At(i, j)+a*math.Cos(float64(j*(k+1)))+float64(j))
			}
		}
	}
	for _, count := range []int{0, 2} {
		m, err := reduce(rows, count, 1e-9)
		if err != nil {
			t.Fatal(err)
		}
		if want := []int{4, 2}[count/2]; len(m.deviation) != want {
			t.Errorf("%d modes, want %d", len(m.deviation), want)
		}
		back := m.rows(m.amplitudes(rows, true), true)
		left, size := 0.0, 0.0
		for i := range 300 {
			for j := range 12 {
				left += math.Pow(back.At(i, j)-rows.At(i, j), 2)
				size += math.Pow(rows.At(i, j)-m.mean[j], 2)
			}
		}
		if off := math.Abs(left/size - m.missed); off > 1e-10 {
			t.Errorf("%d modes miss %g, and say %g", len(m.deviation), left/size, m.missed)
		}
		if cut := m.cut(1); math.Abs(cut.missed-(1-m.deviation[0]*m.deviation[0]*300/size)) > 1e-9 {
			t.Errorf("cut to one, the modes say that they miss %g", cut.missed)
		}
	}
}

func BenchmarkObjective(b *testing.B) {
	o, theta := drawn(b, 4096, 24, 24)
	g := make([]float64, len(theta))
	if _, err := o.Evaluate(theta, g); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := o.Evaluate(theta, g); err != nil {
			b.Fatal(err)
		}
	}
}
