package infer_test

import (
	"math"
	"testing"

	"sublunar/lib/tracer"
	"sublunar/lib/tracer/infer"
)

// A twin is no inverse crime: its truth has other cells, another flow and vortices; and what is measured of it is off by as much as is said.
func TestTwin(t *testing.T) {
	p, truth, err := infer.Twin{Cells: 12, Window: 20, Forecast: 5, Seed: 2}.Make()
	if err != nil {
		t.Fatal(err)
	}
	b := p.Flow.Basin
	if fine := truth.Flow.Basin; fine.X.Len() != 4*b.X.Len() || fine.Y.Len() != 4*b.Y.Len() {
		t.Errorf("the truth has %d x %d cells, the problem %d x %d", fine.Y.Len(), fine.X.Len(), b.Y.Len(), b.X.Len())
	}
	if err := truth.Flow.Check(); err != nil {
		t.Error(err)
	}
	largest := 0.0
	for _, v := range truth.Flow.Divergence(86400 * 10).Values {
		largest = math.Max(largest, math.Abs(v))
	}
	if largest > 1e-15 {
		t.Errorf("divergence %g", largest)
	}
	// The amount is what there was and what the river brought.
	before, _ := b.Total(truth.Fields[0])
	after, _ := b.Total(truth.Fields[len(truth.Fields)-1])
	brought := truth.Rate * (p.Times.Values[len(truth.Fields)-1] - p.Times.Values[0])
	if math.Abs(after-before-brought) > 1e-10*after {
		t.Errorf("the amount grew by %.9g, the river brought %.9g", after-before, brought)
	}
	// Floats and satellite.
	floats, pixels, off, bias := 0, 0, 0.0, map[int]float64{}
	count := map[int]float64{}
	for _, o := range p.Observations {
		k := int(math.Round(o.Time / (2.5 * 86400)))
		if o.Platform < 100 {
			floats++
			if math.Abs(o.Time-p.Times.Values[k]) < 1 {
				v, _ := b.At(truth.Fields[k], o.X, o.Y)
				off += math.Abs(o.Value - v)
				count[-1]++
			}
		} else {
			pixels++
		}
		bias[o.Platform]++
	}
	if floats != 8*41 || pixels < 50 || len(p.Bias) != 8 || len(truth.Withheld) != 4*41 || len(truth.Later) != 12*10 {
		t.Errorf("%d of floats, %d pixels in %d passes, %d withheld, %d later", floats, pixels, len(p.Bias), len(truth.Withheld), len(truth.Later))
	}
	if mean := off / count[-1]; mean > 0.6 || mean < 0.1 {
		t.Errorf("floats are off the mean over a cell by %.3f", mean)
	}
	for _, o := range p.Observations {
		for _, w := range truth.Withheld {
			if o.Platform == w.Platform {
				t.Fatalf("float %d is seen and withheld", o.Platform)
			}
		}
	}
	again, _, _ := infer.Twin{Cells: 12, Window: 20, Forecast: 5, Seed: 2}.Make()
	if again.Observations[40] != p.Observations[40] {
		t.Error("the same seed, another twin")
	}
}

// What a float's path says of the current is the current, in a flow that is the same everywhere, on the sphere too and across a periodic end.
func TestCurrents(t *testing.T) {
	for _, b := range []tracer.Basin{tracer.Box(100e3, 100e3, 10, 10), tracer.Region(-10, 10, 40, 60, 10, 10)} {
		x, y := []float64{0.99 * b.X.Values[9], b.X.Values[9]}, []float64{b.Y.Values[4], b.Y.Values[4]}
		want := b.Distance(x[0], y[0], x[1], y[1]) / 1000
		c, err := b.Currents(3, []float64{0, 1000}, x, y, 100, 2, 1e4)
		if err != nil || len(c) != 1 || math.Abs(c[0].U/want-1) > 1e-3 || math.Abs(c[0].V) > 1e-9 || c[0].Time != 500 || c[0].Platform != 3 {
			t.Errorf("%+v, %v: u is %.4g", c, err, want)
		}
		if d := math.Sqrt(2*100*100/1e6 + 2*2/1000.); len(c) == 1 && math.Abs(c[0].Deviation-d) > 1e-12 {
			t.Errorf("deviation %g, want %g", c[0].Deviation, d)
		}
		if c, err := b.Currents(3, []float64{0, 1000}, x, y, 100, 2, 500); err != nil || len(c) != 0 {
			t.Errorf("fixes too far apart: %v, %v", c, err)
		}
		if _, err := b.Currents(3, []float64{1000, 0}, x, y, 100, 2, 500); err == nil {
			t.Error("a path back in time")
		}
	}
	b := tracer.Box(100e3, 100e3, 10, 10)
	b.EndsX = tracer.Periodic
	c, err := b.Currents(1, []float64{0, 100}, []float64{99.9e3, 100}, []float64{5e4, 5e4}, 1, 0, 1e4)
	if err != nil || len(c) != 1 || math.Abs(c[0].U-2) > 1e-9 {
		t.Errorf("across a periodic end: %+v, %v", c, err)
	}
}
