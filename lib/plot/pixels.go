package plot

import (
	"bytes"
	"encoding/base64"
	"image"
	"image/color"
	"image/png"
	"math"
	"slices"
	"sort"
)

// mostPixels bounds a side of the image of a field.
const mostPixels = 1024

// png is the field as an image of its cells, as a data address. Evenly spaced axes give a pixel a cell;
// others are sampled, and a side of more than mostPixels cells takes the cell in the middle of each
// pixel. The 255 colours of the palette are finer than the eye; the 256th is clear, for gaps.
func (h *heatmap) png(p *panel) string {
	xs, ys := pick(h.x, p.x), pick(h.y, p.y)
	slices.Reverse(ys) // an image's first row is its top
	if p.fig.x.reverse {
		slices.Reverse(xs)
	}
	if p.fig.y.reverse {
		slices.Reverse(ys)
	}
	const colours = 255
	palette := color.Palette{color.NRGBA{}}
	for k := range colours {
		palette = append(palette, p.shade.colours.At(float64(k)/(colours-1)))
	}
	m := image.NewPaletted(image.Rect(0, 0, len(xs), len(ys)), palette)
	for r, j := range ys {
		for c, i := range xs {
			if v := h.at(j, i); !math.IsNaN(v) {
				t := min(max(p.shade.at(v), 0), 1)
				m.Pix[r*m.Stride+c] = uint8(1 + math.Round(t*(colours-1)))
			}
		}
	}
	var b bytes.Buffer
	e := png.Encoder{CompressionLevel: png.BestCompression}
	if err := e.Encode(&b, m); err != nil {
		panic(err) // a paletted image into memory can't fail
	}
	return "data:image/png;base64," + base64.StdEncoding.EncodeToString(b.Bytes())
}

// pick says which point each pixel of a side shows.
func pick(at []float64, s scale) []int {
	n := len(at)
	e := edges(at, s.log)
	width := n
	if even(e, s.log) {
		width = min(n, mostPixels)
	} else {
		// Fine enough that the narrowest cell is seen, within reason.
		width = min(max(4*n, 256), mostPixels)
	}
	side := scale{lo: e[0], hi: e[n], from: 0, to: float64(width), log: s.log}
	out := make([]int, width)
	for k := range out {
		v := side.value(float64(k) + 0.5)
		out[k] = min(max(sort.SearchFloat64s(e, v)-1, 0), n-1)
	}
	return out
}

// even says that cells are equally wide to within a part in a thousand.
func even(e []float64, log bool) bool {
	n := len(e) - 1
	s := scale{lo: e[0], hi: e[n], from: 0, to: float64(n), log: log}
	for i, v := range e {
		if math.Abs(s.at(v)-float64(i)) > 1e-3 {
			return false
		}
	}
	return true
}
