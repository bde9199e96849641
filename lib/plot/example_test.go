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
