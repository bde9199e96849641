package datasets

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"sublunar/lib/field"
)

// A recipe makes samples by chunks: always the same number at once, so that a sample's bits don't depend on how many there are.
type recipe struct {
	// name holds all that the samples depend on, and the generator's version: it is the folder's name in a cache.
	name string
	// chunk is how many samples are made at once.
	chunk int
	// parts are the names and shapes of a sample's arrays.
	parts []part
	// make fills in a chunk: samples first, first+1 and so on, an array for each part.
	make func(first int, to []field.Array) error
}

type part struct {
	name  string
	shape []int
}

func (p part) size() int {
	n := 1
	for _, d := range p.shape {
		n *= d
	}
	return n
}

// samples are made, or read where they have been made, count of them: an array [count, ...] for each part. Where observe stops it, those
// until then come with the error.
func (r recipe) samples(count int, cache string, observe func(field.Progress) error) ([]field.Array, error) {
	folder, err := r.folder(cache)
	if err != nil {
		return nil, err
	}
	all := make([]field.Array, len(r.parts))
	for i, p := range r.parts {
		if count > 1<<40/(8*p.size()) {
			return nil, fmt.Errorf("datasets: %d samples of %d numbers are more than memory holds; give a smaller Count or Side", count, p.size())
		}
		all[i] = field.NewArray(append([]int{count}, p.shape...)...)
	}
	for first := 0; first < count; first += r.chunk {
		n := min(r.chunk, count-first)
		to := make([]field.Array, len(r.parts))
		for i, p := range r.parts {
			if to[i], err = all[i].Slice(first, first+n); err != nil {
				return nil, err
			}
			if n < r.chunk {
				to[i] = field.NewArray(append([]int{r.chunk}, p.shape...)...)
			}
		}
		if err := r.fill(first, folder, to); err != nil {
			return nil, err
		}
		for i, p := range r.parts {
			if n < r.chunk {
				copy(all[i].Values[first*p.size():], to[i].Values)
			}
		}
		if err := report(observe, first+n, count); err != nil {
			for i := range all {
				all[i], _ = all[i].Slice(0, first+n)
			}
			return all, err
		}
	}
	return all, nil
}

// keep makes sure that a cache holds count samples, and gives the folder of their chunks. One chunk at a time is in memory.
func (r recipe) keep(count int, cache string, observe func(field.Progress) error) (string, error) {
	if cache == "" {
		return "", errors.New("datasets: what is to stay on disk needs a folder; name one in Cache")
	}
	folder, err := r.folder(cache)
	if err != nil {
		return "", err
	}
	to := make([]field.Array, len(r.parts))
	for i, p := range r.parts {
		to[i] = field.NewArray(append([]int{r.chunk}, p.shape...)...)
	}
	for first := 0; first < count; first += r.chunk {
		if err := r.fill(first, folder, to); err != nil {
			return "", err
		}
		if err := report(observe, min(first+r.chunk, count), count); err != nil {
			return "", err
		}
	}
	return folder, nil
}

// report tells of samples that are there.
func report(observe func(field.Progress) error, done, count int) error {
	if observe == nil {
		return nil
	}
	err := observe(field.Progress{Step: done, Total: count, Values: []field.Value{{Name: "samples", Value: float64(done)}}})
	if err != nil {
		return fmt.Errorf("datasets: stopped after %d of %d samples: %w", done, count, err)
	}
	return nil
}

// folder is that of the recipe's chunks in a cache; "" without a cache.
func (r recipe) folder(cache string) (string, error) {
	if cache == "" {
		return "", nil
	}
	folder := filepath.Join(cache, r.name)
	if err := os.MkdirAll(folder, 0o777); err != nil {
		return "", fmt.Errorf("datasets: the cache: %w; name another folder, or none", err)
	}
	return folder, nil
}

// chunkPath is the file of the chunk that begins with a sample.
func chunkPath(folder string, first int) string {
	return filepath.Join(folder, fmt.Sprintf("%06d.npz", first))
}

// fill puts the chunk that begins with a sample into to: read, or made and kept.
func (r recipe) fill(first int, folder string, to []field.Array) error {
	if folder == "" {
		return r.make(first, to)
	}
	path := chunkPath(folder, first)
	if err := r.read(path, to); err == nil {
		return nil
	} else if !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, errDamaged) {
		return err
	}
	if err := r.make(first, to); err != nil {
		return err
	}
	arrays := map[string]field.Array{}
	for i, p := range r.parts {
		arrays[p.name] = to[i]
	}
	if err := field.WriteNPZ(path, arrays); err != nil {
		return fmt.Errorf("datasets: the cache: %w", err)
	}
	return nil
}

// errDamaged is a chunk that can't be read, or isn't what it should be. It is made again.
var errDamaged = errors.New("damaged")

// read puts a kept chunk into to.
func (r recipe) read(path string, to []field.Array) error {
	file, err := os.Open(path) // to tell what isn't there, or not ours to read, from what is damaged
	if err != nil {
		return fmt.Errorf("datasets: the cache: %w", err)
	}
	file.Close()
	arrays, err := field.ReadNPZ(path)
	if err != nil {
		return fmt.Errorf("%w: %w", errDamaged, err)
	}
	for i, p := range r.parts {
		if !slices.Equal(arrays[p.name].Shape, to[i].Shape) {
			return errDamaged
		}
	}
	for i, p := range r.parts {
		copy(to[i].Values, arrays[p.name].Values)
	}
	return nil
}

// pairs are samples of a recipe whose parts are x and y.
func (r recipe) pairs(p Pairs) (field.Samples, error) {
	all, err := r.samples(p.Count, p.Cache, p.Observe)
	if all == nil {
		return field.Samples{}, err
	}
	return field.Samples{X: all[0], Y: all[1]}, err
}
