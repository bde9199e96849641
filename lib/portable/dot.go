package portable

import (
	"fmt"
	"runtime"
	"slices"
	"sync"
)

// dotShape is that of a product of two arrays: With are the axes of the first to be summed over, its axes that go along with those of the second,
// and the same of the second. The result has the latter, then what is left of the first, then of the second.
func dotShape(s Step, of [][]int) ([]int, error) {
	a, b := of[0], of[1]
	sumA, withA, sumB, withB := s.With[0], s.With[1], s.With[2], s.With[3]
	if len(sumA) != len(sumB) || len(withA) != len(withB) {
		return nil, fmt.Errorf("%v axes", s.With)
	}
	out := []int{}
	leftA, err := without(a, slices.Concat(sumA, withA))
	if err != nil {
		return nil, err
	}
	leftB, err := without(b, slices.Concat(sumB, withB))
	if err != nil {
		return nil, err
	}
	for i := range sumA {
		if a[sumA[i]] != b[sumB[i]] {
			return nil, fmt.Errorf("shapes %v and %v along %v", a, b, s.With)
		}
	}
	for i := range withA {
		if a[withA[i]] != b[withB[i]] {
			return nil, fmt.Errorf("shapes %v and %v along %v", a, b, s.With)
		}
		out = append(out, a[withA[i]])
	}
	return slices.Concat(out, leftA, leftB), nil
}

// dot lays both out as [with, left, sum] and [with, sum, left], and multiplies matrices.
func dot(s Step, of [][]float64, shapes [][]int) []float64 {
	sumA, withA, sumB, withB := s.With[0], s.With[1], s.With[2], s.With[3]
	restA, restB := rest(shapes[0], sumA, withA), rest(shapes[1], sumB, withB)
	a, countA := laid(of[0], shapes[0], withA, restA, sumA)
	b, countB := laid(of[1], shapes[1], withB, sumB, restB)
	batch, rows, inner, columns := countA[0], countA[1], countA[2], countB[2]
	out := make([]float64, batch*rows*columns)
	var wait sync.WaitGroup
	workers := 1
	if batch*rows*inner*columns > 1<<19 {
		workers = runtime.GOMAXPROCS(0)
	}
	share := (batch*rows + workers - 1) / workers
	for from := 0; from < batch*rows; from += share {
		to := min(from+share, batch*rows)
		work := func() {
			for r := from; r < to; r++ {
				k := r / rows
				product(out[r*columns:(r+1)*columns], a[r*inner:(r+1)*inner], b[k*inner*columns:(k+1)*inner*columns])
			}
		}
		if workers == 1 {
			work()
		} else {
			wait.Go(work)
		}
	}
	wait.Wait()
	return out
}

// product is a row times a matrix [len(a), len(out)], four of its rows at a time.
func product(out, a, b []float64) {
	n := len(out)
	i := 0
	for ; i+4 <= len(a); i += 4 {
		x0, x1, x2, x3 := a[i], a[i+1], a[i+2], a[i+3]
		b0, b1, b2, b3 := b[i*n:(i+1)*n], b[(i+1)*n:(i+2)*n], b[(i+2)*n:(i+3)*n], b[(i+3)*n:(i+4)*n]
		b0, b1, b2, b3 = b0[:len(out)], b1[:len(out)], b2[:len(out)], b3[:len(out)]
		for j := range out {
			out[j] += x0*b0[j] + x1*b1[j] + x2*b2[j] + x3*b3[j]
		}
	}
	for ; i < len(a); i++ {
		x, row := a[i], b[i*n:(i+1)*n]
		for j := range out {
			out[j] += x * row[j]
		}
	}
}

// rest are the axes that aren't among others.
func rest(shape []int, others ...[]int) []int {
	var left []int
	for a := range shape {
		if !slices.Contains(slices.Concat(others...), a) {
			left = append(left, a)
		}
	}
	return left
}

// laid is an array with its axes in the order of three groups, and how many numbers each group has. It is the same array where they are so already.
func laid(x []float64, shape []int, groups ...[]int) (out []float64, counts [3]int) {
	var order, lengths, steps []int
	from := strides(shape)
	for g, axes := range groups {
		counts[g] = 1
		for _, a := range axes {
			order, lengths, steps = append(order, a), append(lengths, shape[a]), append(steps, from[a])
			counts[g] *= shape[a]
		}
	}
	if slices.IsSorted(order) {
		return x, counts
	}
	return gathered(x, lengths, 0, steps), counts
}
