package datasets

import (
	"fmt"
	"slices"
	"strings"

	"sublunar/lib/field"
)

// StoredPairs are pairs in a file, read one at a time as an operator asks for them, so that a set need not fit into memory.
type StoredPairs struct {
	x, y           disk
	shapeX, shapeY []int // of a sample
	first, count   int
}

// OpenPairs looks at two arrays of a file that have samples as their first axis: of a .npz that numpy.savez wrote, by their names, "x" and "y",
// or of an HDF5 file, by their paths. PDEBench's Darcy flow (Takamoto and others 2022, doi:10.48550/arXiv.2210.07182) is "nu" and "tensor" of
// 2D_DarcyFlow_beta1.0_Train.hdf5. Axes of length 1 are dropped.
//
// Both have the same points: [samples, x], [samples, height, width] or [samples, x, y, z], and channels as one more axis where there are
// several. Only the headers are read; that all numbers are finite is seen as they are read.
func OpenPairs(path, x, y string) (StoredPairs, error) {
	if x == "" || y == "" {
		return StoredPairs{}, fmt.Errorf("datasets: arrays named %q and %q; name the one that goes in and the one that comes out, as \"x\" and \"y\"", x, y)
	}
	if err := format(path, ".npz", ".h5", ".hdf5", ".mat", ".nc"); err != nil {
		return StoredPairs{}, err
	}
	in, err := field.OpenFrames(path + ":" + x)
	if err != nil {
		return StoredPairs{}, fmt.Errorf("datasets: %w", err)
	}
	out, err := field.OpenFrames(path + ":" + y)
	if err != nil {
		return StoredPairs{}, fmt.Errorf("datasets: %w", err)
	}
	shapeX, shapeY, err := pairShapes(append([]int{in.Count}, in.Shape...), append([]int{out.Count}, out.Shape...))
	if err != nil {
		return StoredPairs{}, fmt.Errorf("datasets: %s: %w", path, err)
	}
	return StoredPairs{x: frames{in}, y: frames{out}, shapeX: shapeX, shapeY: shapeY, count: in.Count}, nil
}

// format says where a file's name has none of these endings.
func format(path string, endings ...string) error {
	for _, ending := range endings {
		if strings.HasSuffix(strings.ToLower(path), ending) {
			return nil
		}
	}
	return fmt.Errorf("datasets: %s: what is read here ends in %s; convert the file, or rename it", path, strings.Join(endings, ", "))
}

// ReadPairs is [OpenPairs] for a set that fits into memory, as a .npz file by numpy.savez_compressed must: there all is read, and checked.
func ReadPairs(path, x, y string) (field.Samples, error) {
	s, err := OpenPairs(path, x, y)
	if err != nil && archive(path) && x != "" && y != "" {
		return readWholePairs(path, x, y)
	}
	if err != nil {
		return field.Samples{}, err
	}
	return s.Samples()
}

// readWholePairs reads an archive at once.
func readWholePairs(path, x, y string) (field.Samples, error) {
	arrays, err := field.ReadNPZ(path, x, y)
	if err != nil {
		return field.Samples{}, fmt.Errorf("datasets: %w", err)
	}
	s := field.Samples{X: arrays[x], Y: arrays[y]}
	shapeX, shapeY, err := pairShapes(s.X.Shape, s.Y.Shape)
	if err != nil {
		return field.Samples{}, fmt.Errorf("datasets: %s: %w", path, err)
	}
	for _, a := range []field.Array{s.X, s.Y} {
		for i := range a.Len() {
			per := len(a.Values) / a.Len()
			if err := sound(i, a.Values[i*per:(i+1)*per]); err != nil {
				return field.Samples{}, err
			}
		}
	}
	n := s.X.Shape[0]
	s.X.Shape, s.Y.Shape = append([]int{n}, shapeX...), append([]int{n}, shapeY...)
	return s, nil
}

// Len is the number of pairs.
func (s StoredPairs) Len() int { return s.count }

// Shapes of X and Y, the number of pairs first.
func (s StoredPairs) Shapes() (x, y []int) {
	return append([]int{s.count}, s.shapeX...), append([]int{s.count}, s.shapeY...)
}

// Read puts pair i into x and y.
func (s StoredPairs) Read(i int, x, y []float64) error {
	if i < 0 || i >= s.count {
		return fmt.Errorf("datasets: pair %d; there are %d, 0 to %d", i, s.count, s.count-1)
	}
	nx, ny := part{shape: s.shapeX}.size(), part{shape: s.shapeY}.size()
	if len(x) != nx || len(y) != ny {
		return fmt.Errorf("datasets: a pair has %d numbers in and %d out, and there is room for %d and %d", nx, ny, len(x), len(y))
	}
	if err := s.x.read(s.first+i, x); err != nil {
		return err
	}
	return s.y.read(s.first+i, y)
}

// Split returns the first n pairs to fit on and the rest to test on. n is brought into 0 to Len.
func (s StoredPairs) Split(n int) (train, test StoredPairs) {
	n = min(max(n, 0), s.count)
	train, test = s, s
	train.count, test.count = n, s.count-n
	test.first += n
	return train, test
}

// Samples reads all pairs into memory.
func (s StoredPairs) Samples() (field.Samples, error) {
	if s.count == 0 {
		return field.Samples{}, fmt.Errorf("datasets: there are no pairs; open some by OpenPairs")
	}
	x, y := s.Shapes()
	all := field.Samples{X: field.NewArray(x...), Y: field.NewArray(y...)}
	nx, ny := part{shape: s.shapeX}.size(), part{shape: s.shapeY}.size()
	for i := range s.count {
		if err := s.Read(i, all.X.Values[i*nx:(i+1)*nx], all.Y.Values[i*ny:(i+1)*ny]); err != nil {
			return field.Samples{}, err
		}
	}
	return all, nil
}

// pairShapes are the shapes of one sample of each, without axes of length 1; or what is wrong with those of all.
func pairShapes(x, y []int) (sampleX, sampleY []int, err error) {
	const expected = "expected are [samples, x] or [samples, height, width], on the same points for both, and channels as one more axis where there are several"
	if len(x) > 0 && len(y) > 0 && x[0] != y[0] {
		return nil, nil, fmt.Errorf("x has shape %v and y %v, so %d samples go in and %d come out; pair them one to one", x, y, x[0], y[0])
	}
	for i, shape := range [][]int{x, y} {
		if len(shape) < 2 {
			return nil, nil, fmt.Errorf("%s has shape %v; %s", []string{"x", "y"}[i], shape, expected)
		}
		if slices.Contains(shape, 0) {
			return nil, nil, fmt.Errorf("%s has shape %v, so it is empty; give one sample at least", []string{"x", "y"}[i], shape)
		}
	}
	one := func(n int) bool { return n == 1 }
	sampleX, sampleY = slices.DeleteFunc(slices.Clone(x[1:]), one), slices.DeleteFunc(slices.Clone(y[1:]), one)
	dims := min(len(sampleX), len(sampleY)) // of the grid, and channels in both perhaps
	more := max(len(sampleX), len(sampleY)) - dims
	if more == 0 && dims > 1 && !slices.Equal(sampleX, sampleY) {
		dims-- // different channels
	}
	if dims < 1 || more > 1 || !slices.Equal(sampleX[:dims], sampleY[:dims]) {
		return nil, nil, fmt.Errorf("x has shape %v and y %v; %s", x, y, expected)
	}
	return sampleX, sampleY, nil
}
