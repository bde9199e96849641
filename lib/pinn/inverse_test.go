package pinn_test

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	. "github.com/gomlx/gomlx/core/graph"

	"sublunar/lib/domain"
	"sublunar/lib/network"
	"sublunar/lib/optim"
	"sublunar/lib/pinn"
)

// readings of a cooling rod, with noise.
func readings(n int, noise float64, seed uint64, d domain.Region) pinn.Data {
	points, err := d.Inside(n, domain.Halton{Seed: 5})
	if err != nil {
		panic(err)
	}
	r := rand.New(rand.NewPCG(seed, 0))
	data := pinn.Data{Field: "u", X: points.Values, Noise: noise}
	for i := range n {
		data.Values = append(data.Values, cooled(points.At(i)...)+noise*r.NormFloat64())
	}
	return data
}

// unknown is the cooling rod with an unknown diffusivity, seen at n points.
func unknown(n int, noise float64, seed uint64) pinn.Problem {
	p := heat(func(p *pinn.Point) *Node { return p.Constant("a") })
	p.Constants = []pinn.Constant{{Name: "a", Start: 0.1, Positive: true}}
	p.Data = []pinn.Data{readings(n, noise, seed, p.Domain)}
	return p
}

// A diffusivity out of sixty readings with 2% noise, with an interval that is neither too wide nor too narrow: least squares on the
// exact solution, which knows the law and has but one parameter, can do no better.
func TestRecoversConstant(t *testing.T) {
	const noise = 0.02
	p := unknown(60, noise, 3)
	s := solve(t, p, network.MLP{Hidden: []int{8, 8}}, pinn.Training{Steps: 40, Points: 400, Adapt: pinn.Fixed{}})
	all, err := s.Estimates(0.95)
	if err != nil {
		t.Fatal(err)
	}
	sum := 0.0 // of squares of du/da, for the Cramer-Rao bound
	for i := range p.Data[0].Values {
		x, at := p.Data[0].X[2*i], p.Data[0].X[2*i+1]
		slope := -at * math.Exp(-0.5*at) * math.Sin(x)
		sum += slope * slope
	}
	bound := noise / math.Sqrt(sum)
	e := all[0]
	t.Logf("%v; deviation %.3g, bound %.3g", e, e.Deviation, bound)
	if !(math.Abs(e.Value-0.5) < 3*e.Deviation) || !e.Identified || e.Warning != "" {
		t.Errorf("%v, true 0.5", e)
	}
	if !(e.Deviation > 0.9*bound) || !(e.Deviation < 1.3*bound) {
		t.Errorf("a deviation of %.3g; the bound is %.3g", e.Deviation, bound)
	}
	// Without the noise stated, it is what the fit leaves.
	p.Data[0].Noise = 0
	s = solve(t, p, network.MLP{Hidden: []int{8, 8}}, pinn.Training{Steps: 40, Points: 400, Adapt: pinn.Fixed{}})
	if all, err = s.Estimates(0.95); err != nil {
		t.Fatal(err)
	}
	if ratio := all[0].Deviation / e.Deviation; !(ratio > 0.75 && ratio < 1.3) {
		t.Errorf("a deviation of %.3g with the noise found, %.3g with it stated", all[0].Deviation, e.Deviation)
	}
	// The field's own deviation is smallest where much was measured, and zero where it is known exactly.
	d, err := s.Deviation("u", []float64{0, 0.5, math.Pi / 2, 0, math.Pi / 2, 0.7})
	if err != nil {
		t.Fatal(err)
	}
	if d[0] > 1e-12 || d[1] > 1e-12 || !(d[2] > 1e-4) || !(d[2] < noise) {
		t.Errorf("deviations %.3g", d)
	}
}

// Two numbers that stand in the law as a product alone: the product is found, and neither is claimed.
func TestUnidentified(t *testing.T) {
	p := pinn.Problem{
		Domain: domain.Interval("x", 0, 1),
		Residual: func(p *pinn.Point) *Node {
			return Add(p.Field("u").D("x", "x"), Mul(p.Constant("source"), p.Constant("resistance")))
		},
		Constants:  []pinn.Constant{{Name: "resistance", Start: 1, Positive: true}, {Name: "source", Start: 1, Positive: true}},
		Conditions: []pinn.Condition{pinn.Dirichlet("u", pinn.Zero)},
		Data:       []pinn.Data{{Field: "u", Noise: 0.01}},
	}
	r := rand.New(rand.NewPCG(1, 1))
	for i := range 30 {
		x := (float64(i) + 0.5) / 30
		p.Data[0].X = append(p.Data[0].X, x)
		p.Data[0].Values = append(p.Data[0].Values, x*(1-x)+0.01*r.NormFloat64()) // their product is 2
	}
	s := solve(t, p, network.MLP{Hidden: []int{8}}, pinn.Training{Steps: 40, Points: 100})
	all, err := s.Estimates(0.95)
	if err != nil {
		t.Fatal(err)
	}
	if product := all[1].Value * all[0].Value; math.Abs(product-2) > 0.1 {
		t.Errorf("a product of %.4g, true 2", product)
	}
	for _, e := range all {
		if e.Identified || e.Warning == "" {
			t.Errorf("%v is said to be known", e)
		}
	}
}

// A diffusivity that varies in space is a field of its own.
func TestUnknownField(t *testing.T) {
	varying := func(x ...float64) float64 { return 1 + 0.5*math.Sin(math.Pi*x[0]) }
	exact := func(x ...float64) float64 { return math.Exp(-x[1]) * math.Sin(math.Pi*x[0]) }
	p := pinn.Problem{ // u_t = (a u_x)_x + f
		Domain: domain.Box(domain.Span("x", -1, 1), domain.Span("t", 0, 1)),
		Fields: []pinn.Field{{Name: "u"}, {Name: "a", Axes: []string{"x"}}},
		Residual: func(p *pinn.Point) *Node {
			u, a := p.Field("u"), p.Field("a")
			source := p.Func(func(x ...float64) float64 {
				e, k := math.Exp(-x[1]), math.Pi
				s, c := math.Sincos(k * x[0])
				return e*(-s) - e*(0.5*k*c*k*c-(1+0.5*s)*k*k*s)
			})
			return Sub(Sub(u.D("t"), Add(Mul(a.D("x"), u.D("x")), Mul(a.Value(), u.D("x", "x")))), source)
		},
		Conditions: []pinn.Condition{pinn.Dirichlet("u", exact), pinn.Dirichlet("a", varying, domain.At("x", -1, 1))},
		Data:       []pinn.Data{{Field: "u"}},
	}
	points, err := p.Domain.Inside(200, domain.Halton{Seed: 2})
	if err != nil {
		t.Fatal(err)
	}
	p.Data[0].X = points.Values
	for i := range 200 {
		p.Data[0].Values = append(p.Data[0].Values, exact(points.At(i)...))
	}
	s := solve(t, p, network.MLP{Hidden: []int{10, 10}}, pinn.Training{Steps: 60, Points: 600})
	if off := worst(t, s, p.Domain, "a", varying); !(off < 1e-2) {
		t.Errorf("off by %.2g\n%v", off, s)
	}
}

func TestBadEstimates(t *testing.T) {
	s := solve(t, heat(half), network.MLP{Hidden: []int{3}}, pinn.Training{Steps: 1, Points: 20})
	if _, err := s.Estimates(0.95); err == nil {
		t.Error("estimates without constants")
	}
	if _, err := s.Deviation("u", []float64{1, 1}); err == nil {
		t.Error("a deviation without data")
	}
	if _, err := s.At("u", []float64{1}); err == nil {
		t.Error("a value at half a point")
	}
	if _, err := s.At("w", []float64{1, 1}); err == nil {
		t.Error("a value of no field")
	}
}

// A network with more parameters than readings follows their noise in the end. What was withheld tells when to stop.
func TestStopsBeforeNoise(t *testing.T) {
	p := pinn.Problem{Domain: domain.Interval("x", 0, 1), Data: []pinn.Data{{Field: "u"}}}
	r := rand.New(rand.NewPCG(7, 7))
	for i := range 40 {
		x := (float64(i) + 0.5) / 40
		p.Data[0].X, p.Data[0].Values = append(p.Data[0].X, x), append(p.Data[0].Values, wave(x)+0.2*r.NormFloat64())
	}
	off := func(share float64) float64 {
		s := solve(t, p, network.MLP{Hidden: []int{30}}, pinn.Training{Steps: 200, Every: 1, Withhold: share})
		return worst(t, s, p.Domain, "u", wave)
	}
	// What is kept is what foretells best what was withheld: that gets no worse as the fit goes on, and at first it gets better.
	var misfits []float64
	for _, steps := range []int{1, 10, 40, 400} {
		s := solve(t, p, network.MLP{Hidden: []int{30}}, pinn.Training{Method: optim.SSBroyden{}, Steps: steps, Every: 1, Withhold: 0.25})
		misfits = append(misfits, s.Terms[0].HeldOut)
	}
	if !slices.IsSortedFunc(misfits, func(a, b float64) int { return cmp.Compare(b, a) }) || !(misfits[3] < 0.8*misfits[0]) {
		t.Errorf("what was withheld is missed by %.3g", misfits)
	}
	with, without := off(0.25), off(0)
	t.Logf("off by %.2g with a quarter withheld, %.2g with none", with, without)
	if !(with < without/2) || !(with < 0.4) {
		t.Errorf("off by %.2g with a quarter withheld, %.2g with none", with, without)
	}
}

// The mean of an ensemble is nearer to the truth than its members are, and its spread is of their errors' size.
func TestEnsemble(t *testing.T) {
	p := unknown(60, 0.02, 3)
	training := pinn.Training{Steps: 60, Points: 300, Every: 5, Withhold: 0.2}
	e, err := p.Ensemble(network.MLP{Hidden: []int{8, 8}}, training, 4)
	if err != nil {
		t.Fatal(err)
	}
	points, err := p.Domain.Inside(200, domain.Halton{})
	if err != nil {
		t.Fatal(err)
	}
	mean, spread, err := e.Spread("u", points.Values)
	if err != nil {
		t.Fatal(err)
	}
	off := func(v []float64) float64 {
		sum := 0.0
		for i := range v {
			d := v[i] - cooled(points.At(i)...)
			sum += d * d
		}
		return math.Sqrt(sum / float64(len(v)))
	}
	together, apart := off(mean), 0.0
	for _, s := range e.Members {
		v, err := s.At("u", points.Values)
		if err != nil {
			t.Fatal(err)
		}
		apart += off(v) / 4
	}
	size := 0.0
	for _, s := range spread {
		size += s / float64(len(spread))
	}
	if !(together < apart) || !(size > apart/10) || !(size < 10*apart) {
		t.Errorf("the mean is off by %.2g, its members by %.2g; their spread is %.2g", together, apart, size)
	}
	a, deviation, err := e.Constant("a")
	if err != nil {
		t.Fatal(err)
	}
	if !(math.Abs(a-0.5) < 0.05) || !(deviation > 0) {
		t.Errorf("a = %.4g ± %.2g", a, deviation)
	}
	if _, _, err := e.Constant("b"); err == nil {
		t.Error("a constant that isn't there")
	}
	if _, err := p.Ensemble(network.MLP{Hidden: []int{3}}, training, 1); err == nil {
		t.Error("an ensemble of one")
	}
	training.Start = []float64{1}
	if _, err := p.Ensemble(network.MLP{Hidden: []int{3}}, training, 2); err == nil {
		t.Error("an ensemble with one start")
	}
}

// Of 200 draws of the noise, 95% of the intervals hold the truth, whether the noise is stated or found, and the deviations are those of the
// values: within what chance allows a count of 200.
func TestCoverage(t *testing.T) {
	if !*full {
		t.Skip("takes minutes; ask for it with -full")
	}
	for _, stated := range []bool{true, false} {
		const draws = 200
		inside, squares := 0, 0.0
		for seed := range uint64(draws) {
			p := unknown(60, 0.02, 1000+seed)
			if !stated {
				p.Data[0].Noise = 0
			}
			s := solve(t, p, network.MLP{Hidden: []int{8, 8}}, pinn.Training{Steps: 40, Points: 400, Adapt: pinn.Fixed{}})
			all, err := s.Estimates(0.95)
			if err != nil {
				t.Fatal(err)
			}
			if all[0].Low <= 0.5 && 0.5 <= all[0].High {
				inside++
			}
			z := (all[0].Value - 0.5) / all[0].Deviation
			squares += z * z / draws
		}
		t.Logf("noise stated: %v; %d of %d intervals hold the truth; errors over deviations %.2f", stated, inside, draws, math.Sqrt(squares))
		if inside < 181 || inside > 198 || squares < 0.8 || squares > 1.25 { // 190 by chance, 3 deviations either way
			t.Errorf("%d of %d intervals hold the truth; errors over deviations %.2f", inside, draws, math.Sqrt(squares))
		}
	}
}
