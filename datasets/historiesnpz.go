package datasets

import (
	"archive/zip"
	"fmt"
	"slices"
	"strings"

	"sublunar/lib/field"
)

// names of the arrays in an .npz file, and that of the array that holds the runs.
type names struct {
	path string
	all  []string
	runs string
}

func namesOf(path string) (names, error) {
	in := names{path: path}
	z, err := zip.OpenReader(path)
	if err != nil {
		return in, fmt.Errorf("%w; write it with numpy.savez", err)
	}
	defer z.Close()
	for _, f := range z.File {
		in.all = append(in.all, strings.TrimSuffix(f.Name, ".npy"))
	}
	for _, in.runs = range []string{"u", "tensor"} {
		if slices.Contains(in.all, in.runs) {
			return in, nil
		}
	}
	return in, fmt.Errorf("there is no array u, nor tensor; there is %s: save the runs as u=[runs, frames, x], or y and z as well", strings.Join(in.all, ", "))
}

// axis is t, x, y or z, of n points; where the file doesn't say, frames are counted, and points lie as on a periodic axis of length 1.
func (in names) axis(name string, n int) (field.Array, error) {
	for _, full := range []string{name, name + "-coordinate"} {
		if slices.Contains(in.all, full) {
			arrays, err := field.ReadNPZ(in.path, full)
			return arrays[full], err
		}
	}
	points := field.NewArray(n)
	for i := range points.Values {
		points.Values[i] = float64(i)
		if name != "t" {
			points.Values[i] /= float64(n)
		}
	}
	return points, nil
}
