package plot

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
)

// vegaNumber is D3's format of numbers on axes: ten digits at most, none of them idle, and no thousands
// separators, which would spoil years.
const vegaNumber = ".10~g"

const vegaSchema = "https://vega.github.io/schema/vega-lite/v5.json"

// VegaLite is the figure as a Vega-Lite 5 specification, made of map[string]any, []any, string, float64
// and bool only, with no number that JSON lacks. It looks as the SVG does, and lives: values under the
// pointer, drag to pan and wheel to zoom where lines and points are, a slider over frames.
func (f *Figure) VegaLite() (map[string]any, error) {
	s, err := f.sheet()
	if err != nil {
		return nil, err
	}
	return s.vega(), nil
}

func (s *sheet) vega() map[string]any {
	var spec map[string]any
	switch {
	case s.frames != nil:
		spec = s.frames.vega()
	case len(s.panels) == 1:
		spec = s.panels[0].vega(true)
	default:
		var all []any
		for _, p := range s.panels {
			all = append(all, p.vega(true))
		}
		spec = map[string]any{"concat": all, "columns": float64(s.columns),
			"resolve": map[string]any{"scale": map[string]any{"color": "independent", "shape": "independent", "strokeDash": "independent"}}}
	}
	spec["$schema"] = vegaSchema
	spec["background"] = "#ffffff"
	spec["config"] = vegaConfig()
	spec["description"] = s.about
	if s.title != "" {
		spec["title"] = map[string]any{"text": plainText(s.title), "fontSize": large, "color": ink, "anchor": "middle"}
		if s.frames != nil {
			spec["title"].(map[string]any)["offset"] = 24.0
		}
	}
	return spec
}

// vegaConfig makes a dark page's theme leave the figure readable: text and lines are set, as they are in the SVG.
func vegaConfig() map[string]any {
	return map[string]any{
		"font": "Helvetica, Arial, sans-serif",
		"axis": map[string]any{"labelFontSize": small, "titleFontSize": medium, "titleFontWeight": "normal", "titlePadding": 8.0,
			"labelColor": ink, "titleColor": ink, "domainColor": edge, "tickColor": edge, "gridColor": faint, "labelOverlap": "greedy"},
		"legend": map[string]any{"labelFontSize": small, "titleFontSize": medium, "titleFontWeight": "normal", "labelColor": ink, "titleColor": ink,
			"symbolStrokeWidth": 2.0, "symbolSize": 80.0, "labelLimit": 400.0, "titleLimit": 400.0, "gradientThickness": barWidth},
		"view": map[string]any{"stroke": "transparent"},
	}
}

// vega is one panel. Lines and points can be panned and zoomed; a field can't, for its cells are as
// large as its data.
func (p *panel) vega(zoom bool) map[string]any {
	var layers []any
	curves := false
	for _, l := range p.fig.layers {
		layers = append(layers, l.vega(p)...)
		_, is := l.(*curve)
		curves = curves || is
	}
	if zoom && curves && p.shade == nil {
		// Within a layered view the parameter belongs to one layer; it then moves the common scales.
		first := layers[0].(map[string]any)
		first["params"] = []any{map[string]any{"name": "zoom", "select": "interval", "bind": "scales"}}
	}
	spec := map[string]any{"width": p.w, "height": p.h, "layer": layers}
	if curves && p.shade != nil {
		// The colours of names and those of values are two scales. Each layer then has its own, and one tells the names.
		spec["resolve"] = map[string]any{"scale": map[string]any{"color": "independent", "shape": "independent", "strokeDash": "independent"}}
		toldOnce(layers)
	}
	if key := p.vegaSample(); key != nil {
		spec["layer"] = append(layers, key...)
	}
	if ground := p.fig.ground(); ground != "" {
		spec["view"] = map[string]any{"fill": ground}
	}
	if p.title != "" {
		spec["title"] = map[string]any{"text": plainText(p.title), "fontSize": medium, "color": ink, "anchor": "middle"}
	}
	return spec
}

// toldOnce leaves the legend of names to the first layer that has one.
func toldOnce(layers []any) {
	told := false
	for _, l := range layers {
		e, _ := l.(map[string]any)["encoding"].(map[string]any) // none where a layer holds layers: a coast with its land
		if c, ok := e["color"].(map[string]any); !ok || c["field"] != "series" {
			continue
		}
		for _, channel := range []string{"color", "shape", "strokeDash"} {
			if c, ok := e[channel].(map[string]any); ok && told {
				c["legend"] = false
			}
		}
		told = true
	}
}

// plainText keeps a title on one line: Vega-Lite breaks it at line ends.
func plainText(s string) string { return strings.Join(strings.Fields(s), " ") }

func values(rows []any) map[string]any {
	if rows == nil {
		rows = []any{}
	}
	return map[string]any{"values": rows}
}

// list makes numbers a list of a row, as text: a notebook writes an array with a line for each number.
func list(numbers []float64, s scale) string {
	out, digits := make([]string, len(numbers)), s.digits()
	for i, v := range numbers {
		out[i] = strconv.FormatFloat(round(v, digits), 'g', -1, 64)
	}
	return strings.Join(out, " ")
}

// unrolled makes rows of rows whose x and y are lists, a line each: part numbers the lines, i the points
// in their order. Written so a line takes a tenth of the space.
func unrolled() []any {
	return []any{numbered("part"), let("x", "split(datum.x, ' ')"), let("y", "split(datum.y, ' ')"), map[string]any{"flatten": []any{"x", "y"}},
		let("x", "toNumber(datum.x)"), let("y", "toNumber(datum.y)"), numbered("i")}
}

func numbered(as string) any {
	return map[string]any{"window": []any{map[string]any{"op": "row_number", "as": as}}}
}

func let(as, is string) any { return map[string]any{"calculate": is, "as": as} }

func (p *panel) vegaX() map[string]any { return p.vegaAxis("x", p.xDrawn, p.x, p.fig.x, p.xTicks()) }
func (p *panel) vegaY() map[string]any { return p.vegaAxis("y", p.yDrawn, p.y, p.fig.y, p.yTicks()) }

func (p *panel) vegaAxis(name, title string, s scale, a axis, ticks []tick) map[string]any {
	sc := map[string]any{"domain": []any{s.lo, s.hi}, "nice": false}
	if s.log {
		sc["type"] = "log"
	} else {
		sc["zero"] = false
	}
	if a.reverse {
		sc["reverse"] = true
	}
	ax := map[string]any{"format": vegaNumber, "tickCount": float64(max(named(ticks), 2))}
	if p.fig.hasHeatmap() {
		ax["grid"] = false
	}
	if s.log {
		// Decades stand out from the ticks between them.
		ax["gridOpacity"] = map[string]any{"value": 0.0, "condition": map[string]any{"value": 1.0,
			"test": "abs(log(datum.value)/LN10 - round(log(datum.value)/LN10)) < 1e-6"}}
	}
	switch {
	case s.as != plainly:
		ax["labelExpr"] = s.as.vegaLabel()
		delete(ax, "tickCount")
		var at []any
		for _, t := range ticks {
			if t.label != "" {
				at = append(at, t.value)
			}
		}
		ax["values"] = at
	case !s.log:
	case slices.ContainsFunc(ticks, func(t tick) bool { return strings.ContainsAny(t.label, "⁰¹²³⁴⁵⁶⁷⁸⁹") }):
		ax["labelExpr"] = decades(s)
	case fewDecades(s.lo, s.hi):
		ax["labelExpr"] = steps
	}
	return map[string]any{"field": name, "type": "quantitative", "title": plainText(title), "scale": sc, "axis": ax}
}

// decades writes the powers of ten of an axis as such, some beyond its ends for who zooms out, and leaves
// other ticks without a number.
func decades(s scale) string {
	first, last := int(math.Floor(math.Log10(s.lo)))-4, int(math.Ceil(math.Log10(s.hi)))+4
	var powers []string
	for e := first; e <= last; e++ {
		powers = append(powers, "'10"+superscript(e)+"'")
	}
	l := "log(datum.value)/LN10"
	return fmt.Sprintf("abs(%[1]s - round(%[1]s)) < 1e-6 ? [%[2]s][round(%[1]s) - (%[3]d)] || datum.label : ''", l, strings.Join(powers, ","), first)
}

// steps writes 1, 2 and 5 times the powers of ten, as logTicks does; Vega by itself would leave most of them out. Other ticks
// keep what Vega gives them, for who zooms in.
const steps = "indexof([1, 2, 5], round(1e6 * datum.value / pow(10, floor(log(datum.value)/LN10 + 1e-9))) / 1e6) >= 0" +
	" ? format(datum.value, '" + vegaNumber + "') : datum.label"

func named(ticks []tick) (n int) {
	for _, t := range ticks {
		if t.label != "" {
			n++
		}
	}
	return n
}

// tip is a line of what the pointer shows.
func tip(field, title, otherwise string, s scale) map[string]any {
	if title == "" {
		title = otherwise
	}
	return map[string]any{"field": field, "type": "quantitative", "title": plainText(title), "format": "." + strconv.Itoa(s.digits()) + "~g"}
}

// vegaColour colours by the row's value.
func (p *panel) vegaColour() map[string]any {
	sc := map[string]any{"domain": []any{p.shade.lo, p.shade.hi}, "range": p.shade.colours.hexes(64), "clamp": true}
	if p.shade.log {
		sc["type"] = "log"
	} else {
		sc["type"] = "linear"
	}
	var barValues []any
	for _, t := range p.barTicks() {
		if t.label != "" {
			barValues = append(barValues, t.value)
		}
	}
	return map[string]any{"field": "value", "type": "quantitative", "scale": sc, "title": plainText(p.shade.title),
		"legend": map[string]any{"gradientLength": min(p.h, 300), "gradientOpacity": 1.0, "type": "gradient", "format": vegaNumber, "values": barValues}}
}

// vegaFill colours cells as vegaColour does, with no legend. The domain is spelled out in as many values
// as colours: Vega-Lite merges what has one domain, and a fill and an edge make no bar of colours.
func (p *panel) vegaFill() map[string]any {
	const n = 64
	c := p.vegaColour()
	domain := make([]any, n)
	side := scale{lo: p.shade.lo, hi: p.shade.hi, from: 0, to: n - 1, log: p.shade.log}
	for i := range domain {
		domain[i] = side.value(float64(i))
	}
	c["scale"].(map[string]any)["domain"] = domain
	c["legend"] = false // null would say it too, but a gob has none
	return c
}

// colourKey draws nothing but the legend of the colours, which an image doesn't bring with it.
func colourKey(p *panel) map[string]any {
	row := func(v float64) any {
		return map[string]any{"x": p.x.lo, "y": p.y.lo, "value": v}
	}
	return map[string]any{
		"data":     values([]any{row(p.shade.lo), row(p.shade.hi)}),
		"mark":     map[string]any{"type": "point", "size": 0.0, "filled": true},
		"encoding": map[string]any{"x": p.vegaX(), "y": p.vegaY(), "color": p.vegaColour()},
	}
}
