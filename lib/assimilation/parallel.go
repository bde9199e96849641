package assimilation

import (
	"runtime"
	"sync"
	"sync/atomic"
)

// share calls work on 0 ... n-1, side by side on the cores. Each core makes its own worker, with its own room. The error is that of the
// smallest number that has one among those tried.
func share(n int, worker func() func(i int) error) error {
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
