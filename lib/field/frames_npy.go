package field

import (
	"archive/zip"
	"bufio"
	"errors"
	"fmt"
	"io"
	"iter"
	"math"
	"os"
	"slices"
	"strings"
)

// openNPYFrames reads the header of a .npy file that takes size bytes of another from one place on: from 0, the file is its own.
func openNPYFrames(path string, from, size int64) (*Frames, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	head := make([]byte, min(size, 1<<16))
	if _, err := file.ReadAt(head, from); err != nil {
		return nil, err
	}
	h, rest, err := cutNPYHeader(head)
	if err != nil {
		return nil, err
	}
	dt, err := dtypeOf(h.descr)
	if err != nil {
		return nil, err
	}
	if len(h.shape) < 2 || h.fortran && len(h.shape) > 1 {
		return nil, fmt.Errorf("an array of shape %s in the order %s has no frames one after another; save numpy.ascontiguousarray of [frames, height, width]",
			tuple(h.shape), map[bool]string{true: "F", false: "C"}[h.fortran])
	}
	per, ok := points(h.shape[1:])
	start := int64(len(head) - len(rest))
	if !ok || per == 0 || per > math.MaxInt32 || int64(h.shape[0]) > (size-start)/int64(dt.size)/int64(per) {
		return nil, fmt.Errorf("the shape %s of %s needs more than the %d bytes that follow the header, or a frame of it is empty; the file is cut short, write it again", tuple(h.shape), h.descr, size-start)
	}
	start += from
	f := &Frames{Shape: slices.Clone(h.shape[1:]), Count: h.shape[0]}
	f.read = func(from, to int) iter.Seq2[[]float64, error] {
		return func(yield func([]float64, error) bool) {
			file, err := os.Open(path)
			if err != nil {
				yield(nil, fmt.Errorf("field: %w", err))
				return
			}
			defer file.Close()
			bytes := int64(per) * int64(dt.size)
			part := io.NewSectionReader(file, start+int64(from)*bytes, int64(to-from)*bytes)
			r, raw, frame := bufio.NewReaderSize(part, int(min(1<<20, part.Size()))), make([]byte, bytes), make([]float64, per)
			for at := from; at < to; at++ {
				if _, err := io.ReadFull(r, raw); err != nil {
					yield(nil, fmt.Errorf("field: %s: frame %d: %w", path, at, err))
					return
				}
				for i := range frame {
					v, exact := dt.read(raw[i*dt.size:])
					if !exact {
						yield(nil, fmt.Errorf("field: %s: frame %d: the integer near %.17g doesn't fit float64; subtract an offset", path, at, v))
						return
					}
					frame[i] = v
				}
				if !yield(frame, nil) {
					return
				}
			}
		}
	}
	return f, nil
}

// cutArchive says whether a path has the ending of a .npz file, with or without an array's name after it: "film.npz:frames".
func cutArchive(path string) (file, array string, ok bool) {
	const ending = ".npz"
	if strings.HasSuffix(strings.ToLower(path), ending) {
		return path, "", true
	}
	if i := strings.LastIndex(strings.ToLower(path), ending+":"); i >= 0 {
		return path[:i+len(ending)], path[i+len(ending)+1:], true
	}
	return "", "", false
}

// errDeflated is an array whose rows can't be found without unpacking all before them.
var errDeflated = errors.New("it is compressed, and can't be read frame by frame; write it by numpy.savez, or read it whole by ReadNPZ")

// openNPZFrames looks at an array of an archive: the one named, or the only one.
func openNPZFrames(path, name string) (*Frames, error) {
	archive, err := zip.OpenReader(path)
	if err != nil {
		return nil, err
	}
	defer archive.Close()
	var names []string
	for _, f := range archive.File {
		names = append(names, strings.TrimSuffix(f.Name, ".npy"))
	}
	i := slices.Index(names, name)
	if name == "" && len(names) == 1 {
		i = 0
	}
	if i < 0 {
		return nil, fmt.Errorf("there is no array %s; there is %s: name one after a colon, as in film.npz:frames", clip(name), quoted(names))
	}
	f := archive.File[i]
	if f.Method != zip.Store {
		return nil, fmt.Errorf("array %s: %w", clip(names[i]), errDeflated)
	}
	from, err := f.DataOffset()
	if err != nil {
		return nil, fmt.Errorf("array %s: %w", clip(names[i]), err)
	}
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	// The size in the archive is a claim: no more than the file has.
	size := int64(min(f.UncompressedSize64, uint64(max(0, info.Size()-from))))
	frames, err := openNPYFrames(path, from, size)
	if err != nil {
		return nil, fmt.Errorf("array %s: %w", clip(names[i]), err)
	}
	return frames, nil
}
