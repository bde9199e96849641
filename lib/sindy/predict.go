package sindy

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"gonum.org/v1/gonum/mat"

	"sublunar/lib/field"
	"sublunar/lib/ode"
)

// A Prediction is what a refined model says of measurements at given times: Middle is the fitted
// trajectory, and nine measurements in ten should lie between Low and High.
type Prediction struct {
	Middle, Low, High field.Series
}

// Predict draws parameters from their covariance, follows each draw, and adds the noise that the data
// had about the fit. The times ascend from the data's first one, and may run past its last: there
// the band shows how soon the law's parameters, as uncertain as they are, tell nothing more. A model
// that is wrong is wrong within its band too.
func (r *Refined) Predict(times field.Axis, s Resampling) (Prediction, error) {
	if s.Draws == 0 {
		s.Draws = 500
	}
	if s.Draws < 0 {
		return Prediction{}, fmt.Errorf("sindy: %d draws; give 1 or more, or 0 for 500", s.Draws)
	}
	middle, err := r.Simulate(r.Initial, times)
	if err != nil {
		return Prediction{}, err
	}
	root, err := choleskyOf(r.Covariance)
	if err != nil {
		return Prediction{}, err
	}
	random := rand.New(rand.NewPCG(s.Seed, 0))
	w := newShot(r.Model, [][]float64{r.Initial}, times.Values[:1])
	// values[v][i] are the draws' measurements of a variable at a time.
	values := make([][][]float64, len(r.Variables))
	for v := range values {
		values[v] = make([][]float64, times.Len())
	}
	for range s.Draws {
		path, err := w.model.path(w.set(r.draw(root, random)), times.Values, ode.Tolerance{Absolute: 1e-7, Relative: 1e-6, Steps: 20_000})
		if err != nil {
			continue // A draw that can't be followed says nothing.
		}
		for i := range path {
			for v, x := range path[i] {
				noise := r.Residual * random.NormFloat64()
				if r.PerCapita {
					x *= math.Exp(noise)
				} else {
					x += noise * r.Scale[v]
				}
				values[v][i] = append(values[v][i], x)
			}
		}
	}
	if 2*len(values[0][0]) < s.Draws {
		return Prediction{}, errors.New("sindy: most draws of the parameters can't be followed to the last time; shorten the time, or fit more data")
	}
	low, high := r.quantile(times, values, 0.05), r.quantile(times, values, 0.95)
	return Prediction{Middle: middle, Low: low, High: high}, nil
}

// draw is the parameters plus a normal deviate of their covariance.
func (r *Refined) draw(root *mat.TriDense, random *rand.Rand) []float64 {
	z := mat.NewVecDense(len(r.Parameters), nil)
	for j := range z.Len() {
		z.SetVec(j, random.NormFloat64())
	}
	var p mat.VecDense
	p.MulVec(root, z)
	p.AddVec(&p, mat.NewVecDense(len(r.Parameters), slices.Clone(r.Parameters)))
	return p.RawVector().Data
}

func choleskyOf(covariance [][]float64) (*mat.TriDense, error) {
	n := len(covariance)
	sym := mat.NewSymDense(n, nil)
	for j := range n {
		for k := range j + 1 {
			sym.SetSym(j, k, covariance[j][k])
		}
	}
	var c mat.Cholesky
	if !c.Factorize(sym) {
		return nil, errors.New("sindy: the parameters' covariance is singular; use a model with fewer terms")
	}
	var root mat.TriDense
	c.LTo(&root)
	return &root, nil
}

func (r *Refined) quantile(times field.Axis, values [][][]float64, q float64) field.Series {
	s := field.Series{Axis: times}
	for v, name := range r.Variables {
		c := field.Column{Name: name, Unit: r.Units[v]}
		for _, draws := range values[v] {
			slices.Sort(draws)
			c.Values = append(c.Values, draws[min(len(draws)-1, int(q*float64(len(draws))))])
		}
		s.Columns = append(s.Columns, c)
	}
	return s
}
