package tracer

import (
	"cmp"
	"fmt"
	"math"
	"runtime"
	"sync"

	"sublunar/lib/field"
)

// An Ensemble is many runs that differ in what isn't known: the diffusivity, a source, the first field, the flow. Members are run one after
// the other, as many at once as there are workers, and only those are held: what a thousand of them leave is what Each keeps.
type Ensemble struct {
	// Members is how many there are.
	Members int
	// Member gives one of them, 0 to Members-1: its law and its first field. It is called by several goroutines at once, and draws what it
	// draws from a source seeded by the number.
	Member func(member int) (Transport, field.Grid, error)
	// Times in s, ascending.
	Times field.Axis
	// Each gets the field of a member at one of Times, the first too. It is never called twice at once. Members come in any order, their
	// frames in time's. The field is overwritten after; keep a copy of what is to last. An error returned stops the work.
	Each func(member, frame int, c field.Grid) error
	// Workers, each with a member. Default: as many as there are processors.
	Workers int
	// Observe hears of each member that is done. An error returned stops the work.
	Observe func(field.Progress) error
}

// Run runs all members. Its error says which member failed first.
func (e Ensemble) Run() error {
	if e.Members < 1 || e.Member == nil || e.Each == nil || e.Workers < 0 {
		return fmt.Errorf("tracer: an ensemble of %d members; give 1 or more, a Member, an Each and 0 workers or more", e.Members)
	}
	workers := cmp.Or(e.Workers, runtime.GOMAXPROCS(0))
	var (
		group      sync.WaitGroup
		one        sync.Mutex // for Each, Observe and what is below
		next, done int
		failed     error
	)
	take := func() (member int, ok bool) {
		one.Lock()
		defer one.Unlock()
		if failed != nil || next == e.Members {
			return 0, false
		}
		next++
		return next - 1, true
	}
	for range min(workers, e.Members) {
		group.Go(func() {
			for {
				member, ok := take()
				if !ok {
					return
				}
				err := e.member(member, &one, &failed)
				one.Lock()
				done++
				if err == nil && failed == nil && e.Observe != nil {
					if err = e.Observe(field.Progress{Step: done, Total: e.Members}); err != nil {
						err = fmt.Errorf("tracer: stopped after %d of %d members: %w", done, e.Members, err)
					}
				} else if err != nil {
					err = fmt.Errorf("tracer: member %d: %w", member, err)
				}
				if failed == nil {
					failed = err
				}
				one.Unlock()
			}
		})
	}
	group.Wait()
	return failed
}

// member runs one of them. It stops early where another has failed.
func (e Ensemble) member(member int, one *sync.Mutex, failed *error) error {
	t, initial, err := e.Member(member)
	if err != nil {
		return err
	}
	t.Workers = 1 // members share the processors
	m, c, err := t.start(initial, e.Times)
	if err != nil {
		return err
	}
	g := t.Flow.Basin.Grid(initial.Name, initial.Unit, c)
	for frame, at := range e.Times.Values {
		if frame > 0 {
			if err := m.Advance(c, e.Times.Values[frame-1], at); err != nil {
				return err
			}
		}
		one.Lock()
		err, stop := error(nil), *failed != nil
		if !stop {
			err = e.Each(member, frame, g)
		}
		one.Unlock()
		if err != nil || stop {
			return err
		}
	}
	return nil
}

// Moments are the mean and the spread of fields, member by member, by Welford's way (1962, doi:10.1080/00401706.1962.10490022): in the memory
// of two fields.
type Moments struct {
	count        float64
	mean, square []float64
	like         field.Grid
}

// Add takes a member's field.
func (m *Moments) Add(c field.Grid) error {
	if m.mean == nil {
		m.mean, m.square, m.like = make([]float64, len(c.Values)), make([]float64, len(c.Values)), c
	}
	if len(c.Values) != len(m.mean) {
		return fmt.Errorf("tracer: a field of %d values among ones of %d; give members the same cells", len(c.Values), len(m.mean))
	}
	m.count++
	for i, v := range c.Values {
		off := v - m.mean[i]
		m.mean[i] += off / m.count
		m.square[i] += off * (v - m.mean[i])
	}
	return nil
}

// Mean of the members so far.
func (m *Moments) Mean() field.Grid {
	g := m.like
	g.Values = append([]float64{}, m.mean...)
	return g
}

// Deviation is the members' standard deviation so far; 0 with fewer than two.
func (m *Moments) Deviation() field.Grid {
	g := m.like
	g.Values = make([]float64, len(m.mean))
	for i, s := range m.square {
		if m.count > 1 {
			g.Values[i] = math.Sqrt(s / (m.count - 1))
		}
	}
	return g
}
