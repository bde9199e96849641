package tracer_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"sublunar/lib/field"
	"sublunar/lib/tracer"
)

func ok[T any](v T, err error) func(t testing.TB) T {
	return func(t testing.TB) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// random is a flow of a few random waves, round random islands.
func random(seed uint64, ny, nx int, endsX, endsY tracer.Ends, times field.Axis) tracer.Flow {
	r := rand.New(rand.NewPCG(seed, 1))
	b := tracer.Box(1000*float64(nx), 1300*float64(ny), nx, ny)
	b.EndsX, b.EndsY = endsX, endsY
	b.Land = make([]bool, nx*ny)
	for range nx * ny / 8 {
		b.Land[r.IntN(len(b.Land))] = true
	}
	b.Land[0] = false
	f := tracer.Flow{Basin: b, Times: times}
	for range max(1, times.Len()) {
		var waves [5][4]float64
		for i := range waves {
			waves[i] = [4]float64{r.NormFloat64(), float64(r.IntN(4)), float64(r.IntN(4)), 2 * math.Pi * r.Float64()}
		}
		f.Psi = append(f.Psi, b.Streamfunction(func(x, y float64) float64 {
			sum := 0.0
			for _, w := range waves {
				sum += 500 * w[0] * math.Cos(2*math.Pi*(w[1]*x/(1000*float64(nx))+w[2]*y/(1300*float64(ny)))+w[3])
			}
			return sum
		}))
	}
	return f
}

// rough is a field of random numbers from 0 to 1.
func rough(b tracer.Basin, seed uint64) field.Grid {
	r := rand.New(rand.NewPCG(seed, 2))
	return b.Sample("dye", "kg/m^3", func(_, _ float64) float64 { return r.Float64() })
}

// distance is the root mean square of a difference on water over that of b.
func distance(a, b field.Grid) float64 {
	sum, size := 0.0, 0.0
	for i := range a.Values {
		if !a.IsMissing(i) {
			d := a.Values[i] - b.Values[i]
			sum, size = sum+d*d, size+b.Values[i]*b.Values[i]
		}
	}
	return math.Sqrt(sum / size)
}
