package optim_test

import (
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/mat"
)

// ridge is a network of one hidden layer, u(x, y) = sum_k c_k tanh(a_k x + b_k y + d_k), that solves
//
//	u_y + u u_x = nu u_xx   or   -u_xx - u_yy = f
//
// at points. Its parameters are a, b, d, c for each unit.
type ridge struct {
	units             int
	burgers           bool
	nu                float64
	inside, edge      [][2]float64
	source, wanted    func(x, y float64) float64
	weightIn, weightU float64
}

func (p ridge) problem() residuals {
	return residuals{n: 4 * p.units, m: len(p.inside) + len(p.edge), at: p.at}
}

// start draws weights.
func (p ridge) start(seed uint64) []float64 {
	random := rand.New(rand.NewPCG(seed, 1))
	x := make([]float64, 4*p.units)
	for k := range p.units {
		x[4*k], x[4*k+1], x[4*k+2] = 2*random.NormFloat64(), 2*random.NormFloat64(), random.NormFloat64()
		x[4*k+3] = random.NormFloat64() / math.Sqrt(float64(p.units))
	}
	return x
}

func (p ridge) at(w, r []float64, j *mat.Dense) {
	for i, at := range p.inside {
		p.equation(at[0], at[1], w, &r[i], row(j, i))
	}
	for i, at := range p.edge {
		k := len(p.inside) + i
		p.value(at[0], at[1], w, &r[k], row(j, k))
	}
}

func row(j *mat.Dense, i int) []float64 {
	if j == nil {
		return nil
	}
	return j.RawRowView(i)
}

func (p ridge) value(x, y float64, w []float64, r *float64, j []float64) {
	sum := -p.wanted(x, y)
	for k := range p.units {
		a, b, d, c := w[4*k], w[4*k+1], w[4*k+2], w[4*k+3]
		t := math.Tanh(a*x + b*y + d)
		sum += c * t
		if j != nil {
			slope := c * (1 - t*t) * p.weightU
			j[4*k], j[4*k+1], j[4*k+2], j[4*k+3] = slope*x, slope*y, slope, t*p.weightU
		}
	}
	*r = sum * p.weightU
}

func (p ridge) equation(x, y float64, w []float64, r *float64, j []float64) {
	var u, ux, uy, uxx, uyy float64
	for k := range p.units {
		a, b, d, c := w[4*k], w[4*k+1], w[4*k+2], w[4*k+3]
		t := math.Tanh(a*x + b*y + d)
		t1 := 1 - t*t
		t2 := -2 * t * t1
		u += c * t
		ux += c * a * t1
		uy += c * b * t1
		uxx += c * a * a * t2
		uyy += c * b * b * t2
	}
	if p.burgers {
		*r = (uy + u*ux - p.nu*uxx) * p.weightIn
	} else {
		*r = (-uxx - uyy - p.source(x, y)) * p.weightIn
	}
	if j == nil {
		return
	}
	for k := range p.units {
		a, b, d, c := w[4*k], w[4*k+1], w[4*k+2], w[4*k+3]
		t := math.Tanh(a*x + b*y + d)
		t1 := 1 - t*t
		t2 := -2 * t * t1
		t3 := -2*t1*t1 + 4*t*t*t1
		var za, zb, z, zc float64 // by a and b themselves, by the argument, by c
		if p.burgers {
			z = c * (b*t2 + u*a*t2 + ux*t1 - p.nu*a*a*t3)
			za = c * (u*t1 - 2*p.nu*a*t2)
			zb = c * t1
			zc = b*t1 + u*a*t1 + ux*t - p.nu*a*a*t2
		} else {
			z = -c * (a*a + b*b) * t3
			za, zb = -2*c*a*t2, -2*c*b*t2
			zc = -(a*a + b*b) * t2
		}
		s := p.weightIn
		j[4*k], j[4*k+1], j[4*k+2], j[4*k+3] = s*(za+z*x), s*(zb+z*y), s*z, s*zc
	}
}

// poisson is -lap u = f on the unit square with u = sin(pi x) sin(pi y).
func poisson(units, side int) ridge {
	exact := func(x, y float64) float64 { return math.Sin(math.Pi*x) * math.Sin(math.Pi*y) }
	p := ridge{units: units, wanted: exact, source: func(x, y float64) float64 { return 2 * math.Pi * math.Pi * exact(x, y) }}
	for i := range side {
		for j := range side {
			p.inside = append(p.inside, [2]float64{(float64(i) + 0.5) / float64(side), (float64(j) + 0.5) / float64(side)})
		}
		s := (float64(i) + 0.5) / float64(side)
		p.edge = append(p.edge, [2]float64{s, 0}, [2]float64{s, 1}, [2]float64{0, s}, [2]float64{1, s})
	}
	p.weightIn, p.weightU = 1/math.Sqrt(float64(len(p.inside))), 10/math.Sqrt(float64(len(p.edge)))
	return p
}

// burgers is the equation on [-1, 1] x [0, 1] from -sin(pi x).
func burgers(units, side int, nu float64) ridge {
	p := ridge{units: units, burgers: true, nu: nu, wanted: func(x, y float64) float64 { return -math.Sin(math.Pi * x) }}
	random := rand.New(rand.NewPCG(3, 4))
	for range side * side {
		p.inside = append(p.inside, [2]float64{2*random.Float64() - 1, random.Float64()})
	}
	for i := range side {
		s := (float64(i) + 0.5) / float64(side)
		p.edge = append(p.edge, [2]float64{2*s - 1, 0}, [2]float64{-1, s}, [2]float64{1, s})
	}
	p.weightIn, p.weightU = 1/math.Sqrt(float64(len(p.inside))), 3/math.Sqrt(float64(len(p.edge)))
	return p
}
