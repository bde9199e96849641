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

// kdvDispersion is Zabusky's and Kruskal's.
const kdvDispersion = 0.022 * 0.022

// KdV is the experiment of Zabusky and Kruskal: a cosine steepens, and breaks up into a train of solitons.
func KdV() Case {
	first := func(x ...float64) float64 { return math.Cos(math.Pi * x[0]) }
	c := Case{
		Name: "KdV",
		Problem: pinn.Problem{Name: "KdV", Domain: domain.Box(domain.Span("x", -1, 1), domain.Span("t", 0, 1)),
			Residual: func(p *pinn.Point) *Node {
				u := p.Field("u")
				return Add(Add(u.D("t"), Mul(u.Value(), u.D("x"))), MulScalar(u.D("x", "x", "x"), kdvDispersion))
			},
			Fields: []pinn.Field{{Name: "u", Exactly: func(x pinn.Coordinates, n jet.Jet) jet.Jet {
				return jet.Add(jet.Cos(jet.MulScalar(x.Of("x"), math.Pi)), jet.Mul(x.Of("t"), n))
			}}}},
		Note:      "u_t + u u_x + 0.022^2 u_xxx = 0, x in [-1, 1], periodic (by network.Periodic), t in [0, 1], u(x, 0) = cos(pi x); 257 x 101 points",
		Source:    "Zabusky and Kruskal 1965, doi:10.1103/PhysRevLett.15.240",
		Published: []Published{{"jaxpi2", 1.5e-4, 0}, {"4 slabs", 8.2e-11, 1210}},
		Goal:      1e-6,
		Network:   network.Periodic{Axis: 0, Modes: 3, Then: network.MLP{Hidden: []int{20, 20, 20}}},
		Training:  pinn.Training{Steps: 60, Every: 10, Points: 1500, Adapt: pinn.ByResidual{Apart: 1.5}},
		Windows:   32,
		periodic:  true,
	}
	c.Soft = c.Problem
	c.Soft.Fields = nil
	c.Soft.Conditions = []pinn.Condition{pinn.Dirichlet("u", first, domain.At("t", 0))}
	c.reference = kdvReference
	c.Classical = spectrally(c, func(n int) spectralRun { return kdvRun(n, 0.1/float64(n)) }, 64, 1024)
	return c
}

func kdvRun(n int, step float64) spectralRun {
	return spectralRun{pde.KdV{Dispersion: kdvDispersion}, sampled(func(x ...float64) float64 { return math.Cos(math.Pi * x[0]) }, n), n, step}
}

var kdvReference = sync.OnceValues(func() ([]Sample, error) {
	values, err := kdvRun(512, 1./8000).solve()
	if err != nil {
		return nil, err
	}
	return []Sample{{Field: "u", X: lattice([]float64{-1, 0}, []float64{1, 1}, 256, 100), Values: values}}, nil
})
