package zoo

import (
	"math"
	"testing"
)

// The solver's centre-line values converge at second order and, extrapolated, agree with those of Marchi, Suero and Araki 2009
// (doi:10.1590/S1678-58782009000300004), and with Ghia's as well as those do.
func TestCavity(t *testing.T) {
	var middle [4]float64
	for k, n := range []int{8, 16, 32, 64} {
		u, _, err := CavityFlow(100, n)
		if err != nil {
			t.Fatal(err)
		}
		middle[k] = u[n/2*(n+1)+n/2]
	}
	order := math.Log2((middle[2] - middle[1]) / (middle[3] - middle[2]))
	best := middle[3] + (middle[3]-middle[2])/3
	t.Logf("u in the middle %.6f, of order %.3f, extrapolated %.6f", middle, order, best)
	if !(order > 1.7 && order < 2.3) {
		t.Errorf("order %.3g, want 2", order)
	}
	if !(math.Abs(best+0.209149) < 2e-4) {
		t.Errorf("u in the middle is %.6f, want -0.209149", best)
	}
	lines, err := cavityCentrelines(64)
	if err != nil {
		t.Fatal(err)
	}
	reference, _ := ghia()
	want := append(append([]float64(nil), reference[0].Values...), reference[1].Values...)
	off := apart(lines, want, true)
	t.Logf("%.4f from Ghia, root mean square", off)
	if !(off < 0.005) {
		for i := range lines {
			t.Logf("%.5f %.5f", lines[i], want[i])
		}
		t.Errorf("%.4f from Ghia's values", off)
	}
	// At another Reynolds number it is far away, so the comparison can tell.
	u, _, err := CavityFlow(40, 32)
	if err != nil {
		t.Fatal(err)
	}
	if math.Abs(u[16*33+16]+0.209149) < 0.002 {
		t.Errorf("u in the middle is %.6f at Re 40 too: this test can't tell", u[16*33+16])
	}
}

func TestBanded(t *testing.T) {
	const n, width = 30, 4
	m, want, b := newBanded(n, width), make([]float64, n), make([]float64, n)
	for i := range n {
		want[i] = math.Sin(float64(3 * i))
	}
	for i := range n {
		for j := max(0, i-width); j <= min(n-1, i+width); j++ {
			v := math.Cos(float64(i*i + 7*j))
			if i == j {
				v += 5
			}
			m.add(i, j, v)
			b[i] += v * want[j]
		}
	}
	if err := m.solve(b); err != nil {
		t.Fatal(err)
	}
	for i := range b {
		if math.Abs(b[i]-want[i]) > 1e-12 {
			t.Errorf("x[%d] = %g, want %g", i, b[i], want[i])
		}
	}
	if err := newBanded(3, 1).solve(make([]float64, 3)); err == nil {
		t.Error("no error of a matrix of zeros")
	}
}

func TestBadCavity(t *testing.T) {
	for _, re := range []float64{0, -1, math.NaN(), math.Inf(1)} {
		if _, _, err := CavityFlow(re, 16); err == nil {
			t.Errorf("no error of a Reynolds number of %g", re)
		}
	}
	if _, _, err := CavityFlow(100, 2); err == nil {
		t.Error("no error of 2 steps")
	}
}
