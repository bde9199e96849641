package operator

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"sublunar/lib/field"
)

// A coarser grid has the field's values at its own places; the means over cells are those of centres but for the second order.
func TestCoarsened(t *testing.T) {
	of := func(g Grid, points []int, channels int) []float64 {
		var values []float64
		for i := range points[0] {
			for j := range points[1] {
				for c := range channels {
					values = append(values, math.Sin(float64(c)+2*g.place(i, points[0])+3*g.place(j, points[1])))
				}
			}
		}
		return values
	}
	for _, c := range []struct {
		grid         Grid
		fine, coarse []int
		tolerance    float64
	}{
		{Periodic, []int{12, 8}, []int{3, 2}, 0}, {Ends, []int{13, 9}, []int{4, 3}, 1e-15}, {Centres, []int{128, 64}, []int{32, 16}, 5e-3},
	} {
		got, points, err := c.grid.coarsened(of(c.grid, c.fine, 2), c.fine, 2, 4)
		if err != nil || !slices.Equal(points, c.coarse) {
			t.Errorf("%v: %v, %v", c.grid, points, err)
			continue
		}
		if off := furthest(got, of(c.grid, c.coarse, 2)); !(off <= c.tolerance) {
			t.Errorf("%v: off by %.2g", c.grid, off)
		}
		// The control: by another grid's rule the places are wrong.
		other := Centres
		if c.grid == Centres {
			other = Periodic
		}
		if got, _, err := other.coarsened(of(c.grid, c.fine, 2), c.fine, 2, 4); err == nil && furthest(got, of(c.grid, c.coarse, 2)) < 5*c.tolerance+1e-3 {
			t.Errorf("%v: the rule of %v does as well", c.grid, other)
		}
	}
	// The mean stays, exactly, on centres.
	values := of(Centres, []int{8, 12}, 1)
	got, _, err := Centres.coarsened(values, []int{8, 12}, 1, 4)
	if err != nil {
		t.Fatal(err)
	}
	if a, b := mean(values), mean(got); math.Abs(a-b) > 1e-15 {
		t.Errorf("means %g and %g", a, b)
	}
}

func mean(values []float64) float64 {
	sum := 0.0
	for _, v := range values {
		sum += v
	}
	return sum / float64(len(values))
}

// What was learnt on a coarse grid is worth as many epochs on the fine one: two of those come to where they alone don't.
func TestResolutions(t *testing.T) {
	train, test := heat(128, 32, Periodic, 1), heat(32, 32, Periodic, 2)
	errors := map[string]float64{}
	for _, c := range []struct {
		name string
		t    Training
	}{
		{"coarse, then fine", Training{Epochs: 20, Resolutions: []Resolution{{4, 9}, {2, 9}}}},
		{"fine alone", Training{Epochs: 2}},
		{"all fine", Training{Epochs: 20}},
	} {
		c.t.Rate, c.t.Batch, c.t.Seed = 1e-2, 8, 1
		f, err := Fit(small, train, c.t)
		if err != nil {
			t.Fatal(err)
		}
		report, err := f.Test(test)
		if err != nil {
			t.Fatal(err)
		}
		errors[c.name] = report.Mean
	}
	t.Log(errors)
	if got := errors["coarse, then fine"]; !(got < 2*errors["all fine"]) || !(got < errors["fine alone"]/3) {
		t.Errorf("errors %v", errors)
	}
}

// The last samples are withheld, and nothing of them is seen; of several steps in a row they are asked for one.
func TestWithhold(t *testing.T) {
	all := growth(20, 8, 4, 1)
	s := field.Samples{X: pick(all, 0, 1), Y: pick(all, 1, 4)}
	f, err := Fit(corrected, s, Training{Epochs: 30, Batch: 8, Unroll: 3, Withhold: 0.2, Patience: 3, Rate: 0.05})
	if err != nil {
		t.Fatal(err)
	}
	if len(f.Stats.Validation) != f.Stats.Epochs || f.Stats.Steps != 2*f.Stats.Epochs {
		t.Fatalf("%d errors on what is withheld, %d steps after %d epochs of 16 samples in batches of 8", len(f.Stats.Validation), f.Stats.Steps, f.Stats.Epochs)
	}
	last := field.Samples{X: field.NewArray(4, 8, 1), Y: field.NewArray(4, 8, 1)}
	copy(last.X.Values, s.X.Values[16*8:])
	for i := range last.Y.Values {
		last.Y.Values[i] = s.Y.Values[(16*8+i)*3]
	}
	report, err := f.Test(last)
	if err != nil {
		t.Fatal(err)
	}
	if best := f.Stats.Validation[f.Stats.Kept-1]; math.Abs(best-report.Mean) > 1e-12 {
		t.Errorf("an error of %g on what is withheld; of %g, by itself", best, report.Mean)
	}
	// What is withheld may be anything: the fit is the same.
	changed := field.Samples{X: field.NewArray(s.X.Shape...), Y: s.Y}
	copy(changed.X.Values, s.X.Values)
	for i := 16 * 8; i < len(changed.X.Values); i++ {
		changed.X.Values[i] = -3
	}
	g, err := Fit(corrected, changed, Training{Epochs: 1, Batch: 8, Unroll: 3, Withhold: 0.2})
	if err != nil {
		t.Fatal(err)
	}
	h, err := Fit(corrected, s, Training{Epochs: 1, Batch: 8, Unroll: 3, Withhold: 0.2})
	if err != nil {
		t.Fatal(err)
	}
	if off := apart(g.parameters, h.parameters); off != 0 {
		t.Errorf("other samples withheld change the fit by %g", off)
	}
}

// Fields that don't close, or close on one point given twice, are told from those that do.
func TestSeams(t *testing.T) {
	const samples, n = 12, 16
	r := rand.New(rand.NewPCG(1, 2))
	shock := func(int, int) float64 { return 0 }
	for name, c := range map[string]struct {
		of   func(i, j int) float64
		want bool
	}{
		"waves":            {func(i, j int) float64 { return math.Sin(2*math.Pi*float64(j)/n + float64(i)) }, false},
		"noise":            {func(int, int) float64 { return r.NormFloat64() }, false},
		"shocks":           {func(i, j int) float64 { return float64((j + i*i) % n) }, false},
		"nothing":          {shock, false},
		"one twice":        {func(i, j int) float64 { return math.Sin(2*math.Pi*float64(j)/(n-1) + float64(i)) }, true},
		"walls":            {func(i, j int) float64 { return math.Sin(math.Pi*float64(j)/(n-1)) * float64(i+1) }, true},
		"half a wave":      {func(i, j int) float64 { return math.Sin(math.Pi*float64(j)/n + 1 + 0.1*float64(i)) }, true},
		"random and rough": {func(i, j int) float64 { return math.Sqrt(float64(j+1)) * float64(1+i%3) }, true},
	} {
		s := field.Samples{X: field.NewArray(samples, n), Y: field.NewArray(samples, n)}
		for i := range samples {
			for j := range n {
				s.X.Values[i*n+j] = c.of(i, j)
			}
			copy(s.Y.Values[i*n:], s.X.Values[i*n:(i+1)*n])
		}
		f, err := Fit(small, s, Training{Epochs: 1})
		if err != nil {
			t.Fatal(err)
		}
		if warned := f.Warning != ""; warned != c.want {
			t.Errorf("%s: %q", name, f.Warning)
		}
		ends := small
		ends.Grid = Ends
		if f, err = Fit(ends, s, Training{Epochs: 1}); err != nil || f.Warning != "" {
			t.Errorf("%s with ends: %q, %v", name, f.Warning, err)
		}
	}
}

// A wrapper's grid is that of what it wraps: a flip on a periodic grid leaves point 0 where it is, whoever flips.
func TestWrappersKnowTheGrid(t *testing.T) {
	for _, a := range architectures {
		g, known := gridOf(a.line)
		if !known {
			t.Errorf("%s doesn't say where its points lie", a.name)
		}
		for _, o := range []Operator{Corrected{Step: growing, By: a.line}, Continued{From: &Fitted{Operator: a.line}}, Continued{From: &Fitted{Operator: Corrected{By: a.line}}}} {
			if h, known := gridOf(o); !known || h != g {
				t.Errorf("%T of %s: %v, known %v; want %v", o, a.name, h, known, g)
			}
		}
	}
	if onPeriodic(Corrected{By: FNO{Modes: []int{4}, Grid: Ends}}) || !onPeriodic(corrected) {
		t.Error("a wrapper of an operator with ends is taken for periodic, or the other way round")
	}
}
