package zoo

import (
	"math"
	"sync"

	. "github.com/gomlx/gomlx/core/graph"

	"sublunar/lib/domain"
	"sublunar/lib/network"
	"sublunar/lib/pde"
	"sublunar/lib/pinn"
)

// AllenCahn is the equation of Allen and Cahn, whose phases -1 and 1 part at layers of thickness 0.01. Its first state x^2 cos(pi x) has
// a kink at x = 1, where it meets itself again; see [FromKink].
func AllenCahn() Case {
	first := func(x ...float64) float64 { return x[0] * x[0] * math.Cos(math.Pi*x[0]) }
	initial := pinn.Dirichlet("u", first, domain.At("t", 0))
	initial.Weight = 100
	c := Case{
		Name: "Allen-Cahn",
		Problem: pinn.Problem{Name: "Allen-Cahn", Domain: domain.Box(domain.Span("x", -1, 1), domain.Span("t", 0, 1)),
			Residual: func(p *pinn.Point) *Node {
				u := p.Field("u")
				v := u.Value()
				return Sub(Sub(u.D("t"), MulScalar(u.D("x", "x"), phaseDiffusion)), MulScalar(Mul(v, OneMinus(Square(v))), phaseRate))
			},
			Fields: []pinn.Field{{Name: "u", Exactly: FromKink}}},
		Note:      "u_t = 0.0001 u_xx + 5 u - 5 u^3, x in [-1, 1], periodic (by network.Periodic), t in [0, 1], u(x, 0) = x^2 cos(pi x); 257 x 101 points",
		Source:    "Raissi, Perdikaris and Karniadakis 2019, doi:10.1016/j.jcp.2018.10.045",
		Published: []Published{{"SOAP", 3.5e-6, 0}, {"SSBroyden", 9.4e-7, 0}},
		Goal:      1e-6,
		Network:   network.Periodic{Axis: 0, Modes: 3, Even: true, Then: network.MLP{Hidden: []int{20, 20, 20}}},
		Training:  pinn.Training{Steps: 500, Every: 10, Points: 4000, Adapt: pinn.ByResidual{Apart: 1.5}},
	}
	c.Soft = c.Problem
	c.Soft.Fields, c.Soft.Conditions = nil, []pinn.Condition{initial}
	c.reference = allenCahnReference
	c.Classical = spectrally(c, func(n int) spectralRun { return allenCahnRun(n, 8/float64(n)/100) }, 128, 4096)
	return c
}

// The benchmark's diffusivity, and the rate at which a phase grows.
const (
	phaseDiffusion = 1e-4
	phaseRate      = 5
)

// allenCahnRun begins with the exact Fourier coefficients of x^2 cos(pi x) up to the grid's last mode: sampled, the kink's slow decay would be
// folded into all modes, an error of 1/n^2.
func allenCahnRun(n int, step float64) spectralRun {
	// Integral of x^2 cos(m pi x) from 0 to 1.
	moment := func(m int) float64 {
		if m == 0 {
			return 1. / 3
		}
		sign := 1.0
		if m%2 != 0 {
			sign = -1
		}
		return 2 * sign / math.Pow(float64(m)*math.Pi, 2)
	}
	u := make([]float64, n)
	for i := range u {
		// x = -1 + 2i/n; cos(k pi x) repeats after n in k i.
		u[i] = moment(1)
		for k := 1; k < n/2; k++ {
			sign := 1.0
			if k%2 != 0 {
				sign = -1
			}
			u[i] += (moment(k+1) + moment(k-1)) * sign * math.Cos(2*math.Pi*float64(k*i%n)/float64(n))
		}
	}
	return spectralRun{pde.AllenCahn{Diffusion: phaseDiffusion, Rate: phaseRate}, u, n, step}
}

var allenCahnReference = sync.OnceValues(func() ([]Sample, error) {
	values, err := allenCahnRun(2048, 1./2000).solve()
	if err != nil {
		return nil, err
	}
	x := lattice([]float64{-1, 0}, []float64{1, 1}, 256, 100)
	for i := range values { // of the first state the truncated series is not the reference
		if x[2*i+1] == 0 {
			values[i] = x[2*i] * x[2*i] * math.Cos(math.Pi*x[2*i])
		}
	}
	return []Sample{{Field: "u", X: x, Values: values}}, nil
})
