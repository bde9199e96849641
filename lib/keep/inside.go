package keep

import (
	"runtime"
	"strings"
	"sync"
)

// The results that this process is computing now.
var (
	computingMu sync.Mutex
	computing   = map[string]bool{}
)

// running marks a result as being computed, until the function it returns is called.
func running(w want) (done func()) {
	computingMu.Lock()
	computing[w.file] = true
	computingMu.Unlock()
	return func() {
		computingMu.Lock()
		delete(computing, w.file)
		computingMu.Unlock()
	}
}

// insideOwnFunction says whether this call would wait for itself: it is nested in another Once, and
// this process holds the lock it wants. (Two goroutines that want one result are not nested: the
// second waits, as another process does.)
func insideOwnFunction(w want) bool {
	computingMu.Lock()
	held := computing[w.file]
	computingMu.Unlock()
	if !held {
		return false
	}
	calls := 0
	pcs := make([]uintptr, 512)
	frames := runtime.CallersFrames(pcs[:runtime.Callers(1, pcs)])
	for {
		frame, more := frames.Next()
		if strings.HasPrefix(frame.Function, "sublunar/lib/keep.Once[") {
			calls++
		}
		if !more {
			return calls > 1
		}
	}
}
