//go:build linux

package load

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"sync"
	"time"

	"sublunar/lib/notebook"
	"sublunar/lib/notebook/wire"
)

// A student sits at a kernel of their own.
type student struct {
	number int
	kernel *wire.Kernel
	rng    *rand.Rand
	took   map[string][]time.Duration // by kind of cell
}

func newStudent(number int, kernel *wire.Kernel) *student {
	return &student{
		number: number, kernel: kernel,
		rng:  rand.New(rand.NewPCG(uint64(number), 0)),
		took: map[string][]time.Duration{},
	}
}

// tryAll runs a cell of each kind.
func (s *student) tryAll(ctx context.Context) error {
	for _, k := range kinds {
		if err := s.try(ctx, k); err != nil {
			return err
		}
	}
	return nil
}

// work thinks and tries by turns until the lesson is over.
func (s *student) work(ctx context.Context, lesson, think time.Duration) error {
	for end := time.Now().Add(lesson); ; {
		pause := s.thought(think)
		if time.Now().Add(pause).After(end) {
			return nil
		}
		select {
		case <-time.After(pause):
		case <-ctx.Done():
			return ctx.Err()
		}
		if err := s.try(ctx, choose(s.rng)); err != nil {
			return err
		}
	}
}

// thought draws how long a student thinks: log-normal, mostly short and now and then long, with the given mean.
func (s *student) thought(mean time.Duration) time.Duration {
	const spread = 0.8
	return time.Duration(float64(mean) * math.Exp(spread*s.rng.NormFloat64()-spread*spread/2))
}

// try edits a cell, runs it, and holds what it prints against what it must.
func (s *student) try(ctx context.Context, k kind) error {
	// No two students edit alike, or one would find what another left in a cache.
	source, answer := k.edited(s.number*1000 + len(s.took[k.name]) + 1)
	began := time.Now()
	printed, err := run(ctx, s.kernel, source)
	if err != nil {
		return fmt.Errorf("student %d, %s: %w", s.number, k.name, err)
	}
	s.took[k.name] = append(s.took[k.name], time.Since(began))
	if printed != answer {
		return fmt.Errorf("student %d, %s: it printed %q, not %q", s.number, k.name, printed, answer)
	}
	return nil
}

// run executes a cell and gives what it printed. A cell that fails is an error.
func run(ctx context.Context, k *wire.Kernel, source string) (string, error) {
	var mu sync.Mutex
	var printed, all strings.Builder
	reply, err := k.Execute(ctx, source, func(e wire.Event) {
		mu.Lock()
		defer mu.Unlock()
		if e.Output.Type == notebook.Stream {
			all.WriteString(e.Output.Text)
			if e.Output.Name == "stdout" {
				printed.WriteString(e.Output.Text)
			}
		}
	})
	mu.Lock()
	defer mu.Unlock()
	switch {
	case err != nil:
		return "", err
	case reply.Status != "ok":
		return "", fmt.Errorf("%s %s: %s", reply.Status, reply.ErrorValue, all.String())
	case reply.Memory:
		return "", fmt.Errorf("the system ran out of memory")
	}
	return printed.String(), nil
}
