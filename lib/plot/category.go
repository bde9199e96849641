package plot

// Categories of Okabe and Ito, black left out for the axes and yellow, too pale on white, last. Eight
// in all with a grey; a ninth takes the first colour again with the next dash and marker.
var categories = []string{"#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#666666", "#B8A800"}

// dashes and markers are one more than categories: the first eight are all different, and a colour that
// comes again comes with another dash.
var (
	dashes  = [][]float64{nil, {7, 3}, {2, 2}, {8, 3, 2, 3}, {12, 3}, {5, 2, 1, 2, 1, 2}, {1, 3}, {4, 4}, {14, 3, 2, 3}}
	markers = []string{"circle", "square", "triangle-up", "diamond", "cross", "triangle-down", "triangle-right", "triangle-left", hourglass}
)

// hourglass is a marker that Vega-Lite has no name for: a path within -1 ... 1.
const hourglass = "M-0.9,-1L0.9,-1L-0.9,1L0.9,1Z"

const (
	ink   = "#222222"
	faint = "#e8e8e8"
	edge  = "#888888"
	// nothing is where a field has no value: neither white nor of any colour map.
	nothing = "#d4d4d4"
	// land is darker, and its shore drawn.
	land = "#b4b4b4"
)

// A style is how one category is told from the others: by any one of the three.
type style struct {
	colour string
	dash   []float64
	marker string
}

func styleOf(i int) style {
	return style{categories[i%len(categories)], dashes[i%len(dashes)], markers[i%len(markers)]}
}
