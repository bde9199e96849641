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

// Thinned measurements are as many as were asked for, none twice, and among them whole platforms.
func TestThin(t *testing.T) {
	s, _ := fleet(t, arabian, 30, 10, 2)
	for i := range s.Values {
		s.Values[i] = float64(i)
	}
	for _, most := range []int{10, 77, 299, 300, 500} {
		few := s.thin(most)
		seen, dives := map[float64]bool{}, map[int]int{}
		for i, v := range few.Values {
			seen[v] = true
			dives[few.Platform[i]]++
		}
		whole := 0
		for _, n := range dives {
			if n == 10 {
				whole++
			}
		}
		if want := min(most, 300); few.Len() != want || len(seen) != want {
			t.Errorf("%d of %d asked for, %d of them different", few.Len(), most, len(seen))
		}
		if most > 30 && whole < most/25 {
			t.Errorf("of %d, %d platforms are whole", most, whole)
		}
	}
	s.Platform = nil
	if few := s.thin(100); few.Len() != 100 || few.Values[1] != 3 {
		t.Errorf("%d; %v", few.Len(), few.Values[:3])
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
