package infer

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"gonum.org/v1/gonum/mat"
)

// The Jacobian is that of the residuals: by central differences along random directions. One with the eddies shifted by a knot isn't.
func TestJacobian(t *testing.T) {
	p, _, err := Twin{Cells: 8, Identical: true, Window: 10, Forecast: 2.5, Floats: 4, Passes: 2, Seed: 3}.Make()
	if err != nil {
		t.Fatal(err)
	}
	p.Release.Doubt, p.Eddies.Length, p.Start.Length = 20e3, 160e3, 160e3
	w, err := newWorld(p)
	if err != nil {
		t.Fatal(err)
	}
	r := newMisfits(w)
	random := rand.New(rand.NewPCG(2, 2))
	z := make([]float64, w.n)
	for i := range z {
		z[i] = 0.3 * random.NormFloat64()
	}
	rows, n := r.Residuals(), w.n
	jacobian := jacobianOf(t, r, z)
	step := jacobianStep(t, r, z)
	n0, m := len(w.start), len(w.swirls)
	for part, span := range map[string][2]int{"start": {0, n0}, "first eddies": {n0, n0 + m}, "later eddies": {n0 + m, n0 + m*len(w.knots)}, "parameters and shared errors": {n0 + m*len(w.knots), n}} {
		d := make([]float64, n)
		for i := span[0]; i < span[1]; i++ {
			d[i] = random.NormFloat64()
		}
		const h = 1e-3
		up, down := r.at(t, z, d, h, step), r.at(t, z, d, -h, step)
		off, size, shifted := 0.0, 0.0, 0.0
		for i := range rows {
			want := (up[i] - down[i]) / (2 * h)
			got, moved := 0.0, 0.0
			for k := range d {
				got += jacobian[i*n+k] * d[k]
				moved += jacobian[i*n+min(k+m, n-1)] * d[k]
			}
			off, size, shifted = off+(got-want)*(got-want), size+want*want, shifted+(moved-want)*(moved-want)
		}
		if off = math.Sqrt(off / size); off > 0.01 {
			t.Errorf("%s: the Jacobian is off by %.3g", part, off)
		}
		if part == "later eddies" && math.Sqrt(shifted/size) < 0.1 {
			t.Errorf("columns of the next knot pass too: %.3g", math.Sqrt(shifted/size))
		}
	}
}

func jacobianOf(t *testing.T, r *misfits, z []float64) []float64 {
	j := mat.NewDense(r.Residuals(), r.Len(), nil)
	if err := r.Jacobian(z, make([]float64, r.Residuals()), j); err != nil {
		t.Fatal(err)
	}
	return j.RawMatrix().Data
}

func jacobianStep(t *testing.T, r *misfits, z []float64) float64 {
	m, err := r.model(z, 0)
	if err != nil {
		t.Fatal(err)
	}
	return m.Step
}

// at is the residuals at z + h d, in steps of one length.
func (r *misfits) at(t *testing.T, z, d []float64, h, step float64) []float64 {
	z = slices.Clone(z)
	for i := range z {
		z[i] += h * d[i]
	}
	m, err := r.model(z, step)
	if err != nil {
		t.Fatal(err)
	}
	start, _, _, _ := r.w.parts(z)
	seen, out := make([]float64, r.seen()), make([]float64, r.Residuals())
	if err := r.observe(m, r.w.initial(start), 0, seen, nil); err != nil {
		t.Fatal(err)
	}
	r.currents(m.Flow, r.w.ticks[0], seen)
	r.residuals(z, seen, out)
	return out
}

// A flow with one number of the eddies changed is that of the vector with it changed, on the frames that it has, which hold the time asked for.
func TestNudged(t *testing.T) {
	p, _, err := Twin{Cells: 8, Identical: true, Window: 10, Forecast: 2.5, Floats: 4, Passes: 2, Seed: 3}.Make()
	if err != nil {
		t.Fatal(err)
	}
	p.Eddies.Length = 160e3
	w, err := newWorld(p)
	if err != nil {
		t.Fatal(err)
	}
	random := rand.New(rand.NewPCG(5, 2))
	z := make([]float64, w.n)
	for i := range z {
		z[i] = random.NormFloat64()
	}
	_, eddies, _, _ := w.parts(z)
	flow := w.flow(eddies)
	for _, number := range []int{0, len(w.swirls) + 1, len(eddies) - 1} {
		from, until := 1.3*day, 9.1*day
		got := w.nudged(flow, number, 0.7, from, until)
		eddies[number] += 0.7
		want := w.flow(eddies)
		eddies[number] -= 0.7
		if times := got.Times.Values; times[0] > from || times[1] <= from || times[len(times)-1] < until || times[len(times)-2] >= until {
			t.Errorf("frames from %g to %g", times[0], times[len(times)-1])
		}
		most := 0.0
		for _, v := range want.Psi[0].Values {
			most = math.Max(most, math.Abs(v))
		}
		for k, at := range got.Times.Values {
			there := want.StreamfunctionAt(at).Values
			for i, v := range got.Psi[k].Values {
				if math.Abs(v-there[i]) > 1e-13*most {
					t.Fatalf("number %d, time %g, corner %d: %.17g, of the vector %.17g", number, at, i, v, there[i])
				}
			}
		}
	}
}
