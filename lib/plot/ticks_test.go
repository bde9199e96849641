package plot

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"
)

func said(ticks []tick) string {
	var s []string
	for _, t := range ticks {
		if t.label != "" {
			s = append(s, t.label)
		}
	}
	return strings.Join(s, " ")
}

func TestLinearTicks(t *testing.T) {
	for _, c := range []struct {
		lo, hi float64
		count  int
		want   string
	}{
		{0, 1, 5, "0.0 0.2 0.4 0.6 0.8 1.0"},
		{0, 10, 5, "0 2 4 6 8 10"},
		{-1, 1, 4, "−1.0 −0.5 0.0 0.5 1.0"},
		{1900, 1920, 5, "1900 1905 1910 1915 1920"},
		{0.1, 0.35, 5, "0.10 0.15 0.20 0.25 0.30 0.35"},
		{-3e-5, 3e-5, 4, "−2×10⁻⁵ 0 2×10⁻⁵"},
		{0, 2e9, 4, "0 5×10⁸ 10⁹ 1.5×10⁹ 2×10⁹"},
		{1e6, 1e6 + 4, 4, "10⁶ 1.000001×10⁶ 1.000002×10⁶ 1.000003×10⁶ 1.000004×10⁶"},
		{7, 7, 4, ""},
		{math.NaN(), 1, 4, ""},
		{0, math.Inf(1), 4, ""},
	} {
		if got := said(linearTicks(c.lo, c.hi, c.count)); got != c.want {
			t.Errorf("%g to %g: %q, want %q", c.lo, c.hi, got, c.want)
		}
	}
}

func TestLogTicks(t *testing.T) {
	for _, c := range []struct {
		lo, hi float64
		count  int
		want   string
	}{
		{1, 1000, 5, "1 10 100 1000"},
		{0.5, 20, 5, "1 10"},
		{1, 10, 5, "1 2 5 10"},
		{1e-7, 1, 8, "10⁻⁷ 10⁻⁶ 10⁻⁵ 10⁻⁴ 10⁻³ 10⁻² 10⁻¹ 10⁰"},
		{1e-12, 1, 5, "10⁻¹² 10⁻⁹ 10⁻⁶ 10⁻³ 10⁰"},
		{3, 4, 5, "3.0 3.2 3.4 3.6 3.8 4.0"},
		{0, 1, 5, ""},
		{-1, 1, 5, ""},
	} {
		if got := said(logTicks(c.lo, c.hi, c.count)); got != c.want {
			t.Errorf("%g to %g: %q, want %q", c.lo, c.hi, got, c.want)
		}
	}
}

// Whatever the range, ticks lie in it, ascend, are not too many, and no two read alike.
func FuzzTicks(f *testing.F) {
	f.Add(0.0, 1.0, 5, false)
	f.Add(-math.MaxFloat64, math.MaxFloat64, 3, false)
	f.Add(5e-324, 1e-323, 4, false)
	f.Add(1.0, math.Nextafter(1, 2), 4, false)
	f.Add(5e-324, math.MaxFloat64, 6, true)
	f.Fuzz(func(t *testing.T, lo, hi float64, count int, log bool) {
		count = count & 15
		ticks := linearTicks(lo, hi, count)
		if log {
			ticks = logTicks(lo, hi, count)
		}
		if len(ticks) > 200 {
			t.Fatalf("%d ticks", len(ticks))
		}
		slack := 1e-6 * (hi/2 - lo/2)
		labels := map[string]bool{}
		for i, k := range ticks {
			if !finite(k.value) || k.value < lo-slack-1e-8*math.Abs(lo) || k.value > hi+slack+1e-8*math.Abs(hi) {
				t.Fatalf("%g is not in %g to %g", k.value, lo, hi)
			}
			if i > 0 && k.value <= ticks[i-1].value {
				t.Fatalf("%g follows %g", k.value, ticks[i-1].value)
			}
			if k.label != "" && labels[k.label] {
				t.Fatalf("two ticks read %q, from %g to %g", k.label, lo, hi)
			}
			labels[k.label] = true
		}
	})
}

func TestTicksOfAnyRange(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 3000 {
		lo := r.NormFloat64() * math.Pow(10, float64(r.IntN(20)-10))
		hi := lo + r.ExpFloat64()*math.Pow(10, float64(r.IntN(20)-10))
		if hi-lo < 1e-9*math.Abs(lo) {
			continue
		}
		if n := len(linearTicks(lo, hi, 5)); n < 2 || n > 7 {
			t.Fatalf("%g to %g has %d ticks", lo, hi, n)
		}
	}
}

func TestScaleInverts(t *testing.T) {
	for _, s := range []scale{{lo: -3, hi: 8, from: 0, to: 480}, {lo: 1e-9, hi: 1e5, from: 300, to: 0, log: true},
		{lo: -math.MaxFloat64, hi: math.MaxFloat64, from: 0, to: 1}} {
		for i := range 11 {
			want := s.from + float64(i)/10*(s.to-s.from)
			if got := s.at(s.value(want)); math.Abs(got-want) > 1e-9*480 {
				t.Errorf("%+v: %g comes back as %g", s, want, got)
			}
		}
	}
}

func TestDomainIsNeverEmpty(t *testing.T) {
	for _, v := range []float64{0, 1, -1, 1e300, -1e-300, 5e-324, math.MaxFloat64, 1e16} {
		for _, log := range []bool{false, true} {
			if log && v < tiny {
				continue
			}
			var s span
			s.include(v)
			lo, hi := domain(s, log, 0.04)
			if !(lo <= v && v <= hi && lo < hi) || !finite(lo) {
				t.Errorf("%g, log %v: %g to %g", v, log, lo, hi)
			}
		}
	}
}

func TestFigureNumbers(t *testing.T) {
	for v, want := range map[float64]string{0: "0", 1.23456: "1.235", -12: "−12", 1e-7: "10⁻⁷", 123456: "1.235×10⁵", 0.001: "0.001", -2.5e9: "−2.5×10⁹", 99999.9: "10⁵"} {
		if got := figure(v); got != want {
			t.Errorf("%g reads %q, want %q", v, got, want)
		}
	}
}

// A day of Julian dates keeps its hours.
func TestDigits(t *testing.T) {
	for want, s := range map[int]scale{6: {lo: 1, hi: 1e9, log: true}, 5: {lo: -1, hi: 1}, 7: {lo: 1900, hi: 1920}, 12: {lo: 2459000, hi: 2459001}} {
		if got := s.digits(); got != want {
			t.Errorf("%+v: %d digits, want %d", s, got, want)
		}
	}
	if got := round(2459000.123456, 12); got != 2459000.12346 {
		t.Error(got)
	}
}
