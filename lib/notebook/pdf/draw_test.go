package pdf

import (
	"bytes"
	"math"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"sublunar/lib/notebook"
)

// sheet has one of each thing that is drawn.
const sheet = `<svg xmlns="http://www.w3.org/2000/svg" width="420" height="300" viewBox="0 0 420 300" font-size="12" fill="#222222" role="img">
<title>One of each</title>
<rect x="0" y="0" width="420" height="300" fill="#ffffff"/>
<g transform="translate(20 30)">
<svg x="0" y="0" width="150" height="100" overflow="hidden">
<rect x="0" y="0" width="150" height="100" fill="rgb(240, 240, 255)"/>
<path d="M-20 50L40 10l30 60h40v-30H200" fill="none" stroke="#0072B2" stroke-width="4" stroke-linejoin="round" stroke-linecap="round" stroke-dasharray="10 6"/>
<circle cx="140" cy="90" r="30" fill="#d55e00" fill-opacity="0.5" stroke="#000" stroke-width="2"/>
</svg>
<line x1="0" y1="110" x2="150" y2="110" stroke="grey" stroke-width="1"/>
</g>
<path d="M200 30h120v100h-120zM230 50h60v60h-60z" fill="#009e73" fill-rule="evenodd" stroke="none"/>
<path d="M340 60a30 20 30 1 0 40 10c10 20 20 -20 10 40q-20 30 -50 -10t-20 -5s-10 10 5 -20Z" fill="#cc79a7" stroke="#333333" stroke-opacity="0.6" stroke-width="3"/>
<polygon points="30,180 60,230 10,230" fill="#56b4e9"/><polyline points="70,180 100,230 110,190" fill="none" stroke="red" stroke-linecap="square" stroke-width="3"/>
<ellipse cx="150" cy="205" rx="30" ry="15" fill="none" stroke="blue"/>
<image x="200" y="160" width="80" height="60" preserveAspectRatio="none" style="image-rendering:pixelated" href="data:image/png;base64,` + pixels + `"/>
<text x="210" y="20" text-anchor="middle" font-size="14" font-weight="bold">∂u/∂t = ν ∇²u, “within” 10⁻³ ± 2 °C</text>
<text x="0" y="0" text-anchor="middle" transform="translate(400 200) rotate(-90)">sideways ≤ √π</text>
<text x="300" y="190" fill="#ffffff" stroke="#444444" stroke-width="2.5" stroke-linejoin="round" paint-order="stroke">12 − 3…</text>
<text x="20" y="280" style="font-size: 20px">αβγδε ∑∫∞ × ∇</text>
</svg>`

// pixels is a picture of 2 x 2: red, green, blue, and white that half shows.
const pixels = "iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAYAAABytg0kAAAAE0lEQVR4nGP4z8DwHwyBNAg0AABJSQl4KKDbdwAAAABJRU5ErkJggg=="

func TestSameBytes(t *testing.T) {
	first, err := Draw(sheet)
	if err != nil {
		t.Fatal(err)
	}
	for range 5 {
		again, err := Draw(sheet)
		if err != nil || !bytes.Equal(first, again) {
			t.Fatalf("drawn again it is another file: %v", err)
		}
	}
	if dates := bytes.Count(first, []byte("(D:")); dates != bytes.Count(first, []byte("(D:19800101000000")) {
		t.Error("it bears the time when it was drawn")
	}
	if other, err := Draw(strings.Replace(sheet, "#56b4e9", "#56b4e8", 1)); err != nil || bytes.Equal(first, other) {
		t.Errorf("another figure gives the same file: %v", err)
	}
}

// All figures that the notebooks show as they stand can be drawn, and are not much larger than their SVG.
func TestFiguresOfTheNotebooks(t *testing.T) {
	paths, err := filepath.Glob("../../../notebooks/*.ipynb")
	if err != nil || len(paths) == 0 {
		t.Fatalf("there are no notebooks: %v", err)
	}
	count := 0
	for _, path := range paths {
		nb, err := notebook.Read(path)
		if err != nil {
			t.Fatal(err)
		}
		for i, c := range nb.Cells {
			for _, o := range c.Outputs {
				svg, ok := o.Data.Text("image/svg+xml")
				if !ok {
					continue
				}
				count++
				if page, err := Draw(svg); err != nil {
					t.Errorf("%s, cell %d: %v", path, i+1, err)
				} else if len(page) > 2*len(svg)+80_000 {
					t.Errorf("%s, cell %d: the PDF has %d bytes, the SVG %d", path, i+1, len(page), len(svg))
				}
			}
		}
	}
	if count < 50 {
		t.Errorf("only %d figures were found", count)
	}
}

func TestWhatCantBeDrawn(t *testing.T) {
	inside := func(s string) string { return `<svg width="10" height="10">` + s + `</svg>` }
	for _, c := range []struct{ svg, says string }{
		{"", "can't be read"},
		{"<svg", "can't be read"},
		{"<html/>", "no SVG, but <html>"},
		{"<svg/>", "0 x 0 pixels"},
		{`<svg width="-5" height="10"/>`, "below 0"},
		{`<svg width="1e6" height="10"/>`, "can't be made"},
		{`<svg width="10cm" height="10"/>`, "no length in pixels"},
		{`<svg width="NaN" height="10"/>`, "no length in pixels"},
		{`<svg viewBox="0 0 1"/>`, "not four numbers"},
		{inside("<script>alert(1)</script>"), "<script>: it is not drawn"},
		{inside("<style>text { fill: red }</style>"), "<style>: it is not drawn"},
		{inside("<linearGradient/>"), "it is not drawn"},
		{inside(`<rect width="1" height="1" fill="url(#a)"/>`), "only colours such as"},
		{inside(`<rect width="1" height="1" onclick="alert(1)"/>`), "the attribute onclick is not drawn"},
		{inside(`<rect width="1" height="1" style="opacity:.5"/>`), "the attribute opacity is not drawn"},
		{inside(`<rect width="-1" height="1"/>`), "below 0"},
		{inside(`<rect width="5" height="5" rx="2"/>`), "round corners"},
		{inside(`<path d="L1 1"/>`), `command "L"`},
		{inside(`<path d="M1"/>`), "has 1 numbers"},
		{inside(`<path d="M1 1z4"/>`), "has 1 numbers"},
		{inside(`<path d="3 M1 1"/>`), "begins with"},
		{inside(`<path d="M1 1e9"/>`), "too large"},
		{inside(`<path d="M1 1x"/>`), "\"x\" is not drawn"},
		{inside(`<path d="M1 1" stroke-dasharray="-1"/>`), "below 0"},
		{inside(`<path d="M1 1" stroke-linecap="pointed"/>`), "not drawn"},
		{inside(`<path d="M1 1" fill-opacity="2"/>`), "can't be"},
		{inside(`<polygon points="1 2 3"/>`), "odd number"},
		{inside(`<g transform="skewX(3)"/>`), "skewX of 1 numbers is not drawn"},
		{inside(`<g transform="rotate"/>`), "can't be read"},
		{inside("<text>a<tspan>b</tspan></text>"), "<tspan>, is not drawn"},
		{inside("<text>\U0001d465</text>"), "no letter for '\U0001d465' (U+1D465)"},
		{inside(`<text transform="scale(1 2)">a</text>`), "bent or mirrored"},
		{inside(`<image href="http://example.org/a.png" width="1" height="1"/>`), "only PNG that the figure itself holds"},
		{inside(`<image href="data:image/png;base64,AAAA" width="1" height="1"/>`), "its PNG can't be read"},
		{inside(`<image href="data:image/png;base64,` + pixels + `" width="2" height="1"/>`), "preserveAspectRatio"},
		{inside(`<svg viewBox="0 0 1 1" width="1" height="1"/>`), "outermost"},
	} {
		if _, err := Draw(c.svg); err == nil || !strings.Contains(err.Error(), c.says) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: wanted one line with %q, got %v", c.svg, c.says, err)
		}
	}
}

// Drawn, an arc stays on its ellipse.
func TestArcs(t *testing.T) {
	for _, p := range []string{"M10 0A10 10 0 0 1 -10 0", "M10 0A10 10 0 1 0 0 10", "M10 0a10 10 45 0 1 -20 0", "M10 0A1 1 0 0 1 -10 0"} {
		steps, err := readPath(p)
		if err != nil {
			t.Fatal(err)
		}
		from := [2]float64{10, 0}
		for _, s := range steps[1:] {
			for _, at := range []float64{0, 0.3, 0.5, 0.8, 1} {
				x, y := bezier(from[0], s.at[0], s.at[2], s.at[4], at), bezier(from[1], s.at[1], s.at[3], s.at[5], at)
				if r2 := x*x + y*y; r2 < 99.9 || r2 > 100.1 {
					t.Errorf("%s: (%g, %g) is not 10 from the middle", p, x, y)
				}
			}
			from = [2]float64{s.at[4], s.at[5]}
		}
	}
}

func bezier(a, b, c, d, t float64) float64 {
	s := 1 - t
	return s*s*s*a + 3*s*s*t*b + 3*s*t*t*c + t*t*t*d
}

func TestPathsThatSayTheSame(t *testing.T) {
	for _, same := range [][2]string{
		{"M1 2L3 4", "m1 2l2 2"}, {"M1 2 3 4 5 6", "M1,2L3,4 5,6"}, {"M1-2.5L.5.5", "M1 -2.5 L0.5 0.5"},
		{"M0 0H5V6", "M0 0h5v6"}, {"M1 1L2 2ZL5 5", "M1 1L2 2ZM1 1L5 5"}, {"M0 0C1 1 2 1 3 0S5 -1 6 0", "M0 0c1 1 2 1 3 0c1 -1 2 -1 3 0"},
		{"M0 0Q1 1 2 0T4 0", "M0 0q1 1 2 0q1 -1 2 0"}, {"M0 0Q3 3 6 0", "M0 0C2 2 4 2 6 0"}, {"M1e1 0L1E-1 2", "M10 0L.1 2"},
	} {
		a, errA := readPath(same[0])
		b, errB := readPath(same[1])
		if errA != nil || errB != nil || !alike(a, b) {
			t.Errorf("%s is %v, %s is %v (%v, %v)", same[0], a, same[1], b, errA, errB)
		}
	}
}

func alike(a, b path) bool {
	return slices.EqualFunc(a, b, func(x, y step) bool {
		for i := range x.at {
			if math.Abs(x.at[i]-y.at[i]) > 1e-9 {
				return false
			}
		}
		return x.op == y.op
	})
}

func FuzzDraw(f *testing.F) {
	f.Add(sheet)
	f.Add(`<svg viewBox="-1 -1 2 2" width="30"><path d="M0,0a1 1 0 01.5.5z"/></svg>`)
	f.Fuzz(func(t *testing.T, svg string) {
		page, err := Draw(svg)
		if err == nil && !bytes.HasPrefix(page, []byte("%PDF")) {
			t.Errorf("it gave no PDF, and no error: %q", page[:min(len(page), 20)])
		}
	})
}
