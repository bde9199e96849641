package optim_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"gonum.org/v1/gonum/mat"

	"sublunar/lib/optim"
)

// batches is a linear fit of exact data of which each evaluation sees a few points, drawn anew.
type batches struct {
	n      int
	random *rand.Rand
}

func (b batches) Len() int { return b.n }

func (b batches) Evaluate(x, g []float64) (float64, error) {
	clear(g)
	var f float64
	const points = 8
	for range points {
		a := make([]float64, b.n)
		r := 0.0
		for k := range a {
			a[k] = b.random.NormFloat64() * (1 + float64(k%3))
			r += a[k] * (x[k] - float64(k+1))
		}
		f += r * r / 2 / points
		for k := range g {
			g[k] += a[k] * r / points
		}
	}
	return f, nil
}

func TestMiniBatches(t *testing.T) {
	for _, m := range []optim.Method{
		optim.Adam{Rate: 0.1, Schedule: optim.Cosine(2000, 1e-4)},
		optim.SOAP{Rate: 0.1, Schedule: optim.Cosine(2000, 1e-4), Shapes: [][]int{{2, 3}, {2}}},
		optim.Adam{Rate: 0.1, Schedule: optim.Warmup(100, optim.Cosine(1900, 1e-4)), Clip: 5},
	} {
		o := batches{8, rand.New(rand.NewPCG(1, 2))}
		r, err := optim.Minimise(o, make([]float64, 8), m, optim.Stop{MaxSteps: 2000})
		if err != nil {
			t.Fatal(err)
		}
		for k, v := range r.X {
			if math.Abs(v-float64(k+1)) > 1e-3 {
				t.Errorf("%T: parameter %d ends at %v, not %d", m, k, v, k+1)
			}
		}
	}
}

// Adam's first step has the length of the rate in each parameter, against the gradient's sign
// (Kingma and Ba 2015, section 2.1), and weight decay adds its share.
func TestAdamsFirstStep(t *testing.T) {
	p := classical[0]
	g := make([]float64, 2)
	p.f.Evaluate(p.start, g)
	for _, decay := range []float64{0, 0.5} {
		run := started(t, optim.Adam{Rate: 0.01, Decay: decay}, p.f, p.start)
		steps(t, run, 1)
		for i, v := range run.X() {
			want := p.start[i] - 0.01*math.Copysign(1, g[i]) - 0.01*decay*p.start[i]
			if math.Abs(v-want) > 1e-10 {
				t.Errorf("decay %v: parameter %d steps to %v, not %v", decay, i, v, want)
			}
		}
	}
	// A clipped gradient has no larger a mean: epsilon as large as the limit halves the step.
	run := started(t, optim.Adam{Rate: 0.01, Clip: 1e-3, Epsilon: 1e-3}, p.f, p.start)
	steps(t, run, 1)
	if moved := math.Abs(run.X()[0] - p.start[0]); moved > 0.0051 || moved < 0.004 {
		t.Errorf("clipped it moves by %v", moved)
	}
}

// kronecker is |A W B|²/2 of a matrix W [n, n], badly conditioned on both sides in directions that are
// no coordinates'.
type kronecker struct {
	n    int
	a, b *mat.SymDense
}

func newKronecker(n int) kronecker {
	return kronecker{n, randomQuadratic(n, 1e3).a, randomQuadratic(n, 1e3).a}
}

func (k kronecker) Len() int { return k.n * k.n }

func (k kronecker) Evaluate(x, g []float64) (float64, error) {
	w := mat.NewDense(k.n, k.n, x)
	var aw, awb mat.Dense
	aw.Mul(k.a, w)
	awb.Mul(&aw, k.b)
	var f float64
	for i, v := range awb.RawMatrix().Data {
		f += v * x[i] / 2
	}
	if g != nil {
		copy(g, awb.RawMatrix().Data)
	}
	return f, nil
}

// In its eigenbasis SOAP goes straight where Adam and SOAP without shapes zigzag.
func TestSOAPFindsTheBasis(t *testing.T) {
	o := newKronecker(8)
	start := make([]float64, o.Len())
	random := rand.New(rand.NewPCG(5, 6))
	for i := range start {
		start[i] = random.NormFloat64()
	}
	end := func(m optim.Method) float64 {
		r, err := optim.Minimise(o, slices.Clone(start), m, optim.Stop{MaxSteps: 400})
		if err != nil {
			t.Fatal(err)
		}
		return r.F
	}
	schedule := optim.Cosine(400, 0.01)
	soap := end(optim.SOAP{Rate: 0.05, Schedule: schedule, Shapes: [][]int{{8, 8}}, Every: 5})
	adam := end(optim.Adam{Rate: 0.05, Schedule: schedule})
	flat := end(optim.SOAP{Rate: 0.05, Schedule: schedule})
	oneSided := end(optim.SOAP{Rate: 0.05, Schedule: schedule, Shapes: [][]int{{8, 8}}, MaxSide: 7})
	if !(soap < adam/10) || !(soap < flat/10) {
		t.Errorf("SOAP ends at %v, Adam at %v, SOAP without shapes at %v", soap, adam, flat)
	}
	if oneSided == soap {
		t.Error("sides above MaxSide are turned too")
	}
}

// SPRING on blocks of points drawn anew: momentum gets nearer in the same steps.
func TestMomentumOnBlocks(t *testing.T) {
	f := randomFit(30, 10)
	end := func(m optim.NaturalGradient) float64 {
		random := rand.New(rand.NewPCG(9, 9))
		block := residuals{n: 30, m: 5}
		var rows []int
		all, j := make([]float64, 10), mat.NewDense(10, 30, nil)
		block.at = func(x, r []float64, to *mat.Dense) {
			f.at(x, all, j)
			for i, k := range rows {
				r[i] = all[k]
				if to != nil {
					to.SetRow(i, j.RawRowView(k))
				}
			}
		}
		run := started(t, m, block, make([]float64, 30))
		for range 40 {
			rows = random.Perm(10)[:5]
			if err := run.Refresh(); err != nil {
				t.Fatal(err)
			}
			steps(t, run, 1)
		}
		whole, _ := f.Evaluate(run.X(), nil)
		return whole
	}
	plain := end(optim.NaturalGradient{Damping: 1e-3, Rate: 0.3})
	spring := end(optim.NaturalGradient{Damping: 1e-3, Rate: 0.3, Momentum: 0.8})
	if !(spring < plain) {
		t.Errorf("with momentum %v, without %v", spring, plain)
	}
	start, _ := f.Evaluate(make([]float64, 30), nil)
	if short := end(optim.NaturalGradient{Damping: 1e-3, Rate: 0.3, MaxNorm: 1e-3}); short < start/2 {
		t.Errorf("steps of at most 0.001 go from %v to %v in 40", start, short)
	}
}

func TestSchedules(t *testing.T) {
	for _, c := range []struct {
		name string
		s    optim.Schedule
		step int
		want float64
	}{
		{"cosine's start", optim.Cosine(100, 0.1), 0, 1},
		{"cosine's middle", optim.Cosine(100, 0.1), 50, 0.55},
		{"cosine's end", optim.Cosine(100, 0.1), 100, 0.1},
		{"after cosine's end", optim.Cosine(100, 0.1), 1000, 0.1},
		{"exponential", optim.Exponential(10, 0.5), 20, 0.25},
		{"before an edge", optim.Piecewise(0.1, 10, 20), 9, 1},
		{"after two edges", optim.Piecewise(0.1, 10, 20), 20, 0.01},
		{"warm-up's first step", optim.Warmup(4, nil), 0, 0.25},
		{"after warm-up", optim.Warmup(4, nil), 9, 1},
		{"after warm-up, on", optim.Warmup(4, optim.Exponential(1, 0.5)), 5, 0.5},
	} {
		if got := c.s(c.step); math.Abs(got-c.want) > 1e-15 {
			t.Errorf("%s: %v, not %v", c.name, got, c.want)
		}
	}
}
