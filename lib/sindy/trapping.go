package sindy

import (
	"errors"
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/optimize"
)

// A Region is a ball that a quadratic model can't leave once it is inside, and enters from everywhere.
type Region struct {
	// Centre of the ball, and Radius.
	Centre []float64
	Radius float64
	// Rate is the largest eigenvalue of the symmetric part of the law's slope at the centre: negative
	// where there is such a ball.
	Rate float64
}

// TrappingRegion searches for the ball that keeps a quadratic, energy-preserving model bounded. About a
// centre m the energy |x - m|^2 / 2 changes by y' A y + y'f(m), with y = x - m and the symmetric part A of
// the law's slope at m; with all eigenvalues of A negative, it falls outside the radius |f(m)| / |largest
// eigenvalue| (Schlegel and Noack 2015, doi:10.1017/jfm.2014.736). The largest eigenvalue is convex in m,
// so that its least value is found, or shown not to be negative: then Rate says so, Radius is infinite, and
// a longer run of the model may leave all bounds.
func (m *Model) TrappingRegion() (Region, error) {
	n := len(m.Variables)
	switch {
	case m.Space != nil || m.Map || m.PerCapita:
		return Region{}, errors.New("sindy: a trapping region is for x' = ..., not for fields, maps or growth rates")
	case len(m.Equations) != n:
		return Region{}, errors.New("sindy: a model with an equation for each variable has a trapping region; inputs have none")
	}
	for _, eq := range m.Equations {
		for k, t := range m.Library {
			degree := 0
			for _, p := range t.Powers {
				degree += p
			}
			if eq.Coefficients[k] != 0 && (degree > 2 || len(t.Functions) > 0) || eq.Denominator != nil {
				return Region{}, fmt.Errorf("sindy: %s is more than quadratic; a trapping region is for polynomials of degree 2", eq.Of)
			}
		}
	}
	if off := m.made(); off > 1e-6 {
		return Region{}, fmt.Errorf("sindy: the quadratic terms make energy (a part of %.2g of their size); fit with the Constraints of EnergyPreserving", off)
	}
	centre := m.calmest()
	rate, _ := m.largest(centre, 0)
	f := m.Rate(centre)
	square := 0.0
	for _, v := range f {
		square += v * v
	}
	r := Region{Centre: centre, Rate: rate, Radius: math.Inf(1)}
	if rate < 0 {
		r.Radius = math.Sqrt(square) / -rate
	}
	return r, nil
}

// made is the energy that the quadratic terms make, of what they could: the coefficients of each product
// of three variables should cancel.
func (m *Model) made() float64 {
	worst, size := 0.0, 0.0
	for _, c := range EnergyPreserving(m.Variables...) {
		sum := 0.0
		for _, f := range c.Sum {
			if value := m.Coefficient(f.Of, f.Term); !math.IsNaN(value) {
				sum += value
				size = math.Max(size, math.Abs(value))
			}
		}
		worst = math.Max(worst, math.Abs(sum))
	}
	if size == 0 {
		return 0
	}
	return worst / size
}

// slope is the symmetric part of the law's Jacobian; it is linear in x, so that differences of any size are
// exact.
func (m *Model) slope(x []float64) *mat.SymDense {
	n := len(x)
	jacobian := mat.NewDense(n, n, nil)
	for j := range n {
		moved := append([]float64(nil), x...)
		moved[j]++
		up := m.Rate(moved)
		moved[j] -= 2
		down := m.Rate(moved)
		for i := range n {
			jacobian.Set(i, j, (up[i]-down[i])/2)
		}
	}
	a := mat.NewSymDense(n, nil)
	for i := range n {
		for j := range i + 1 {
			a.SetSym(i, j, (jacobian.At(i, j)+jacobian.At(j, i))/2)
		}
	}
	return a
}

// largest is the largest eigenvalue at a centre, or for a width above 0 a smooth bound of it, width * ln
// sum exp(eigenvalue / width), and its gradient by the centre.
func (m *Model) largest(x []float64, width float64) (value float64, gradient []float64) {
	n := len(x)
	var eigen mat.EigenSym
	if !eigen.Factorize(m.slope(x), true) {
		return math.Inf(1), make([]float64, n)
	}
	values := eigen.Values(nil)
	top := values[n-1]
	if width == 0 {
		return top, nil
	}
	var vectors mat.Dense
	eigen.VectorsTo(&vectors)
	weights, total := make([]float64, n), 0.0
	for k, v := range values {
		weights[k] = math.Exp((v - top) / width)
		total += weights[k]
	}
	gradient = make([]float64, n)
	origin := m.slope(make([]float64, n))
	for j := range n {
		unit := make([]float64, n)
		unit[j] = 1
		var change mat.SymDense
		change.AddSym(m.slope(unit), scaled(-1, origin))
		for k := range n {
			v := vectors.ColView(k)
			gradient[j] += weights[k] / total * mat.Inner(v, &change, v)
		}
	}
	return top + width*math.Log(total), gradient
}

func scaled(by float64, a *mat.SymDense) *mat.SymDense {
	var out mat.SymDense
	out.ScaleSym(by, a)
	return &out
}

// calmest is the centre whose largest eigenvalue is least: of smooth bounds that come nearer and nearer.
func (m *Model) calmest() []float64 {
	x := make([]float64, len(m.Variables))
	top, _ := m.largest(x, 0)
	for width := math.Max(1, math.Abs(top)); width > 1e-6*math.Max(1, math.Abs(top)); width /= 4 {
		result, err := optimize.Minimize(optimize.Problem{
			Func: func(x []float64) float64 { v, _ := m.largest(x, width); return v },
			Grad: func(to, x []float64) { _, g := m.largest(x, width); copy(to, g) },
		}, x, &optimize.Settings{GradientThreshold: 1e-10, MajorIterations: 500}, &optimize.BFGS{})
		if result != nil && (err == nil || result.F < math.Inf(1)) {
			x = result.X
		}
	}
	return x
}
