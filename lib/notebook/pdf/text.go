package pdf

import (
	"fmt"
	"strings"
	"sync"

	"codeberg.org/go-fonts/dejavu/dejavusans"
	"codeberg.org/go-fonts/dejavu/dejavusansbold"
	"codeberg.org/go-fonts/liberation/liberationsansbold"
	"codeberg.org/go-fonts/liberation/liberationsansregular"
	"golang.org/x/image/font/sfnt"
)

// A face is a font file, and which signs it has.
type face struct {
	family string
	file   []byte
	parsed *sfnt.Font
}

// faces gives those for plain and for bold text, the first choice first.
var faces = sync.OnceValues(func() (map[bool][]face, error) {
	all := map[bool][]face{
		false: {{family: "LiberationSans", file: liberationsansregular.TTF}, {family: "DejaVuSans", file: dejavusans.TTF}},
		true:  {{family: "LiberationSans", file: liberationsansbold.TTF}, {family: "DejaVuSans", file: dejavusansbold.TTF}},
	}
	for _, list := range all {
		for i := range list {
			var err error
			if list[i].parsed, err = sfnt.Parse(list[i].file); err != nil {
				return nil, fmt.Errorf("the font %s: %w", list[i].family, err)
			}
		}
	}
	return all, nil
})

// A run is a piece of text of one font.
type run struct {
	face face
	text string
}

// runs cuts a text where the font must change.
func runs(text string, bold bool) ([]run, error) {
	all, err := faces()
	if err != nil {
		return nil, err
	}
	var list []run
	for _, r := range text {
		of, err := faceFor(r, all[bold])
		if err != nil {
			return nil, err
		}
		if n := len(list); n > 0 && list[n-1].face.family == of.family {
			list[n-1].text += string(r)
		} else {
			list = append(list, run{of, string(r)})
		}
	}
	return list, nil
}

func faceFor(r rune, list []face) (face, error) {
	for _, f := range list {
		// The fonts are written into the file with 16 bits a sign.
		if index, err := f.parsed.GlyphIndex(nil, r); err == nil && index != 0 && r <= 0xffff {
			return f, nil
		}
	}
	return face{}, fmt.Errorf("there is no letter for %q (%U) in the fonts", r, r)
}

// text draws one line.
func (p *page) text(text string, a attributes, s state) error {
	x, y, err := a.pair("x", "y")
	if err != nil {
		return err
	}
	text = strings.Join(strings.Fields(text), " ")
	list, err := runs(text, s.style.bold)
	if err != nil || len(list) == 0 {
		return err
	}
	angle, ok := s.to.angle()
	if !ok {
		return fmt.Errorf("%q is bent or mirrored, which letters can't be here", text)
	}
	size := s.style.size * s.to.scale()
	if size == 0 {
		return nil
	}
	weight := map[bool]string{true: "B"}[s.style.bold]
	widths, wide := make([]float64, len(list)), 0.0
	for i, r := range list {
		p.font(r.face, weight, size)
		widths[i] = p.doc.GetStringWidth(r.text)
		wide += widths[i]
	}
	px, py := s.to.at(x, y)
	p.doc.TransformBegin()
	p.doc.TransformRotate(-angle, px, py)
	write := func(mode int) {
		p.doc.SetTextRenderingMode(mode)
		at := px - s.style.anchor*wide
		for i, r := range list {
			p.font(r.face, weight, size)
			p.doc.Text(at, py, r.text)
			at += widths[i]
		}
	}
	fill := func() {
		if c := s.style.fill; !c.none {
			p.doc.SetAlpha(s.style.fillOpacity, "Normal")
			p.raw(ink(c, "rg"))
			write(0)
		}
	}
	stroke := func() {
		if p.pen(s) {
			write(1)
		}
	}
	if s.style.strokeFirst {
		fill, stroke = stroke, fill
	}
	fill()
	stroke()
	p.doc.SetTextRenderingMode(0)
	p.doc.TransformEnd()
	return p.doc.Error()
}

// font sets the font, and puts it into the file where it is the first time.
func (p *page) font(f face, weight string, size float64) {
	if key := f.family + weight; !p.fonts[key] {
		p.fonts[key] = true
		p.doc.AddUTF8FontFromBytes(f.family, weight, f.file)
	}
	p.doc.SetFont(f.family, weight, size)
}
