package pdf

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// shape gives the outline of an element.
func shape(name string, a attributes) (path, error) {
	v := map[string]float64{}
	for _, n := range []string{"x", "y", "width", "height", "x1", "y1", "x2", "y2", "cx", "cy", "r", "rx", "ry"} {
		length, err := a.length(n)
		if err != nil {
			return nil, err
		}
		v[n] = length
	}
	switch name {
	case "rect":
		if v["width"] < 0 || v["height"] < 0 {
			return nil, errors.New("a width or a height is below 0")
		}
		if v["rx"] != 0 || v["ry"] != 0 {
			return nil, errors.New("round corners are not drawn")
		}
		if v["width"] == 0 || v["height"] == 0 {
			return nil, nil
		}
		return rectangle(v["x"], v["y"], v["width"], v["height"]), nil
	case "line":
		return path{{'m', [6]float64{v["x1"], v["y1"]}}, {'l', [6]float64{v["x2"], v["y2"]}}}, nil
	case "circle":
		return ellipse(v["cx"], v["cy"], v["r"], v["r"]), nil
	case "ellipse":
		return ellipse(v["cx"], v["cy"], v["rx"], v["ry"]), nil
	case "path":
		return readPath(a["d"])
	case "polyline", "polygon":
		at, err := numbers(a["points"])
		if err != nil {
			return nil, err
		}
		if len(at)%2 == 1 {
			return nil, errors.New("its points have an odd number of numbers")
		}
		var p path
		for i := 0; i < len(at); i += 2 {
			p = append(p, step{"ml"[min(i, 1)], [6]float64{at[i], at[i+1]}})
		}
		if name == "polygon" && len(p) > 0 {
			p.close()
		}
		return p, nil
	}
	return nil, errors.New("it is not drawn")
}

// paint fills an outline, and draws along it.
func (p *page) paint(outline path, s state) {
	if len(outline) == 0 {
		return
	}
	fill := func() {
		if !s.style.fill.none {
			p.doc.SetAlpha(s.style.fillOpacity, "Normal")
			p.raw(ink(s.style.fill, "rg"))
			p.trace(outline, s.to)
			p.raw(map[bool]string{false: "f", true: "f*"}[s.style.evenOdd])
		}
	}
	stroke := func() {
		if p.pen(s) {
			p.trace(outline, s.to)
			p.raw("S")
		}
	}
	if s.style.strokeFirst {
		fill, stroke = stroke, fill
	}
	fill()
	stroke()
}

// pen sets how lines are drawn; it is false where none are.
func (p *page) pen(s state) bool {
	if s.style.stroke.none || s.style.width == 0 {
		return false
	}
	scale := s.to.scale()
	dash := make([]string, len(s.style.dash))
	for i, d := range s.style.dash {
		dash[i] = short(d * scale)
	}
	p.doc.SetAlpha(s.style.strokeOpacity, "Normal")
	p.raw(fmt.Sprintf("%s %s w %d J %d j %s M [%s] 0 d", ink(s.style.stroke, "RG"),
		short(s.style.width*scale), s.style.cap, s.style.join, short(s.style.miter), strings.Join(dash, " ")))
	return true
}

// trace writes an outline in the page's coordinates, which go up.
func (p *page) trace(outline path, to matrix) {
	var b strings.Builder
	for _, step := range outline {
		n := map[byte]int{'m': 2, 'l': 2, 'c': 6}[step.op]
		for i := 0; i < n; i += 2 {
			x, y := to.at(step.at[i], step.at[i+1])
			b.WriteString(short(x) + " " + short(p.height-y) + " ")
		}
		b.WriteByte(step.op)
		b.WriteByte('\n')
	}
	p.raw(strings.TrimSuffix(b.String(), "\n"))
}

func (p *page) raw(text string) { p.doc.RawWriteStr(text) }

func ink(c colour, operator string) string {
	return short(c.r) + " " + short(c.g) + " " + short(c.b) + " " + operator
}

// short writes a number to a thousandth of a point.
func short(v float64) string {
	text := strings.TrimRight(strconv.FormatFloat(v, 'f', 3, 64), "0")
	if text = strings.TrimSuffix(text, "."); text == "-0" {
		return "0"
	}
	return text
}
