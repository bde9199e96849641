package assimilation_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"sublunar/lib/assimilation"
)

// An analysis of a large state: a grid of so many points, seen at a hundred.
func BenchmarkAnalyse(b *testing.B) {
	for _, size := range []struct{ members, components int }{{40, 65536}, {200, 65536}, {1000, 16384}} {
		for _, scheme := range []assimilation.Scheme{assimilation.SquareRoot, assimilation.Stochastic} {
			b.Run(fmt.Sprintf("%d members of %d, scheme %d", size.members, size.components, scheme), func(b *testing.B) {
				members := make([][]float64, size.members)
				for i := range members {
					members[i] = draw(size.components, uint64(i))
				}
				o := assimilation.Observations{Values: make([]float64, 100), Operator: assimilation.All(100), Errors: assimilation.Same(100, 1)}
				random := rand.New(rand.NewPCG(1, 1))
				f := assimilation.EnKF{Scheme: scheme}
				for b.Loop() {
					if err := f.Analyse(members, o, random); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}

// A local one: patches of 8 x 8 points, and a hundred observations.
func BenchmarkLocal(b *testing.B) {
	const side = 256
	l := assimilation.Localisation{Radius: 24}
	for y := 0; y < side; y += 8 {
		for x := 0; x < side; x += 8 {
			var patch []int
			for j := range 8 {
				for i := range 8 {
					patch = append(patch, (y+j)*side+x+i)
				}
			}
			l.Patches, l.Places = append(l.Patches, patch), append(l.Places, []float64{float64(x) + 3.5, float64(y) + 3.5})
		}
	}
	o := assimilation.Observations{Values: make([]float64, 100), Errors: assimilation.Same(100, 1)}
	random := rand.New(rand.NewPCG(1, 1))
	var at assimilation.Elements
	for range 100 {
		x, y := random.IntN(side), random.IntN(side)
		at, o.Places = append(at, y*side+x), append(o.Places, []float64{float64(x), float64(y)})
	}
	o.Operator = at
	members := make([][]float64, 40)
	for i := range members {
		members[i] = draw(side*side, uint64(i))
	}
	for b.Loop() {
		if err := (assimilation.EnKF{Localisation: &l}).Analyse(members, o, nil); err != nil {
			b.Fatal(err)
		}
	}
}

// A cycle of each method on Lorenz-96: 40 sites, all seen.
func BenchmarkCycle(b *testing.B) {
	x := weather(40, false)
	times := make([]float64, 20)
	for k := range times {
		times[k] = 0.05 * float64(k+1)
	}
	_, all, err := assimilation.Simulate(assimilation.Lorenz96{}, x, 0, times, assimilation.All(40), assimilation.Same(40, 1), 1)
	if err != nil {
		b.Fatal(err)
	}
	c := assimilation.Diagonal(assimilation.Same(40, 0.5)...)
	for _, row := range []struct {
		name    string
		members int
		m       assimilation.Method
	}{
		{"3D-Var", 1, assimilation.Var3D{Covariance: c}}, {"4D-Var", 1, assimilation.Var4D{Covariance: c}},
		{"stochastic 40", 40, assimilation.EnKF{Scheme: assimilation.Stochastic}}, {"square root 24", 24, assimilation.EnKF{Rotate: true}}, {"IEnKS 24", 24, assimilation.IEnKS{}},
	} {
		b.Run(row.name, func(b *testing.B) {
			first := c.Draws(row.members, x, 1)
			for b.Loop() {
				if _, err := row.m.Run(assimilation.Sequence{Model: assimilation.Lorenz96{}, Records: all}, first); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N)/20, "µs/cycle")
		})
	}
}

func BenchmarkLorenz96(b *testing.B) {
	members := make([][]float64, 40)
	for i := range members {
		members[i] = weather(40, false)
	}
	for b.Loop() {
		if err := (assimilation.Lorenz96{}).Advance(members, 0, 0.05); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkESMDA(b *testing.B) {
	members := assimilation.Diagonal(assimilation.Same(20, 1)...).Draws(200, make([]float64, 20), 1)
	o := assimilation.Observations{Values: make([]float64, 50), Errors: assimilation.Same(50, 1)}
	forward := func(members, seen [][]float64) error {
		for i, x := range members {
			for k := range seen[i] {
				seen[i][k] = x[k%20] * x[(k+3)%20]
			}
		}
		return nil
	}
	for b.Loop() {
		if _, err := (assimilation.ESMDA{}).Fit(members, forward, o); err != nil {
			b.Fatal(err)
		}
	}
}
