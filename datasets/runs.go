package datasets

import (
	"fmt"

	"sublunar/lib/field"
)

// Runs say how many histories of a law to make, as [Pairs] do of pairs. Run i depends on Seed and i alone.
type Runs struct {
	// Count of runs, and Frames of each, the first among them. Default: the law's own.
	Count, Frames int
	// Seed of the starts.
	Seed uint64
	// Cache is a folder, as in [Pairs].
	Cache string
	// Observe hears of each chunk of runs. An error returned stops the work; the runs until then come with it.
	Observe func(field.Progress) error
}

// check says what is wrong with the settings, and fills in the law's own.
func (r Runs) check(count, frames int) (Runs, error) {
	if r.Count == 0 {
		r.Count = count
	}
	if r.Frames == 0 {
		r.Frames = frames
	}
	switch {
	case r.Count < 0:
		return r, fmt.Errorf("datasets: %d runs; give 1 or more, or 0 for %d", r.Count, count)
	case r.Frames < 2 || r.Frames > 1<<20:
		return r, fmt.Errorf("datasets: %d frames; give 2 or more, or 0 for %d", r.Frames, frames)
	}
	return r, nil
}

// histories are runs of a recipe whose only part is a run.
func (r recipe) histories(how Runs, name string, times field.Axis, axes ...field.Axis) (Histories, error) {
	all, err := r.samples(how.Count, how.Cache, how.Observe)
	if all == nil {
		return Histories{}, err
	}
	return Histories{Name: name, Times: times, Axes: axes, Values: all[0]}, err
}
