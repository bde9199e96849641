package kriging

import (
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/optimize"
)

// SphereSettings of a fit on the globe. The zero value works.
type SphereSettings struct {
	// Trend that the field has on average. Default: one mean.
	Trend Trend
	// Order of Matérn's covariance: 0.5, 1.5 or 2.5. Default: the one of these under which the measurements are likeliest.
	Order float64
	// Sites is how many of the measurements the covariance is found from: half of them all that some platforms measured, the others evenly out of
	// their order. The cost of that grows as the third power. Default: 400.
	Sites int
	// Evaluations of the likelihood at most, for each order that is tried. Default: 400.
	Evaluations int
	// Neighbours is how many of the measurements, the nearest in space and time, an estimate is made of. Default: all where they are up to 2,000, else
	// 150. Fewer are faster; the map may then show steps where one neighbour takes another's place.
	Neighbours int
	// Radius of the globe in km. Default: 6,371.
	Radius float64
}

// bound on what is found, as shares: lengths of the globe's radius, times of the record's.
const (
	shortest, longest = 1e-4, 3.0
	least, greatest   = 1e-4, 1e2
)

// FitSphere finds the trend and the covariance under which measurements on the globe are likeliest, by their restricted likelihood (Stein 1999,
// doi:10.1007/978-1-4612-1494-6): a field that changes over some km and days, what is wrong at a platform, and noise.
//
// The errors name measurements that aren't finite or on the globe, and those that are too few or all the same.
func FitSphere(data Scatter, s SphereSettings) (*Sphere, error) {
	if err := data.Check(); err != nil {
		return nil, err
	}
	data = data.sound()
	for _, d := range []struct {
		to      *int
		is, low int
	}{{&s.Sites, 400, 10}, {&s.Evaluations, 400, 1}, {&s.Neighbours, 0, 0}, {&s.Trend.Harmonics, 0, 0}} {
		if *d.to == 0 {
			*d.to = d.is
		}
		if *d.to < d.low {
			return nil, fmt.Errorf("kriging: %d sites, %d evaluations, %d neighbours, %d harmonics; give at least 10, 1, 1 and 0, or 0 for the defaults",
				s.Sites, s.Evaluations, s.Neighbours, s.Trend.Harmonics)
		}
	}
	if s.Radius == 0 {
		s.Radius = 6371
	}
	if !(s.Radius > 0) || !slices.Contains([]float64{0, 0.5, 1.5, 2.5}, s.Order) {
		return nil, fmt.Errorf("kriging: radius %g, order %g; give a radius in km above 0, and an order of 0.5, 1.5 or 2.5", s.Radius, s.Order)
	}
	if need := s.Trend.count() + 5; data.Len() < need {
		return nil, fmt.Errorf("kriging: %d measurements; a trend of %d coefficients with a covariance needs %d", data.Len(), s.Trend.count(), need)
	}
	if lo, hi := spans(data.Values, 1); lo[0] == hi[0] {
		return nil, fmt.Errorf("kriging: all %d values are %.6g; there is nothing to interpolate", data.Len(), lo[0])
	}
	f := newSphereFit(data, s)
	orders := []float64{1.5, 0.5, 2.5}
	if s.Order != 0 {
		orders = []float64{s.Order}
	}
	var best *Sphere
	var point []float64
	for _, order := range orders {
		start := f.start()
		if point != nil { // from where another order's search ended
			start = point
		}
		m, at, err := f.search(order, start)
		if err != nil {
			return nil, err
		}
		if point = at; best == nil || m.LogLikelihood > best.LogLikelihood {
			best = m
		}
	}
	return best, best.hold(data, s)
}

// hold takes the measurements up for estimates: trend and sizes are then those of all of them, or of the sites where only neighbours are used.
func (m *Sphere) hold(data Scatter, s SphereSettings) error {
	m.data, m.xyz, m.neighbours = data, m.places(data), s.Neighbours
	if m.neighbours == 0 && data.Len() > 2000 {
		m.neighbours = 150
	}
	if m.neighbours >= data.Len() {
		m.neighbours = 0
	}
	if m.neighbours == 0 {
		likelihood := m.LogLikelihood
		if err := m.solve(data, m.xyz); err != nil {
			return err
		}
		m.LogLikelihood = likelihood
	}
	m.Noise, m.Platform = m.Noise*m.Size, m.Platform*m.Size
	return nil
}

// A sphereFit searches for the likeliest covariance.
type sphereFit struct {
	sites    Scatter
	xyz      [][3]float64
	settings SphereSettings
	blank    Sphere
	days     float64 // from the first to the last
	platform bool    // some platform measured more than once
}

func newSphereFit(data Scatter, s SphereSettings) *sphereFit {
	f := &sphereFit{sites: data.thin(s.Sites), settings: s}
	f.blank = Sphere{trend: s.Trend, middle: middleOf(data), radius: s.Radius}
	f.xyz = f.blank.places(f.sites)
	lo, hi := spans(data.Time, 1)
	f.days = hi[0] - lo[0]
	seen := map[int]bool{}
	for _, p := range f.sites.Platform {
		f.platform = f.platform || seen[p]
		seen[p] = true
	}
	return f
}

// start is the logarithms of length, days, noise and, with platforms, what is wrong there and for how long. A record of one moment has no days.
func (f *sphereFit) start() []float64 {
	wide := 0.0
	for _, at := range f.xyz {
		wide = max(wide, math.Hypot(math.Hypot(at[0]-f.xyz[0][0], at[1]-f.xyz[0][1]), at[2]-f.xyz[0][2]))
	}
	p := []float64{math.Log(max(wide, 1) / 5), math.Log(max(f.days, 1e-3) / 10), math.Log(0.3)}
	if f.platform {
		p = append(p, math.Log(0.2), math.Log(max(f.days, 1e-3)/10))
	}
	return p
}

// model of a point; nil beyond what data can tell.
func (f *sphereFit) model(order float64, p []float64) *Sphere {
	m := f.blank
	m.Order, m.Length, m.Days, m.Noise = order, math.Exp(p[0]), math.Exp(p[1]), math.Exp(p[2])
	days := max(f.days, 1e-3)
	ok := m.Length > shortest*m.radius && m.Length < longest*m.radius && m.Days > least*days && m.Days < greatest*days && m.Noise > least && m.Noise < greatest
	if f.platform {
		m.Platform, m.PlatformDays = math.Exp(p[3]), math.Exp(p[4])
		ok = ok && m.Platform > least && m.Platform < greatest && m.PlatformDays > least*days && m.PlatformDays < greatest*days
	}
	if !ok {
		return nil
	}
	return &m
}

func (f *sphereFit) search(order float64, start []float64) (*Sphere, []float64, error) {
	cost := func(p []float64) float64 {
		m := f.model(order, p)
		if m == nil || m.solve(f.sites, f.xyz) != nil || math.IsNaN(m.LogLikelihood) {
			return math.Inf(1)
		}
		return -m.LogLikelihood
	}
	best, err := optimize.Minimize(optimize.Problem{Func: cost}, start, &optimize.Settings{FuncEvaluations: f.settings.Evaluations,
		Converger: &optimize.FunctionConverge{Absolute: 1e-2, Iterations: 30}}, &optimize.NelderMead{SimplexSize: 0.3})
	if best == nil || math.IsInf(best.F, 1) {
		return nil, nil, fmt.Errorf("kriging: no covariance makes the values likely (%v); see whether the measurements are of one kind", err)
	}
	m := f.model(order, best.X)
	return m, best.X, m.solve(f.sites, f.xyz)
}
