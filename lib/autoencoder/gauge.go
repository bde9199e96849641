package autoencoder

import (
	"errors"
	"math"
	"math/rand/v2"
	"sort"

	"gonum.org/v1/gonum/mat"

	"sublunar/lib/optim"
)

// A chart is a change of coordinates, zn = T (z - c). Nothing but the law's sparsity prefers one to another: an encoder followed by
// T, a decoder after its inverse, and the law carried over do all that they did before.
type chart struct {
	t, inverse *mat.Dense // [d, d]
	c          []float64
}

func (h chart) new(z, to []float64) {
	for k := range to {
		to[k] = 0
		for j, v := range z {
			to[k] += h.t.At(k, j) * (v - h.c[j])
		}
	}
}

func (h chart) old(zn, to []float64) {
	for k := range to {
		to[k] = h.c[k]
		for j, v := range zn {
			to[k] += h.inverse.At(k, j) * v
		}
	}
}

// then is the chart that goes through h, then through g.
func (h chart) then(g chart) chart {
	out := chart{t: new(mat.Dense), inverse: new(mat.Dense), c: make([]float64, len(h.c))}
	out.t.Mul(g.t, h.t)
	out.inverse.Mul(h.inverse, g.inverse)
	h.old(g.c, out.c)
	return out
}

// whitening is the chart in which samples have mean 0 and covariance 1.
func whitening(z [][]float64) (chart, bool) {
	d := len(z[0])
	h := chart{c: make([]float64, d)}
	for _, at := range z {
		for k, v := range at {
			h.c[k] += v / float64(len(z))
		}
	}
	spread := mat.NewSymDense(d, nil)
	for _, at := range z {
		for i := range d {
			for j := i; j < d; j++ {
				spread.SetSym(i, j, spread.At(i, j)+(at[i]-h.c[i])*(at[j]-h.c[j])/float64(len(z)))
			}
		}
	}
	var root mat.Cholesky
	if !root.Factorize(spread) || root.Cond() > 1e12 {
		return h, false
	}
	var l mat.TriDense
	root.LTo(&l)
	h.inverse, h.t = mat.DenseCopyOf(&l), new(mat.Dense)
	return h, h.t.Inverse(h.inverse) == nil
}

// A carrier carries a law over to other charts: its rates at nodes there are a polynomial in them, whose coefficients a fixed matrix
// gives. Samples of the coordinates say how large terms are.
type carrier struct {
	library library
	nodes   [][]float64
	fit     *mat.Dense  // [terms, nodes]
	samples [][]float64 // in the old chart, with mean 0 and covariance 1
}

func newCarrier(l library, samples [][]float64) *carrier {
	c := &carrier{library: l, samples: samples}
	r := rand.New(rand.NewPCG(1, 2))
	values := mat.NewDense(2*l.len(), l.len(), nil)
	for i := range 2 * l.len() {
		node := make([]float64, l.d)
		for k := range node {
			node[k] = 2*r.Float64() - 1
		}
		c.nodes = append(c.nodes, node)
		l.at(node, values.RawRowView(i))
	}
	var qr mat.QR
	qr.Factorize(values)
	c.fit = new(mat.Dense)
	one := mat.NewDiagDense(2*l.len(), nil)
	for i := range 2 * l.len() {
		one.SetDiag(i, 1)
	}
	if err := qr.SolveTo(c.fit, false, one); err != nil {
		panic("autoencoder: the nodes of a library don't tell its terms apart: " + err.Error())
	}
	return c
}

// carry gives the law xi [terms * d] in another chart.
func (c *carrier) carry(xi []float64, h chart) []float64 {
	d, terms := c.library.d, c.library.len()
	z, products, rate, rates := make([]float64, d), make([]float64, terms), make([]float64, d), mat.NewDense(len(c.nodes), d, nil)
	for i, node := range c.nodes {
		h.old(node, z)
		c.library.at(z, products)
		rateOf(xi, products, rate)
		for k := range d {
			sum := 0.0
			for j, v := range rate {
				sum += h.t.At(k, j) * v
			}
			rates.Set(i, k, sum)
		}
	}
	out := mat.NewDense(terms, d, nil)
	out.Mul(c.fit, rates)
	return out.RawMatrix().Data
}

// rateOf is the law's right side for products of the coordinates.
func rateOf(xi, products, rate []float64) {
	clear(rate)
	d := len(rate)
	for i, p := range products {
		for k := range rate {
			rate[k] += p * xi[i*d+k]
		}
	}
}

// shares are how much each term of xi, the law in a chart, moves its coordinate there: its root mean square over that of the whole
// rate, [terms * d].
func (c *carrier) shares(xi []float64, h chart) []float64 {
	d, terms := c.library.d, c.library.len()
	z, products, rate := make([]float64, d), make([]float64, terms), make([]float64, d)
	size, whole := make([]float64, terms), make([]float64, d)
	for _, at := range c.samples {
		h.new(at, z)
		c.library.at(z, products)
		rateOf(xi, products, rate)
		for i, p := range products {
			size[i] += p * p
		}
		for k, v := range rate {
			whole[k] += v * v
		}
	}
	out := make([]float64, len(xi))
	for i := range terms {
		for k := range d {
			if xi[i*d+k] != 0 {
				out[i*d+k] = math.Abs(xi[i*d+k]) * math.Sqrt(size[i]/whole[k])
			}
		}
	}
	return out
}

// A sparsity is the objective of a search for the chart in which a law has fewest terms: the sum over terms of s^2 / (s^2 + eps^2)
// with their shares s, which counts those well above eps; or, where kept says which terms may stay, the sum of s^2 of the others.
type sparsity struct {
	*carrier
	xi   []float64
	eps  float64
	kept []bool
}

// Len counts the entries of T and of c.
func (s *sparsity) Len() int { return s.library.d * (s.library.d + 1) }

// chart of parameters: the rows of T have length 1, so that each coordinate keeps a variance of 1.
func (s *sparsity) chart(x []float64) (chart, bool) {
	d := s.library.d
	h := chart{t: mat.NewDense(d, d, nil), inverse: new(mat.Dense), c: x[d*d:]}
	for k := range d {
		size := 0.0
		for _, v := range x[k*d : (k+1)*d] {
			size += v * v
		}
		for j, v := range x[k*d : (k+1)*d] {
			h.t.Set(k, j, v/math.Sqrt(size))
		}
	}
	if err := h.inverse.Inverse(h.t); err != nil {
		return h, false
	}
	return h, true
}

func (s *sparsity) value(x []float64) float64 {
	h, ok := s.chart(x)
	if !ok {
		return math.Inf(1)
	}
	sum := 0.0
	for i, v := range s.shares(s.carry(s.xi, h), h) {
		switch {
		case s.kept == nil:
			sum += v * v / (v*v + s.eps*s.eps)
		case !s.kept[i]:
			sum += v * v
		}
	}
	return sum
}

// Evaluate takes central differences for the gradient: the parameters are few.
func (s *sparsity) Evaluate(x, g []float64) (float64, error) {
	const step = 1e-6
	for i := range g {
		at := x[i]
		x[i] = at + step
		up := s.value(x)
		x[i] = at - step
		g[i] = (up - s.value(x)) / (2 * step)
		x[i] = at
	}
	return s.value(x), nil
}

// sparse is a chart, the law in it, and which of its terms count.
type sparse struct {
	chart chart
	xi    []float64
	kept  []bool
	count int
	size  float64 // sum of the shares
}

// sparsest searches for the chart in which the law xi has fewest terms whose share is at least the threshold, from several starts.
// The samples have mean 0 and covariance 1 in the old one.
func (c *carrier) sparsest(xi []float64, threshold float64, starts int, seed uint64) (sparse, error) {
	r := rand.New(rand.NewPCG(seed, 0x6761))
	d := c.library.d
	var all []sparse
	for range starts {
		s := &sparsity{carrier: c, xi: xi}
		x := make([]float64, s.Len())
		turned(r, d, x[:d*d])
		// From smooth to sharp, so that the search isn't caught at once.
		for _, s.eps = range []float64{1, 0.3, 0.1, 0.03} {
			done, err := optim.Minimise(s, x, optim.BFGS{Rounding: 1e-9}, optim.Stop{MaxSteps: 60, Decrease: 1e-3, Window: 5})
			if err != nil {
				break
			}
			x = done.X
		}
		all = append(all, c.judge(s, x, threshold))
	}
	sort.SliceStable(all, func(i, j int) bool {
		a, b := all[i], all[j]
		if a.count != b.count {
			return a.count < b.count
		}
		return a.size < b.size
	})
	if all[0].chart.t == nil {
		return sparse{}, errors.New("autoencoder: the law's coordinates can't be told apart; ask for fewer Coordinates, or set Dense")
	}
	return all[0], nil
}

func (c *carrier) judge(s *sparsity, x []float64, threshold float64) sparse {
	h, ok := s.chart(x)
	if !ok {
		return sparse{count: math.MaxInt}
	}
	out := sparse{chart: h, xi: c.carry(s.xi, h)}
	for _, v := range c.shares(out.xi, h) {
		keep := v >= threshold
		out.kept = append(out.kept, keep)
		if keep {
			out.count++
			out.size += v
		}
	}
	return out
}
