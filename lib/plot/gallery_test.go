package plot

import (
	"maps"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"sublunar/lib/field"
)

// gallery is one figure of each kind, for the tests that look at all.
func gallery() map[string]*Figure {
	lynx := hares()
	all := map[string]*Figure{
		"lines":   Lines(lynx).Title("Pelts of the Hudson's Bay Company"),
		"points":  Points(lynx),
		"overlay": Overlay(Points(lynx), Lines(smooth(lynx))).Title("Same name, same colour"),
		"band":    Overlay(bandOf(lynx), Points(field.Series{Axis: lynx.Axis, Columns: lynx.Columns[:1]})),
		"path":    Path(lynx.Columns[0], lynx.Columns[1]),
		"log":     Lines(decay()).LogY().Title("Loss"),
		"loglog":  Lines(spectrum()).LogX().LogY(),
		"many":    Lines(many()).Title("Ten lines"),
		"heat":    Heatmap(waves(40, 40)).Title("40 x 40, rectangles"),
		"dense":   Heatmap(waves(256, 256)).Colours(Cividis).Title("256 x 256, an image"),
		"diverge": Heatmap(waves(100, 200)).Diverging(0),
		"frames":  Frames(film0()).Title("A wave that turns"),
		"panels": Multiples(3, Heatmap(waves(64, 64)).Title("truth"), Heatmap(waves(96, 96)).Title("model"),
			Lines(decay()).LogY().Title("loss"), Points(lynx).Title("data")).Title("Multiples"),
		"holes":   Heatmap(shelf()).ReverseY(),
		"contour": Contour(waves(50, 60)),
		"levels":  Overlay(Heatmap(waves(80, 80)), Contour(waves(80, 80)).Levels(-0.5, 0, 0.5)).Diverging(0),
		"quiver":  Quiver(whirl()).Title("A whirl"),
		"wind":    Overlay(Heatmap(waves(80, 80)), Quiver(whirl())),
		"single":  Lines(field.Series{Axis: lynx.Axis, Columns: lynx.Columns[:1]}),
		"both":    Overlay(Heatmap(waves(30, 30)), Points(shelfFloats()), Path(shelfFloats().Columns[0], shelfFloats().Columns[1])).Size(300, 200),
	}
	maps.Copy(all, charts())
	return all
}

func shelfFloats() field.Series {
	return field.Series{Axis: field.Linspace("x", "km", 0, 12, 5), Columns: []field.Column{{Name: "a", Unit: "km", Values: []float64{1, 4, 2, 8, 5}},
		{Name: "b", Unit: "km", Values: []float64{2, 6, 9, 3, 1}}}}
}

func hares() field.Series {
	return field.Series{Axis: field.Linspace("time", "yr", 1900, 1920, 21), Columns: []field.Column{
		{Name: "hare", Unit: "thousands", Values: []float64{30, 47.2, 70.2, 77.4, 36.3, 20.6, 18.1, 21.4, 22, 25.4, 27.1, 40.3, 57, 76.6, 52.3, 19.5, 11.2, 7.6, 14.6, 16.2, 24.7}},
		{Name: "lynx", Unit: "thousands", Values: []float64{4, 6.1, 9.8, 35.2, 59.4, 41.7, 19, 13, 8.3, 9.1, 7.4, 8, 12.3, 19.5, 45.7, 51.1, 29.7, 15.8, 9.7, 10.1, 8.6}},
	}}
}

func smooth(s field.Series) field.Series {
	out := field.Series{Axis: field.Linspace("time", "yr", 1900, 1920, 201)}
	for _, c := range s.Columns {
		d := field.Column{Name: c.Name, Unit: c.Unit}
		for _, t := range out.Axis.Values {
			i := min(int(t-1900), 19)
			u := t - 1900 - float64(i)
			u = u * u * (3 - 2*u)
			d.Values = append(d.Values, (1-u)*c.Values[i]+u*c.Values[i+1])
		}
		out.Columns = append(out.Columns, d)
	}
	return out
}

func bandOf(s field.Series) *Figure {
	m := smooth(s)
	mid := m.Columns[0]
	low, high := mid, mid
	low.Values, high.Values = nil, nil
	for i, v := range mid.Values {
		d := 4 + 6*math.Abs(math.Sin(float64(i)/20))
		if i > 90 && i < 110 {
			d = math.NaN()
		}
		low.Values, high.Values = append(low.Values, v-d), append(high.Values, v+d)
	}
	return Band(m.Axis, mid, low, high)
}

func decay() field.Series {
	r := rand.New(rand.NewPCG(1, 2))
	s := field.Series{Axis: field.Linspace("step", "", 0, 5000, 5001), Columns: []field.Column{{Name: "loss"}, {Name: "validation"}}}
	for _, t := range s.Axis.Values {
		v := math.Exp(-t/700) + 1e-5
		s.Columns[0].Values = append(s.Columns[0].Values, v*(1+0.3*r.Float64()))
		s.Columns[1].Values = append(s.Columns[1].Values, 2*v+1e-4)
	}
	return s
}

func spectrum() field.Series {
	s := field.Series{Axis: field.Axis{Name: "wave number", Unit: "1/m"}, Columns: []field.Column{{Name: "energy", Unit: "m^3/s^2"}}}
	for k := 1.0; k < 5000; k *= 1.1 {
		s.Axis.Values = append(s.Axis.Values, k)
		s.Columns[0].Values = append(s.Columns[0].Values, math.Pow(k, -5./3)*math.Exp(-k/2000))
	}
	return s
}

func many() field.Series {
	s := field.Series{Axis: field.Linspace("t", "s", 0, 6, 100)}
	for k := range 10 {
		c := field.Column{Name: "mode " + string(rune('a'+k)), Unit: "m"}
		for _, t := range s.Axis.Values {
			c.Values = append(c.Values, math.Sin(t+float64(k)/3)+float64(k)/4)
		}
		s.Columns = append(s.Columns, c)
	}
	return s
}

func waves(ny, nx int) field.Grid { return turned(ny, nx, 0) }

func turned(ny, nx int, phase float64) field.Grid {
	g := field.Grid{Name: "height", Unit: "m", Axes: []field.Axis{field.Linspace("y", "km", 0, 10, ny), field.Linspace("x", "km", 0, 12, nx)}}
	for _, y := range g.Axes[0].Values {
		for _, x := range g.Axes[1].Values {
			g.Values = append(g.Values, math.Sin(x+phase)*math.Cos(y/2)*math.Exp(-x/20))
		}
	}
	return g
}

func film0() ([]field.Grid, field.Axis) {
	over := field.Linspace("time", "h", 0, 3, 7)
	var grids []field.Grid
	for _, t := range over.Values {
		grids = append(grids, turned(48, 48, 2*t))
	}
	return grids, over
}

func whirl() (u, v field.Grid) {
	u = field.Grid{Name: "u", Unit: "m/s", Axes: []field.Axis{field.Linspace("y", "km", 0, 10, 41), field.Linspace("x", "km", 0, 12, 49)}}
	v = u
	v.Name = "v"
	for _, y := range u.Axes[0].Values {
		for _, x := range u.Axes[1].Values {
			r := math.Exp(-((x-6)*(x-6) + (y-5)*(y-5)) / 12)
			u.Values = append(u.Values, -(y-5)*r)
			v.Values = append(v.Values, (x-6)*r)
		}
	}
	return u, v
}

// shelf has land in a corner, and unevenly spaced depths.
func shelf() field.Grid {
	g := field.Grid{Name: "temperature", Unit: "°C", Axes: []field.Axis{
		{Name: "depth", Unit: "m", Values: []float64{0, 5, 10, 20, 35, 60, 100, 150}}, field.Linspace("distance", "km", 0, 300, 31)}}
	for _, z := range g.Axes[0].Values {
		for _, x := range g.Axes[1].Values {
			g.Values = append(g.Values, 4+16*math.Exp(-z/40)+math.Sin(x/40))
			g.Missing = append(g.Missing, z > 160-x)
		}
	}
	return g
}

// With PLOT_GALLERY=DIR the figures are written there, to be looked at.
func TestGallery(t *testing.T) {
	dir := os.Getenv("PLOT_GALLERY")
	if dir != "" {
		l := newLive(newOutput(), nil)
		for i := 1; i <= 5000; i++ {
			l.add(field.Progress{Step: i, Total: 6000, Values: []field.Value{{Name: "loss", Value: math.Exp(-float64(i) / 900)}, {Name: "validation", Value: 0.01 + math.Exp(-float64(i)/700)}}})
		}
		data, err := l.bundle()
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, "live.svg"), []byte(data["image/svg+xml"].(string)), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	for name, f := range gallery() {
		if err := f.Err(); err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if dir == "" {
			dir = t.TempDir()
		}
		for _, ext := range []string{".svg", ".vl.json"} {
			if err := f.WriteFile(filepath.Join(dir, name+ext)); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
}
