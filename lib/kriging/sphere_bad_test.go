package kriging

import (
	"math"
	"strings"
	"testing"

	"sublunar/lib/field"
)

func TestBadSphere(t *testing.T) {
	good, _ := fleet(t, arabian, 4, 5, 2)
	change := func(do func(s *Scatter)) Scatter {
		s := good.take(seq(good.Len()))
		do(&s)
		return s
	}
	for _, c := range []struct {
		data     Scatter
		settings SphereSettings
		want     string
	}{
		{change(func(s *Scatter) { s.Lon = s.Lon[1:] }), SphereSettings{}, "give one of each"},
		{change(func(s *Scatter) { s.Lat[3] = 91 }), SphereSettings{}, "on the globe"},
		{change(func(s *Scatter) { s.Time[3] = math.Inf(1) }), SphereSettings{}, "measurement 3"},
		{change(func(s *Scatter) { s.Values = make([]float64, s.Len()) }), SphereSettings{}, "nothing to interpolate"},
		{good.take(seq(5)), SphereSettings{}, "5 measurements"},
		{good, SphereSettings{Order: 1}, "order 1"},
		{good, SphereSettings{Sites: 2}, "2 sites"},
		{good, SphereSettings{Trend: Trend{Harmonics: -1}}, "-1 harmonics"},
		{change(func(s *Scatter) {
			for i := range s.Time {
				s.Time[i] = 0
			}
		}), SphereSettings{Trend: Trend{Harmonics: 1}}, "no covariance"},
	} {
		if _, err := FitSphere(c.data, c.settings); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%v; want %q in it", err, c.want)
		}
	}
	m, err := FitSphere(good, SphereSettings{Order: 0.5, Evaluations: 20})
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := m.At([]float64{1}, []float64{1, 2}, []float64{1}); err == nil {
		t.Error("half a place")
	}
	if _, _, err := m.At([]float64{1}, []float64{100}, []float64{1}); err == nil {
		t.Error("a place beyond the pole")
	}
	if _, _, err := good.Withhold(0, 9); err == nil || !strings.Contains(err.Error(), "4 platforms") {
		t.Error(err)
	}
}

func seq(n int) []int {
	all := make([]int, n)
	for i := range all {
		all[i] = i
	}
	return all
}

func BenchmarkSphere(b *testing.B) {
	s, _ := fleet(b, arabian, 20, 10, 2)
	for b.Loop() {
		if _, err := FitSphere(s, SphereSettings{Order: 1.5, Evaluations: 20}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkSphereMap(b *testing.B) {
	s, _ := fleet(b, arabian, 40, 10, 2)
	m, err := FitSphere(s, SphereSettings{Order: 1.5, Evaluations: 20, Sites: 100})
	if err != nil {
		b.Fatal(err)
	}
	lat, lon := field.Linspace("lat", "degrees_north", 5, 20, 30), field.Linspace("lon", "degrees_east", 55, 75, 40)
	for b.Loop() {
		if _, _, err := m.Map(lat, lon, 100, nil); err != nil {
			b.Fatal(err)
		}
	}
}
