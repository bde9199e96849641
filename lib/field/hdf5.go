package field

import (
	"fmt"
	"iter"
	"os"
	"slices"
	"strings"

	"sublunar/lib/field/internal/hdf5"
)

// The format is read here rather than by scigolib/hdf5 v0.13.4, which gave zeros and no error for parts of
// datasets, and lost whole ones of newer files without a word.

// ReadHDF5 reads the named datasets of an HDF5 file, or all that hold numbers where none is named, by their
// paths: "/run/temperature". Integers, floats and booleans become float64, row-major, as ReadNPY has it. The
// filters gzip, shuffle and fletcher32 are undone; the newest indices of growing datasets, and other
// filters, are refused. At most 1 GiB is read.
func ReadHDF5(path string, names ...string) (map[string]Array, error) {
	file, f, err := openHDF5(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	every := len(names) == 0
	if every {
		if names, err = f.Names(); err != nil {
			return nil, fmt.Errorf("field: %s: %w", path, err)
		}
	}
	out, total := map[string]Array{}, int64(0)
	for _, name := range names {
		d, err := f.Dataset(name)
		if err != nil && every {
			continue // text and records among numbers
		}
		if err == nil {
			var n int64
			if n, err = d.Bytes(); err == nil {
				total += n
			}
			if err == nil && total > mostRead {
				err = fmt.Errorf("the datasets hold more than %d bytes; name fewer, or read frames by OpenFrames", mostRead)
			}
		}
		var a Array
		if err == nil {
			a, err = arrayOf(d)
		}
		if err != nil {
			return nil, fmt.Errorf("field: %s: %s: %w", path, name, err)
		}
		out[name] = a
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("field: %s: no dataset of numbers is in it", path)
	}
	return out, nil
}

// mostRead bytes are read of a file at once.
const mostRead = 1 << 30

func openHDF5(path string) (*os.File, *hdf5.File, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, nil, fmt.Errorf("field: %w", err)
	}
	info, err := file.Stat()
	if err == nil {
		var f *hdf5.File
		if f, err = hdf5.Open(file, info.Size()); err == nil {
			return file, f, nil
		}
	}
	file.Close()
	return nil, nil, fmt.Errorf("field: %s: %w", path, err)
}

// arrayOf reads a whole dataset.
func arrayOf(d *hdf5.Dataset) (Array, error) {
	rows := 1
	if len(d.Shape) > 0 {
		rows = d.Shape[0]
	}
	raw, err := d.Rows(0, rows)
	if err != nil {
		return Array{}, err
	}
	a := Array{Shape: slices.Clone(d.Shape), Values: make([]float64, len(raw)/d.Size)}
	return a, decode(d.Descr, raw, a.Values)
}

// decode reads numbers of a dtype.
func decode(descr string, raw []byte, to []float64) error {
	dt, err := dtypeOf(descr)
	if err != nil {
		return err
	}
	for i := range to {
		v, exact := dt.read(raw[i*dt.size:])
		if !exact {
			return fmt.Errorf("the integer at place %d is near %.17g, and float64 can't hold it exactly; subtract an offset, or save it as two arrays", i, v)
		}
		to[i] = v
	}
	return nil
}

// isHDF5 says whether a path has the ending of an HDF5 file, with or without a dataset's name after it:
// "film.h5:/run/frames".
func isHDF5(path string) (file, dataset string, ok bool) {
	for _, ending := range []string{".h5", ".hdf5", ".hdf", ".mat", ".nc"} {
		if strings.HasSuffix(strings.ToLower(path), ending) {
			return path, "", true
		}
		if i := strings.LastIndex(strings.ToLower(path), ending+":"); i >= 0 {
			return path[:i+len(ending)], path[i+len(ending)+1:], true
		}
	}
	return "", "", false
}

// openHDF5Frames looks at a dataset whose first axis counts the frames: the one named, or the only one
// that has two axes or more.
func openHDF5Frames(path, name string) (*Frames, error) {
	file, f, err := openHDF5(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	if name == "" {
		if name, err = onlyFrames(f); err != nil {
			return nil, err
		}
	}
	d, err := f.Dataset(name)
	if err != nil {
		return nil, err
	}
	if len(d.Shape) < 2 {
		return nil, fmt.Errorf("%s has the shape %s; frames need the first axis for their count and one or more for their values", name, tuple(d.Shape))
	}
	frames := &Frames{Shape: slices.Clone(d.Shape[1:]), Count: d.Shape[0]}
	per, _ := points(frames.Shape)
	frames.read = func(from, to int) iter.Seq2[[]float64, error] {
		return func(yield func([]float64, error) bool) {
			file, f, err := openHDF5(path)
			if err != nil {
				yield(nil, err)
				return
			}
			defer file.Close()
			d, err := f.Dataset(name)
			if err != nil {
				yield(nil, fmt.Errorf("field: %s: %w", path, err))
				return
			}
			frame := make([]float64, per)
			// Some frames at once, so that a chunk of several is unpacked seldom.
			some := min(32, max(1, (1<<24)/max(1, per*d.Size)))
			for at := from; at < to; at += some {
				until := min(at+some, to)
				raw, err := d.Rows(at, until)
				for k := 0; err == nil && k < until-at; k++ {
					if err = decode(d.Descr, raw[k*per*d.Size:], frame); err == nil && !yield(frame, nil) {
						return
					}
				}
				if err != nil {
					yield(nil, fmt.Errorf("field: %s: frames from %d on: %w", path, at, err))
					return
				}
			}
		}
	}
	return frames, nil
}

// onlyFrames is the one dataset of numbers with two axes or more.
func onlyFrames(f *hdf5.File) (string, error) {
	names, err := f.Names()
	if err != nil {
		return "", err
	}
	var fit []string
	for _, name := range names {
		if d, err := f.Dataset(name); err == nil && len(d.Shape) > 1 {
			fit = append(fit, name)
		}
	}
	if len(fit) != 1 {
		return "", fmt.Errorf("%d datasets have two axes or more (%s); name one after a colon, as in film.h5:/frames", len(fit), strings.Join(fit, ", "))
	}
	return fit[0], nil
}
