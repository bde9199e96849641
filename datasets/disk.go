package datasets

import (
	"fmt"

	"sublunar/lib/field"
)

// A disk holds samples of one array, and reads one at a time.
type disk interface {
	read(i int, to []float64) error
}

// frames are samples along the first axis of an array in a file.
type frames struct{ *field.Frames }

func (f frames) read(i int, to []float64) error {
	part, err := f.Part(i, i+1)
	if err != nil {
		return fmt.Errorf("datasets: %w", err)
	}
	for frame, err := range part {
		if err != nil {
			return fmt.Errorf("datasets: %w", err)
		}
		if err := sound(i, frame); err != nil {
			return err
		}
		copy(to, frame)
	}
	return nil
}

// chunks are the samples of a recipe's part in a cache.
type chunks struct {
	folder, name string
	chunk        int
}

func (c chunks) read(i int, to []float64) error {
	all, err := field.OpenFrames(chunkPath(c.folder, i/c.chunk*c.chunk) + ":" + c.name)
	if err != nil {
		return fmt.Errorf("datasets: %w; make the set again", err)
	}
	return frames{all}.read(i%c.chunk, to)
}

// sound says which number of a sample is not finite.
func sound(sample int, values []float64) error {
	for at, v := range values {
		if !finite(v) {
			return fmt.Errorf("datasets: sample %d has %g at value %d; fill or leave out what is missing", sample, v, at)
		}
	}
	return nil
}
