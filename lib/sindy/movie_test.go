package sindy_test

import (
	"bytes"
	"encoding/gob"
	"errors"
	"iter"
	"math"
	"runtime"
	"strings"
	"testing"

	"sublunar/lib/field"
	"sublunar/lib/sindy"
)

// framesOf yields a field's frames, some of them.
func framesOf(u field.Grid, from, to int) iter.Seq2[[]float64, error] {
	points := len(u.Values) / u.Axes[0].Len()
	return func(yield func([]float64, error) bool) {
		for i := from; i < to; i++ {
			if !yield(u.Values[i*points:(i+1)*points], nil) {
				return
			}
		}
	}
}

func solitonMovie(u field.Grid, from, to int) sindy.Movie {
	return sindy.Movie{
		Variables: []string{"u"}, Space: u.Axes[1:], Step: u.Axes[0].Values[1] - u.Axes[0].Values[0], Frames: framesOf(u, from, to),
	}
}

func TestMovie(t *testing.T) {
	u := solitons(400, 400)
	r := sindy.Regression{Library: waveLibrary}
	found, err := r.FitFrames(solitonMovie(u, 0, 400))
	if err != nil {
		t.Fatal(err)
	}
	if off := solitonsTerms.worst(found); !(off < 1e-7) {
		t.Errorf("coefficients off by %.2g\n%s", off, found)
	}

	// Two processes read a half each; what they kept is encoded, decoded and merged.
	first, err := r.Accumulate(solitonMovie(u, 0, 200))
	if err != nil {
		t.Fatal(err)
	}
	rest := solitonMovie(u, 200, 400)
	rest.Radii, rest.Noise = first.Radii, first.Noise
	second, err := r.Accumulate(rest)
	if err != nil {
		t.Fatal(err)
	}
	var file bytes.Buffer
	if err := gob.NewEncoder(&file).Encode(second); err != nil {
		t.Fatal(err)
	}
	var read sindy.Accumulator
	if err := gob.NewDecoder(&file).Decode(&read); err != nil {
		t.Fatal(err)
	}
	if err := first.Merge(&read); err != nil {
		t.Fatal(err)
	}
	merged, err := first.Fit(r)
	if err != nil {
		t.Fatal(err)
	}
	if off := solitonsTerms.worst(merged); !(off < 1e-6) || first.Frames != 400 {
		t.Errorf("merged from %d frames the coefficients are off by %.2g\n%s", first.Frames, off, merged)
	}
}

// The memory doesn't grow with the number of frames.
func TestMovieMemory(t *testing.T) {
	u := solitons(400, 200)
	held := func(again int) uint64 {
		m := solitonMovie(u, 0, 400)
		once := m.Frames
		m.Radii, m.Frames = []float64{0.2, 4}, func(yield func([]float64, error) bool) {
			for range again {
				for frame, err := range once {
					if !yield(frame, err) {
						return
					}
				}
			}
		}
		a, err := sindy.Regression{Library: waveLibrary}.Accumulate(m)
		if err != nil {
			t.Fatal(err)
		}
		if a.Frames != 400*again {
			t.Errorf("%d frames read, want %d", a.Frames, 400*again)
		}
		runtime.GC()
		var s runtime.MemStats
		runtime.ReadMemStats(&s)
		runtime.KeepAlive(a)
		return s.HeapAlloc
	}
	few, many := held(2), held(40)
	if many > few+few/2+1<<20 {
		t.Errorf("%d bytes are held after 800 frames, %d after 16000", few, many)
	}
}

func TestBadMovies(t *testing.T) {
	u := solitons(60, 60)
	with := func(f func(*sindy.Movie)) error {
		m := solitonMovie(u, 0, 60)
		f(&m)
		return second(sindy.Regression{Library: waveLibrary}.FitFrames(m))
	}
	r := sindy.Regression{Library: waveLibrary}
	a, err := r.Accumulate(solitonMovie(u, 0, 60))
	if err != nil {
		t.Fatal(err)
	}
	other := *a
	other.Radii = []float64{1, 1}
	torn := errors.New("torn")
	for _, c := range []struct {
		name string
		err  error
		want string
	}{
		{"no frames", with(func(m *sindy.Movie) { m.Frames = nil }), "give an iterator"},
		{"no variables", with(func(m *sindy.Movie) { m.Variables = nil }), "name at least one"},
		{"no space", with(func(m *sindy.Movie) { m.Space = nil }), "one to three"},
		{"a step back", with(func(m *sindy.Movie) { m.Step = -1 }), "positive time"},
		{"one radius", with(func(m *sindy.Movie) { m.Radii = []float64{1} }), "one each"},
		{"a radius too small", with(func(m *sindy.Movie) { m.Radii = []float64{1e-9, 5} }), "at least three intervals"},
		{"a radius too wide", with(func(m *sindy.Movie) { m.Radii = []float64{1, 50} }), "half of the axis"},
		{"noise of two", with(func(m *sindy.Movie) { m.Noise = []float64{1, 1} }), "one each"},
		{"few frames", with(func(m *sindy.Movie) { m.Frames = framesOf(u, 0, 5) }), "20 or more"},
		{"frames for no test function", with(func(m *sindy.Movie) { m.Radii = []float64{2, 5} }), "too few for one test function"},
		{"a short frame", with(func(m *sindy.Movie) {
			m.Frames = func(yield func([]float64, error) bool) { yield([]float64{1}, nil) }
		}), "frame 0 has 1 values"},
		{"a torn frame", with(func(m *sindy.Movie) {
			m.Frames = func(yield func([]float64, error) bool) { yield(nil, torn) }
		}), "torn"},
		{"an infinite value", with(func(m *sindy.Movie) {
			m.Radii = []float64{0.2, 4}
			frame := make([]float64, 60)
			frame[30] = math.Inf(1)
			m.Frames = func(yield func([]float64, error) bool) {
				for yield(frame, nil) {
				}
			}
		}), "frame 0 is infinite at value 30"},
		{"another library", second(a.Fit(sindy.Regression{Library: sindy.Polynomials(2)})), "another library"},
		{"other radii", a.Merge(&other), "other test functions"},
		{"another movie", a.Merge(&sindy.Accumulator{}), "other variables"},
	} {
		if c.err == nil || !strings.Contains(c.err.Error(), c.want) {
			t.Errorf("%s: error %v, want one with %q", c.name, c.err, c.want)
		}
	}

	// Stopped by its observer, the reading keeps what it has.
	m := solitonMovie(solitons(400, 400), 0, 400)
	m.Observe = func(p field.Progress) error {
		if p.Step >= 300 {
			return errors.New("enough")
		}
		return nil
	}
	part, err := r.Accumulate(m)
	if err != nil || part.Stopped != "enough" || part.Frames >= 400 {
		t.Errorf("stopped: error %v, %q after %d frames", err, part.Stopped, part.Frames)
	}
	if found, err := part.Fit(r); err != nil || !(solitonsTerms.worst(found) < 1e-5) {
		t.Errorf("stopped early: %v\n%s", err, found)
	}
}
