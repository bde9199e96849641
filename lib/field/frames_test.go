package field

import (
	"fmt"
	"image"
	"image/color"
	"image/png"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// pictures writes grey ramps, frame f beginning at f.
func pictures(t testing.TB, count, width, height int) string {
	t.Helper()
	dir := t.TempDir()
	for f := range count {
		p := image.NewGray(image.Rect(0, 0, width, height))
		for i := range p.Pix {
			p.Pix[i] = uint8(f + i)
		}
		writePicture(t, filepath.Join(dir, fmt.Sprintf("frame-%d.png", f)), p)
	}
	return dir
}

func writePicture(t testing.TB, path string, p image.Image) {
	t.Helper()
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if err := png.Encode(file, p); err != nil {
		t.Fatal(err)
	}
}

// Twelve frames come in the order of their numbers, though "frame-10" sorts before "frame-2", and come
// again from the first.
func TestFramesOfImages(t *testing.T) {
	frames, err := OpenFrames(pictures(t, 12, 5, 3))
	if err != nil {
		t.Fatal(err)
	}
	if fmt.Sprint(frames.Shape, frames.Count) != "[3 5] 12" {
		t.Errorf("shape %v of %d frames", frames.Shape, frames.Count)
	}
	for range 2 {
		at := 0
		for frame, err := range frames.All() {
			if err != nil {
				t.Fatal(err)
			}
			for i, v := range frame {
				if math.Abs(v*255-float64(at+i)) > 1e-9 {
					t.Fatalf("frame %d, pixel %d: %g of 255, want %d", at, i, v*255, at+i)
				}
			}
			at++
		}
		if at != 12 {
			t.Errorf("%d frames of 12 came", at)
		}
	}
}

func TestFramesOfColours(t *testing.T) {
	dir := t.TempDir()
	p := image.NewRGBA(image.Rect(0, 0, 2, 1))
	p.Set(0, 0, color.RGBA{255, 0, 0, 255})
	p.Set(1, 0, color.RGBA{255, 255, 255, 255})
	writePicture(t, filepath.Join(dir, "1.png"), p)
	frames, err := OpenFrames(dir)
	if err != nil {
		t.Fatal(err)
	}
	for frame, err := range frames.All() {
		if err != nil || math.Abs(frame[0]-0.299) > 1e-9 || math.Abs(frame[1]-1) > 1e-9 {
			t.Errorf("red and white are %v (%v)", frame, err)
		}
	}
}

func TestFramesOfNPY(t *testing.T) {
	path := filepath.Join(t.TempDir(), "movie.npy")
	a := NewArray(7, 4, 3)
	for i := range a.Values {
		a.Values[i] = float64(i)
	}
	if err := a.WriteNPY(path); err != nil {
		t.Fatal(err)
	}
	frames, err := OpenFrames(path)
	if err != nil {
		t.Fatal(err)
	}
	part, err := frames.Part(2, 5)
	if err != nil {
		t.Fatal(err)
	}
	at := 2
	for frame, err := range part {
		if err != nil || frame[11] != float64(at*12+11) {
			t.Errorf("frame %d ends with %v (%v)", at, frame, err)
		}
		at++
	}
	if at != 5 || fmt.Sprint(frames.Shape, frames.Count) != "[4 3] 7" {
		t.Errorf("the last frame is %d; %v of %d frames", at-1, frames.Shape, frames.Count)
	}
	for _, name := range []string{"le_u2", "be_f4", "half", "bool"} { // any type that ReadNPY knows
		whole, err := ReadNPY(filepath.Join("testdata", name+".npy"))
		if err != nil || len(whole.Shape) < 2 {
			continue
		}
		frames, err := OpenFrames(filepath.Join("testdata", name+".npy"))
		if err != nil {
			t.Error(err)
			continue
		}
		at := 0
		for frame, err := range frames.All() {
			for _, v := range frame {
				if err != nil || v != whole.Values[at] {
					t.Fatalf("%s: value %d is %g, want %g (%v)", name, at, v, whole.Values[at], err)
				}
				at++
			}
		}
	}
}

func TestFramesRefuse(t *testing.T) {
	dir := pictures(t, 3, 5, 3)
	writePicture(t, filepath.Join(dir, "frame-3.png"), image.NewGray(image.Rect(0, 0, 4, 4)))
	frames, err := OpenFrames(dir)
	if err != nil {
		t.Fatal(err)
	}
	err = nil
	for _, failed := range frames.All() {
		if failed != nil {
			err = failed
		}
	}
	if err == nil || !strings.Contains(err.Error(), "frame-3.png") || !strings.Contains(err.Error(), "one size") {
		t.Errorf("a frame of another size: %v", err)
	}
	empty, text := t.TempDir(), filepath.Join(t.TempDir(), "a.txt")
	broken, cut := t.TempDir(), filepath.Join(t.TempDir(), "cut.npy")
	whole, _ := NewArray(9, 4).NPY()
	for path, data := range map[string][]byte{text: nil, filepath.Join(broken, "1.png"): []byte("no picture"), cut: whole[:len(whole)-8]} {
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for path, want := range map[string]string{
		empty: "no .png", text: "folder of images", broken: "1.png", cut: "cut short", "nowhere": "no such", "testdata/fortran.npy": "order F", "testdata/scalar.npy": "no frames",
	} {
		if _, err := OpenFrames(path); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: error %v, want one with %q", path, err, want)
		}
	}
	if _, err := frames.Part(2, 9); err == nil {
		t.Error("frames that aren't there, and no error")
	}
}

// A folder's names in any order come in the order of their numbers.
func TestNatural(t *testing.T) {
	for _, pair := range [][2]string{{"frame-2", "frame-10"}, {"a", "b"}, {"007", "8"}, {"x1y2", "x1y10"}, {"a", "a1"}} {
		if natural(pair[0], pair[1]) >= 0 || natural(pair[1], pair[0]) <= 0 {
			t.Errorf("%s does not come before %s", pair[0], pair[1])
		}
	}
}

func BenchmarkFrames(b *testing.B) {
	path := filepath.Join(b.TempDir(), "movie.npy")
	if err := NewArray(20, 256, 256).WriteNPY(path); err != nil {
		b.Fatal(err)
	}
	frames, err := OpenFrames(path)
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(20 * 256 * 256 * 8)
	for b.Loop() {
		for _, err := range frames.All() {
			if err != nil {
				b.Fatal(err)
			}
		}
	}
}
