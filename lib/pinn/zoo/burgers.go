package zoo

import (
	"math"
	"sync"

	. "github.com/gomlx/gomlx/core/graph"

	"sublunar/lib/domain"
	"sublunar/lib/jet"
	"sublunar/lib/network"
	"sublunar/lib/pde"
	"sublunar/lib/pinn"
)

// BurgersViscosity is that of the benchmark.
const BurgersViscosity = 0.01 / math.Pi

// Burgers is Burgers' equation with a sine that steepens to a shock of thickness 0.003 at x = 0.
func Burgers() Case {
	residual := func(p *pinn.Point) *Node {
		u := p.Field("u")
		return Sub(Add(u.D("t"), Mul(u.Value(), u.D("x"))), MulScalar(u.D("x", "x"), BurgersViscosity))
	}
	space := domain.Box(domain.Span("x", -1, 1), domain.Span("t", 0, 1))
	first := func(x ...float64) float64 { return -math.Sin(math.Pi * x[0]) }
	exact := func(x ...float64) float64 { return ColeHopf(BurgersViscosity, x[0], x[1]) }
	c := Case{
		Name: "Burgers",
		Problem: pinn.Problem{Name: "Burgers", Domain: space, Residual: residual,
			Fields: []pinn.Field{{Name: "u", Exactly: func(x pinn.Coordinates, n jet.Jet) jet.Jet {
				u0 := jet.Neg(jet.Sin(jet.MulScalar(x.Of("x"), math.Pi)))
				ends := jet.AddScalar(jet.Neg(jet.Square(x.Of("x"))), 1)
				return jet.Add(u0, jet.Mul(jet.Mul(x.Of("t"), ends), n))
			}}}},
		Soft: pinn.Problem{Name: "Burgers", Domain: space, Residual: residual, Conditions: []pinn.Condition{
			pinn.Dirichlet("u", first, domain.At("t", 0)),
			pinn.Dirichlet("u", pinn.Zero, domain.At("x", -1, 1)),
		}},
		Note:   "u_t + u u_x = (0.01/pi) u_xx, x in [-1, 1], t in [0, 1], u(x, 0) = -sin(pi x), u(-1, t) = u(1, t) = 0; 257 x 101 points",
		Source: "Raissi, Perdikaris and Karniadakis 2019, doi:10.1016/j.jcp.2018.10.045",
		Published: []Published{
			{"Raissi 2019, L-BFGS", 6.7e-4, 0}, {"PirateNet", 8.2e-5, 0}, {"SOAP", 4.0e-5, 0},
			{"SSBroyden, GPU", 1.6e-8, 2878}, {"sketched Gauss-Newton, H100", 8e-14, 346},
		},
		Goal:  1e-5,
		Exact: map[string]func(x ...float64) float64{"u": exact},
		// Where the shock will stand is known; a network that isn't told takes some twice as many steps.
		Network: network.Stretch{Width: 0.05, Then: network.MLP{Hidden: []int{20, 20, 20}}},
		Training: pinn.Training{Steps: 160, Every: 10, Points: 2560, Adapt: pinn.ByResidual{Apart: 1.7},
			Density: func(x ...float64) float64 { return 1 + 5/(1+math.Pow(x[0]/0.01, 2)) }},
	}
	c.reference = burgersReference
	c.Classical = spectrally(c, func(n int) spectralRun {
		return spectralRun{pde.Burgers{Viscosity: BurgersViscosity}, sampled(first, n), n, 0.2 / float64(n)}
	}, 64, 4096)
	return c
}

var burgersReference = sync.OnceValues(func() ([]Sample, error) {
	exact := map[string]func(x ...float64) float64{"u": func(x ...float64) float64 { return ColeHopf(BurgersViscosity, x[0], x[1]) }}
	return exactly(exact, lattice([]float64{-1, 0}, []float64{1, 1}, 256, 100), 2, "u")()
})
