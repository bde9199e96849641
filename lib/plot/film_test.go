package plot

import (
	"encoding/json"
	"math"
	"strings"
	"testing"

	"sublunar/lib/field"
)

// Twenty frames of 64 x 64 with currents that change and floats that move fit a notebook, which writes a number a line.
func TestFilmIsSmall(t *testing.T) {
	f := drifting(20)
	var currents []*Figure
	for i := range 20 {
		currents = append(currents, Quiver(gyre(float64(i))))
	}
	f = Overlay(f, Film(f.film.over, currents...))
	data, err := f.bundle()
	if err != nil {
		t.Fatal(err)
	}
	spec, err := json.MarshalIndent(data[MIME], "     ", " ")
	if err != nil {
		t.Fatal(err)
	}
	if svg := len(data["image/svg+xml"].(string)); len(spec) > 300_000 || svg > 100_000 {
		t.Errorf("the film takes %d bytes, its still %d", len(spec), svg)
	}
}

// rowsOf lists each layer's rows of a specification.
func rowsOf(spec map[string]any) (out [][]any) {
	for _, l := range spec["layer"].([]any) {
		out = append(out, l.(map[string]any)["data"].(map[string]any)["values"].([]any))
	}
	return out
}

// What moves has rows for each frame, numbered; what stands still has them once, and no filter.
func TestFilmDrawsOnceWhatStandsStill(t *testing.T) {
	spec, err := Overlay(drifting(3), Tracks(drifters(4)...)).VegaLite()
	if err != nil {
		t.Fatal(err)
	}
	moving, still := 0, 0
	for k, l := range spec["layer"].([]any) {
		count := map[float64]int{}
		for _, row := range rowsOf(spec)[k] {
			if n, ok := row.(map[string]any)["frame"].(float64); ok {
				count[n]++
			}
		}
		transform, _ := l.(map[string]any)["transform"].([]any)
		filtered := len(transform) > 0 && transform[0].(map[string]any)["filter"] == "datum.frame == frame"
		switch {
		case filtered != (len(count) > 0) || filtered && (len(count) != 3 || count[0] != count[1] || count[0] != count[2]):
			t.Errorf("layer %d has rows of frames %v, filtered %t", k, count, filtered)
		case filtered:
			moving++
		default:
			still++
		}
	}
	// Fields, two layers of spots, moments; colours, shore, three layers of tracks.
	if moving != 4 || still != 5 {
		t.Errorf("%d layers move and %d stand still, want 4 and 5", moving, still)
	}
}

// All frames share colours, axes and arrows, so that what grows looks as if it grew.
func TestFilmSharesScales(t *testing.T) {
	over := field.Linspace("time", "h", 0, 2, 3)
	var figs []*Figure
	for i := range 3 {
		u, v := gyre(0)
		for k := range u.Values {
			u.Values[k], v.Values[k] = u.Values[k]*float64(i), v.Values[k]*float64(i)
		}
		figs = append(figs, Overlay(Map(basin(float64(i))), Quiver(u, v), Tracks(drifters(i+1)...)))
	}
	s, err := Film(over, figs...).sheet()
	if err != nil {
		t.Fatal(err)
	}
	reachOf := func(p *panel) (longest float64) {
		for _, a := range p.quiver().arrows(p) {
			longest = max(longest, math.Hypot(a.x[1]-a.x[0], a.y[1]-a.y[0]))
		}
		return longest
	}
	p := s.frames.panels
	for _, q := range p[1:] {
		if q.shade.scale != p[0].shade.scale || q.x != p[0].x || q.y != p[0].y {
			t.Errorf("frames differ: %v, %v, %v and %v, %v, %v", q.shade.scale, q.x, q.y, p[0].shade.scale, p[0].x, p[0].y)
		}
	}
	if a, b, c := reachOf(p[0]), reachOf(p[1]), reachOf(p[2]); a != 0 || math.Abs(c/b-2) > 1e-9 || c < 15 {
		t.Errorf("flows of 0, 1 and 2 have arrows of %g, %g and %g pixels", a, b, c)
	}
	if got := p[0].arrowKey().text; got != "1 m/s" {
		t.Errorf("the sample is %q", got)
	}
	// The control: alone, each is as long as there is room for.
	one, two := resolved(t, figs[1]), resolved(t, figs[2])
	if math.Abs(reachOf(one)-reachOf(two)) > 1e-9 {
		t.Error("single figures share a scale: the test shows nothing")
	}
}

func TestFilmInWords(t *testing.T) {
	got := Overlay(drifting(5), Quiver(gyre(0))).Title("Dye").String()
	for _, want := range []string{"Dye\n5 frames of “dye (mg/m^3)” over ", "each 64 x 64, ", "\n  with spots of “dye (mg/m^3)”: 2 points", "\n  with arrows of “u (m/s)”"} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in %s", want, got)
		}
	}
	m := drifting(5).film
	if got := m.moment(1); got != "time = 5 d" {
		t.Errorf("the second frame is at %q", got)
	}
}

func BenchmarkFilm(b *testing.B) {
	f := Overlay(drifting(20), Quiver(gyre(0)))
	for b.Loop() {
		if _, err := f.VegaLite(); err != nil {
			b.Fatal(err)
		}
	}
}
