package parallel_test

import (
	"fmt"
	"runtime"
	"sync/atomic"
	"testing"

	"sublunar/lib/parallel"
)

// Each number is called once, and the error is that of the smallest with one, on one core and on many.
func TestEach(t *testing.T) {
	for _, cores := range []int{1, 8} {
		t.Run(fmt.Sprint(cores), func(t *testing.T) {
			defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(cores))
			for _, n := range []int{0, 1, 3, 1000} {
				calls := make([]int32, n)
				err := parallel.Each(n, func(i int) error { atomic.AddInt32(&calls[i], 1); return nil })
				if err != nil {
					t.Fatal(err)
				}
				for i, c := range calls {
					if c != 1 {
						t.Errorf("of %d numbers, %d was called %d times", n, i, c)
					}
				}
			}
			for range 100 {
				err := parallel.Each(100, func(i int) error {
					if i%7 == 3 {
						return fmt.Errorf("%d", i)
					}
					return nil
				})
				if err == nil || err.Error() != "3" {
					t.Fatalf("error %v, want that of 3", err)
				}
			}
		})
	}
}

// Workers have room of their own, one for each core at most.
func TestEachWith(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(4))
	var workers, sum atomic.Int64
	err := parallel.EachWith(100, func() func(int) error {
		workers.Add(1)
		room := 0
		return func(i int) error {
			room += i // unshared: the race detector says so
			sum.Add(int64(i))
			return nil
		}
	})
	if err != nil || sum.Load() != 4950 || workers.Load() > 4 {
		t.Errorf("%d workers, sum %d, %v", workers.Load(), sum.Load(), err)
	}
}
