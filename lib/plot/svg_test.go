package plot

import (
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"math"
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"

	"sublunar/lib/field"
)

// soundXML reads a picture to its end, and returns how often each element comes.
func soundXML(t *testing.T, svg string) map[string]int {
	t.Helper()
	count := map[string]int{}
	for d := xml.NewDecoder(strings.NewReader(svg)); ; {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return count
		}
		if err != nil {
			t.Fatalf("no XML: %v", err)
		}
		if e, ok := token.(xml.StartElement); ok {
			count[e.Name.Local]++
			for _, a := range e.Attr {
				name := strings.ToLower(a.Name.Local)
				if strings.HasPrefix(name, "on") || name == "id" {
					t.Errorf("<%s> has the attribute %s=%q", e.Name.Local, name, a.Value)
				}
				if name == "href" && !strings.HasPrefix(a.Value, "data:image/png;base64,") {
					t.Errorf("<%s> refers to %.60q", e.Name.Local, a.Value)
				}
				if strings.Contains(a.Value, "NaN") || strings.Contains(a.Value, "Inf") {
					t.Errorf("<%s> has %s=%.60q", e.Name.Local, name, a.Value)
				}
			}
		}
	}
}

func TestSVGIsSound(t *testing.T) {
	for name, f := range gallery() {
		svg, err := f.SVG()
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		count := soundXML(t, svg)
		if count["script"]+count["foreignObject"]+count["a"] > 0 || count["title"] != 1 || count["desc"] != 1 {
			t.Errorf("%s holds %v", name, count)
		}
		again, _ := gallery()[name].SVG()
		if again != svg {
			t.Errorf("%s: two pictures of one figure differ", name)
		}
		v, _ := f.VegaLite()
		w, _ := gallery()[name].VegaLite()
		a, _ := json.Marshal(v)
		b, _ := json.Marshal(w)
		if string(a) != string(b) {
			t.Errorf("%s: two specifications of one figure differ", name)
		}
		if len(svg) > 200_000 || len(a) > 400_000 {
			t.Errorf("%s takes %d bytes as SVG and %d as JSON", name, len(svg), len(a))
		}
	}
}

const hostile = "</text><script>alert(1)</script>\"'&amp;]]><!-- \x00\x01\x1b\xff\xfe \u2028 ' + alert(1) + ' \\ 測 \U0001F600 \n\r\t"

func TestHostileLabels(t *testing.T) {
	s := field.Series{Axis: field.Axis{Name: "t" + hostile, Unit: hostile, Values: []float64{0, 1, 2}}, Columns: []field.Column{
		{Name: hostile, Unit: hostile, Values: []float64{1, 2, 3}}, {Name: "b" + hostile, Values: []float64{1, 2, 3}}}}
	g := field.Grid{Name: hostile, Unit: hostile, Axes: []field.Axis{field.Linspace(hostile, hostile, 0, 1, 3), field.Linspace("x"+hostile, "", 0, 1, 3)},
		Values: []float64{1, 2, 3, 4, 5, 6, 7, 8, 9}}
	over := field.Axis{Name: hostile, Unit: hostile, Values: []float64{1}}
	for _, f := range []*Figure{Spots(s.Columns[0], s.Columns[1], s.Columns[0]), Film(over, Overlay(Heatmap(g), Quiver(g, g))), Lines(s), Points(s).Title(hostile).X(hostile, hostile), Heatmap(g), Contour(g), Quiver(g, g),
		Frames([]field.Grid{g}, field.Axis{Name: hostile, Unit: hostile, Values: []float64{1}}), Multiples(2, Lines(s).Title(hostile), Heatmap(g)).Title(hostile)} {
		svg, err := f.SVG()
		if err != nil {
			t.Fatal(err)
		}
		if count := soundXML(t, svg); count["script"] > 0 {
			t.Error("a label became an element")
		}
		v, err := f.VegaLite()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := json.Marshal(v); err != nil {
			t.Error(err)
		}
		plain(t, "hostile", v)
	}
	tab := Table(s.Columns...).Rows(hostile, hostile, "b", "c").Title(hostile)
	page, err := tab.HTML()
	if err != nil || strings.Contains(page, "<script") {
		t.Errorf("%v, %s", err, page)
	}
}

// A name with a quote in it is text in Vega's expressions too.
func TestLiteral(t *testing.T) {
	for in, want := range map[string]string{`a"b`: `"a\"b"`, `\`: `"\\"`, "\u2028": `"\u2028"`, "<": `"\u003c"`} {
		if got := literal(in); got != want {
			t.Errorf("%q became %s, want %s", in, got, want)
		}
	}
}

// Whatever the values, a figure is drawn or refused; what is drawn is sound.
func TestAnyValues(t *testing.T) {
	wild := []float64{0, 1, -1, 1e-300, -1e300, math.MaxFloat64, -math.MaxFloat64, 5e-324, math.NaN(), math.Inf(1), math.Inf(-1), 1e16, 3}
	r := rand.New(rand.NewPCG(9, 9))
	drawn := 0
	for range 400 {
		n := 1 + r.IntN(5)
		s := field.Series{Axis: field.Linspace("x", "", -1, 1, n)}
		if r.IntN(3) == 0 {
			s.Axis = field.Linspace("x", "", -math.MaxFloat64, math.MaxFloat64, n)
		}
		c := field.Column{Name: "y"}
		g := field.Grid{Name: "g", Axes: []field.Axis{field.Linspace("y", "", 1, 2, 2), s.Axis}}
		for range n {
			c.Values = append(c.Values, wild[r.IntN(len(wild))])
		}
		g.Values = append(append(g.Values, c.Values...), c.Values...)
		s.Columns = []field.Column{c}
		f := []*Figure{Lines(s), Points(s), Heatmap(g), Contour(g), Quiver(g, g), Overlay(Points(s), Heatmap(g))}[r.IntN(6)]
		if r.IntN(4) == 0 {
			f.LogY()
		}
		if r.IntN(4) == 0 {
			f.LogColours()
		}
		if r.IntN(4) == 0 {
			f.RangeY(-1, 2)
		}
		data, err := f.bundle()
		if err != nil {
			continue
		}
		drawn++
		soundXML(t, data["image/svg+xml"].(string))
		plain(t, "any", data[MIME])
		if t.Failed() {
			t.Fatalf("of %v", c.Values)
		}
	}
	if drawn < 150 {
		t.Errorf("%d figures were drawn of 400: too few to show anything", drawn)
	}
}

var numbers = regexp.MustCompile(`[-0-9.]+`)

// A line's pixels, read back from the picture, are its values.
func TestLineIsWhereItShouldBe(t *testing.T) {
	s := field.Series{Axis: field.Axis{Name: "x", Values: []float64{0, 1, 4}}, Columns: []field.Column{{Name: "y", Values: []float64{10, 30, 20}}}}
	svg, err := Lines(s).RangeY(0, 40).Size(400, 200).SVG()
	if err != nil {
		t.Fatal(err)
	}
	_, d, _ := strings.Cut(svg, `<path d="`)
	d, _, _ = strings.Cut(d, `"`)
	if got := strings.Join(numbers.FindAllString(d, -1), " "); got != "0 150 100 50 400 100" {
		t.Errorf("the line is at %s", got)
	}
}

func BenchmarkSVGLines(b *testing.B) { benchmark(b, Lines(decay()).LogY()) }
func BenchmarkSVGDense(b *testing.B) { benchmark(b, Heatmap(waves(256, 256))) }

func benchmark(b *testing.B, f *Figure) {
	for b.Loop() {
		if _, err := f.SVG(); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkVegaLiteLines(b *testing.B) {
	f := Lines(decay()).LogY()
	for b.Loop() {
		if _, err := f.VegaLite(); err != nil {
			b.Fatal(err)
		}
	}
}
