package zoo

import (
	"math"
	"math/rand/v2"

	. "github.com/gomlx/gomlx/core/graph"

	"sublunar/lib/domain"
	"sublunar/lib/jet"
	"sublunar/lib/network"
	"sublunar/lib/pinn"
)

// HeatInverse is to find a diffusivity, which varies in space, from a temperature that was measured at 2,500 points with noise as large
// as a fifth of its root mean square. The diffusivity is known on the walls. See [HeatInverseSeed] for other draws of points and noise.
func HeatInverse() Case { return HeatInverseSeed(0) }

// HeatInverseSeed draws the points and the noise by a seed.
func HeatInverseSeed(seed uint64) Case {
	wave := func(x, y float64) float64 { return math.Sin(math.Pi*x) * math.Sin(math.Pi*y) }
	exact := map[string]func(x ...float64) float64{
		"u": func(x ...float64) float64 { return math.Exp(-x[2]) * wave(x[0], x[1]) },
		"a": func(x ...float64) float64 { return 2 + wave(x[0], x[1]) },
	}
	// f = u_t - div(a grad u) of these.
	source := func(x ...float64) float64 {
		sx, cx := math.Sincos(math.Pi * x[0])
		sy, cy := math.Sincos(math.Pi * x[1])
		s := sx * sy
		return math.Exp(-x[2]) * (-s + math.Pi*math.Pi*(2*s*(2+s)-cx*cx*sy*sy-sx*sx*cy*cy))
	}
	const noise, readings = 0.1, 2500
	random := rand.New(rand.NewPCG(seed, 0x68656174))
	data := pinn.Data{Name: "thermometers", Field: "u", Noise: noise}
	for range readings {
		x, y, t := 2*random.Float64()-1, 2*random.Float64()-1, random.Float64()
		data.X = append(data.X, x, y, t)
		data.Values = append(data.Values, exact["u"](x, y, t)+noise*random.NormFloat64())
	}
	smooth := network.MLP{Hidden: []int{12}} // a larger one would follow the noise
	c := Case{
		Name: "Heat inverse",
		Problem: pinn.Problem{
			Name:   "heat inverse",
			Domain: domain.Box(domain.Span("x", -1, 1), domain.Span("y", -1, 1), domain.Span("t", 0, 1)),
			Fields: []pinn.Field{{Name: "u"}, {Name: "a", Axes: []string{"x", "y"}, Network: smooth, Exactly: func(at pinn.Coordinates, n jet.Jet) jet.Jet {
				inside := func(axis string) jet.Jet { return jet.AddScalar(jet.Neg(jet.Square(at.Of(axis))), 1) }
				return jet.AddScalar(jet.Mul(jet.Mul(inside("x"), inside("y")), n), 2)
			}}},
			Residual: func(p *pinn.Point) *Node {
				u, a := p.Field("u"), p.Field("a")
				spread := Mul(a.Value(), Add(u.D("x", "x"), u.D("y", "y")))
				slope := Add(Mul(a.D("x"), u.D("x")), Mul(a.D("y"), u.D("y")))
				return Sub(Sub(u.D("t"), Add(spread, slope)), p.Func(source))
			},
			Data: []pinn.Data{data},
		},
		Note: "u_t - div(a grad u) = f on [-1, 1]^2 x [0, 1], u = e^-t sin(pi x) sin(pi y) measured at 2,500 uniform random points with normal noise " +
			"of deviation 0.1, a = 2 + sin(pi x) sin(pi y) sought, known on the walls; error of a on 101 x 101 points",
		Source:    "after PINNacle: Hao and others 2023, https://arxiv.org/abs/2306.08827",
		Published: []Published{{"PINNacle's best", 5.3e-2, 0}},
		Goal:      2e-2,
		Exact:     exact,
		Network:   network.MLP{Hidden: []int{16, 16}},
		Training:  pinn.Training{Steps: 160, Every: 5, Points: 4000, Withhold: 0.2},
		reference: exactly(exact, lattice([]float64{-1, -1, 0.5}, []float64{1, 1, 0.5}, 100, 100, 0), 3, "a"),
	}
	c.Soft = c.Problem
	c.Soft.Fields = []pinn.Field{{Name: "u"}, {Name: "a", Axes: []string{"x", "y"}, Network: smooth}}
	c.Soft.Conditions = []pinn.Condition{pinn.Dirichlet("a", func(...float64) float64 { return 2 }, domain.At("x", -1, 1), domain.At("y", -1, 1))}
	return c
}
