package autoencoder

import (
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/mat"

	"sublunar/datasets"
)

// lorenz is Lorenz's law as coefficients of a library, and samples of its attractor.
func lorenz(t testing.TB, degree int) (l library, xi []float64, z [][]float64) {
	t.Helper()
	run, err := datasets.Lorenz(datasets.Trajectory{Samples: 2000, Step: 0.04})
	if err != nil {
		t.Fatal(err)
	}
	for i := range run.Len() {
		z = append(z, []float64{run.Columns[0].Values[i], run.Columns[1].Values[i], run.Columns[2].Values[i]})
	}
	truth, err := datasets.Find("Lorenz")
	if err != nil {
		t.Fatal(err)
	}
	l = polynomials(3, degree)
	for i := range l.len() {
		for _, of := range truth.Variables {
			xi = append(xi, truth.Coefficients[of+"'"][l.name(i, truth.Variables)])
		}
	}
	return l, xi, z
}

// mixing is a random affine map.
func mixing(t testing.TB, seed uint64) chart {
	t.Helper()
	r := rand.New(rand.NewPCG(seed, 9))
	h := chart{t: mat.NewDense(3, 3, nil), inverse: new(mat.Dense), c: []float64{r.NormFloat64(), r.NormFloat64(), 20 * r.NormFloat64()}}
	for i := range 3 {
		for j := range 3 {
			h.t.Set(i, j, r.NormFloat64())
		}
	}
	if err := h.inverse.Inverse(h.t); err != nil {
		t.Fatal(err)
	}
	return h
}

// mixed is samples and law in a chart of mean 0 and covariance 1, after a random affine map.
func mixed(t testing.TB, l library, xi []float64, z [][]float64, seed uint64) (law []float64, samples [][]float64) {
	t.Helper()
	h := mixing(t, seed)
	for _, at := range z {
		to := make([]float64, 3)
		h.new(at, to)
		samples = append(samples, to)
	}
	white, ok := whitening(samples)
	if !ok {
		t.Fatal("the samples are flat")
	}
	for _, at := range samples {
		white.new(append([]float64(nil), at...), at)
	}
	return newCarrier(l, nil).carry(xi, h.then(white)), samples
}

// A law carried through charts and back is the same, and gives the same motion on the way.
func TestCarry(t *testing.T) {
	for _, degree := range []int{2, 3} {
		l, xi, z := lorenz(t, degree)
		h := mixing(t, 3)
		there := newCarrier(l, nil).carry(xi, h)
		products, before, after, to := make([]float64, l.len()), make([]float64, 3), make([]float64, 3), make([]float64, 3)
		for _, at := range z[:20] {
			l.at(at, products)
			rateOf(xi, products, before)
			h.new(at, to)
			l.at(to, products)
			rateOf(there, products, after)
			for k := range 3 {
				want := mat.Dot(mat.NewVecDense(3, before), h.t.RowView(k))
				if math.Abs(after[k]-want) > 1e-9*(1+math.Abs(want)) {
					t.Fatalf("degree %d: the rate is %g, want %g", degree, after[k], want)
				}
			}
			back := make([]float64, 3)
			if h.old(to, back); math.Abs(back[2]-at[2]) > 1e-9 {
				t.Fatalf("there and back: %g, %g", back, at)
			}
		}
		inverse := chart{t: h.inverse, inverse: h.t, c: make([]float64, 3)}
		h.new(make([]float64, 3), inverse.c) // z = T^-1 (zn - T(0 - c))
		for i, c := range newCarrier(l, nil).carry(there, inverse) {
			if math.Abs(c-xi[i]) > 1e-8 {
				t.Fatalf("degree %d: coefficient %d is %g after there and back, was %g", degree, i, c, xi[i])
			}
		}
	}
}

// However Lorenz's law is mixed, it comes back with no more than its seven terms, and the same ones: among them those that no affine
// map changes, -(sigma + 1) and -beta. Coefficients at random have no sparse chart.
func TestSparsest(t *testing.T) {
	for _, degree := range []int{2, 3} {
		l, xi, z := lorenz(t, degree)
		for seed := range uint64(3) {
			law, samples := mixed(t, l, xi, z, seed)
			found, err := newCarrier(l, samples[:200]).sparsest(law, 0.02, starts, seed)
			if err != nil {
				t.Fatal(err)
			}
			if found.count != 7 {
				t.Errorf("degree %d, seed %d: %d terms of Lorenz's law", degree, seed, found.count)
			}
			for _, want := range []float64{-11, -8. / 3} {
				near := math.Inf(1)
				for i, c := range found.xi {
					if found.kept[i] {
						near = math.Min(near, math.Abs(c-want))
					}
				}
				if near > 0.02 {
					t.Errorf("degree %d, seed %d: no coefficient is %.4g, the nearest is %.2g off", degree, seed, want, near)
				}
			}
		}
	}
	l, law, z := lorenz(t, 2)
	r := rand.New(rand.NewPCG(4, 4))
	for i := range law {
		law[i] = r.NormFloat64()
	}
	_, samples := mixed(t, l, law, z, 1)
	found, err := newCarrier(l, samples[:200]).sparsest(law, 0.02, starts, 1)
	if err != nil {
		t.Fatal(err)
	}
	if found.count < 15 {
		t.Errorf("a law drawn at random has a chart with %d terms", found.count)
	}
}

func TestPolynomials(t *testing.T) {
	l := polynomials(2, 3)
	var names []string
	for i := range l.len() {
		names = append(names, l.name(i, []string{"a", "b"}))
	}
	want := []string{"1", "a", "b", "a^2", "a b", "b^2", "a^3", "a^2 b", "a b^2", "b^3"}
	products := make([]float64, l.len())
	l.at([]float64{2, 3}, products)
	for i, v := range []float64{1, 2, 3, 4, 6, 9, 8, 12, 18, 27} {
		if names[i] != want[i] || products[i] != v {
			t.Errorf("term %d is %q, %g at (2, 3), want %q, %g", i, names[i], products[i], want[i], v)
		}
	}
	for _, c := range [][3]int{{3, 2, 10}, {3, 3, 20}, {3, 5, 56}, {1, 4, 5}} {
		if n := polynomials(c[0], c[1]).len(); n != c[2] {
			t.Errorf("%d terms of %d coordinates to degree %d, want %d", n, c[0], c[1], c[2])
		}
	}
}

func BenchmarkSparsest(b *testing.B) {
	l, xi, z := lorenz(b, 2)
	law, samples := mixed(b, l, xi, z, 1)
	c := newCarrier(l, samples[:200])
	for b.Loop() {
		if _, err := c.sparsest(law, 0.02, 1, 1); err != nil {
			b.Fatal(err)
		}
	}
}
