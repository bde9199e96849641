package field

import (
	"bufio"
	"errors"
	"fmt"
	"image"
	_ "image/gif"  // a format that frames come in
	_ "image/jpeg" // likewise
	_ "image/png"  // likewise
	"iter"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Frames are arrays too big for memory, read one after another: of a folder of images, or along the
// first axis of an array in a .npy or .npz file or of an HDF5 dataset.
type Frames struct {
	// Shape of a frame: [height, width] for images.
	Shape []int
	// Count of frames.
	Count int

	// read yields those from one to another, the last not included.
	read func(from, to int) iter.Seq2[[]float64, error]
}

// OpenFrames looks at a folder of images (PNG, JPEG or GIF, in the order of the numbers in their names,
// all of one size), at a .npy file whose first axis counts the frames, at an array of a .npz file that is
// such and not compressed, film.npz:frames, or at a dataset of an HDF5 file, film.h5 or
// film.h5:/run/frames. Only the first image, or the header, is read.
//
// Pixels are grey values from 0 to 1, by the weights of ITU-R BT.601 for colours.
func OpenFrames(path string) (*Frames, error) {
	if file, dataset, ok := isHDF5(path); ok {
		f, err := openHDF5Frames(file, dataset)
		if err != nil && !strings.HasPrefix(err.Error(), "field: ") {
			err = fmt.Errorf("field: %s: %w", path, err)
		}
		return f, err
	}
	if file, array, ok := cutArchive(path); ok {
		f, err := openNPZFrames(file, array)
		if err != nil {
			err = fmt.Errorf("field: %s: %w", file, err)
		}
		return f, err
	}
	info, err := os.Stat(path)
	if err != nil {
		return nil, fmt.Errorf("field: %w", err)
	}
	var f *Frames
	switch {
	case info.IsDir():
		f, err = openImages(path)
	case strings.EqualFold(filepath.Ext(path), ".npy"):
		f, err = openNPYFrames(path, 0, info.Size())
	default:
		err = errors.New("frames are read from a folder of images, a .npy, .npz or HDF5 file; convert it to one of these")
	}
	if err != nil {
		return nil, fmt.Errorf("field: %s: %w", path, err)
	}
	return f, nil
}

// All yields each frame, row-major; it is overwritten by the next.
func (f *Frames) All() iter.Seq2[[]float64, error] { return f.read(0, f.Count) }

// Part yields the frames from one to another, the last not included.
func (f *Frames) Part(from, to int) (iter.Seq2[[]float64, error], error) {
	if from < 0 || to < from || to > f.Count {
		return nil, fmt.Errorf("field: frames %d to %d of %d; count from 0, the last not included", from, to, f.Count)
	}
	return f.read(from, to), nil
}

// mostPixels bounds an image: what is behind a small file may be large.
const mostPixels = 1 << 26

// openImages lists a folder, and looks at the first image.
func openImages(folder string) (*Frames, error) {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return nil, err
	}
	var names []string
	for _, e := range entries {
		switch strings.ToLower(filepath.Ext(e.Name())) {
		case ".png", ".jpg", ".jpeg", ".gif":
			names = append(names, e.Name())
		}
	}
	if len(names) == 0 {
		return nil, errors.New("the folder holds no .png, .jpg or .gif; convert the frames to one of these")
	}
	slices.SortStableFunc(names, natural)
	first, err := sizeOf(filepath.Join(folder, names[0]))
	if err != nil {
		return nil, err
	}
	f := &Frames{Shape: []int{first.Y, first.X}, Count: len(names)}
	f.read = func(from, to int) iter.Seq2[[]float64, error] {
		return func(yield func([]float64, error) bool) {
			frame := make([]float64, first.X*first.Y)
			for _, name := range names[from:to] {
				if err := readImage(filepath.Join(folder, name), first, frame); err != nil {
					yield(nil, fmt.Errorf("field: %s: %w", name, err))
					return
				}
				if !yield(frame, nil) {
					return
				}
			}
		}
	}
	return f, nil
}

// sizeOf is the width and height that an image's header says.
func sizeOf(path string) (image.Point, error) {
	file, err := os.Open(path)
	if err != nil {
		return image.Point{}, err
	}
	defer file.Close()
	c, _, err := image.DecodeConfig(file)
	if err != nil {
		return image.Point{}, fmt.Errorf("%s: %w", filepath.Base(path), err)
	}
	if c.Width < 1 || c.Height < 1 || c.Width > mostPixels/c.Height {
		return image.Point{}, fmt.Errorf("%s has %d x %d pixels; cut it into tiles of up to %d", filepath.Base(path), c.Width, c.Height, mostPixels)
	}
	return image.Pt(c.Width, c.Height), nil
}

// readImage writes an image's grey values.
func readImage(path string, size image.Point, frame []float64) error {
	got, err := sizeOf(path)
	if err != nil {
		return err
	}
	if got != size {
		return fmt.Errorf("it has %d x %d pixels, the first frame %d x %d; give all frames one size", got.X, got.Y, size.X, size.Y)
	}
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	picture, _, err := image.Decode(bufio.NewReader(file))
	if err != nil {
		return err
	}
	corner := picture.Bounds().Min
	for y := range size.Y {
		line := frame[y*size.X:][:size.X]
		if grey, ok := picture.(*image.Gray); ok {
			for x, v := range grey.Pix[y*grey.Stride:][:size.X] {
				line[x] = float64(v) / math.MaxUint8
			}
			continue
		}
		for x := range line {
			r, g, b, _ := picture.At(corner.X+x, corner.Y+y).RGBA()
			line[x] = (0.299*float64(r) + 0.587*float64(g) + 0.114*float64(b)) / math.MaxUint16
		}
	}
	return nil
}

// natural compares names with their numbers as numbers: frame-2 comes before frame-10.
func natural(a, b string) int {
	for a != "" && b != "" {
		na, nb := digits(a), digits(b)
		if na > 0 && nb > 0 {
			x, y := strings.TrimLeft(a[:na], "0"), strings.TrimLeft(b[:nb], "0")
			if len(x) != len(y) {
				return len(x) - len(y)
			}
			if c := strings.Compare(x, y); c != 0 {
				return c
			}
			a, b = a[na:], b[nb:]
			continue
		}
		if a[0] != b[0] {
			return int(a[0]) - int(b[0])
		}
		a, b = a[1:], b[1:]
	}
	return len(a) - len(b)
}

// digits is how many a text begins with.
func digits(s string) int {
	n := 0
	for n < len(s) && '0' <= s[n] && s[n] <= '9' {
		n++
	}
	return n
}
