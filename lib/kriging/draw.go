package kriging

import (
	"fmt"
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
)

// waves are how many a drawn field is made of: its covariance is right to about a part in their root.
const waves = 2000

// Draws are fields that could all have been measured as they were: [draw][point], at points row-major [n, axes]. Unlike one deviation a point,
// they hang together from point to point. Their mean and deviation are those of At, to the chance of so many draws and to 2%.
//
// Each is a field of the covariance, drawn with no regard to the measurements, less the estimate from what would have been measured of it,
// plus the estimate from what was (Journel and Huijbregts 1978; Wilson and others 2021, arXiv:2011.04026). The field is a sum of waves whose
// wave numbers are drawn from Matérn's spectrum, Student's t with 5 degrees of freedom (Rahimi and Recht 2007).
func (m *Model) Draws(x []float64, draws int, seed uint64) ([][]float64, error) {
	if len(x) == 0 || len(x)%m.axes != 0 || draws < 1 {
		return nil, fmt.Errorf("kriging: %d draws at %d coordinates; give 1 or more, at points of %d axes", draws, len(x), m.axes)
	}
	if floats.HasNaN(x) {
		return nil, fmt.Errorf("kriging: a point to draw at is not a number")
	}
	random := rand.New(rand.NewPCG(seed, 0xd4a3))
	numbers := make([]float64, waves*m.axes)
	for k := range waves {
		chi := 0.0
		for range 5 {
			g := random.NormFloat64()
			chi += g * g
		}
		for a := range m.axes {
			numbers[k*m.axes+a] = random.NormFloat64() / math.Sqrt(chi/5) / m.Lengths[a]
		}
	}
	size := mat.NewDense(2*waves, draws, nil)
	for i := range size.RawMatrix().Data {
		size.RawMatrix().Data[i] = m.Size / math.Sqrt(waves) * random.NormFloat64()
	}
	n := m.weight.Len()
	at := mat.NewDense(n, draws, nil) // what would have been measured
	for i := range n {
		row := at.RawRowView(i)
		m.field(row, m.point(i), numbers, size)
		for d := range row {
			row[d] += m.Noise * random.NormFloat64()
		}
	}
	var weight mat.Dense
	if err := solved(m.factor.SolveTo(&weight, at)); err != nil {
		return nil, fmt.Errorf("kriging: %w", err)
	}
	// With a mean that isn't known: a common constant of each draw, as in solve.
	mean, total := make([]float64, draws), mat.Sum(m.ones)
	for d := range draws {
		mean[d] = mat.Dot(m.ones, at.ColView(d)) / total
		for i := range n {
			weight.Set(i, d, weight.At(i, d)-mean[d]*m.ones.AtVec(i))
		}
	}
	points := len(x) / m.axes
	out := make([][]float64, draws)
	for d := range out {
		out[d] = make([]float64, points)
	}
	near, row := mat.NewVecDense(n, nil), make([]float64, draws)
	var off mat.VecDense
	for p := range points {
		place := x[p*m.axes : (p+1)*m.axes]
		for i := range n {
			near.SetVec(i, m.correlation(place, m.point(i)))
		}
		clear(row)
		m.field(row, place, numbers, size)
		off.MulVec(weight.T(), near)
		estimate := m.Mean + mat.Dot(near, m.weight)
		for d := range out {
			out[d][p] = estimate + row[d] - mean[d] - off.AtVec(d)
		}
	}
	return out, nil
}

// field adds to row [draws] the drawn fields at a place.
func (m *Model) field(row, place, numbers []float64, size *mat.Dense) {
	for k := range waves {
		phase := 0.0
		for a, v := range place {
			phase += numbers[k*m.axes+a] * v
		}
		sin, cos := math.Sincos(phase)
		floats.AddScaled(row, cos, size.RawRowView(2*k))
		floats.AddScaled(row, sin, size.RawRowView(2*k+1))
	}
}
