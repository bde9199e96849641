package pinn

import (
	"math"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"weak"

	"sublunar/lib/jet"
	"sublunar/lib/network"
)

// counted is a fit of the decay, and how many graphs were built of its field so far.
func counted(t testing.TB, block int) (*Solution, *atomic.Int64) {
	t.Helper()
	p, built := decay(0.02), &atomic.Int64{}
	exactly := p.Fields[0].Exactly
	p.Fields[0].Exactly = func(x Coordinates, n jet.Jet) jet.Jet {
		built.Add(1)
		return exactly(x, n)
	}
	s, err := p.Solve(network.MLP{Hidden: []int{8}}, Training{Steps: 20, Points: 100, Adapt: Fixed{}, Block: block})
	if err != nil {
		t.Fatal(err)
	}
	return s, built
}

// times are n of them in the domain.
func times(n int) []float64 {
	all := make([]float64, n)
	for i := range all {
		all[i] = 2 * math.Mod(0.618034*float64(i+1), 1)
	}
	return all
}

// What was asked once is not built again, whatever the number of points is: a graph serves all up to a power of 2.
func TestGraphsAreKept(t *testing.T) {
	s, built := counted(t, 64)
	builds := func(what string, want int64, ask func() error) {
		t.Helper()
		before := built.Load()
		if err := ask(); err != nil {
			t.Fatal(err)
		}
		if got := built.Load() - before; got != want {
			t.Errorf("%s: %d graphs built, want %d", what, got, want)
		}
	}
	at := func(n int, by ...string) func() error {
		return func() error { _, err := s.At("u", times(n), by...); return err }
	}
	builds("a field", 1, at(3))
	builds("the same at other points", 0, at(16))
	builds("at more", 1, at(17))
	builds("at as many as fill blocks", 1, at(640))
	builds("with some over", 0, at(640+30))
	builds("a derivative", 1, at(3, "t"))
	builds("the same", 0, at(4, "t"))
	estimates := func() error { _, err := s.Estimates(0.9); return err }
	before := built.Load()
	if err := estimates(); err != nil || built.Load() == before {
		t.Fatalf("%v; no graph built for a covariance", err)
	}
	builds("estimates again", 0, estimates)
	deviation := func() error { _, err := s.Deviation("u", times(5)); return err }
	builds("a deviation", 1, deviation)
	builds("the same", 0, deviation)
}

// The covariance is kept as long as the parameters are the same.
func TestCovarianceFollowsParameters(t *testing.T) {
	s, _ := counted(t, 64)
	first, err := s.covariance()
	if err != nil {
		t.Fatal(err)
	}
	again, err := s.covariance()
	if err != nil || again != first {
		t.Errorf("%v; worked out again: %v", err, again != first)
	}
	s.Parameters[len(s.Parameters)-1] += 0.1
	moved, err := s.covariance()
	if err != nil || moved == first {
		t.Errorf("%v; kept for other parameters: %v", err, moved == first)
	}
}

// However many points are asked for at once, each gets what it gets alone.
func TestAnyNumberOfPoints(t *testing.T) {
	s, _ := counted(t, 32)
	all := times(3*32 + 5)
	var alone, aloneDeviates []float64
	for i := range all {
		v, err := s.At("u", all[i:i+1], "t")
		if err != nil {
			t.Fatal(err)
		}
		d, err := s.Deviation("u", all[i:i+1], "t")
		if err != nil {
			t.Fatal(err)
		}
		alone, aloneDeviates = append(alone, v...), append(aloneDeviates, d...)
	}
	for _, n := range []int{0, 1, 15, 16, 17, 31, 32, 33, 48, 63, 64, 65, 3*32 + 5} {
		v, err := s.At("u", all[:n], "t")
		if err != nil {
			t.Fatal(err)
		}
		d, err := s.Deviation("u", all[:n], "t")
		if err != nil {
			t.Fatal(err)
		}
		if len(v) != n || len(d) != n {
			t.Fatalf("%d values and %d deviations at %d points", len(v), len(d), n)
		}
		for i := range n {
			if math.Abs(v[i]-alone[i]) > 1e-13 || math.Abs(d[i]-aloneDeviates[i]) > 1e-9*aloneDeviates[i] {
				t.Errorf("of %d points number %d: %.15g ± %.10g, alone %.15g ± %.10g", n, i, v[i], d[i], alone[i], aloneDeviates[i])
			}
		}
	}
}

// Several goroutines that ask one solution for everything at once get what one gets. Run with -race it also shows that they don't meet.
func TestSolutionIsConcurrent(t *testing.T) {
	type answer struct {
		value, slope, deviation []float64
		estimate                Estimate
	}
	ask := func(s *Solution) (a answer, err error) {
		if a.value, err = s.At("u", times(20)); err != nil {
			return a, err
		}
		if a.slope, err = s.At("u", times(70), "t"); err != nil {
			return a, err
		}
		if a.deviation, err = s.Deviation("u", times(40)); err != nil {
			return a, err
		}
		all, err := s.Estimates(0.95)
		if err != nil {
			return a, err
		}
		a.estimate = all[0]
		return a, nil
	}
	alone, _ := counted(t, 32)
	want, err := ask(alone)
	if err != nil {
		t.Fatal(err)
	}
	shared, _ := counted(t, 32)
	var wait sync.WaitGroup
	for range 8 {
		wait.Go(func() {
			got, err := ask(shared)
			if err != nil {
				t.Error(err)
				return
			}
			if !slices.Equal(got.value, want.value) || !slices.Equal(got.slope, want.slope) || !slices.Equal(got.deviation, want.deviation) || got.estimate != want.estimate {
				t.Errorf("%v\nalone %v", got, want)
			}
		})
	}
	wait.Wait()
}

// Graphs go with their solution. One that is still in use keeps them.
func TestGraphsGoWithSolution(t *testing.T) {
	s, _ := counted(t, 32)
	if _, err := s.At("u", times(3)); err != nil {
		t.Fatal(err)
	}
	var kept []weak.Pointer[executions]
	for _, g := range s.objective.views.of {
		kept = append(kept, weak.Make(g.compiled))
	}
	if len(kept) != 1 {
		t.Fatalf("%d views, want 1", len(kept))
	}
	runtime.GC()
	if kept[0].Value() == nil {
		t.Error("the graphs of a solution in use are gone")
	}
	runtime.KeepAlive(s)
	s = nil
	for range 5 { // what a finaliser holds takes a second round
		runtime.GC()
	}
	if kept[0].Value() != nil {
		t.Error("the graphs outlive their solution")
	}
}

// A field at 100 points, its deviation there and the constant's interval, asked for the first time and again.
func BenchmarkSolution(b *testing.B) {
	s, _ := counted(b, 0)
	for _, c := range []struct {
		name string
		ask  func() error
	}{
		{"At", func() error { _, err := s.At("u", times(100)); return err }},
		{"Deviation", func() error { _, err := s.Deviation("u", times(100)); return err }},
		{"Estimates", func() error { _, err := s.Estimates(0.95); return err }},
	} {
		for _, first := range []bool{true, false} {
			name := c.name + "/again"
			if first {
				name = c.name + "/first"
			}
			b.Run(name, func(b *testing.B) {
				for b.Loop() {
					if first {
						for _, g := range s.objective.views.of {
							g.close()
						}
						for _, g := range s.objective.groups {
							g.close()
						}
						s.uncertainty.found = nil
					}
					if err := c.ask(); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}
