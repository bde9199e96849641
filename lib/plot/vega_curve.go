package plot

import (
	"encoding/json"
	"strconv"
)

func (c *curve) vega(p *panel) []any {
	var rows []any
	sorted := c.sorted()
	dx, dy := p.x.digits(), p.y.digits()
	for _, i := range c.shown() {
		row := map[string]any{}
		put(row, "x", c.x[i], dx)
		put(row, "y", c.y[i], dy)
		if c.form == asBand {
			put(row, "low", c.low[i], dy)
			put(row, "high", c.high[i], dy)
		}
		if !sorted {
			row["i"] = float64(i) // Vega-Lite joins a line by x unless told
		}
		rows = append(rows, row)
	}
	switch c.form {
	case asPoints:
		return []any{c.vegaPoints(p, rows)}
	case asBand:
		return []any{c.vegaArea(p, rows), c.vegaLine(p, rows)}
	}
	return []any{c.vegaLine(p, rows)}
}

// put sets a key to a number, or leaves it out where there is none: neither JSON nor a gob has NaN and null
// both.
func put(row map[string]any, key string, v float64, digits int) {
	if finite(v) {
		row[key] = round(v, digits)
	}
}

func (c *curve) vegaPoints(p *panel, rows []any) map[string]any {
	mark := map[string]any{"type": "point", "filled": true, "size": 40.0, "opacity": opacity(len(rows)), "clip": true}
	l := c.vegaLayer(p, mark, rows)
	l["encoding"].(map[string]any)["shape"] = p.vegaSeries("shape")
	return l
}

func (c *curve) vegaLine(p *panel, rows []any) map[string]any {
	// A line answers the pointer only at its first value; points that can't be seen do at each.
	mark := map[string]any{"type": "line", "strokeWidth": lineWidth, "clip": true, "strokeJoin": "round", "strokeCap": "round",
		"point": map[string]any{"opacity": 0.0, "size": 60.0}}
	list, broken := parts(rows, "x", "y")
	l := c.vegaLayer(p, mark, list)
	e := l["encoding"].(map[string]any)
	e["strokeDash"] = p.vegaSeries("strokeDash")
	if !c.sorted() {
		e["order"] = map[string]any{"field": "i", "type": "quantitative"}
	}
	if broken {
		e["detail"] = map[string]any{"field": "part", "type": "nominal"}
	}
	return l
}

func (c *curve) vegaArea(p *panel, rows []any) map[string]any {
	mark := map[string]any{"type": "area", "opacity": 0.2, "line": false, "clip": true}
	list, broken := parts(rows, "x", "low", "high")
	l := c.vegaLayer(p, mark, list)
	e := l["encoding"].(map[string]any)
	e["y"].(map[string]any)["field"] = "low"
	e["y2"] = map[string]any{"field": "high"}
	e["tooltip"] = append(e["tooltip"].([]any), tip("low", "from", "", p.y), tip("high", "to", "", p.y))
	if broken {
		e["detail"] = map[string]any{"field": "part", "type": "nominal"}
	}
	return l
}

// vegaLayer is what the three have in common. The name is computed, not repeated in each row.
func (c *curve) vegaLayer(p *panel, mark map[string]any, rows []any) map[string]any {
	tips := []any{tip("x", p.xTitle, "x", p.x), tip("y", p.yTitle, "y", p.y)}
	if len(p.entries) > 1 {
		tips = append([]any{map[string]any{"field": "series", "type": "nominal", "title": "name"}}, tips...)
	}
	name := literal(p.entries[p.style[c]].label)
	return map[string]any{
		"data":      values(rows),
		"transform": []any{map[string]any{"calculate": name, "as": "series"}, map[string]any{"calculate": strconv.Itoa(p.style[c]), "as": "dash"}},
		"mark":      mark,
		"encoding":  map[string]any{"x": p.vegaX(), "y": p.vegaY(), "color": p.vegaSeries("color"), "tooltip": tips},
	}
}

// literal is text as an expression of Vega's, whose strings are JSON's.
func literal(s string) string {
	b, err := json.Marshal(s)
	if err != nil {
		panic(err) // a string always marshals
	}
	return string(b)
}

// parts leaves out the rows in which one of the keys has no number, and says if any was; then it numbers the
// stretches between them, to be drawn as lines of their own whatever a reader's version of Vega-Lite
// makes of a gap.
func parts(rows []any, keys ...string) (out []any, broken bool) {
	part := 0.0
	for _, r := range rows {
		row, gap := map[string]any{}, false
		for k, v := range r.(map[string]any) {
			row[k] = v
		}
		for _, k := range keys {
			gap = gap || row[k] == nil
		}
		if gap {
			broken = true
			part++
			continue
		}
		row["part"] = part
		out = append(out, row)
	}
	if !broken {
		for _, r := range out {
			delete(r.(map[string]any), "part")
		}
	}
	return out, broken
}

// vegaSeries tells the series apart by one channel. All channels have the same field, domain and title,
// so that Vega-Lite merges their legends into one.
func (p *panel) vegaSeries(channel string) map[string]any {
	var domain, looks []any
	lines, points, widest := false, false, 0.0
	for _, e := range p.entries {
		lines, points = lines || e.forms[asLine] || e.forms[asBand], points || e.forms[asPoints]
		widest = max(widest, textWidth(e.label, small))
		domain = append(domain, e.label)
		switch channel {
		case "color":
			looks = append(looks, e.style.colour)
		case "shape":
			looks = append(looks, e.style.marker)
		case "strokeDash":
			dash := []any{}
			for _, d := range e.style.dash {
				dash = append(dash, d)
			}
			if len(dash) == 0 {
				dash = []any{1.0, 0.0}
			}
			looks = append(looks, dash)
		}
	}
	out := map[string]any{"field": "series", "type": "nominal", "title": "", "scale": map[string]any{"domain": domain, "range": looks}}
	legend := map[string]any{"orient": "top", "columns": max(1, float64(int(p.w/(widest+40))))}
	if lines && !points {
		legend["symbolType"] = "stroke"
		legend["symbolSize"] = 400.0
	}
	out["legend"] = legend
	if !p.legend() {
		out["legend"] = false
	}
	if channel == "strokeDash" && points {
		// Vega-Lite merges legends of one domain; merged with the markers' it would dash their outlines.
		var apart []any
		for i := range domain {
			apart = append(apart, float64(i))
		}
		out["field"], out["legend"] = "dash", false
		out["scale"].(map[string]any)["domain"] = apart
	}
	return out
}
