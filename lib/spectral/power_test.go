package spectral

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"
)

// The sum over wavenumbers is the mean square; one wave is all at its own.
func TestPower(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, b := range []Box{{Points: []int{9}}, {Points: []int{8, 6}, Lengths: []float64{1, 2}}, {Points: []int{5, 4, 6}}} {
		n := 1
		for _, p := range b.Points {
			n *= p
		}
		values, square := make([]float64, n), 0.0
		for i := range values {
			values[i] = r.NormFloat64()
			square += values[i] * values[i] / float64(n)
		}
		power, err := b.Power(values, nil)
		if err != nil {
			t.Fatal(err)
		}
		sum := 0.0
		for _, p := range power {
			sum += p
		}
		if math.Abs(sum-square) > 1e-13 || math.Abs(sum-power[1]-square) < 1e-3 {
			t.Errorf("%v: the sum is %.15g, the mean square %.15g", b.Points, sum, square)
		}
	}
	// 3 sin(2 pi (3 x + 4 y)) on a unit square: all of 9/2 at wavenumber 5.
	b, values := Box{Points: []int{12, 16}, Lengths: []float64{1, 1}}, []float64(nil)
	for i := range 12 {
		for j := range 16 {
			values = append(values, 3*math.Sin(2*math.Pi*(3*float64(i)/12+4*float64(j)/16)))
		}
	}
	power, err := b.Power(values, nil)
	if err != nil {
		t.Fatal(err)
	}
	for m, p := range power {
		if want := map[int]float64{5: 4.5}[m]; math.Abs(p-want) > 1e-13 {
			t.Errorf("P(%d) = %g, want %g", m, p, want)
		}
	}
	// As a vorticity its flow has the energy (9/2)/(2 (2 pi 5)^2).
	power, err = b.Power(values, OfVorticity)
	if want := 4.5 / (2 * 100 * math.Pi * math.Pi); err != nil || math.Abs(power[5]/want-1) > 1e-12 || power[0] != 0 {
		t.Errorf("energy %g, want %g (%v)", power[5], want, err)
	}
}

func TestBadPower(t *testing.T) {
	for _, c := range []struct {
		b    Box
		v    []float64
		want string
	}{
		{Box{Points: []int{4}}, make([]float64, 5), "give 4"},
		{Box{Points: []int{2}}, make([]float64, 2), "3 or more"},
		{Box{Points: []int{3}}, []float64{0, math.NaN(), 0}, "NaN at value 1"},
	} {
		if _, err := c.b.Power(c.v, nil); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("want %q, got %v", c.want, err)
		}
	}
}

func ExampleBox_Power() {
	u := make([]float64, 16)
	for j := range u {
		x := 2 * math.Pi * float64(j) / 16
		u[j] = 1 + math.Sin(2*x) + 0.1*math.Cos(5*x)
	}
	power, err := Box{Points: []int{16}}.Power(u, nil)
	fmt.Printf("%.3f %v\n", power[:6], err)
	// Output:
	// [1.000 0.000 0.500 0.000 0.000 0.005] <nil>
}

func BenchmarkPower(b *testing.B) {
	box, values := Box{Points: []int{64, 64}}, make([]float64, 64*64)
	for i := range values {
		values[i] = math.Sin(float64(i * i))
	}
	for b.Loop() {
		if _, err := box.Power(values, OfVorticity); err != nil {
			b.Fatal(err)
		}
	}
}
