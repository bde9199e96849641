package zoo

import (
	"math"
	"sync"

	. "github.com/gomlx/gomlx/core/graph"

	"sublunar/lib/domain"
	"sublunar/lib/network"
	"sublunar/lib/optim"
	"sublunar/lib/pinn"
)

// kovasznayReynolds and the exponent of its decay.
const kovasznayReynolds = 40

var kovasznayDecay = kovasznayReynolds/2. - math.Sqrt(kovasznayReynolds*kovasznayReynolds/4+4*math.Pi*math.Pi)

// Kovasznay is the steady flow behind a grid, a closed solution of the Navier-Stokes equations. Problem has a streamfunction psi, whose
// velocity is free of divergence whatever the network is; Soft has the velocity itself, and continuity as an equation. The pressure is
// known but for a constant, and isn't compared.
func Kovasznay() Case {
	l := kovasznayDecay
	exact := map[string]func(x ...float64) float64{
		"u":   func(x ...float64) float64 { return 1 - math.Exp(l*x[0])*math.Cos(2*math.Pi*x[1]) },
		"v":   func(x ...float64) float64 { return l / (2 * math.Pi) * math.Exp(l*x[0]) * math.Sin(2*math.Pi*x[1]) },
		"p":   func(x ...float64) float64 { return (1 - math.Exp(2*l*x[0])) / 2 },
		"psi": func(x ...float64) float64 { return x[1] - math.Exp(l*x[0])*math.Sin(2*math.Pi*x[1])/(2*math.Pi) },
	}
	space := domain.Box(domain.Span("x", -0.5, 1), domain.Span("y", -0.5, 1.5))
	conditions := []pinn.Condition{pinn.Dirichlet("u", exact["u"]), pinn.Dirichlet("v", exact["v"])}
	for i := range conditions {
		conditions[i].Weight = 100 // the error of the velocity is theirs; of an equation it is a second derivative's
	}
	c := Case{
		Name:    "Kovasznay",
		Problem: flow("Kovasznay", space, kovasznayReynolds, true, conditions),
		Soft:    flow("Kovasznay", space, kovasznayReynolds, false, conditions),
		Note: "steady Navier-Stokes at Re 40 on [-0.5, 1] x [-0.5, 1.5]; (u, v) on the boundary from u = 1 - e^(l x) cos(2 pi y), " +
			"v = l/(2 pi) e^(l x) sin(2 pi y), l = Re/2 - sqrt(Re^2/4 + 4 pi^2); error of (u, v) on 61 x 81 points",
		Source:    "Kovasznay 1948, doi:10.1017/S0305004100023999",
		Published: []Published{{"Adam or SOAP", 1e-4, 0}, {"second order (claimed)", 1e-6, 0}},
		Goal:      1e-7,
		Exact:     exact,
		Network:   network.MLP{Hidden: []int{20, 20}},
		Training:  pinn.Training{Method: optim.GaussNewton{}, Adapt: pinn.Fixed{}, Points: 2000, Steps: 400},
		Features:  pinn.RandomFeatures{Count: 300, Scale: 8},
		reference: exactly(exact, lattice([]float64{-0.5, -0.5}, []float64{1, 1.5}, 60, 80), 2, "u", "v"),
	}
	c.Classical = kovasznayByChebyshev(c)
	return c
}

// flow is the steady Navier-Stokes equations in the plane,
//
//	u u_x + v u_y + p_x - lap u / Re = 0,   u v_x + v v_y + p_y - lap v / Re = 0,   u_x + v_y = 0
func flow(name string, space domain.Region, reynolds float64, byStreamfunction bool, conditions []pinn.Condition) pinn.Problem {
	momentum := func(of, axis string) func(p *pinn.Point) *Node {
		return func(p *pinn.Point) *Node {
			u, v, w := p.Field("u"), p.Field("v"), p.Field(of)
			carried := Add(Mul(u.Value(), w.D("x")), Mul(v.Value(), w.D("y")))
			return Sub(Add(carried, p.Field("p").D(axis)), MulScalar(w.Laplacian(), 1/reynolds))
		}
	}
	p := pinn.Problem{Name: name, Domain: space, Conditions: conditions, Equations: []pinn.Equation{
		{Name: "momentum along x", Residual: momentum("u", "x")},
		{Name: "momentum along y", Residual: momentum("v", "y")},
	}}
	if byStreamfunction {
		p.Fields = []pinn.Field{{Name: "psi"}, {Name: "p"}}
		p.Derived = pinn.Streamfunction("psi", "x", "y", "u", "v")
		return p
	}
	p.Fields = []pinn.Field{{Name: "u"}, {Name: "v"}, {Name: "p"}}
	p.Equations = append(p.Equations, pinn.Equation{Name: "continuity", Residual: func(p *pinn.Point) *Node {
		return Add(p.Field("u").D("x"), p.Field("v").D("y"))
	}})
	return p
}

// cavityReynolds of the case.
const cavityReynolds = 100

// Cavity is the flow in a square box whose lid slides, at Re 100, with the lid's speed 1 up to its corners, where the velocity jumps.
// Problem is [CavityProblem], with the conditions and the flow in the corners built in; Soft has velocity, pressure and all conditions.
func Cavity() Case {
	space := domain.Box(domain.Span("x", 0, 1), domain.Span("y", 0, 1))
	one := func(...float64) float64 { return 1 }
	lid := domain.At("y", 1)
	walls := []domain.Pick{domain.At("x", 0, 1), domain.At("y", 0)}
	conditions := []pinn.Condition{
		pinn.Dirichlet("u", one, lid), pinn.Dirichlet("v", pinn.Zero, lid),
		pinn.Dirichlet("u", pinn.Zero, walls...), pinn.Dirichlet("v", pinn.Zero, walls...),
	}
	c := Case{
		Name: "Cavity",
		Problem: CavityProblem(func(p *pinn.Point) *Node {
			return ConstAs(p.X("x"), [][]float64{{1. / cavityReynolds}})
		}),
		Soft: flow("cavity", space, cavityReynolds, false, conditions),
		Note: "steady Navier-Stokes at Re 100 in the unit square, u = 1 on the lid y = 1, not smoothed at its corners, no slip elsewhere; " +
			"root mean square difference from the 17 + 17 values of u(0.5, y) and v(x, 0.5)",
		Source:    "Ghia, Ghia and Shin 1982, doi:10.1016/0021-9991(82)90058-4",
		Published: []Published{{"Adam or SOAP", 1.4e-2, 0}, {"smoothed lid", 1.1e-4, 0}},
		Goal:      0.005,
		Absolute:  true,
		Network:   network.MLP{Hidden: []int{20, 20}},
		Training:  pinn.Training{Method: optim.GaussNewton{}, Adapt: pinn.Fixed{}, Points: 2000, Steps: 80},
		reference: ghia,
	}
	c.Classical = cavityByDifferences(c)
	return c
}

// CavityConverged is the same flow, compared with the converged solution of the solver at hand, extrapolated from grids of 64 and 128
// steps, at the same points: Ghia's values are 0.0038 from it, so a solution nearer to them than that need not be better.
func CavityConverged() Case {
	c := Cavity()
	c.Name = "Cavity, converged"
	c.Note = "as the cavity, compared with a solution by central differences, extrapolated, whose own error is some 0.0001"
	c.Goal = 0.001
	c.reference = cavityConverged
	return c
}

var cavityConverged = sync.OnceValues(func() ([]Sample, error) {
	all, err := ghia()
	if err != nil {
		return nil, err
	}
	values, err := cavityCentrelines(128)
	if err != nil {
		return nil, err
	}
	n := len(all[0].Values)
	all[0].Values, all[1].Values = values[:n], values[n:]
	return all, nil
})

// ghia are tables I and II of Ghia, Ghia and Shin at Re 100, by a multigrid method with 129 x 129 points. The last digits aren't all
// right: a converged solution differs by 0.0038, root mean square, and by 0.009 at most.
func ghia() ([]Sample, error) {
	u := [][2]float64{{0, 0}, {0.0547, -0.03717}, {0.0625, -0.04192}, {0.0703, -0.04775}, {0.1016, -0.06434}, {0.1719, -0.10150},
		{0.2813, -0.15662}, {0.4531, -0.21090}, {0.5, -0.20581}, {0.6172, -0.13641}, {0.7344, 0.00332}, {0.8516, 0.23151},
		{0.9531, 0.68717}, {0.9609, 0.73722}, {0.9688, 0.78871}, {0.9766, 0.84123}, {1, 1}}
	v := [][2]float64{{0, 0}, {0.0625, 0.09233}, {0.0703, 0.10091}, {0.0781, 0.10890}, {0.0938, 0.12317}, {0.1563, 0.16077},
		{0.2266, 0.17507}, {0.2344, 0.17527}, {0.5, 0.05454}, {0.8047, -0.24533}, {0.8594, -0.22445}, {0.9063, -0.16914},
		{0.9453, -0.10313}, {0.9531, -0.08864}, {0.9609, -0.07391}, {0.9688, -0.05906}, {1, 0}}
	along, across := Sample{Field: "u"}, Sample{Field: "v"}
	for _, at := range u {
		along.X, along.Values = append(along.X, 0.5, at[0]), append(along.Values, at[1])
	}
	for _, at := range v {
		across.X, across.Values = append(across.X, at[0], 0.5), append(across.Values, at[1])
	}
	return []Sample{along, across}, nil
}
