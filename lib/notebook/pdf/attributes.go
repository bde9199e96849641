package pdf

import (
	"encoding/xml"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// attributes of an element, with those of its style="" among them.
type attributes map[string]string

// drawn are the attributes that change what is seen, and are heeded.
var drawn = []string{
	"x", "y", "width", "height", "viewBox", "x1", "y1", "x2", "y2", "cx", "cy", "r", "rx", "ry", "d", "points", "href", "transform", "overflow",
	"fill", "fill-opacity", "fill-rule", "stroke", "stroke-opacity", "stroke-width", "stroke-linecap", "stroke-linejoin", "stroke-miterlimit", "stroke-dasharray",
	"paint-order", "font-size", "font-weight", "text-anchor", "image-rendering", "preserveAspectRatio",
}

// passedOver are those that a page on paper has no use for, or that it has its own way with.
var passedOver = []string{"xmlns", "xlink", "version", "role", "id", "shape-rendering", "text-rendering", "font-family", "space", "lang"}

// read takes an element's attributes, and refuses those that would be missing from the page.
func read(list []xml.Attr) (attributes, error) {
	a := attributes{}
	for _, x := range list {
		if x.Name.Local != "style" {
			a[x.Name.Local] = x.Value
			continue
		}
		for rule := range strings.SplitSeq(x.Value, ";") {
			if name, value, ok := strings.Cut(rule, ":"); ok {
				a[strings.TrimSpace(name)] = strings.TrimSpace(value)
			}
		}
	}
	for name := range a {
		if !slices.Contains(drawn, name) && !slices.Contains(passedOver, name) && !strings.HasPrefix(name, "aria-") && !strings.HasPrefix(name, "data-") {
			return nil, fmt.Errorf("the attribute %s is not drawn", name)
		}
	}
	if a.has("overflow") && a["overflow"] != "hidden" {
		return nil, fmt.Errorf("overflow=%q is not drawn: hidden is", a["overflow"])
	}
	return a, nil
}

func (a attributes) has(name string) bool { _, ok := a[name]; return ok }

// length of an attribute, in pixels; 0 where it isn't there.
func (a attributes) length(name string) (float64, error) {
	text, ok := a[name]
	if !ok {
		return 0, nil
	}
	v, err := strconv.ParseFloat(strings.TrimSuffix(strings.TrimSpace(text), "px"), 64)
	if err != nil || math.Abs(v) > 1e7 || math.IsNaN(v) {
		return 0, fmt.Errorf("%s=%q is no length in pixels", name, text)
	}
	return v, nil
}

func (a attributes) pair(x, y string) (float64, float64, error) {
	v, err := a.length(x)
	if err != nil {
		return 0, 0, err
	}
	w, err := a.length(y)
	return v, w, err
}

func (a attributes) size() (w, h float64, err error) {
	w, h, err = a.pair("width", "height")
	if err == nil && (w < 0 || h < 0) {
		err = fmt.Errorf("a width or a height is below 0")
	}
	return w, h, err
}

// box is the viewBox, else the width and the height.
func (a attributes) box() ([4]float64, error) {
	text, ok := a["viewBox"]
	if !ok {
		w, h, err := a.size()
		return [4]float64{0, 0, w, h}, err
	}
	v, err := numbers(text)
	if err != nil || len(v) != 4 {
		return [4]float64{}, fmt.Errorf("viewBox=%q is not four numbers", text)
	}
	return [4]float64(v), nil
}

var number = regexp.MustCompile(`^[\s,]*([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)`)

// numbers of a list, with spaces, commas or only a sign between.
func numbers(text string) ([]float64, error) {
	var all []float64
	for rest := text; strings.Trim(rest, ", \t\r\n") != ""; {
		found := number.FindStringSubmatch(rest)
		if found == nil {
			return nil, fmt.Errorf("%.40q is no list of numbers", text)
		}
		v, err := strconv.ParseFloat(found[1], 64)
		if err != nil || math.Abs(v) > 1e7 {
			return nil, fmt.Errorf("the number %s is too large to be drawn", found[1])
		}
		all, rest = append(all, v), rest[len(found[0]):]
	}
	return all, nil
}
