package datasets

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"sublunar/lib/field"
)

// OpenHistories looks at histories in a file.
//
// In HDF5 that is PDEBench's layout (Takamoto and others 2022, doi:10.48550/arXiv.2210.07182): "tensor" is [runs, frames, x], [runs, frames, x, y]
// or [runs, frames, x, y, z], and "t-coordinate", "x-coordinate" and so on say where that is. Times without a frame, of which PDEBench's own
// files have one, are left out. Files with a group for each run aren't read.
//
// In a .npz file, by numpy.savez, it is an array "u", or "tensor", of those shapes, and arrays "t", "x", "y" and "z", or the names above. Those may be
// left out: frames are then 0, 1, 2 and so on, and n points of an axis 0, 1/n, 2/n and so on, as of a periodic one.
//
// The runs stay on disk, and are read as they are asked for, each whole; that all numbers are finite is seen then. Compressed HDF5 files are
// slower by their unpacking; a .npz by numpy.savez_compressed can be read whole only.
func OpenHistories(path string) (Histories, error) {
	if err := format(path, ".npz", ".h5", ".hdf5", ".mat", ".nc"); err != nil {
		return Histories{}, err
	}
	open := openHDF5Histories
	if archive(path) {
		open = openNPZHistories
	}
	h, err := open(path)
	if err != nil {
		return Histories{}, fmt.Errorf("datasets: %s: %w", path, err)
	}
	return h, nil
}

func archive(path string) bool { return strings.EqualFold(filepath.Ext(path), ".npz") }

// ReadHistories is [OpenHistories] for histories that fit into memory, as a .npz file by numpy.savez_compressed must.
func ReadHistories(path string) (Histories, error) {
	h, err := OpenHistories(path)
	if err != nil && archive(path) {
		return readWholeHistories(path)
	}
	if err != nil {
		return h, err
	}
	size := part{shape: h.shape()}.size()
	h.Values = field.NewArray(append([]int{h.count}, h.shape()...)...)
	for i := range h.count {
		if err := h.disk.read(i, h.Values.Values[i*size:(i+1)*size]); err != nil {
			return Histories{}, err
		}
	}
	h.disk, h.count = nil, 0
	return h, nil
}

func openHDF5Histories(path string) (Histories, error) {
	return openFrames(path, "tensor", func(name string, _ int) (field.Array, error) {
		arrays, err := field.ReadHDF5(path, name+"-coordinate")
		return arrays[name+"-coordinate"], err
	})
}

func openNPZHistories(path string) (Histories, error) {
	in, err := namesOf(path)
	if err != nil {
		return Histories{}, err
	}
	return openFrames(path, in.runs, in.axis)
}

// openFrames looks at the array of a file that holds the runs.
func openFrames(path, name string, axis func(name string, n int) (field.Array, error)) (Histories, error) {
	runs, err := field.OpenFrames(path + ":" + name)
	if err != nil {
		return Histories{}, err
	}
	h := Histories{Name: stem(path), disk: frames{runs}, count: runs.Count}
	err = h.along(append([]int{runs.Count}, runs.Shape...), axis)
	return h, err
}

// readWholeHistories reads an archive at once.
func readWholeHistories(path string) (h Histories, err error) {
	defer func() {
		if err != nil {
			h, err = Histories{}, fmt.Errorf("datasets: %s: %w", path, err)
		}
	}()
	in, err := namesOf(path)
	if err != nil {
		return h, err
	}
	arrays, err := field.ReadNPZ(path, in.runs)
	if err != nil {
		return h, err
	}
	h = Histories{Name: stem(path), Values: arrays[in.runs]}
	if err := h.along(h.Values.Shape, in.axis); err != nil {
		return h, err
	}
	size := part{shape: h.shape()}.size()
	for i := range h.Len() {
		if err := sound(i, h.Values.Values[i*size:(i+1)*size]); err != nil {
			return h, err
		}
	}
	return h, h.Check()
}

func stem(path string) string { return strings.TrimSuffix(filepath.Base(path), filepath.Ext(path)) }

// along gives histories of a shape [runs, frames, points...] their axes.
func (h *Histories) along(shape []int, of func(name string, n int) (field.Array, error)) error {
	if len(shape) < 3 || len(shape) > 5 || slices.Contains(shape, 0) {
		return fmt.Errorf("the runs have the shape %v; expected is [runs, frames, x], or y and z as well", shape)
	}
	for i, name := range []string{"t", "x", "y", "z"}[:len(shape)-1] {
		n := shape[i+1]
		points, err := of(name, n)
		if err != nil {
			return err
		}
		axis, err := points.Axis(name, "")
		if err != nil {
			return err
		}
		if axis.Len() < n || axis.Len() > n+1 || i > 0 && axis.Len() != n {
			return fmt.Errorf("%s has %d values, and the runs have the shape %v; expected are %d", name, axis.Len(), shape, n)
		}
		axis.Values = axis.Values[:n]
		if i == 0 {
			h.Times = axis
		} else {
			h.Axes = append(h.Axes, axis)
		}
	}
	return h.Check()
}
