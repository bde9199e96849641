package plot_test

import (
	"fmt"
	"strings"

	"sublunar/lib/field"
	"sublunar/lib/plot"
)

func Example() {
	pelts := field.Series{
		Axis: field.Axis{Name: "time", Unit: "yr", Values: []float64{1900, 1901, 1902, 1903}},
		Columns: []field.Column{
			{Name: "hare", Unit: "thousands", Values: []float64{30, 47.2, 70.2, 77.4}},
			{Name: "lynx", Unit: "thousands", Values: []float64{4, 6.1, 9.8, 35.2}},
		},
	}
	// In a notebook this draws the figure; here it says what it shows.
	if err := plot.Lines(pelts).Title("Pelts").Show(); err != nil {
		fmt.Println(err)
	}
	// Output:
	// Pelts
	// thousands over time (yr)
	//   line “hare”: 4 points, 30 to 77.4
	//   line “lynx”: 4 points, 4 to 35.2
}

func ExampleFigure_SVG() {
	heights := field.Grid{Name: "height", Unit: "m", Values: []float64{0, 1, 2, 3, 4, 5},
		Axes: []field.Axis{field.Linspace("y", "km", 0, 1, 2), field.Linspace("x", "km", 0, 2, 3)}}
	svg, err := plot.Overlay(plot.Heatmap(heights), plot.Contour(heights).Levels(2.5)).SVG()
	fmt.Println(err, strings.Count(svg, "<path"), strings.Contains(svg, ">height (m)<"))
	_, err = plot.Heatmap(heights).LogX().SVG()
	fmt.Println(err)
	// Output:
	// <nil> 7 true
	// plot: X is logarithmic, but “x (km)” reaches 0; mark what isn't positive as missing, or drop LogX
}

func ExampleMap() {
	temperature := field.Grid{Name: "temperature", Unit: "°C", Values: []float64{22, 21, 20, 17, 16, 15},
		Axes:    []field.Axis{field.Linspace("latitude", "degrees_north", 35, 40, 2), field.Linspace("longitude", "degrees_east", -70, -60, 3)},
		Missing: []bool{false, false, false, true, false, false}}
	lon := field.Column{Name: "longitude", Unit: "degrees_east", Values: []float64{-66, -61}}
	lat := field.Column{Name: "latitude", Unit: "degrees_north", Values: []float64{37, 38}}
	seen := field.Column{Name: "temperature", Unit: "°C", Values: []float64{19.5, 17.2}}
	drifted := [][2]float64{{-68, 36}, {-66, 36.5}, {-63, 36.2}}
	chart := plot.Overlay(plot.Map(temperature), plot.Tracks(drifted), plot.Spots(lon, lat, seen))
	fmt.Println(chart)
	svg, err := chart.SVG()
	fmt.Println(err, strings.Contains(svg, ">35°N<"), strings.Contains(svg, ">65°W<"))
	// Output:
	// latitude (degrees_north) over longitude (degrees_east)
	//   field “temperature (°C)”: 2 x 3, 15 to 22, 1 missing
	//   tracks: 1 paths of 3 points
	//   spots of “temperature (°C)”: 2 points, 17.2 to 19.5
	// <nil> true true
}

func ExampleFilm() {
	times := field.Linspace("time", "s", 0, 864000, 3)
	var frames []*plot.Figure
	for _, t := range times.Values {
		dye := field.Grid{Name: "dye", Unit: "mg/m^3", Values: []float64{0, 1, t / 864000, 2},
			Axes: []field.Axis{field.Linspace("y", "m", 0, 5e5, 2), field.Linspace("x", "m", 0, 5e5, 2)}}
		frames = append(frames, plot.Map(dye))
	}
	fmt.Println(plot.Film(times, frames...))
	// Output: 3 frames of “dye (mg/m^3)” over time (s): 3 points, 0 to 864000: each 2 x 2, 0 to 2
}

func ExampleLive() {
	// Any long computation of this library takes such a function as its Observe.
	observe := plot.Live("loss")
	for step := 1; step <= 100; step++ {
		now := field.Progress{Step: step, Total: 100, Values: []field.Value{{Name: "loss", Value: 1 / float64(step)}}}
		if err := observe(now); err != nil {
			fmt.Println(err)
		}
	}
	// Output: step 100 of 100: loss 0.01
}

func ExampleTable() {
	t := plot.Table(
		field.Column{Name: "error", Unit: "%", Values: []float64{1.25, 12.5, 0.031}},
		field.Column{Name: "time", Unit: "s", Values: []float64{14, 3, 120}},
		field.Column{Name: "residual", Values: []float64{1.2e-9, 0.31, 4e-3}, Missing: []bool{false, false, true}},
	).Rows("method", "FNO", "linear", "finite volume")
	fmt.Println(t)
	text, err := t.LaTeX()
	fmt.Print(text)
	fmt.Println(err)
	// Output:
	// method         error (%)  time (s)    residual
	// ──────────────────────────────────────────────
	// FNO                1.250        14  1.200×10⁻⁹
	// linear            12.500         3  3.100×10⁻¹
	// finite volume      0.031       120           –
	// \begin{tabular}{lrrr}
	// \toprule
	// method & error (\%) & time (s) & residual \\
	// \midrule
	// FNO & 1.250 & 14 & $1.200\times10^{-9}$ \\
	// linear & 12.500 & 3 & $3.100\times10^{-1}$ \\
	// finite volume & 0.031 & 120 & -- \\
	// \bottomrule
	// \end{tabular}
	// <nil>
}
