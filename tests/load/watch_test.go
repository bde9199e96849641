//go:build linux

package load

import (
	"maps"
	"slices"
	"time"
)

// between is how often the class is looked at. A link takes a third of a second.
const between = 200 * time.Millisecond

// A watch looks at a class's processes until it is stopped.
type watch struct {
	students  []*student
	stop      chan struct{}
	stopped   chan struct{}
	peaks     map[int]int64 // the most memory of each student, by number, bytes
	total     int64         // the most of all together
	least     int64         // memory that the machine had left at worst
	processor float64       // seconds of all, since the start
}

// startWatch begins to look; end gives what was seen.
func startWatch(students []*student) *watch {
	w := &watch{
		students: students, stop: make(chan struct{}), stopped: make(chan struct{}),
		peaks: map[int]int64{}, least: available(), processor: -spent(students),
	}
	go func() {
		defer close(w.stopped)
		tick := time.NewTicker(between)
		defer tick.Stop()
		for {
			w.look()
			select {
			case <-w.stop:
				return
			case <-tick.C:
			}
		}
	}()
	return w
}

func (w *watch) end() {
	close(w.stop)
	<-w.stopped
	w.processor += spent(w.students)
}

func (w *watch) look() {
	all, total := table(), int64(0)
	for _, s := range w.students {
		var sum int64
		for _, id := range family(all, s.kernel.PID()) {
			sum += share(id)
		}
		w.peaks[s.number] = max(w.peaks[s.number], sum)
		total += sum
	}
	w.total, w.least = max(w.total, total), min(w.least, available())
}

// peak is the highest of the students' own peaks.
func (w *watch) peak() int64 { return slices.Max(slices.Collect(maps.Values(w.peaks))) }

// spent is what the students' kernels have used of the processor.
func spent(students []*student) float64 {
	all, sum := table(), 0.0
	for _, s := range students {
		sum += processorSeconds(all, family(all, s.kernel.PID()))
	}
	return sum
}
