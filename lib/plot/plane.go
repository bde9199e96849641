package plot

import (
	"fmt"
	"math"
	"slices"

	"sublunar/lib/field"
)

// A plane is a grid of two axes as it is drawn: both ascending, x fastest, NaN where missing.
type plane struct {
	label          string // with its unit
	xTitle, yTitle string
	xUnit, yUnit   string
	xName, yName   string
	x, y           []float64
	values         []float64 // [len(y), len(x)]
}

// flat makes a plane of a grid: Axes[0] is y, Axes[1] is x.
func flat(what string, g field.Grid) (*plane, error) {
	if err := g.Check(); err != nil {
		return nil, err
	}
	if len(g.Axes) != 2 {
		return nil, fmt.Errorf("plot: %s of %q, a grid of %d axes; it needs 2, Axes[0] upward and Axes[1] to the right: take a slice",
			what, g.Name, len(g.Axes))
	}
	y, x := g.Axes[0], g.Axes[1]
	p := &plane{label: g.Label(), xTitle: x.Label(), yTitle: y.Label(), xUnit: x.Unit, yUnit: y.Unit, xName: x.Name, yName: y.Name,
		x: slices.Clone(x.Values), y: slices.Clone(y.Values), values: gaps(g.Values, g.Missing)}
	nx := len(p.x)
	if p.y[0] > p.y[len(p.y)-1] {
		slices.Reverse(p.y)
		for a, b := 0, len(p.y)-1; a < b; a, b = a+1, b-1 {
			for i := range nx {
				p.values[a*nx+i], p.values[b*nx+i] = p.values[b*nx+i], p.values[a*nx+i]
			}
		}
	}
	if p.x[0] > p.x[nx-1] {
		slices.Reverse(p.x)
		for j := range p.y {
			slices.Reverse(p.values[j*nx : (j+1)*nx])
		}
	}
	if !spanOf(p.values).any {
		return nil, fmt.Errorf("plot: %s of %q: it holds no finite value to draw", what, g.Name)
	}
	return p, nil
}

func (p *plane) at(j, i int) float64 { return p.values[j*len(p.x)+i] }

// gaps says that a field of the figure lacks values somewhere.
func (f *Figure) gaps() bool {
	return slices.ContainsFunc(f.layers, func(l layer) bool {
		h, is := l.(*heatmap)
		return is && slices.ContainsFunc(h.values, math.IsNaN)
	})
}

func (p *plane) titles() (x, y string) { return p.xTitle, p.yTitle }

func (p *plane) units() (x, y string) { return p.xUnit, p.yUnit }

// points are what it has values at.
func (p *plane) points() (x, y []float64) { return p.x, p.y }

func (p *plane) names() (x, y string) { return p.xName, p.yName }

func (p *plane) describe(what string) string {
	s := spanOf(p.values)
	text := fmt.Sprintf("%s %s: %d x %d, %s to %s", what, quote(p.label), len(p.y), len(p.x), figure(s.lo), figure(s.hi))
	gone := 0
	for _, v := range p.values {
		if math.IsNaN(v) {
			gone++
		}
	}
	if gone > 0 {
		text += fmt.Sprintf(", %d missing", gone)
	}
	return text
}

// edges bounds the cells about the points: half-way between neighbours (by ratio on a log axis), and as
// far out at the ends. One point alone gets a cell of width one.
func edges(at []float64, log bool) []float64 {
	n := len(at)
	in := func(v float64) float64 {
		if log {
			return math.Log(v)
		}
		return v
	}
	out := func(v float64) float64 {
		if log {
			return held(math.Exp(v))
		}
		return held(v)
	}
	e := make([]float64, n+1)
	if n == 1 {
		e[0], e[1] = out(in(at[0])-0.5), out(in(at[0])+0.5)
		return e
	}
	for i := 1; i < n; i++ {
		e[i] = out(in(at[i-1])/2 + in(at[i])/2)
	}
	e[0] = out(in(at[0]) - (in(at[1])/2 - in(at[0])/2))
	e[n] = out(in(at[n-1]) + (in(at[n-1])/2 - in(at[n-2])/2))
	return e
}
