// Package parallel does many things side by side on the processor's cores.
package parallel

import (
	"runtime"
	"sync"
	"sync/atomic"
)

// Each calls f for 0 to n-1. The error is that of the smallest number that has one; larger ones may then not be called.
func Each(n int, f func(i int) error) error {
	return EachWith(n, func() func(int) error { return f })
}

// EachWith is [Each] by workers: each core makes its own, with its own room.
func EachWith(n int, worker func() func(i int) error) error {
	cores := min(runtime.GOMAXPROCS(0), n)
	if cores <= 1 {
		work := worker()
		for i := range n {
			if err := work(i); err != nil {
				return err
			}
		}
		return nil
	}
	var next atomic.Int64
	var wait sync.WaitGroup
	var lock sync.Mutex
	var first error
	at := n
	for range cores {
		wait.Go(func() {
			work := worker()
			for {
				i := int(next.Add(1)) - 1
				if i >= n {
					return
				}
				if err := work(i); err != nil {
					lock.Lock()
					if i < at {
						first, at = err, i
					}
					lock.Unlock()
					next.Store(int64(n))
					return
				}
			}
		})
	}
	wait.Wait()
	return first
}
