package zoo

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/integrate/quad"
)

// byQuadrature is the same quotient as ColeHopf's, by Gauss-Legendre panels in y.
func byQuadrature(nu, x, t float64) float64 {
	var y, w [20]float64
	quad.Legendre{}.FixedLocations(y[:], w[:], -1, 1)
	reach := 1.5 * math.Sqrt(4*nu*t) * math.Sqrt(1/(math.Pi*nu)+40)
	const panels = 400
	above, below := 0.0, 0.0
	for p := range panels {
		mid, half := x-reach+2*reach*(float64(p)+0.5)/panels, reach/panels
		for i := range y {
			at := mid + half*y[i]
			e := w[i] * math.Exp(-math.Cos(math.Pi*at)/(2*math.Pi*nu)-(x-at)*(x-at)/(4*nu*t))
			above += e * math.Sin(math.Pi*at)
			below += e
		}
	}
	return -above / below
}

func TestColeHopf(t *testing.T) {
	for _, nu := range []float64{BurgersViscosity, 0.05, 0.3} {
		for _, x := range []float64{-1, -0.7, -0.02, -1e-3, 0, 0.004, 0.3, 0.99} {
			for _, at := range []float64{1e-4, 0.01, 0.3, 0.5, 1, 3} {
				got, want := ColeHopf(nu, x, at), byQuadrature(nu, x, at)
				if !(math.Abs(got-want) <= 1e-13) {
					t.Errorf("nu %.3g, x %g, t %g: %.16g, by other quadrature %.16g, apart %.2g", nu, x, at, got, want, got-want)
				}
				if back := ColeHopf(nu, -x, at); math.Abs(got+back) > 1e-14 {
					t.Errorf("nu %.3g, x %g, t %g: %g, and %g on the other side; it is odd", nu, x, at, got, back)
				}
			}
		}
	}
	if v := ColeHopf(1e-5, 0.3, 0.1); math.IsNaN(v) || math.IsInf(v, 0) {
		t.Errorf("%g with a viscosity of 1e-5", v)
	}
	if got := ColeHopf(0.1, 0.25, 0); got != -math.Sin(math.Pi/4) {
		t.Errorf("%g at first", got)
	}
}

// slope is a derivative of order 1 to 4 along an axis, by nine points: of the sixth order and better.
func slope(f func(x ...float64) float64, axis, order int, h float64, x ...float64) float64 {
	weights := [][]float64{
		{1. / 280, -4. / 105, 1. / 5, -4. / 5, 0, 4. / 5, -1. / 5, 4. / 105, -1. / 280},
		{-1. / 560, 8. / 315, -1. / 5, 8. / 5, -205. / 72, 8. / 5, -1. / 5, 8. / 315, -1. / 560},
	}[order-1]
	sum := 0.0
	at := append([]float64(nil), x...)
	for i, w := range weights {
		at[axis] = x[axis] + float64(i-4)*h
		sum += w * f(at...)
	}
	return sum / math.Pow(h, float64(order))
}

// laplacian over some axes.
func laplacian(f func(x ...float64) float64, h float64, axes []int, x ...float64) float64 {
	sum := 0.0
	for _, a := range axes {
		sum += slope(f, a, 2, h, x...)
	}
	return sum
}

// Each closed form satisfies its equation, and doesn't with a coefficient that is off by a thousandth.
func TestClosedForms(t *testing.T) {
	const h = 5e-3
	kovasznay, heat := Kovasznay().Exact, HeatInverse().Exact
	wave, poisson, helmholtz := Wave().Exact["u"], Poisson5D().Exact["u"], Helmholtz().Exact["u"]
	burgers := Burgers().Exact["u"]
	flow := func(of, axis int, nu float64, x ...float64) float64 {
		w := kovasznay[[]string{"u", "v"}[of]]
		return kovasznay["u"](x...)*slope(w, 0, 1, h, x...) + kovasznay["v"](x...)*slope(w, 1, 1, h, x...) +
			slope(kovasznay["p"], axis, 1, h, x...) - nu*laplacian(w, h, []int{0, 1}, x...)
	}
	source := func(x ...float64) float64 {
		sx, cx := math.Sincos(math.Pi * x[0])
		sy, cy := math.Sincos(math.Pi * x[1])
		return math.Exp(-x[2]) * ((4*math.Pi*math.Pi-1)*sx*sy + math.Pi*math.Pi*(2*sx*sx*sy*sy-cx*cx*sy*sy-sx*sx*cy*cy))
	}
	for name, row := range map[string]struct {
		at       []float64
		residual func(by float64, x ...float64) float64
	}{
		"Burgers": {[]float64{0.3, 0.4}, func(by float64, x ...float64) float64 {
			return slope(burgers, 1, 1, h, x...) + burgers(x...)*slope(burgers, 0, 1, h, x...) - by*BurgersViscosity*slope(burgers, 0, 2, h, x...)
		}},
		"Wave": {[]float64{0.3, 0.4}, func(by float64, x ...float64) float64 {
			return slope(wave, 1, 2, h, x...) - by*4*slope(wave, 0, 2, h, x...)
		}},
		"Poisson 5D": {[]float64{0.1, 0.3, 0.4, 0.2, 0.9}, func(by float64, x ...float64) float64 {
			return laplacian(poisson, h, []int{0, 1, 2, 3, 4}, x...) + by*math.Pi*math.Pi*poisson(x...)
		}},
		"Helmholtz": {[]float64{0.3, 0.45}, func(by float64, x ...float64) float64 {
			return laplacian(helmholtz, h, []int{0, 1}, x...) + 100*helmholtz(x...) + by*100*helmholtz(x...)
		}},
		"Kovasznay, along x": {[]float64{0.2, 0.3}, func(by float64, x ...float64) float64 { return flow(0, 0, by/40, x...) }},
		"Kovasznay, along y": {[]float64{0.2, 0.3}, func(by float64, x ...float64) float64 { return flow(1, 1, by/40, x...) }},
		"Kovasznay, continuity": {[]float64{0.2, 0.3}, func(by float64, x ...float64) float64 {
			return slope(kovasznay["u"], 0, 1, h, x...) + by*slope(kovasznay["v"], 1, 1, h, x...)
		}},
		"Kovasznay, u = psi_y": {[]float64{0.2, 0.3}, func(by float64, x ...float64) float64 {
			return kovasznay["u"](x...) - by*slope(kovasznay["psi"], 1, 1, h, x...)
		}},
		"Kovasznay, v = - psi_x": {[]float64{0.2, 0.3}, func(by float64, x ...float64) float64 {
			return kovasznay["v"](x...) + by*slope(kovasznay["psi"], 0, 1, h, x...)
		}},
		"Heat inverse": {[]float64{0.2, 0.3, 0.6}, func(by float64, x ...float64) float64 {
			u, a := heat["u"], heat["a"]
			return slope(u, 2, 1, h, x...) - by*a(x...)*laplacian(u, h, []int{0, 1}, x...) -
				slope(a, 0, 1, h, x...)*slope(u, 0, 1, h, x...) - slope(a, 1, 1, h, x...)*slope(u, 1, 1, h, x...) - source(x...)
		}},
	} {
		right, wrong := row.residual(1, row.at...), row.residual(1.001, row.at...)
		if !(math.Abs(right) < 1e-7) {
			t.Errorf("%s: a residual of %.3g", name, right)
		}
		if !(math.Abs(wrong) > 20*math.Abs(right) && math.Abs(wrong) > 1e-7) {
			t.Errorf("%s: a residual of %.3g with a wrong coefficient, %.3g with the right one: this test can't tell", name, wrong, right)
		}
	}
}

// The spectral references don't change with more modes and shorter steps. Half the modes and twice the step do change them.
func TestSpectralReferences(t *testing.T) {
	for _, row := range []struct {
		name                string
		reference           func() ([]Sample, error)
		fine, coarse        spectralRun
		tolerance, distance float64
	}{
		{"KdV", kdvReference, kdvRun(1024, 1./12000), kdvRun(128, 1./500), 1e-9, 1e-9},
		{"Allen-Cahn", allenCahnReference, allenCahnRun(4096, 1./3000), allenCahnRun(256, 1./200), 1e-8, 1e-8},
	} {
		reference, err := row.reference()
		if err != nil {
			t.Fatal(err)
		}
		fine, err := row.fine.solve()
		if err != nil {
			t.Fatal(err)
		}
		coarse, err := row.coarse.solve()
		if err != nil {
			t.Fatal(err)
		}
		var later, known, few []float64 // the first state is given
		for i, v := range reference[0].Values {
			if reference[0].X[2*i+1] > 0 {
				later, known, few = append(later, fine[i]), append(known, v), append(few, coarse[i])
			}
		}
		if off := apart(known, later, false); !(off <= row.tolerance) {
			t.Errorf("%s: finer by two, the reference changes by %.3g", row.name, off)
		} else {
			t.Logf("%s: finer by two, the reference changes by %.3g", row.name, off)
		}
		if off := apart(few, later, false); !(off > row.distance) {
			t.Errorf("%s: a coarse solution is only %.3g away: this test can't tell", row.name, off)
		}
	}
}
