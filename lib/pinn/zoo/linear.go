package zoo

import (
	"math"

	. "github.com/gomlx/gomlx/core/graph"

	"sublunar/lib/domain"
	"sublunar/lib/jet"
	"sublunar/lib/network"
	"sublunar/lib/optim"
	"sublunar/lib/pinn"
)

// Wave is a string that is let go in the shape of two standing waves, which swing 1 and 4 times.
func Wave() Case {
	first := func(x ...float64) float64 { return math.Sin(math.Pi*x[0]) + 0.5*math.Sin(4*math.Pi*x[0]) }
	exact := map[string]func(x ...float64) float64{"u": func(x ...float64) float64 {
		return math.Sin(math.Pi*x[0])*math.Cos(2*math.Pi*x[1]) + 0.5*math.Sin(4*math.Pi*x[0])*math.Cos(8*math.Pi*x[1])
	}}
	p := pinn.Problem{Name: "wave", Domain: domain.Box(domain.Span("x", 0, 1), domain.Span("t", 0, 1)),
		Residual: func(p *pinn.Point) *Node {
			u := p.Field("u")
			return Sub(u.D("t", "t"), MulScalar(u.D("x", "x"), 4))
		}}
	c := Case{
		Name: "Wave", Problem: p, Soft: p,
		Note: "u_tt = 4 u_xx, x and t in [0, 1], u(x, 0) = sin(pi x) + 0.5 sin(4 pi x), u_t(x, 0) = 0, u(0, t) = u(1, t) = 0; " +
			"exactly sin(pi x) cos(2 pi t) + 0.5 sin(4 pi x) cos(8 pi t); 101 x 101 points",
		Source:    "Wang, Yu and Perdikaris 2022, doi:10.1016/j.jcp.2021.110768",
		Published: []Published{{"Adam or SOAP", 1.2e-5, 0}, {"second order", 1.2e-15, 635}, {"random features", 1.3e-6, 0.06}},
		Goal:      1e-9,
		Exact:     exact,
		Network:   network.MLP{Hidden: []int{30, 30}, Activation: jet.Sin},
		Training:  pinn.Training{Method: optim.SSBroyden{}},
		Features:  pinn.RandomFeatures{Count: 700},
		reference: exactly(exact, lattice([]float64{0, 0}, []float64{1, 1}, 100, 100), 2, "u"),
	}
	c.Problem.Fields = []pinn.Field{{Name: "u", Exactly: func(x pinn.Coordinates, n jet.Jet) jet.Jet {
		at, t := x.Of("x"), x.Of("t")
		u0 := jet.Add(jet.Sin(jet.MulScalar(at, math.Pi)), jet.MulScalar(jet.Sin(jet.MulScalar(at, 4*math.Pi)), 0.5))
		return jet.Add(u0, jet.Mul(jet.Mul(jet.Square(t), between(at)), n))
	}}}
	c.Soft.Conditions = []pinn.Condition{
		pinn.Dirichlet("u", first, domain.At("t", 0)),
		pinn.Initial("u", "t", 0, pinn.Zero),
		pinn.Dirichlet("u", pinn.Zero, domain.At("x", 0, 1)),
	}
	c.Classical = waveByChebyshev(c)
	return c
}

// between is x (1 - x).
func between(x jet.Jet) jet.Jet { return jet.Mul(x, jet.AddScalar(jet.Neg(x), 1)) }

// Poisson5D is Poisson's equation in five dimensions.
func Poisson5D() Case {
	sum := func(x ...float64) float64 {
		s := 0.0
		for _, v := range x {
			s += math.Sin(math.Pi * v)
		}
		return s
	}
	exact := map[string]func(x ...float64) float64{"u": sum}
	var axes []domain.Axis
	for _, name := range []string{"x1", "x2", "x3", "x4", "x5"} {
		axes = append(axes, domain.Span(name, 0, 1))
	}
	zero, one := make([]float64, 5), []float64{1, 1, 1, 1, 1}
	c := Case{
		Name: "Poisson 5D",
		Problem: pinn.Problem{Name: "Poisson 5D", Domain: domain.Box(axes...),
			Residual: func(p *pinn.Point) *Node {
				return Add(p.Field("u").Laplacian(), MulScalar(p.Func(sum), math.Pi*math.Pi))
			},
			Conditions: []pinn.Condition{pinn.Dirichlet("u", sum)}},
		Note:      "-lap u = pi^2 sum sin(pi x_i) on [0, 1]^5, u = sum sin(pi x_i) on its boundary; 7^5 points",
		Source:    "kindred right-hand sides: Müller and Zeinhofer 2023, https://proceedings.mlr.press/v202/muller23b.html",
		Published: []Published{{"Adam or SOAP", 4.7e-4, 0}, {"second order", 3e-16, 407}, {"random features", 4.8e-7, 0.07}},
		Goal:      1e-7,
		Exact:     exact,
		Network:   network.MLP{Hidden: []int{48, 48}},
		Training:  pinn.Training{Method: optim.SSBroyden{}},
		Features:  pinn.RandomFeatures{Count: 600},
		reference: exactly(exact, lattice(zero, one, 6, 6, 6, 6, 6), 5, "u"),
	}
	c.Classical = poissonByChebyshev(c)
	return c
}

// helmholtzNumber is k.
const helmholtzNumber = 10

// Helmholtz is Helmholtz' equation at wavenumber 10.
func Helmholtz() Case {
	const k = helmholtzNumber
	u := func(x ...float64) float64 { return math.Sin(k*x[0]) * math.Sin(k*x[1]) }
	exact := map[string]func(x ...float64) float64{"u": u}
	p := pinn.Problem{Name: "Helmholtz", Domain: domain.Box(domain.Span("x", 0, 1), domain.Span("y", 0, 1)),
		Residual: func(p *pinn.Point) *Node {
			of := p.Field("u")
			return Add(of.Laplacian(), MulScalar(Add(of.Value(), p.Func(u)), k*k))
		}}
	c := Case{
		Name: "Helmholtz", Problem: p, Soft: p,
		Note:      "lap u + k^2 u = -k^2 u*, u* = sin(k x) sin(k y), k = 10, on the unit square, u = u* on its boundary; 101 x 101 points",
		Source:    "kindred right-hand sides: Wang, Teng and Perdikaris 2021, doi:10.1137/20M1318043",
		Published: []Published{{"networks", 1.2e-2, 0}, {"random features", 1.9e-6, 0.08}},
		Goal:      1e-8,
		Exact:     exact,
		Network:   network.MLP{Hidden: []int{30, 30}, Activation: jet.Sin},
		Training:  pinn.Training{Method: optim.SSBroyden{}},
		Features:  pinn.RandomFeatures{Count: 600},
		reference: exactly(exact, lattice([]float64{0, 0}, []float64{1, 1}, 100, 100), 2, "u"),
	}
	// The boundary's values are carried inside by Coons' patch, which knows them on the four edges only.
	c.Problem.Fields = []pinn.Field{{Name: "u", Exactly: func(at pinn.Coordinates, n jet.Jet) jet.Jet {
		x, y := at.Of("x"), at.Of("y")
		sin := func(x jet.Jet) jet.Jet { return jet.Sin(jet.MulScalar(x, k)) }
		edges := jet.MulScalar(jet.Add(jet.Mul(x, sin(y)), jet.Mul(y, sin(x))), math.Sin(k))
		corner := jet.MulScalar(jet.Mul(x, y), math.Sin(k)*math.Sin(k))
		return jet.Add(jet.Sub(edges, corner), jet.Mul(jet.Mul(between(x), between(y)), n))
	}}}
	c.Soft.Conditions = []pinn.Condition{pinn.Dirichlet("u", u)}
	c.Classical = helmholtzByChebyshev(c)
	return c
}
