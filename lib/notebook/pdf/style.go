package pdf

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
)

// A colour has its parts from 0 to 1; one that is none is not drawn.
type colour struct {
	r, g, b float64
	none    bool
}

// A style is what elements inherit.
type style struct {
	fill, stroke               colour
	fillOpacity, strokeOpacity float64
	width, miter               float64
	cap, join                  int // as PDF numbers them
	dash                       []float64
	evenOdd, strokeFirst       bool
	size                       float64
	bold                       bool
	anchor                     float64 // which share of a text lies before its place
}

// initial is the style of SVG where nothing is said.
var initial = style{stroke: colour{none: true}, fillOpacity: 1, strokeOpacity: 1, width: 1, miter: 4, size: 16}

var words = map[string]map[string]float64{
	"stroke-linecap":  {"butt": 0, "round": 1, "square": 2},
	"stroke-linejoin": {"miter": 0, "round": 1, "bevel": 2},
	"text-anchor":     {"start": 0, "middle": 0.5, "end": 1},
	"font-weight":     {"normal": 0, "400": 0, "bold": 1, "600": 1, "700": 1},
	"fill-rule":       {"nonzero": 0, "evenodd": 1},
	"paint-order":     {"normal": 0, "fill": 0, "stroke": 1},
}

// with is the style under an element's attributes.
func (s style) with(a attributes) (style, error) {
	word := map[string]float64{}
	for name, known := range words {
		if text, ok := a[name]; ok {
			v, is := known[text]
			if !is {
				return s, fmt.Errorf("%s=%q is not drawn", name, text)
			}
			word[name] = v
		}
	}
	for name, set := range map[string]func(float64){
		"stroke-linecap":  func(v float64) { s.cap = int(v) },
		"stroke-linejoin": func(v float64) { s.join = int(v) },
		"text-anchor":     func(v float64) { s.anchor = v },
		"font-weight":     func(v float64) { s.bold = v == 1 },
		"fill-rule":       func(v float64) { s.evenOdd = v == 1 },
		"paint-order":     func(v float64) { s.strokeFirst = v == 1 },
	} {
		if v, ok := word[name]; ok {
			set(v)
		}
	}
	for name, to := range map[string]*float64{
		"stroke-width": &s.width, "font-size": &s.size, "fill-opacity": &s.fillOpacity, "stroke-opacity": &s.strokeOpacity, "stroke-miterlimit": &s.miter,
	} {
		if !a.has(name) {
			continue
		}
		v, err := a.length(name)
		if err != nil || v < 0 || v > 1 && strings.HasSuffix(name, "opacity") || v < 1 && name == "stroke-miterlimit" {
			return s, fmt.Errorf("%s=%q can't be", name, a[name])
		}
		*to = v
	}
	for name, to := range map[string]*colour{"fill": &s.fill, "stroke": &s.stroke} {
		if text, ok := a[name]; ok {
			c, err := readColour(text)
			if err != nil {
				return s, fmt.Errorf("%s=%q: %w", name, text, err)
			}
			*to = c
		}
	}
	if text, ok := a["stroke-dasharray"]; ok {
		var err error
		if s.dash, err = readDash(text); err != nil {
			return s, err
		}
	}
	return s, nil
}

func readDash(text string) ([]float64, error) {
	if text == "none" {
		return nil, nil
	}
	dash, err := numbers(text)
	if err != nil {
		return nil, err
	}
	sum := 0.0
	for _, v := range dash {
		if v < 0 {
			return nil, fmt.Errorf("stroke-dasharray=%q holds a length below 0", text)
		}
		sum += v
	}
	if sum == 0 {
		return nil, nil
	}
	if len(dash)%2 == 1 {
		dash = append(dash, dash...)
	}
	return dash, nil
}

var (
	hexColour = regexp.MustCompile(`^#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})$`)
	rgbColour = regexp.MustCompile(`^rgb\(\s*(\d{1,3})\s*,\s*(\d{1,3})\s*,\s*(\d{1,3})\s*\)$`)
	named     = map[string]string{"black": "#000000", "white": "#ffffff", "gray": "#808080", "grey": "#808080", "red": "#ff0000", "green": "#008000", "blue": "#0000ff"}
)

func readColour(text string) (colour, error) {
	if text == "none" || text == "transparent" {
		return colour{none: true}, nil
	}
	if hex, ok := named[text]; ok {
		text = hex
	}
	if found := rgbColour.FindStringSubmatch(text); found != nil {
		var v [3]float64
		for i := range v {
			n, _ := strconv.Atoi(found[i+1])
			v[i] = math.Min(float64(n)/255, 1)
		}
		return colour{r: v[0], g: v[1], b: v[2]}, nil
	}
	if !hexColour.MatchString(text) {
		return colour{}, fmt.Errorf("only colours such as #0072b2 are drawn")
	}
	if len(text) == 4 {
		text = string([]byte{'#', text[1], text[1], text[2], text[2], text[3], text[3]})
	}
	n, err := strconv.ParseUint(text[1:], 16, 32)
	return colour{r: float64(n>>16) / 255, g: float64(n>>8&255) / 255, b: float64(n&255) / 255}, err
}
