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
	if cache != "" {
		cache = filepath.Join(cache, r.name)
		if err := os.MkdirAll(cache, 0o777); err != nil {
			return nil, fmt.Errorf("datasets: the cache: %w; name another folder, or none", err)
		}
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
		if err := r.fill(first, n, all, cache); err != nil {
			return nil, err
		}
		if observe == nil {
			continue
		}
		if err := observe(field.Progress{Step: first + n, Total: count, Values: []field.Value{{Name: "samples", Value: float64(first + n)}}}); err != nil {
			for i := range all {
				all[i], _ = all[i].Slice(0, first+n)
			}
			return all, fmt.Errorf("datasets: stopped after %d of %d samples: %w", first+n, count, err)
		}
	}
	return all, nil
}

// fill puts the chunk that begins with a sample into place, its first n samples of it: read, or made and kept.
func (r recipe) fill(first, n int, all []field.Array, cache string) error {
	path := filepath.Join(cache, fmt.Sprintf("%06d.npz", first))
	if cache != "" {
		if kept, err := r.read(path); err == nil {
			for i, p := range r.parts {
				copy(all[i].Values[first*p.size():], kept[i].Values[:n*p.size()])
			}
			return nil
		} else if !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, errDamaged) {
			return err
		}
	}
	made := make([]field.Array, len(r.parts))
	whole := map[string]field.Array{}
	for i, p := range r.parts {
		shape := append([]int{r.chunk}, p.shape...)
		if n == r.chunk { // in place
			made[i] = field.Array{Shape: shape, Values: all[i].Values[first*p.size() : (first+n)*p.size()]}
		} else {
			made[i] = field.NewArray(shape...)
		}
		whole[p.name] = made[i]
	}
	if err := r.make(first, made); err != nil {
		return err
	}
	for i, p := range r.parts {
		if n < r.chunk {
			copy(all[i].Values[first*p.size():], made[i].Values[:n*p.size()])
		}
	}
	if cache == "" {
		return nil
	}
	if err := field.WriteNPZ(path, whole); err != nil {
		return fmt.Errorf("datasets: the cache: %w", err)
	}
	return nil
}

// errDamaged is a chunk that can't be read, or isn't what it should be. It is made again.
var errDamaged = errors.New("damaged")

// read gives a kept chunk.
func (r recipe) read(path string) ([]field.Array, error) {
	file, err := os.Open(path) // to tell what isn't there, or not ours to read, from what is damaged
	if err != nil {
		return nil, fmt.Errorf("datasets: the cache: %w", err)
	}
	file.Close()
	arrays, err := field.ReadNPZ(path)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errDamaged, err)
	}
	kept := make([]field.Array, len(r.parts))
	for i, p := range r.parts {
		kept[i] = arrays[p.name]
		if !slices.Equal(kept[i].Shape, append([]int{r.chunk}, p.shape...)) {
			return nil, errDamaged
		}
	}
	return kept, nil
}

// pairs are samples of a recipe whose parts are x and y.
func (r recipe) pairs(p Pairs) (field.Samples, error) {
	all, err := r.samples(p.Count, p.Cache, p.Observe)
	if all == nil {
		return field.Samples{}, err
	}
	return field.Samples{X: all[0], Y: all[1]}, err
}
