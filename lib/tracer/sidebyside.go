package tracer

import (
	"fmt"
	"runtime"
	"sync"
)

// sideBySide calls f for 0 to n-1 on all processors. The error is that of the lowest number.
func sideBySide(what string, n int, f func(i int) error) error {
	errs := make([]error, n)
	var group sync.WaitGroup
	next := make(chan int)
	for range min(n, runtime.GOMAXPROCS(0)) {
		group.Go(func() {
			for i := range next {
				errs[i] = f(i)
			}
		})
	}
	for i := range n {
		next <- i
	}
	close(next)
	group.Wait()
	for i, err := range errs {
		if err != nil {
			return fmt.Errorf("%w (%s %d)", err, what, i)
		}
	}
	return nil
}
