package kriging

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/mat"

	"sublunar/lib/field"
)

// fleet is floats drawn from a sphere whose numbers are known: each drifts over some degrees, and dives every ten days.
func fleet(t testing.TB, m Sphere, count, dives int, seed uint64) (measured, truth Scatter) {
	t.Helper()
	r := rand.New(rand.NewPCG(seed, 7))
	var s Scatter
	for p := range count {
		lon, lat, start := 55+20*r.Float64(), 5+15*r.Float64(), 300*r.Float64()
		for k := range dives {
			s.Lon, s.Lat, s.Time, s.Platform = append(s.Lon, lon), append(s.Lat, lat), append(s.Time, start+10*float64(k)), append(s.Platform, 100+p)
			lon, lat = lon+0.4*r.NormFloat64(), lat+0.4*r.NormFloat64()
		}
	}
	m.radius = 6371
	n := len(s.Lon)
	s.Values = make([]float64, n)
	draw := func(c *mat.SymDense) []float64 {
		for i := range n {
			c.SetSym(i, i, c.At(i, i)+1e-9)
		}
		var factor mat.Cholesky
		if !factor.Factorize(c) {
			t.Fatal("not positive definite")
		}
		z, u := mat.NewVecDense(n, nil), mat.NewVecDense(n, nil)
		for i := range n {
			z.SetVec(i, r.NormFloat64())
		}
		var low mat.TriDense
		factor.LTo(&low)
		u.MulVec(&low, z)
		return u.RawVector().Data
	}
	field := m
	field.Noise, field.Platform = 0, 0
	wrong := mat.NewSymDense(n, nil)
	for i := range n {
		for j := i; j < n; j++ {
			if s.Platform[i] == s.Platform[j] {
				wrong.SetSym(i, j, math.Exp(-math.Abs(s.Time[i]-s.Time[j])/m.PlatformDays))
			}
		}
	}
	u, e := draw(field.covariance(s, field.places(s))), draw(wrong)
	truth = s
	truth.Values = make([]float64, n)
	for i := range n {
		truth.Values[i] = 22 + math.Cos(2*math.Pi*s.Time[i]/tropicalYear) + m.Size*u[i]
		s.Values[i] = truth.Values[i] + m.Platform*e[i] + m.Noise*r.NormFloat64()
	}
	return s, truth
}

// arabian is a sea much as the Arabian Sea is at 100 m.
var arabian = Sphere{Length: 500, Days: 60, Order: 1.5, Size: 2, Noise: 0.3, Platform: 0.8, PlatformDays: 30}

var season = SphereSettings{Trend: Trend{Harmonics: 1}, Sites: 300}

func ExampleFitSphere() {
	var s Scatter // a front at 10 degrees north, seen by floats at 100 places in a year
	for i := range 100 {
		lon, lat := 60+float64(i%10), 5+float64(i/10)
		s.Lon, s.Lat, s.Time = append(s.Lon, lon), append(s.Lat, lat), append(s.Time, 3.65*float64(i*37%100))
		s.Values = append(s.Values, 22-3*math.Tanh((lat-10)/2))
	}
	m, err := FitSphere(s, SphereSettings{Order: 1.5})
	if err != nil {
		panic(err)
	}
	mean, deviation, err := m.At([]float64{64.5, 64.5}, []float64{10.5, -40}, []float64{100, 100})
	fmt.Printf("on the front %.2f; far away it knows little: %t, %v\n", mean[0], deviation[1] > 0.9*m.Size, err)
	// Output: on the front 21.27; far away it knows little: true, <nil>
}

// The estimate is the one of universal kriging's own equations, with a multiplier for each coefficient (Matheron 1969), solved by brute force.
func TestSphereOracle(t *testing.T) {
	s, _ := fleet(t, arabian, 6, 8, 3)
	m, err := FitSphere(s, SphereSettings{Trend: Trend{Harmonics: 1, Slopes: true}, Order: 1.5, Evaluations: 60})
	if err != nil {
		t.Fatal(err)
	}
	lon, lat, day := 64.3, 11.7, 140.0
	mean, deviation, err := m.At([]float64{lon}, []float64{lat}, []float64{day})
	if err != nil {
		t.Fatal(err)
	}
	n, q := s.Len(), m.trend.count()
	shares := *m
	shares.Noise, shares.Platform = m.Noise/m.Size, m.Platform/m.Size
	xyz := m.places(s)
	c, f := shares.covariance(s, xyz), m.trend.matrix(s, m.middle)
	system, right := mat.NewDense(n+q, n+q, nil), mat.NewVecDense(n+q, nil)
	at, terms := place(lon, lat, m.radius), m.trend.terms(lon, lat, day, m.middle)
	for i := range n {
		for j := range n {
			system.Set(i, j, c.At(i, j))
		}
		for k := range q {
			system.Set(i, n+k, f.At(i, k))
			system.Set(n+k, i, f.At(i, k))
		}
		right.SetVec(i, matern(m.Order, m.between(xyz[i], at, s.Time[i]-day)))
	}
	for k := range q {
		right.SetVec(n+k, terms[k])
	}
	var w mat.VecDense
	if err := w.SolveVec(system, right); err != nil {
		t.Fatal(err)
	}
	want := 0.0
	for i := range n {
		want += w.AtVec(i) * s.Values[i]
	}
	spread := m.Size * math.Sqrt(1-mat.Dot(&w, right))
	if math.Abs(mean[0]-want) > 1e-8 || math.Abs(deviation[0]-spread) > 1e-7 {
		t.Errorf("%.10g +- %.10g; want %.10g +- %.10g", mean[0], deviation[0], want, spread)
	}
	// All but a few far ones as neighbours give nearly that; few don't.
	off := map[int]float64{}
	for _, k := range []int{6, n - 1} {
		near := *m
		near.neighbours = k
		got, _, err := near.At([]float64{lon}, []float64{lat}, []float64{day})
		if err != nil {
			t.Fatal(err)
		}
		off[k] = math.Abs(got[0] - want)
	}
	if !(off[n-1] < 0.02 && off[6] > off[n-1]) {
		t.Errorf("off by neighbours: %v", off)
	}
}

// What the floats were drawn with is found, to what so many can tell.
func TestSphereFound(t *testing.T) {
	s, _ := fleet(t, arabian, 40, 12, 5)
	settings := season
	settings.Order = 1.5
	m, err := FitSphere(s, settings)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%v", m)
	for name, c := range map[string][3]float64{
		"length": {m.Length, arabian.Length, 1.6}, "days": {m.Days, arabian.Days, 1.8}, "size": {m.Size, arabian.Size, 1.4}, "reading": {m.Reading(), math.Hypot(0.3, 0.8), 1.4},
	} {
		if r := c[0] / c[1]; r > c[2] || r < 1/c[2] {
			t.Errorf("%s %.3g, drawn with %.3g", name, c[0], c[1])
		}
	}
	if off := math.Abs(m.Coefficients[1] - 1); off > 3*m.Deviations[1] {
		t.Errorf("season %.3g +- %.2g, drawn with 1", m.Coefficients[1], m.Deviations[1])
	}
}

// Bands for what withheld floats read hold as many as they say, over draws; those that leave out what is wrong at a float hold far fewer.
func TestSphereBands(t *testing.T) {
	in, all, narrow := 0.0, 0.0, 0.0
	for seed := range uint64(3) {
		s, _ := fleet(t, arabian, 30, 10, 20+seed)
		kept, aside, err := s.Withhold(0, 3)
		if err != nil {
			t.Fatal(err)
		}
		settings := season
		settings.Order = 1.5
		m, err := FitSphere(kept, settings)
		if err != nil {
			t.Fatal(err)
		}
		mean, deviation, err := m.At(aside.Lon, aside.Lat, aside.Time)
		if err != nil {
			t.Fatal(err)
		}
		for i := range mean {
			all++
			off := math.Abs(aside.Values[i] - mean[i])
			if off < 1.645*math.Hypot(deviation[i], m.Reading()) {
				in++
			}
			if off < 1.645*math.Hypot(deviation[i], m.Noise) {
				narrow++
			}
		}
	}
	t.Logf("of %v readings, %.1f%% in 90%% bands; %.1f%% in those of noise alone", all, 100*in/all, 100*narrow/all)
	if share := in / all; share < 0.84 || share > 0.96 {
		t.Errorf("%.3f of the readings lie in bands of 90%%", share)
	}
	if narrow > in-0.04*all {
		t.Errorf("bands that leave out what is wrong at a float hold %.3f: this test can't tell", narrow/all)
	}
}

// The globe has no seam: measurements turned about its axis, or counted from 0 instead of -180, have the same map.
func TestSphereTurned(t *testing.T) {
	s, _ := fleet(t, arabian, 8, 6, 9)
	settings := SphereSettings{Order: 0.5, Evaluations: 80}
	a, err := FitSphere(s, settings)
	if err != nil {
		t.Fatal(err)
	}
	turned := s
	turned.Lon = make([]float64, s.Len())
	for i, x := range s.Lon {
		turned.Lon[i] = math.Remainder(x+115.5, 360) // across 180 degrees
	}
	b, err := FitSphere(turned, settings)
	if err != nil {
		t.Fatal(err)
	}
	x, _, _ := a.At([]float64{64}, []float64{10}, []float64{50})
	y, _, _ := b.At([]float64{64 + 115.5 - 360}, []float64{10}, []float64{50})
	if math.Abs(x[0]-y[0]) > 1e-6 {
		t.Errorf("%.9g and %.9g", x[0], y[0])
	}
}

// Each platform is put aside once, and whole.
func TestWithhold(t *testing.T) {
	s, _ := fleet(t, arabian, 11, 4, 1)
	seen := map[int]int{}
	for fold := range 4 {
		kept, aside, err := s.Withhold(fold, 4)
		if err != nil {
			t.Fatal(err)
		}
		left := map[int]bool{}
		for _, p := range kept.Platform {
			left[p] = true
		}
		for _, p := range aside.Platform {
			seen[p]++
			if left[p] {
				t.Errorf("fold %d: platform %d is on both sides", fold, p)
			}
		}
		if kept.Len()+aside.Len() != s.Len() {
			t.Errorf("fold %d: %d and %d of %d", fold, kept.Len(), aside.Len(), s.Len())
		}
	}
	for p, n := range seen {
		if n != 4 {
			t.Errorf("platform %d was put aside %d times", p, n)
		}
	}
}

func TestSphereMap(t *testing.T) {
	s, _ := fleet(t, arabian, 8, 6, 9)
	m, err := FitSphere(s, SphereSettings{Order: 1.5, Evaluations: 30})
	if err != nil {
		t.Fatal(err)
	}
	lat, lon := field.Linspace("lat", "degrees_north", 5, 20, 4), field.Linspace("lon", "degrees_east", 55, 75, 5)
	mask := make([]bool, 20)
	mask[7] = true
	mean, deviation, err := m.Map(lat, lon, 100, mask)
	if err != nil || mean.Check() != nil || mean.CountMissing() != 1 || !mean.IsMissing(7) || !deviation.IsMissing(7) {
		t.Errorf("%v, %v (%v)", mean, deviation, err)
	}
	at, _, _ := m.At([]float64{60}, []float64{10}, []float64{100})
	if v, _ := mean.At(1, 1); v != at[0] {
		t.Errorf("%v at the place, %v on the map", at[0], v)
	}
	if _, _, err := m.Map(lat, lon, 100, mask[:3]); err == nil {
		t.Error("a mask of another size")
	}
}
