package autoencoder

import (
	"errors"
	"math"

	"gonum.org/v1/gonum/mat"
)

// reduction is the modes of what is seen, by proper orthogonal decomposition: an affine map to few amplitudes, which are then in
// units of their deviations.
type reduction struct {
	mean      []float64  // [columns]
	modes     *mat.Dense // [columns, modes], at right angles and of length 1
	deviation []float64  // of each amplitude
	missed    float64    // share of the squares about the mean that the modes miss
}

// reduce finds the modes of rows [samples, columns]: count of them, or, for 0, as many as leave out no more than the share least.
func reduce(rows *mat.Dense, count int, least float64) (reduction, error) {
	samples, columns := rows.Dims()
	r := reduction{mean: make([]float64, columns)}
	for i := range samples {
		for j, v := range rows.RawRowView(i) {
			r.mean[j] += v / float64(samples)
		}
	}
	about := mat.NewDense(samples, columns, nil)
	for i := range samples {
		for j, v := range rows.RawRowView(i) {
			about.Set(i, j, v-r.mean[j])
		}
	}
	var covariance mat.SymDense
	covariance.SymOuterK(1/float64(samples), about.T())
	var eigen mat.EigenSym
	if !eigen.Factorize(&covariance, true) {
		return r, errors.New("autoencoder: the modes of the data weren't found; scale the columns to a size near 1")
	}
	values := eigen.Values(nil) // ascending
	total := 0.0
	for _, v := range values {
		total += math.Max(v, 0)
	}
	if total == 0 {
		return r, errors.New("autoencoder: the columns are constant; give data that vary")
	}
	if count == 0 {
		for left := total; count < columns && left > least*total; count++ {
			left -= math.Max(values[columns-1-count], 0)
		}
	}
	// A mode that holds nothing but rounding can't be put in units of its deviation.
	held := 0
	for held < columns && values[columns-1-held] > 1e-15*total {
		held++
	}
	count = min(count, held)
	var vectors mat.Dense
	eigen.VectorsTo(&vectors)
	r.modes, r.missed = mat.NewDense(columns, count, nil), 1
	for k := range count {
		mode := mat.Col(nil, columns-1-k, &vectors)
		most := 0.0
		for _, v := range mode {
			if math.Abs(v) > math.Abs(most) {
				most = v
			}
		}
		for i, v := range mode {
			r.modes.Set(i, k, math.Copysign(1, most)*v)
		}
		r.deviation = append(r.deviation, math.Sqrt(values[columns-1-k]))
		r.missed -= values[columns-1-k] / total
	}
	r.missed = math.Max(r.missed, 0)
	return r, nil
}

// cut keeps the first modes.
func (r reduction) cut(count int) reduction {
	total := (1 - r.missed)
	all := 0.0
	for _, s := range r.deviation {
		all += s * s
	}
	for _, s := range r.deviation[count:] {
		r.missed += total * s * s / all
	}
	r.modes = mat.DenseCopyOf(r.modes.Slice(0, len(r.mean), 0, count))
	r.deviation = r.deviation[:count]
	return r
}

// shares of the modes in the squares that they hold.
func (r reduction) shares() []float64 {
	out, total := make([]float64, len(r.deviation)), 0.0
	for _, s := range r.deviation {
		total += s * s
	}
	for k, s := range r.deviation {
		out[k] = s * s / total
	}
	return out
}

// amplitudes [samples, modes] of rows, in units of their deviations; of rates, where about is false.
func (r reduction) amplitudes(rows *mat.Dense, about bool) *mat.Dense {
	samples, columns := rows.Dims()
	out, row := mat.NewDense(samples, len(r.deviation), nil), make([]float64, columns)
	for i := range samples {
		copy(row, rows.RawRowView(i))
		if about {
			for j := range row {
				row[j] -= r.mean[j]
			}
		}
		at := mat.NewVecDense(len(r.deviation), out.RawRowView(i))
		at.MulVec(r.modes.T(), mat.NewVecDense(columns, row))
		for k, s := range r.deviation {
			at.SetVec(k, at.AtVec(k)/s)
		}
	}
	return out
}

// rows [samples, columns] that have these amplitudes.
func (r reduction) rows(amplitudes *mat.Dense, about bool) *mat.Dense {
	samples, count := amplitudes.Dims()
	scaled := mat.NewDense(samples, count, nil)
	for i := range samples {
		for k, v := range amplitudes.RawRowView(i) {
			scaled.Set(i, k, v*r.deviation[k])
		}
	}
	out := mat.NewDense(samples, len(r.mean), nil)
	out.Mul(scaled, r.modes.T())
	for i := range samples {
		if row := out.RawRowView(i); about {
			for j := range row {
				row[j] += r.mean[j]
			}
		}
	}
	return out
}
