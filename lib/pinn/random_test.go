package pinn_test

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"

	. "github.com/gomlx/gomlx/core/graph"

	"sublunar/lib/domain"
	"sublunar/lib/field"
	"sublunar/lib/jet"
	"sublunar/lib/network"
	"sublunar/lib/pinn"
)

func collocate(t testing.TB, p pinn.Problem, f pinn.RandomFeatures, c pinn.Collocation) *pinn.Collocated {
	t.Helper()
	s, err := p.Collocate(f, c)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// off is the worst error of a solution's field at points inside.
func off(t testing.TB, s interface {
	At(string, []float64, ...string) ([]float64, error)
}, d domain.Region, of string, want func(x ...float64) float64) float64 {
	t.Helper()
	points, err := d.Inside(300, domain.Halton{Seed: 77})
	if err != nil {
		t.Fatal(err)
	}
	got, err := s.At(of, points.Values)
	if err != nil {
		t.Fatal(err)
	}
	worst := 0.0
	for i, v := range got {
		worst = math.Max(worst, math.Abs(v-want(points.At(i)...)))
	}
	return worst
}

// plate is a problem of Poisson's equation on a disk, with a convection that makes it lopsided: exactly e^x cos y plus x^2/2 is harmonic
// plus a source.
func plate() (pinn.Problem, func(x ...float64) float64) {
	exact := func(x ...float64) float64 { return math.Exp(x[0])*math.Cos(x[1]) + x[0]*x[0]/2 }
	return pinn.Problem{
		Name:   "plate",
		Domain: domain.Disk("x", "y", 0.2, 0, 1),
		Residual: func(p *pinn.Point) *Node {
			return AddScalar(p.Field("u").Laplacian(), -1)
		},
		Conditions: []pinn.Condition{pinn.Dirichlet("u", exact)},
	}, exact
}

func TestCollocatePlate(t *testing.T) {
	p, exact := plate()
	s := collocate(t, p, pinn.RandomFeatures{Count: 150, Scale: 3}, pinn.Collocation{})
	if !s.Linear || s.Unknowns != 151 || s.Rank > 151 || s.Rank < 50 || len(s.Terms) != 2 || len(s.Tried) != 1 {
		t.Errorf("%+v", s)
	}
	good := off(t, s, p.Domain, "u", exact)
	if !(good < 1e-10) {
		t.Errorf("off by %.3g\n%v", good, s)
	}
	// Features that can't follow the solution, or that follow too much, are worse, and the residual between the points says so.
	for _, scale := range []float64{0.1, 40} {
		bad := collocate(t, p, pinn.RandomFeatures{Count: 150, Scale: scale}, pinn.Collocation{})
		if !(off(t, bad, p.Domain, "u", exact) > 10*good && bad.HeldOut > 10*s.HeldOut) {
			t.Errorf("scale %g: off by %.3g, %.3g between the points, against %.3g and %.3g", scale, off(t, bad, p.Domain, "u", exact), bad.HeldOut, good, s.HeldOut)
		}
	}
}

// The scale that is found is as good as any.
func TestCollocateSearch(t *testing.T) {
	k := 12.0
	exact := func(x ...float64) float64 { return math.Sin(k*x[0]) + math.Cos(k*x[0]) }
	p := pinn.Problem{Domain: domain.Interval("x", 0, 2),
		Residual: func(p *pinn.Point) *Node {
			return Add(p.Field("u").D("x", "x"), MulScalar(p.Field("u").Value(), k*k))
		},
		Conditions: []pinn.Condition{pinn.Dirichlet("u", exact, domain.At("x", 0)), pinn.Neumann("u", func(x ...float64) float64 {
			return k * (math.Sin(k*x[0]) - math.Cos(k*x[0])) // outward is downward
		}, domain.At("x", 0))}}
	s := collocate(t, p, pinn.RandomFeatures{Count: 60}, pinn.Collocation{})
	got := off(t, s, p.Domain, "u", exact)
	if !(got < 1e-8) || len(s.Tried) < 2 {
		t.Errorf("off by %.3g\n%v\n%+v", got, s, s.Tried)
	}
	for _, tried := range s.Tried {
		if tried.HeldOut < s.HeldOut {
			t.Errorf("a scale of %g held better, %.3g against %.3g", tried.Scale, tried.HeldOut, s.HeldOut)
		}
	}
}

// A reaction that isn't linear is solved by Newton's steps, which end in the same solution as the exact one.
func TestCollocateNewton(t *testing.T) {
	exact := func(x ...float64) float64 { return 1.5 * math.Sin(2*x[0]) }
	p := pinn.Problem{Domain: domain.Interval("x", 0, 1),
		Residual: func(p *pinn.Point) *Node {
			u := p.Field("u")
			source := func(x ...float64) float64 {
				return -4*exact(x...) + math.Exp(exact(x...)) + exact(x...)*3*math.Cos(2*x[0])
			}
			return Sub(Add(u.D("x", "x"), Add(Exp(u.Value()), Mul(u.Value(), u.D("x")))), p.Func(source))
		},
		Conditions: []pinn.Condition{pinn.Dirichlet("u", exact)}}
	s := collocate(t, p, pinn.RandomFeatures{Count: 40, Scale: 3}, pinn.Collocation{})
	if s.Linear || s.Stats.Steps < 3 || !s.Status.Converged() {
		t.Errorf("%v", s)
	}
	if got := off(t, s, p.Domain, "u", exact); !(got < 1e-10) {
		t.Errorf("off by %.3g\n%v", got, s)
	}
	// One step isn't enough, and says so.
	one := collocate(t, p, pinn.RandomFeatures{Count: 40, Scale: 3}, pinn.Collocation{Steps: 1})
	if got := off(t, one, p.Domain, "u", exact); got < 1e-6 || one.Status.Converged() {
		t.Errorf("off by %.3g after one step: %v", got, one.Status)
	}
	searched := collocate(t, p, pinn.RandomFeatures{Count: 40}, pinn.Collocation{})
	if got := off(t, searched, p.Domain, "u", exact); !(got < 1e-8) {
		t.Errorf("off by %.3g with a scale that was searched\n%v", got, searched)
	}
}

// In five dimensions features of two coordinates at most find a sum of functions of two, and features of all five don't.
func TestCollocateSparse(t *testing.T) {
	exact := func(x ...float64) float64 { return math.Sin(2*x[0])*x[1] + math.Exp(x[2]) + x[3]*x[4] }
	p := pinn.Problem{Domain: domain.Box(domain.Span("a", 0, 1), domain.Span("b", 0, 1), domain.Span("c", 0, 1), domain.Span("d", 0, 1), domain.Span("e", 0, 1)),
		Residual: func(p *pinn.Point) *Node {
			return Sub(p.Field("u").Laplacian(), p.Func(func(x ...float64) float64 { return -4*math.Sin(2*x[0])*x[1] + math.Exp(x[2]) }))
		},
		Conditions: []pinn.Condition{pinn.Dirichlet("u", exact)}}
	few := collocate(t, p, pinn.RandomFeatures{Count: 400, Scale: 2}, pinn.Collocation{})
	all := collocate(t, p, pinn.RandomFeatures{Count: 400, Scale: 1, Axes: 5}, pinn.Collocation{})
	a, b := off(t, few, p.Domain, "u", exact), off(t, all, p.Domain, "u", exact)
	if !(a < 1e-3 && b > 50*a) {
		t.Errorf("off by %.3g with two coordinates, %.3g with all", a, b)
	}
}

// Patches hold detail that one patch's features can't, at the same number of features and up to nearly the same wavenumber.
func TestPatches(t *testing.T) {
	exact := func(x ...float64) float64 { return math.Sin(60*x[0]) + math.Tanh(40*(x[0]-0.6)) }
	p := pinn.Problem{Domain: domain.Interval("x", 0, 1),
		Residual: func(p *pinn.Point) *Node {
			return Sub(p.Field("u").D("x"), p.Func(func(x ...float64) float64 {
				c := math.Cosh(40 * (x[0] - 0.6))
				return 60*math.Cos(60*x[0]) + 40/(c*c)
			}))
		},
		Conditions: []pinn.Condition{pinn.Dirichlet("u", exact, domain.At("x", 0))}}
	many := off(t, collocate(t, p, pinn.RandomFeatures{Count: 240, Patches: []int{12}, Scale: 20}, pinn.Collocation{}), p.Domain, "u", exact)
	one := off(t, collocate(t, p, pinn.RandomFeatures{Count: 240, Scale: 160}, pinn.Collocation{}), p.Domain, "u", exact)
	if !(many < 1e-8 && one > 100*many) {
		t.Errorf("off by %.3g in 12 patches, %.3g in one", many, one)
	}
}

// Periodic features are periodic to rounding, with all derivatives; others aren't.
func TestPeriodicFeatures(t *testing.T) {
	exact := func(x ...float64) float64 { return math.Exp(-x[1]) * math.Sin(math.Pi*x[0]) }
	p := pinn.Problem{Domain: domain.Box(domain.Span("x", -1, 1), domain.Span("t", 0, 1)),
		Residual: func(p *pinn.Point) *Node {
			return Sub(p.Field("u").D("t"), MulScalar(p.Field("u").D("x", "x"), 1/(math.Pi*math.Pi)))
		},
		Conditions: []pinn.Condition{pinn.Dirichlet("u", exact, domain.At("t", 0))}}
	s := collocate(t, p, pinn.RandomFeatures{Count: 120, Scale: 6, Along: []float64{1, 0.5}, Periodic: []int{0}}, pinn.Collocation{})
	if got := off(t, s, p.Domain, "u", exact); !(got < 1e-9) {
		t.Errorf("off by %.3g\n%v", got, s)
	}
	for _, by := range [][]string{nil, {"x"}, {"x", "x", "x"}} {
		ends, err := s.At("u", []float64{-1, 0.4, 1, 0.4}, by...)
		if err != nil {
			t.Fatal(err)
		}
		if math.Abs(ends[0]-ends[1]) > 1e-10*math.Max(1, math.Abs(ends[0])) {
			t.Errorf("%v: %g at one end, %g at the other", by, ends[0], ends[1])
		}
	}
	plain := collocate(t, p, pinn.RandomFeatures{Count: 120, Scale: 6, Along: []float64{1, 0.5}}, pinn.Collocation{})
	if got := off(t, plain, p.Domain, "u", exact); got < 1e-6 {
		t.Errorf("off by %.3g without anything that makes it periodic: this test can't tell", got)
	}
}

// Windows of time go on from each other.
func TestMarchFeatures(t *testing.T) {
	exact := func(x ...float64) float64 { return math.Exp(-x[1]) * math.Sin(math.Pi*x[0]) }
	window := func(from, to float64, before *pinn.Solution) pinn.Problem {
		return pinn.Problem{Domain: domain.Box(domain.Span("x", 0, 1), domain.Span("t", from, to)),
			Residual: func(p *pinn.Point) *Node {
				return Sub(p.Field("u").D("t"), MulScalar(p.Field("u").D("x", "x"), 1/(math.Pi*math.Pi)))
			},
			Fields: []pinn.Field{{Name: "u", Exactly: func(x pinn.Coordinates, n jet.Jet) jet.Jet {
				first := jet.Sin(jet.MulScalar(x.Of("x"), math.Pi))
				if before != nil {
					first = before.Frozen("u", x.With("t", from))
				}
				return jet.Add(first, jet.Mul(jet.AddScalar(x.Of("t"), -from), n))
			}}},
			Conditions: []pinn.Condition{pinn.Dirichlet("u", pinn.Zero, domain.At("x", 0, 1))}}
	}
	m, err := pinn.MarchFeatures("t", []float64{0, 0.5, 1, 1.5}, pinn.RandomFeatures{Count: 80, Scale: 3}, pinn.Collocation{}, window)
	if err != nil {
		t.Fatal(err)
	}
	if got := off(t, m, domain.Box(domain.Span("x", 0, 1), domain.Span("t", 0, 1.5)), "u", exact); !(got < 1e-7) || len(m.Windows) != 3 {
		t.Errorf("off by %.3g in %d windows", got, len(m.Windows))
	}
	if _, err := pinn.MarchFeatures("t", []float64{1, 0}, pinn.RandomFeatures{}, pinn.Collocation{}, window); err == nil || !strings.Contains(err.Error(), "ascending") {
		t.Errorf("%v of windows that descend", err)
	}
	if _, err := pinn.MarchFeatures("t", []float64{0, 1}, pinn.RandomFeatures{Count: -1}, pinn.Collocation{}, window); err == nil || !strings.Contains(err.Error(), "window of t from 0 to 1") {
		t.Errorf("%v of a window that can't be solved", err)
	}
}

func TestAdvise(t *testing.T) {
	smooth, _ := plate()
	thin := pinn.Problem{Domain: domain.Interval("x", -1, 1), Residual: func(p *pinn.Point) *Node { // a layer of thickness 1/3000
		u := p.Field("u")
		return Sub(MulScalar(u.D("x", "x"), 1e-7), u.Value())
	}, Conditions: []pinn.Condition{pinn.Dirichlet("u", func(x ...float64) float64 { return 1 })}}
	unknown := smooth
	unknown.Constants = []pinn.Constant{{Name: "k", Start: 1}}
	for name, row := range map[string]struct {
		p                pinn.Problem
		linear, features bool
		why              string
	}{
		"smooth":  {smooth, true, true, "linear, and smooth"},
		"thin":    {thin, true, false, "much detail"},
		"unknown": {unknown, false, false, "unknown constants"},
	} {
		a, err := row.p.Advise()
		if err != nil || a.Linear != row.linear || a.Features != row.features || !strings.Contains(a.String(), row.why) {
			t.Errorf("%s: %v (%v), %+v", name, a, err, a)
		}
	}
	if _, err := (pinn.Problem{}).Advise(); err == nil {
		t.Error("no error of an empty problem")
	}
}

func TestBadFeatures(t *testing.T) {
	p, exact := plate()
	log := p
	log.Residual = func(p *pinn.Point) *Node { return Log(AddScalar(Square(p.Field("u").Value()), -1e6)) }
	own := p
	own.Fields = []pinn.Field{{Name: "u", Network: network.MLP{Hidden: []int{3}}}}
	bare := p
	bare.Conditions = nil
	for want, try := range map[string]func() (*pinn.Collocated, error){
		"a Count of -1": func() (*pinn.Collocated, error) {
			return p.Collocate(pinn.RandomFeatures{Count: -1}, pinn.Collocation{})
		},
		"of 3 axes at most": func() (*pinn.Collocated, error) { return p.Collocate(pinn.RandomFeatures{Axes: 3}, pinn.Collocation{}) },
		"scale NaN": func() (*pinn.Collocated, error) {
			return p.Collocate(pinn.RandomFeatures{Scale: math.NaN()}, pinn.Collocation{})
		},
		"overlap by 2": func() (*pinn.Collocated, error) {
			return p.Collocate(pinn.RandomFeatures{Overlap: 2}, pinn.Collocation{})
		},
		"3 scales": func() (*pinn.Collocated, error) {
			return p.Collocate(pinn.RandomFeatures{Along: []float64{1, 1, 1}}, pinn.Collocation{})
		},
		"numbers above 0": func() (*pinn.Collocated, error) {
			return p.Collocate(pinn.RandomFeatures{Along: []float64{1, 0}}, pinn.Collocation{})
		},
		"[0 1] patches": func() (*pinn.Collocated, error) {
			return p.Collocate(pinn.RandomFeatures{Patches: []int{0, 1}}, pinn.Collocation{})
		},
		"periodic along axis 2;": func() (*pinn.Collocated, error) {
			return p.Collocate(pinn.RandomFeatures{Periodic: []int{2}}, pinn.Collocation{})
		},
		"leave Activation": func() (*pinn.Collocated, error) {
			return p.Collocate(pinn.RandomFeatures{Periodic: []int{0}, Activation: jet.Tanh}, pinn.Collocation{})
		},
		"-1 points": func() (*pinn.Collocated, error) {
			return p.Collocate(pinn.RandomFeatures{}, pinn.Collocation{Points: -1})
		},
		"tolerance of 2": func() (*pinn.Collocated, error) {
			return p.Collocate(pinn.RandomFeatures{}, pinn.Collocation{Tolerance: 2})
		},
		"cutoff of 1": func() (*pinn.Collocated, error) {
			return p.Collocate(pinn.RandomFeatures{}, pinn.Collocation{Cutoff: 1})
		},
		"give more Points": func() (*pinn.Collocated, error) {
			return p.Collocate(pinn.RandomFeatures{Count: 500}, pinn.Collocation{Points: 20})
		},
		"residual of": func() (*pinn.Collocated, error) {
			return log.Collocate(pinn.RandomFeatures{Count: 20}, pinn.Collocation{})
		},
		"Network of its own": func() (*pinn.Collocated, error) {
			return own.Collocate(pinn.RandomFeatures{Count: 20}, pinn.Collocation{})
		},
		"no conditions": func() (*pinn.Collocated, error) { return bare.Collocate(pinn.RandomFeatures{}, pinn.Collocation{}) },
		"Start has 2": func() (*pinn.Collocated, error) {
			return p.Collocate(pinn.RandomFeatures{}, pinn.Collocation{Start: []float64{1, 2}})
		},
	} {
		if s, err := try(); err == nil || s != nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v; want a word of %q", err, want)
		}
	}
	enough := errors.New("enough")
	s, err := p.Collocate(pinn.RandomFeatures{Count: 60}, pinn.Collocation{Observe: func(pr field.Progress) error {
		if pr.Step == 2 {
			return enough
		}
		return nil
	}})
	if !errors.Is(err, enough) || s == nil || len(s.Tried) != 2 || !(off(t, s, p.Domain, "u", exact) < 1) {
		t.Errorf("%v, %v of a search that was stopped", err, s)
	}
}

func ExampleProblem_Collocate() {
	oscillator := pinn.Problem{
		Name:   "oscillator",
		Domain: domain.Interval("t", 0, 10),
		Residual: func(p *pinn.Point) *Node { // u" + u = 0
			u := p.Field("u")
			return Add(u.D("t", "t"), u.Value())
		},
		Conditions: []pinn.Condition{
			pinn.Dirichlet("u", func(...float64) float64 { return 1 }, domain.At("t", 0)),
			pinn.Initial("u", "t", 0, pinn.Zero),
		},
	}
	s, err := oscillator.Collocate(pinn.RandomFeatures{Count: 50}, pinn.Collocation{})
	if err != nil {
		fmt.Println(err)
		return
	}
	u, err := s.At("u", []float64{math.Pi, 10})
	fmt.Printf("linear: %v; u(pi) = %.4f, u(10) = %.4f (cosine: %.4f) %v\n", s.Linear, u[0], u[1], math.Cos(10), err)
	// Output: linear: true; u(pi) = -1.0000, u(10) = -0.8391 (cosine: -0.8391) <nil>
}

func BenchmarkCollocate(b *testing.B) {
	p, _ := plate()
	for _, count := range []int{100, 400} {
		b.Run(fmt.Sprint(count), func(b *testing.B) {
			for b.Loop() {
				if _, err := p.Collocate(pinn.RandomFeatures{Count: count, Scale: 3}, pinn.Collocation{}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
