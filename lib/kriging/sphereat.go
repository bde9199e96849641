package kriging

import (
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"

	"sublunar/lib/field"
)

// block of places that are estimated at once, for the cache's sake.
const block = 128

// checkPlaces says what is wrong with places to estimate at.
func checkPlaces(lon, lat, time []float64) error {
	if len(lon) != len(lat) || len(lon) != len(time) {
		return fmt.Errorf("kriging: %d longitudes, %d latitudes and %d times; give one of each for a place", len(lon), len(lat), len(time))
	}
	for i := range lon {
		if sum := lon[i] + lat[i] + time[i]; math.IsNaN(sum) || math.IsInf(sum, 0) || math.Abs(lat[i]) > 90 {
			return fmt.Errorf("kriging: place %d is %.6g degrees east, %.6g north on day %.6g; give finite places on the globe", i, lon[i], lat[i], time[i])
		}
	}
	return nil
}

// At estimates the field at places and times, each with one standard deviation of it: without the noise of a measurement there, for which see
// [Sphere.Reading].
func (m *Sphere) At(lon, lat, time []float64) (mean, deviation []float64, err error) {
	if err := checkPlaces(lon, lat, time); err != nil {
		return nil, nil, err
	}
	mean, deviation = make([]float64, len(lon)), make([]float64, len(lon))
	for from := 0; from < len(lon); from += block {
		to := min(from+block, len(lon))
		if m.neighbours > 0 {
			for i := from; i < to; i++ {
				if mean[i], deviation[i], err = m.near(lon[i], lat[i], time[i]); err != nil {
					return nil, nil, err
				}
			}
			continue
		}
		if err := m.some(lon[from:to], lat[from:to], time[from:to], mean[from:to], deviation[from:to]); err != nil {
			return nil, nil, err
		}
	}
	return mean, deviation, nil
}

// some places out of all measurements.
func (m *Sphere) some(lon, lat, time, mean, deviation []float64) error {
	n, k := m.data.Len(), len(lon)
	near := mat.NewDense(n, k, nil)
	for j := range k {
		at := place(lon[j], lat[j], m.radius)
		for i := range n {
			near.Set(i, j, matern(m.Order, m.between(m.xyz[i], at, m.data.Time[i]-time[j])))
		}
	}
	// With C = U'U only U'^-1 near is needed, half of a solve.
	var u mat.TriDense
	m.factor.UTo(&u)
	var half, lean mat.Dense
	if err := solved(half.Solve(u.T(), near)); err != nil {
		return err
	}
	lean.Mul(near.T(), m.lean)
	for j := range k {
		terms := m.trend.terms(lon[j], lat[j], time[j], m.middle)
		mean[j] = m.mean(terms)
		square := 0.0
		for i := range n {
			mean[j] += near.At(i, j) * m.weight[i]
			square += half.At(i, j) * half.At(i, j)
		}
		for q := range terms {
			terms[q] -= lean.At(j, q)
		}
		deviation[j] = m.Size * math.Sqrt(max(0, 1-square+m.unknown(terms)))
	}
	return nil
}

// unknown is what the trend's coefficients, which aren't known, add to the variance.
func (m *Sphere) unknown(left []float64) (sum float64) {
	for a := range left {
		for b := range left {
			sum += left[a] * m.spread.At(a, b) * left[b]
		}
	}
	return sum
}

// near estimates one place out of the nearest measurements; the trend's coefficients are those of the sites.
func (m *Sphere) near(lon, lat, time float64) (mean, deviation float64, err error) {
	at := place(lon, lat, m.radius)
	far := make([]float64, m.data.Len())
	order := make([]int, m.data.Len())
	for i := range far {
		far[i], order[i] = m.between(m.xyz[i], at, m.data.Time[i]-time), i
	}
	slices.SortFunc(order, func(a, b int) int {
		if far[a] < far[b] || far[a] == far[b] && a < b {
			return -1
		}
		return 1
	})
	order = order[:m.neighbours]
	s := m.data.take(order)
	xyz, c := make([][3]float64, len(order)), make([]float64, len(order))
	for k, i := range order {
		xyz[k], c[k] = m.xyz[i], matern(m.Order, far[i])
	}
	shares := *m
	shares.Noise, shares.Platform = m.Noise/m.Size, m.Platform/m.Size
	var factor mat.Cholesky
	if !factor.Factorize(shares.covariance(s, xyz)) {
		return 0, 0, fmt.Errorf("kriging: %d measurements lie too close together for a noise of %.2g", len(order), m.Noise)
	}
	var w mat.VecDense
	if err := solved(factor.SolveVecTo(&w, mat.NewVecDense(len(c), c))); err != nil {
		return 0, 0, err
	}
	terms := m.trend.terms(lon, lat, time, m.middle)
	mean = m.mean(terms)
	left := 1.0
	for k, i := range order {
		f := m.trend.terms(m.data.Lon[i], m.data.Lat[i], m.data.Time[i], m.middle)
		mean += w.AtVec(k) * (m.data.Values[i] - m.mean(f))
		left -= w.AtVec(k) * c[k]
		for q := range terms {
			terms[q] -= w.AtVec(k) * f[q]
		}
	}
	return mean, m.Size * math.Sqrt(max(0, left+m.unknown(terms))), nil
}

// Map estimates the field at one time on a map of latitudes and longitudes, with its standard deviation; what is masked, [lat, lon] row-major, is
// left out and missing. Nil: nothing is.
func (m *Sphere) Map(lat, lon field.Axis, time float64, masked []bool) (mean, deviation field.Grid, err error) {
	n := lat.Len() * lon.Len()
	if masked != nil && len(masked) != n {
		return mean, deviation, fmt.Errorf("kriging: a mask of %d for a map of %d x %d points", len(masked), lat.Len(), lon.Len())
	}
	var at []int
	var x, y, t []float64
	for i := range n {
		if masked == nil || !masked[i] {
			at, x, y, t = append(at, i), append(x, lon.Values[i%lon.Len()]), append(y, lat.Values[i/lon.Len()]), append(t, time)
		}
	}
	values, spread, err := m.At(x, y, t)
	if err != nil {
		return mean, deviation, err
	}
	for k, g := range []*field.Grid{&mean, &deviation} {
		*g = field.Grid{Axes: []field.Axis{lat, lon}, Values: make([]float64, n), Missing: make([]bool, n)}
		for i := range n {
			g.Values[i], g.Missing[i] = math.NaN(), true
		}
		for j, i := range at {
			g.Values[i], g.Missing[i] = [][]float64{values, spread}[k][j], false
		}
	}
	return mean, deviation, nil
}
