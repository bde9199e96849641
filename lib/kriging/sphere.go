package kriging

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"
)

// A Sphere is a random field on the globe over time, with the measurements under it. What is measured is
//
//	y_i = f(x_i, t_i) b + u(x_i, t_i) + e_i(t_i) + noise,  cov(u, u') = s^2 k(r),  r^2 = (d/L)^2 + ((t - t')/T)^2
//
// f is the [Trend] with unknown coefficients b; u the field, where d is the straight distance through the globe, with which Matérn's covariances
// are sound (along great circles those of order above 1/2 are not: Gneiting 2013, doi:10.3150/12-BEJSP06); e_i what is wrong at one
// platform, that fades as exp(-|t - t'|/days); and the noise is independent. Lengths are those at which k is that of r = 1.
//
// Land is not known to it: what lies behind a headland counts as near.
type Sphere struct {
	// Length in km and Days over which the field changes.
	Length, Days float64
	// Order of Matérn's covariance, 1/2, 3/2 or 5/2: how smooth the field is.
	Order float64
	// Size of the field about its trend, Platform of what is wrong at one platform, and Noise: standard deviations, in the unit of the values.
	Size, Platform, Noise float64
	// PlatformDays after which a platform has forgotten what was wrong.
	PlatformDays float64
	// Coefficients of the trend: the mean, then cosine and sine of each harmonic of the year, then a degree east and a degree north, from the middle of
	// the measurements; and their standard deviations.
	Coefficients, Deviations []float64
	// LogLikelihood of the sites, restricted (REML), the natural logarithm: to compare fits with the same trend and sites.
	LogLikelihood float64

	trend      Trend
	middle     [2]float64
	radius     float64
	data       Scatter
	xyz        [][3]float64
	neighbours int
	spread     *mat.SymDense // of the coefficients, over s^2

	// of all measurements, where they are used at once
	factor *mat.Cholesky
	weight []float64  // C^-1 (y - F b)
	lean   *mat.Dense // C^-1 F
}

// matern of order 1/2, 3/2 or 5/2 at a distance in lengths.
func matern(order, r float64) float64 {
	switch order {
	case 0.5:
		return math.Exp(-r)
	case 1.5:
		r *= math.Sqrt(3)
		return (1 + r) * math.Exp(-r)
	}
	r *= math.Sqrt(5)
	return (1 + r + r*r/3) * math.Exp(-r)
}

// place on the globe, in km from its middle.
func place(lon, lat, radius float64) [3]float64 {
	sinLon, cosLon := math.Sincos(lon * math.Pi / 180)
	sinLat, cosLat := math.Sincos(lat * math.Pi / 180)
	return [3]float64{radius * cosLat * cosLon, radius * cosLat * sinLon, radius * sinLat}
}

// between two places and times: the distance in lengths.
func (m *Sphere) between(a, b [3]float64, days float64) float64 {
	x, y, z, t := (a[0]-b[0])/m.Length, (a[1]-b[1])/m.Length, (a[2]-b[2])/m.Length, days/m.Days
	return math.Sqrt(x*x + y*y + z*z + t*t)
}

// covariance of the measurements with each other, over the field's variance.
func (m *Sphere) covariance(s Scatter, xyz [][3]float64) *mat.SymDense {
	n := s.Len()
	c := mat.NewSymDense(n, nil)
	p, e := m.Platform*m.Platform, m.Noise*m.Noise
	for i := range n {
		for j := i + 1; j < n; j++ {
			days := s.Time[i] - s.Time[j]
			v := matern(m.Order, m.between(xyz[i], xyz[j], days))
			if s.Platform != nil && s.Platform[i] == s.Platform[j] && p > 0 {
				v += p * math.Exp(-math.Abs(days)/m.PlatformDays)
			}
			c.SetSym(i, j, v)
		}
		c.SetSym(i, i, 1+p+e)
	}
	return c
}

// places of measurements.
func (m *Sphere) places(s Scatter) [][3]float64 {
	all := make([][3]float64, s.Len())
	for i := range all {
		all[i] = place(s.Lon[i], s.Lat[i], m.radius)
	}
	return all
}

// solve finds the trend and the field's size for a covariance whose other sizes are shares of it, and turns those into the values' unit.
func (m *Sphere) solve(s Scatter, xyz [][3]float64) error {
	n, q := s.Len(), m.trend.count()
	var factor mat.Cholesky
	if !factor.Factorize(m.covariance(s, xyz)) {
		return fmt.Errorf("kriging: %d measurements lie too close together for a noise of %.2g of the field's size", n, m.Noise)
	}
	f := m.trend.matrix(s, m.middle)
	lean, back := mat.NewDense(n, q, nil), mat.NewVecDense(n, nil)
	y := mat.NewVecDense(n, s.Values)
	if err := solved(factor.SolveTo(lean, f)); err != nil {
		return err
	}
	if err := solved(factor.SolveVecTo(back, y)); err != nil {
		return err
	}
	var normal mat.Dense
	normal.Mul(f.T(), lean)
	var of mat.Cholesky
	if !of.Factorize(mat.NewSymDense(q, normal.RawMatrix().Data)) {
		return fmt.Errorf("kriging: the %d measurements can't tell the trend's %d coefficients apart; take fewer harmonics, or no slopes", n, q)
	}
	var right, b mat.VecDense
	right.MulVec(f.T(), back)
	if err := solved(of.SolveVecTo(&b, &right)); err != nil {
		return err
	}
	var off, weight mat.VecDense
	off.MulVec(f, &b)
	off.SubVec(y, &off)
	if err := solved(factor.SolveVecTo(&weight, &off)); err != nil {
		return err
	}
	free := float64(n - q)
	variance := mat.Dot(&off, &weight) / free
	m.LogLikelihood = -0.5 * (free*(math.Log(2*math.Pi*variance)+1) + factor.LogDet() + of.LogDet())
	m.spread = mat.NewSymDense(q, nil)
	if err := solved(of.InverseTo(m.spread)); err != nil {
		return err
	}
	m.Coefficients, m.Deviations = b.RawVector().Data, make([]float64, q)
	m.Size = math.Sqrt(variance)
	for k := range m.Deviations {
		m.Deviations[k] = m.Size * math.Sqrt(m.spread.At(k, k))
	}
	m.factor, m.weight, m.lean = &factor, weight.RawVector().Data, lean
	return nil
}

// mean of the trend at a place and time.
func (m *Sphere) mean(terms []float64) (sum float64) {
	for k, b := range m.Coefficients {
		sum += b * terms[k]
	}
	return sum
}

// Reading is the standard deviation of a new platform's measurement about the field: noise, and what is wrong there.
func (m *Sphere) Reading() float64 { return math.Hypot(m.Noise, m.Platform) }

// String is the covariance and the trend.
func (m *Sphere) String() string {
	text := fmt.Sprintf("%d measurements: a field of %.3g about its trend, Matérn %g, over %.3g km and %.3g days; noise %.3g", m.data.Len(), m.Size, m.Order, m.Length, m.Days, m.Noise)
	if m.Platform > 0 {
		text += fmt.Sprintf("; wrong at a platform %.3g for %.3g days", m.Platform, m.PlatformDays)
	}
	names := []string{"mean"}
	for k := range m.trend.Harmonics {
		names = append(names, fmt.Sprintf("cosine of %d/year", k+1), fmt.Sprintf("sine of %d/year", k+1))
	}
	if m.trend.Slopes {
		names = append(names, "a degree east", "a degree north")
	}
	for k, b := range m.Coefficients {
		text += fmt.Sprintf("\n  %s %.4g +- %.2g", names[k], b, m.Deviations[k])
	}
	return text
}
