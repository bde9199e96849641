package plot

import (
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sublunar/lib/field"
)

// drawn is what drawing a figure returns.
func drawn(f *Figure) error {
	_, err := f.SVG()
	_, other := f.VegaLite()
	if (err == nil) != (other == nil) {
		panic("one picture is drawn and the other is not")
	}
	return err
}

func TestRefusals(t *testing.T) {
	lynx, g := hares(), waves(5, 6)
	other := waves(6, 6)
	short := lynx
	short.Columns = []field.Column{{Name: "short", Values: []float64{1}}}
	cube := field.Grid{Name: "cube", Values: make([]float64, 8), Axes: []field.Axis{
		field.Linspace("z", "", 0, 1, 2), field.Linspace("y", "", 0, 1, 2), field.Linspace("x", "", 0, 1, 2)}}
	empty := waves(5, 6)
	for i := range empty.Values {
		empty.Values[i] = math.NaN()
	}
	knots := waves(5, 6)
	knots.Unit = "kn"
	negative := Lines(field.Series{Axis: lynx.Axis, Columns: []field.Column{{Name: "dip", Unit: "m", Values: make([]float64, 21)}}})
	none := field.Series{Axis: lynx.Axis}
	c := lynx.Columns[0]
	for say, f := range map[string]*Figure{
		`column "short" (number 1) has 1 values`:             Lines(short),
		`the series over "time" has no columns`:              Points(none),
		`column "v" has 1 values but the axis "time" has 21`: Band(lynx.Axis, c, field.Column{Name: "v", Values: []float64{1}}, c),
		`x, "hare", has 21 values but y, "short", has 1`:     Scatter(c, short.Columns[0]),
		`Heatmap of "cube", a grid of 3 axes; it needs 2`:    Heatmap(cube),
		`it holds no finite value`:                           Heatmap(empty),
		`it needs 2 points along each axis`:                  Contour(waves(1, 5)),
		`lie on different axes`:                              Quiver(g, other),
		`give both one unit`:                                 Quiver(g, knots),
		`arrows on a log axis`:                               Quiver(g, g).LogX(),
		`Y is logarithmic, but “dip (m)” reaches 0`:          negative.LogY(),
		`X is logarithmic, but “x (km)” reaches 0`:           Heatmap(g).LogX(),
		`LogColours, but “height (m)” reaches`:               Heatmap(g).LogColours(),
		`Diverging and LogColours together`:                  Heatmap(g).LogColours().Range(1, 2).Diverging(0),
		`LogColours with Range(-1, 2)`:                       Heatmap(g).LogColours().Range(-1, 2),
		`RangeX(2, 1)`:                                       Lines(lynx).RangeX(2, 1),
		`RangeY(-1, 3) on a log axis`:                        Lines(lynx).LogY().RangeY(-1, 3),
		`Range(NaN, 1)`:                                      Heatmap(g).Range(math.NaN(), 1),
		`Size(0, 5)`:                                         Lines(lynx).Size(0, 5),
		`Diverging(+Inf)`:                                    Heatmap(g).Diverging(math.Inf(1)),
		`Levels: NaN`:                                        Contour(g).Levels(1, math.NaN()),
		`Levels of nothing`:                                  Contour(g).Levels(),
		`Legend got 3 names for 2 lines`:                     Lines(lynx).Legend("a", "b", "c"),
		`Frames of nothing`:                                  Frames(nil, lynx.Axis),
		`Frames has 1 grids but the axis "time" has 21`:      Frames([]field.Grid{g}, lynx.Axis),
		`grid 2 lies on other axes`:                          Frames([]field.Grid{g, other}, field.Linspace("t", "", 0, 1, 2)),
		`frame 2: plot: Frames of "height": it holds no`:     Frames([]field.Grid{g, empty}, field.Linspace("t", "", 0, 1, 2)),
		`Overlay of nothing`:                                 Overlay(),
		`Overlay: figure 2 is nil`:                           Overlay(Lines(lynx), nil),
		`Overlay: figure 1 is itself several`:                Overlay(Multiples(1, Lines(lynx))),
		`Multiples in 0 columns`:                             Multiples(0, Lines(lynx)),
		`Multiples of nothing`:                               Multiples(2),
		`Multiples: figure 1 is itself several`:              Multiples(1, Frames(film0())),
		`panel 2: plot: Y is logarithmic`:                    Multiples(2, Lines(lynx), negative),
		`there is nothing to draw`:                           {},
	} {
		err := drawn(f)
		if err == nil || !strings.Contains(err.Error(), say) {
			t.Errorf("the error is %v, want one that says %q", err, say)
			continue
		}
		if e := drawn(Overlay(f)); f.panels == nil && f.film == nil && e == nil {
			t.Errorf("an overlay lost the error %v", err)
		}
		if err := f.WriteFile(filepath.Join(t.TempDir(), "a.svg")); err == nil {
			t.Errorf("%q was written", say)
		}
	}
	var no *Figure
	if err := drawn(no); err == nil || no.String() == "" {
		t.Error("a nil figure is drawn")
	}
}

// The first error stays: later settings don't cover it.
func TestFirstErrorStays(t *testing.T) {
	f := Lines(hares()).Size(1, 1).RangeX(3, 2).Title("x")
	if err := f.Err(); err == nil || !strings.Contains(err.Error(), "Size(1, 1)") {
		t.Errorf("the error is %v", err)
	}
}

func TestTitlesComeFromTheData(t *testing.T) {
	lynx := hares()
	mixed := hares()
	mixed.Columns[1].Unit = "m"
	for want, f := range map[string]*Figure{
		"thousands over time (yr)":        Lines(lynx),
		"hare (thousands) over time (yr)": Lines(field.Series{Axis: lynx.Axis, Columns: lynx.Columns[:1]}),
		"y over time (yr)":                Lines(mixed),
		"y (km) over x (km)":              Heatmap(waves(4, 4)),
		"population over year":            Lines(lynx).X("year", "").Y("population", ""),
		"thousands over time (yr), log y": Overlay(Points(lynx), Lines(lynx).LogY()),
	} {
		if got, _, _ := strings.Cut(f.String(), "\n"); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestLegendNames(t *testing.T) {
	lynx := hares()
	names := func(f *Figure) string {
		p, err := f.resolve(480, 300)
		if err != nil {
			t.Fatal(err)
		}
		var s []string
		for _, e := range p.entries {
			s = append(s, e.label)
		}
		return strings.Join(s, ", ")
	}
	mixed := hares()
	mixed.Columns[1].Unit = "m"
	for want, f := range map[string]*Figure{
		"hare, lynx":                     Overlay(Points(lynx), Lines(lynx)),
		"hare, lynx, hare (2), lynx (2)": Overlay(Lines(lynx), Lines(lynx)),
		"seen, fitted":                   Overlay(Points(field.Series{Axis: lynx.Axis, Columns: lynx.Columns[:1]}).Legend("seen"), Lines(field.Series{Axis: lynx.Axis, Columns: lynx.Columns[:1]}).Legend("fitted")),
		"hare (thousands), lynx (m)":     Lines(mixed),
	} {
		if got := names(f); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

// Settings of the whole hold for panels that don't have their own, and don't change the figures given.
func TestMultiplesShareSettings(t *testing.T) {
	a, b := Heatmap(waves(5, 5)), Heatmap(waves(5, 5)).Range(0, 1)
	s, err := Multiples(2, a, b).Range(-3, 3).sheet()
	if err != nil {
		t.Fatal(err)
	}
	if s.panels[0].shade.hi != 3 || s.panels[1].shade.hi != 1 {
		t.Errorf("the colours end at %g and %g", s.panels[0].shade.hi, s.panels[1].shade.hi)
	}
	if a.shade.fixed {
		t.Error("the figure given was changed")
	}
}

// Frames share one range of colours, so that a change from frame to frame is one of the field.
func TestFramesShareColours(t *testing.T) {
	small, big := waves(4, 4), waves(4, 4)
	for i := range big.Values {
		big.Values[i] *= 10
	}
	f := Frames([]field.Grid{small, big, small, small, small, small}, field.Linspace("t", "s", 0, 5, 6))
	s, err := f.sheet()
	if err != nil {
		t.Fatal(err)
	}
	if len(s.panels) != mostShown || len(s.frames.panels) != 6 {
		t.Errorf("%d panels, %d frames", len(s.panels), len(s.frames.panels))
	}
	for _, p := range s.frames.panels {
		if p.shade.hi != s.panels[0].shade.hi || p.shade.hi < 5 {
			t.Errorf("a frame's colours end at %g, another's at %g", p.shade.hi, s.panels[0].shade.hi)
		}
	}
	if s.panels[0].title != "t = 0 s" || s.panels[3].title != "t = 5 s" {
		t.Errorf("the panels are %q to %q", s.panels[0].title, s.panels[3].title)
	}
}

func TestWriteFile(t *testing.T) {
	dir := t.TempDir()
	f := Lines(hares())
	for name, starts := range map[string]string{"a.svg": "<svg ", "a.json": "{"} {
		path := filepath.Join(dir, name)
		if err := f.WriteFile(path); err != nil {
			t.Fatal(err)
		}
		if got, _ := os.ReadFile(path); !strings.HasPrefix(string(got), starts) {
			t.Errorf("%s begins %.20q", name, got)
		}
	}
	before, _ := os.ReadFile(filepath.Join(dir, "a.svg"))
	for path, say := range map[string]string{"a.png": "ends in .svg or .json", "no/a.svg": "no such"} {
		if err := f.WriteFile(filepath.Join(dir, path)); err == nil || !strings.Contains(err.Error(), say) {
			t.Errorf("%s: %v", path, err)
		}
	}
	if err := os.Mkdir(filepath.Join(dir, "d.svg"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := f.WriteFile(filepath.Join(dir, "d.svg")); err == nil || !strings.Contains(err.Error(), "no regular file") {
		t.Errorf("a folder: %v", err)
	}
	after, _ := os.ReadFile(filepath.Join(dir, "a.svg"))
	if entries, _ := os.ReadDir(dir); len(entries) != 3 || string(before) != string(after) {
		t.Errorf("the folder holds %v", entries)
	}
}
