package plot

func (c *curve) vega(p *panel) []any {
	label := p.entries[p.style[c]].label
	var rows []any
	for _, i := range c.shown() {
		row := map[string]any{"x": round(c.x[i]), "y": round(c.y[i]), "series": label, "i": float64(i)}
		if c.form == asBand {
			row["low"], row["high"] = round(c.low[i]), round(c.high[i])
		}
		rows = append(rows, row)
	}
	tips := []any{tip("x", p.xTitle, "x"), tip("y", p.yTitle, "y")}
	if len(p.entries) > 1 {
		tips = append([]any{map[string]any{"field": "series", "type": "nominal", "title": "name"}}, tips...)
	}
	encoding := func() map[string]any {
		return map[string]any{"x": p.vegaX(), "y": p.vegaY(), "color": p.vegaSeries("color"), "tooltip": tips}
	}
	if c.form == asPoints {
		e := encoding()
		e["shape"] = p.vegaSeries("shape")
		return []any{map[string]any{
			"data":     values(rows),
			"mark":     map[string]any{"type": "point", "filled": true, "size": 40.0, "opacity": map[string]float64{"0.45": 0.45, "0.85": 0.85}[opacity(len(rows))], "clip": true},
			"encoding": e,
		}}
	}
	var out []any
	if c.form == asBand {
		e := encoding()
		e["y"] = p.vegaY()
		e["y"].(map[string]any)["field"] = "low"
		e["y2"] = map[string]any{"field": "high"}
		e["tooltip"] = append(append([]any{}, tips...), tip("low", "from", ""), tip("high", "to", ""))
		out = append(out, map[string]any{
			"data":     values(c.areas(p, rows)),
			"mark":     map[string]any{"type": "area", "opacity": 0.2, "line": false, "clip": true},
			"encoding": withDetail(e, "part"),
		})
	}
	e := encoding()
	e["strokeDash"] = p.vegaSeries("strokeDash")
	e["order"] = map[string]any{"field": "i", "type": "quantitative"}
	// A line with a point for each value answers the pointer wherever there is one; without, only its
	// first value would. Points that can't be seen cost nothing to look at.
	mark := map[string]any{"type": "line", "strokeWidth": lineWidth, "clip": true, "strokeJoin": "round", "strokeCap": "round",
		"point": map[string]any{"opacity": 0.0, "size": 60.0}}
	return append(out, map[string]any{"data": values(c.pieces(rows)), "mark": mark, "encoding": withDetail(e, "part")})
}

// pieces numbers the stretches between gaps, and leaves the gaps out: a line of its own each, whatever
// the reader's version of Vega-Lite makes of a null.
func (c *curve) pieces(rows []any) []any { return parts(rows, "x", "y") }

func (c *curve) areas(_ *panel, rows []any) []any {
	copies := make([]any, len(rows))
	for i, r := range rows {
		m := map[string]any{}
		for k, v := range r.(map[string]any) {
			m[k] = v
		}
		copies[i] = m
	}
	return parts(copies, "x", "low", "high")
}

func parts(rows []any, keys ...string) (out []any) {
	part := 0.0
	for _, r := range rows {
		row, gap := r.(map[string]any), false
		for _, k := range keys {
			gap = gap || row[k] == nil
		}
		if gap {
			part++
			continue
		}
		row["part"] = part
		out = append(out, row)
	}
	return out
}

func withDetail(e map[string]any, field string) map[string]any {
	e["detail"] = map[string]any{"field": field, "type": "nominal"}
	return e
}

// vegaSeries tells the series apart by one channel. All channels have the same field, domain and title,
// so that Vega-Lite merges their legends into one.
func (p *panel) vegaSeries(channel string) map[string]any {
	var domain, looks []any
	for _, e := range p.entries {
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
	out := map[string]any{"field": "series", "type": "nominal", "title": nil, "scale": map[string]any{"domain": domain, "range": looks}}
	out["legend"] = map[string]any{"orient": "top"}
	if !p.legend() {
		out["legend"] = nil
	}
	return out
}
