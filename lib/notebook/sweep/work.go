package sweep

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
)

// A Worker does members of a round. Part and Parts say which share is its own: of four workers the third takes Part 2 of 4.
type Worker struct {
	Folder      *Folder
	Round       Round
	Part, Parts int
	// Help: when its own share is done it takes what the others have left.
	Help bool
	// Run runs one member. Its record lacks only the round, the host and the time. An error ends the worker, and the member stays
	// undone.
	Run func(ctx context.Context, parameters map[string]string) (Record, error)

	lock func(path string) (*held, error) // nil: lock; tests take another
}

// Work does members until none is left for it, or ctx ends.
func (w *Worker) Work(ctx context.Context) error {
	if w.Parts < 1 || w.Part < 0 || w.Part >= w.Parts {
		return fmt.Errorf("part %d of %d; give 0 to one less than the parts", w.Part, w.Parts)
	}
	members := map[string]map[string]string{}
	for i, m := range w.Folder.Plan.Members {
		members[w.Folder.names[i]] = m
	}
	var own, others []string
	for k, name := range w.Round.Names {
		if k%w.Parts == w.Part {
			own = append(own, name)
		} else {
			others = append(others, name)
		}
	}
	if w.Help {
		own = append(own, others...)
	}
	for _, name := range own {
		m, ok := members[name]
		if !ok {
			continue // the plan has other members by now
		}
		if err := w.member(ctx, name, m); err != nil {
			return err
		}
	}
	return nil
}

// member does one, unless it is done or another process is at it.
func (w *Worker) member(ctx context.Context, name string, parameters map[string]string) error {
	if err := ctx.Err(); err != nil {
		return context.Cause(ctx)
	}
	if w.tried(name) {
		return nil
	}
	take := w.lock
	if take == nil {
		take = lock
	}
	busy, err := take(w.Folder.at("busy", name))
	if errors.Is(err, errBusy) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("results can't be written: %w", err)
	}
	defer busy.release()
	// Between the first look and the lock another may have done it.
	if w.tried(name) {
		return nil
	}
	r, err := w.Run(ctx, parameters)
	if err != nil {
		return err
	}
	r.Parameters, r.Round = parameters, w.Round.ID
	return w.Folder.Put(r)
}

// tried says that the member is done, or was tried in this round.
func (w *Worker) tried(name string) bool {
	r, ok := w.Folder.record(name)
	return ok && (r.Whole || r.Round == w.Round.ID)
}

// Abandoned lists the members that a process was at work on when it died, and forgets them.
func (f *Folder) Abandoned() (members []map[string]string) {
	for i, m := range f.Plan.Members {
		name := f.names[i]
		path := f.at("busy", name)
		if _, err := os.Stat(path); err != nil {
			continue
		}
		b, err := lock(path)
		if err != nil {
			continue // at work
		}
		if r, ok := f.record(name); !ok || !r.Whole {
			members = append(members, m)
		}
		b.release()
	}
	return members
}

// Label is a member as a person reads it: "seed=3 kappa=10".
func Label(member map[string]string) string { return strings.TrimSpace(written(member)) }
