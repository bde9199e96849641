package datasets

import (
	"fmt"
	"path/filepath"
	"strings"

	"sublunar/lib/field"
)

// OpenHistories looks at histories in an HDF5 file of PDEBench's layout (Takamoto and others 2022, doi:10.48550/arXiv.2210.07182): "tensor" is
// [runs, frames, x], [runs, frames, x, y] or [runs, frames, x, y, z], and "t-coordinate", "x-coordinate" and so on say where that is. Times
// without a frame, of which PDEBench's own files have one, are left out. Files with a group for each run aren't read.
//
// The runs stay on disk, and are read as they are asked for, each whole; that all numbers are finite is seen then. Compressed files are
// slower by their unpacking.
func OpenHistories(path string) (Histories, error) {
	if err := format(path, ".h5", ".hdf5", ".mat", ".nc"); err != nil {
		return Histories{}, err
	}
	h, err := openHistories(path)
	if err != nil {
		return Histories{}, fmt.Errorf("datasets: %s: %w", path, err)
	}
	return h, nil
}

// ReadHistories is [OpenHistories] for histories that fit into memory.
func ReadHistories(path string) (Histories, error) {
	h, err := OpenHistories(path)
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

func openHistories(path string) (Histories, error) {
	runs, err := field.OpenFrames(path + ":tensor")
	if err != nil {
		return Histories{}, err
	}
	if len(runs.Shape) < 2 || len(runs.Shape) > 4 || runs.Count == 0 {
		return Histories{}, fmt.Errorf("tensor has the shape %v; expected is [runs, frames, x], or y and z as well", append([]int{runs.Count}, runs.Shape...))
	}
	h := Histories{Name: strings.TrimSuffix(filepath.Base(path), filepath.Ext(path)), disk: frames{runs}, count: runs.Count}
	for i, name := range []string{"t", "x", "y", "z"}[:len(runs.Shape)] {
		arrays, err := field.ReadHDF5(path, name+"-coordinate")
		if err != nil {
			return Histories{}, err
		}
		axis, err := arrays[name+"-coordinate"].Axis(name, "")
		if err != nil {
			return Histories{}, err
		}
		n := runs.Shape[i]
		if axis.Len() < n || axis.Len() > n+1 || i > 0 && axis.Len() != n {
			return Histories{}, fmt.Errorf("%s-coordinate has %d values, and tensor has the shape %v; expected are %d", name, axis.Len(), append([]int{runs.Count}, runs.Shape...), n)
		}
		axis.Values = axis.Values[:n]
		if i == 0 {
			h.Times = axis
		} else {
			h.Axes = append(h.Axes, axis)
		}
	}
	return h, h.Check()
}
