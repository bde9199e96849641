package assimilation

import (
	"fmt"
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
)

// A Covariance B = sum_k f_k f_k' of a state is held by its factors f_k [rank][state], never as a matrix.
type Covariance struct {
	Factors [][]float64
}

// Climate gives the mean of states and their covariance, from samples [samples][state] far enough apart to be different: two or more. It
// keeps the directions whose variance is more than a part 1e-12 of the largest, and at most so many as rank; 0 keeps all.
func Climate(samples [][]float64, rank int) (mean []float64, c Covariance, err error) {
	if err := checkMembers(samples, 2); err != nil {
		return nil, c, err
	}
	if rank < 0 {
		return nil, c, fmt.Errorf("assimilation: a covariance of rank %d; give 1 or more, or 0 for all", rank)
	}
	around := copied(samples)
	mean = centre(around)
	m, n := len(samples), len(mean)
	a := mat.NewDense(m, n, nil)
	for i, x := range around {
		copy(a.RawRowView(i), x)
	}
	a.Scale(1/math.Sqrt(float64(m-1)), a)
	var svd mat.SVD
	if !svd.Factorize(a, mat.SVDThin) {
		return nil, c, fmt.Errorf("assimilation: the samples have no singular values; look for numbers out of all proportion")
	}
	var v mat.Dense
	svd.VTo(&v)
	values := svd.Values(nil)
	for k, s := range values {
		if !(s > 1e-6*values[0]) || rank > 0 && k == rank {
			break
		}
		f := mat.Col(nil, k, &v)
		floats.Scale(s, f)
		c.Factors = append(c.Factors, f)
	}
	if len(c.Factors) == 0 {
		return nil, c, fmt.Errorf("assimilation: all samples are the same state; give states that differ")
	}
	return mean, c, nil
}

// Diagonal is the covariance of components that are independent, by their deviations. Its factors are as many as the components.
func Diagonal(deviations ...float64) Covariance {
	var c Covariance
	for i, d := range deviations {
		f := make([]float64, len(deviations))
		f[i] = d
		c.Factors = append(c.Factors, f)
	}
	return c
}

// Times is the covariance times a number.
func (c Covariance) Times(by float64) Covariance {
	out := Covariance{copied(c.Factors)}
	for _, f := range out.Factors {
		floats.Scale(math.Sqrt(by), f)
	}
	return out
}

// Stack is the covariance of states one after another in one vector, independent of each other: a first state, say, and the model's
// errors at later times.
func Stack(parts ...Covariance) Covariance {
	n, out := 0, Covariance{}
	for _, p := range parts {
		if len(p.Factors) > 0 {
			n += len(p.Factors[0])
		}
	}
	first := 0
	for _, p := range parts {
		for _, f := range p.Factors {
			long := make([]float64, n)
			copy(long[first:], f)
			out.Factors = append(out.Factors, long)
		}
		if len(p.Factors) > 0 {
			first += len(p.Factors[0])
		}
	}
	return out
}

// Variances of the components.
func (c Covariance) Variances() []float64 {
	var out []float64
	for _, f := range c.Factors {
		if out == nil {
			out = make([]float64, len(f))
		}
		for i, v := range f {
			out[i] += v * v
		}
	}
	return out
}

// Draw adds a draw with mean 0 to a state.
func (c Covariance) Draw(random *rand.Rand, state []float64) {
	for _, f := range c.Factors {
		z := random.NormFloat64()
		for i, v := range f {
			state[i] += z * v
		}
	}
}

// Draws are n states about a mean.
func (c Covariance) Draws(n int, mean []float64, seed uint64) [][]float64 {
	random := rand.New(rand.NewPCG(seed, 0xd4a3))
	out := make([][]float64, n)
	for i := range out {
		out[i] = append([]float64(nil), mean...)
		c.Draw(random, out[i])
	}
	return out
}

func (c Covariance) check(components int) error {
	if len(c.Factors) == 0 {
		return fmt.Errorf("assimilation: no covariance of the background; give one, such as by Climate or Diagonal")
	}
	if err := checkMembers(c.Factors, 1); err != nil {
		return fmt.Errorf("%w (factors of a covariance)", err)
	}
	if len(c.Factors[0]) != components {
		return fmt.Errorf("assimilation: a covariance of %d components for a state of %d", len(c.Factors[0]), components)
	}
	return nil
}

// add adds sum_k w_k f_k to a state.
func (c Covariance) add(w, state []float64) {
	for k, f := range c.Factors {
		for i, v := range f {
			state[i] += w[k] * v
		}
	}
}

// transposed sets w_k to f_k'g.
func (c Covariance) transposed(g, w []float64) {
	for k, f := range c.Factors {
		w[k] = 0
		for i, v := range f {
			w[k] += v * g[i]
		}
	}
}

// whitenedThrough are the factors as they would be seen from a state, whitened: [rank, m]. The operator is taken for as straight between
// x - f and x + f.
func (c Covariance) whitenedThrough(o Observations, x []float64) (s *mat.Dense, off []float64, err error) {
	states := make([][]float64, 0, 2*len(c.Factors)+1)
	states = append(states, x)
	for _, f := range c.Factors {
		up, down := append([]float64(nil), x...), append([]float64(nil), x...)
		for i, v := range f {
			up[i], down[i] = up[i]+v, down[i]-v
		}
		states = append(states, up, down)
	}
	o, seen, off, err := o.offFrom(states)
	if err != nil || off == nil {
		return nil, nil, err
	}
	s = mat.NewDense(len(c.Factors), len(off), nil)
	for k := range c.Factors {
		row := s.RawRowView(k)
		for i := range row {
			row[i] = (seen[2*k+1][i] - seen[2*k+2][i]) / 2
		}
		o.Errors.Whiten(row)
	}
	return s, off, nil
}
