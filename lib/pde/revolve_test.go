package pde

import (
	"errors"
	"math"
	"testing"
)

// fewest is the least number of steps that the reversal of n takes with s snapshots, by trying all.
func fewest(n, s int, known map[[2]int]int) int {
	if n == 1 {
		return 0
	}
	if s == 1 {
		return n * (n - 1) / 2
	}
	key := [2]int{n, s}
	if v, ok := known[key]; ok {
		return v
	}
	best := math.MaxInt
	for m := 1; m < n; m++ {
		best = min(best, m+fewest(n-m, s-1, known)+fewest(m, s, known))
	}
	known[key] = best
	return best
}

// plan walks a reversal of numbers that count their steps.
func plan(t *testing.T, n, snapshots int) (steps, most int) {
	t.Helper()
	next := n - 1
	alive := map[*int]bool{}
	r := &reversal[*int]{
		advance: func(s *int, by int) (*int, error) {
			steps += by
			to := *s + by
			alive[&to] = true
			return &to, nil
		},
		visit: func(s *int) error {
			if *s != next {
				t.Fatalf("%d steps, %d snapshots: visited %d for %d", n, snapshots, *s, next)
			}
			next--
			return nil
		},
		drop: func(s *int) { delete(alive, s) },
	}
	if err := r.run(new(int), n, snapshots); err != nil || next != -1 || len(alive) != 0 || r.held != 0 {
		t.Fatalf("%d steps, %d snapshots: ended before %d with %d states alive: %v", n, snapshots, next, len(alive), err)
	}
	return steps, r.most
}

// All states are visited backwards, by the fewest steps there can be, and no more states are held than said. Halving takes more.
func TestReversal(t *testing.T) {
	known := map[[2]int]int{}
	for n := 1; n <= 70; n++ {
		for s := 1; s <= 7; s++ {
			steps, most := plan(t, n, s)
			if least := fewest(n, s, known); steps != least || repeated(n, s) != least {
				t.Errorf("%d steps, %d snapshots: took %d, and %d by the formula, want %d", n, s, steps, repeated(n, s), least)
			}
			if most > min(n, s+1) {
				t.Errorf("%d steps, %d snapshots: held %d states", n, s, most)
			}
		}
	}
	halving := 32 + repeated(32, 2) + repeated(32, 3)
	if halving <= repeated(64, 3) {
		t.Errorf("halving takes %d steps, %d by the formula: this test sees nothing", halving, repeated(64, 3))
	}
	// As its authors say: 10,000 steps by 30 snapshots, each step 4 times at most.
	if steps, most := plan(t, 10_000, 30); steps > 4*10_000 || most > 31 {
		t.Errorf("10,000 steps took %d and held %d states", steps, most)
	}
}

// An error stops the walk, and states are given back.
func TestReversalStops(t *testing.T) {
	enough, alive := errors.New("enough"), 0
	r := &reversal[int]{
		advance: func(s, by int) (int, error) { alive++; return s + by, nil },
		visit: func(s int) error {
			if s == 17 {
				return enough
			}
			return nil
		},
		drop: func(int) { alive-- },
	}
	if err := r.run(0, 40, 4); !errors.Is(err, enough) || alive != 0 {
		t.Errorf("%v, and %d states alive", err, alive)
	}
}
