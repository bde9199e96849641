package datasets

import (
	"math"
	"math/rand/v2"
	"testing"
)

// Over many draws, fields have the covariance that their sums of waves say: at points some way apart, within five standard errors. Along
// the circle and the torus it depends on the distance alone; in the square on both places.
func TestCovariances(t *testing.T) {
	const n, draws = 16, 4000
	for _, c := range []struct {
		name string
		draw func(c covariance, r *rand.Rand) []float64
		// of the values at two places, given deviations by eigenvalue.
		want func(d func(k2 float64) float64, i, j int) float64
		size int
	}{
		{"circle", func(c covariance, r *rand.Rand) []float64 { return c.circle(r, n) },
			func(d func(k2 float64) float64, i, j int) float64 {
				sum := 0.0
				for m := 1; 2*m < n; m++ {
					k := 2 * math.Pi * float64(m)
					sum += 2 * d(k*k) * d(k*k) * math.Cos(k*float64(i-j)/n)
				}
				return sum
			}, n},
		{"torus", func(c covariance, r *rand.Rand) []float64 { return c.torus(r, n) },
			func(d func(k2 float64) float64, i, j int) float64 {
				sum := 0.0
				for k := -n/2 + 1; 2*k < n; k++ {
					for l := -n/2 + 1; 2*l < n; l++ {
						if k == 0 && l == 0 {
							continue
						}
						v := d(4 * math.Pi * math.Pi * float64(k*k+l*l))
						sum += v * v * math.Cos(2*math.Pi*float64(k*(i/n-j/n)+l*(i%n-j%n))/n)
					}
				}
				return sum
			}, n * n},
		{"square", func(c covariance, r *rand.Rand) []float64 { return c.square(r, n) },
			func(d func(k2 float64) float64, i, j int) float64 {
				wave := func(k, at int) float64 {
					if k == 0 {
						return 1
					}
					return math.Sqrt2 * math.Cos(math.Pi*float64(k*at)/(n-1))
				}
				sum := 0.0
				for k := range n - 1 {
					for l := range n - 1 {
						if k+l == 0 {
							continue
						}
						v := d(math.Pi * math.Pi * float64(k*k+l*l))
						sum += v * v * wave(k, i/n) * wave(k, j/n) * wave(l, i%n) * wave(l, j%n)
					}
				}
				return sum
			}, n * n},
	} {
		// The largest number of standard errors that fields of one covariance are off the other.
		off := func(drawn, said covariance) float64 {
			pairs := [][2]int{{0, 0}, {0, 1}, {3, 11}, {5, 5}, {c.size - 1, c.size / 2}, {c.size / 3, c.size/3 + 2}, {0, c.size / 2}}
			sums := make([]float64, len(pairs))
			for i := range draws {
				u := c.draw(drawn, random(5, i, c.name))
				for k, p := range pairs {
					sums[k] += u[p[0]] * u[p[1]] / draws
				}
			}
			worst := 0.0
			for k, p := range pairs {
				at := func(i, j int) float64 { return c.want(said.deviation, i, j) }
				both := at(p[0], p[1])
				standard := math.Sqrt((at(p[0], p[0])*at(p[1], p[1]) + both*both) / draws)
				worst = math.Max(worst, math.Abs(sums[k]-both)/standard)
			}
			return worst
		}
		right := covariance{scale: 25, shift: 5, power: 2}
		if z := off(right, right); z > 5 {
			t.Errorf("%s: a covariance is off by %.1f standard errors", c.name, z)
		}
		for _, wrong := range []covariance{{scale: 25, shift: 5, power: 2.5}, {scale: 25, shift: 7, power: 2}, {scale: 28, shift: 5, power: 2}} {
			if z := off(wrong, right); z < 5 {
				t.Errorf("%s: fields of %+v pass for those of %+v, off by %.1f standard errors: this test sees nothing", c.name, wrong, right, z)
			}
		}
	}
}

// A finer grid has the same field: the waves of the coarse one, and more.
func TestFieldsOfTwoGrids(t *testing.T) {
	smooth := covariance{scale: 1e30, shift: 5, power: 20} // so that the finer waves have no size
	check := func(name string, worst, size float64) {
		if !(worst < 1e-9*size) {
			t.Errorf("%s: the fields on two grids differ by %.1e of their size", name, worst/size)
		}
	}
	worst, size := 0.0, 0.0
	compare := func(a, b float64) { worst, size = math.Max(worst, math.Abs(a-b)), math.Max(size, math.Abs(a)) }
	a, b := smooth.circle(random(1, 2, ""), 32), smooth.circle(random(1, 2, ""), 64)
	for i := range a {
		compare(a[i], b[2*i])
	}
	check("circle", worst, size)
	worst, size = 0, 0
	a, b = smooth.torus(random(1, 2, ""), 16), smooth.torus(random(1, 2, ""), 32)
	for i := range a {
		compare(a[i], b[2*(i/16)*32+2*(i%16)])
	}
	check("torus", worst, size)
	worst, size = 0, 0
	a, b = smooth.square(random(1, 2, ""), 17), smooth.square(random(1, 2, ""), 33)
	for i := range a {
		compare(a[i], b[2*(i/17)*33+2*(i%17)])
	}
	check("square", worst, size)
	if other := smooth.circle(random(1, 3, ""), 32); math.Abs(other[0]-smooth.circle(random(1, 2, ""), 32)[0]) < 1e-9*size {
		t.Error("two samples have the same field")
	}
}

func BenchmarkRandomSquare(b *testing.B) {
	i := 0
	for b.Loop() {
		burgersField.square(random(1, i, ""), 421)
		i++
	}
}
