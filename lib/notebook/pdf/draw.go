package pdf

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"math"
	"time"

	"codeberg.org/go-pdf/fpdf"
)

// points is how many of PDF's units a pixel of SVG has.
const points = 0.75

// largest is the side of a page, in pixels, above which readers of PDF give up: 200 inches.
const largest = 200 * 96

// epoch is the time that every file bears, for PDF has a field for it.
var epoch = time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC)

// Draw gives the SVG of a figure as a page of PDF.
func Draw(svg string) ([]byte, error) {
	var root element
	if err := xml.Unmarshal([]byte(svg), &root); err != nil {
		return nil, fmt.Errorf("pdf: the figure can't be read: %w", err)
	}
	if root.XMLName.Local != "svg" {
		return nil, fmt.Errorf("pdf: the figure is no SVG, but <%s>", root.XMLName.Local)
	}
	p, err := newPage(&root)
	if err != nil {
		return nil, fmt.Errorf("pdf: <svg>: %w", err)
	}
	if err := p.inside(&root, state{to: p.whole, style: initial}); err != nil {
		return nil, fmt.Errorf("pdf: %w", err)
	}
	var out bytes.Buffer
	if err := p.doc.Output(&out); err != nil {
		return nil, fmt.Errorf("pdf: %w", err)
	}
	return out.Bytes(), nil
}

// An element of SVG.
type element struct {
	XMLName  xml.Name
	Attrs    []xml.Attr `xml:",any,attr"`
	Children []element  `xml:",any"`
	Text     string     `xml:",chardata"`
}

// A page is one that is being drawn on.
type page struct {
	doc           *fpdf.Fpdf
	width, height float64 // in points
	whole         matrix  // from the figure's coordinates to the page's, in points from the top
	fonts         map[string]bool
}

// A state is what an element hands down to those in it.
type state struct {
	to    matrix
	style style
}

// newPage is a blank one of the figure's size.
func newPage(root *element) (*page, error) {
	a, err := read(root.Attrs)
	if err != nil {
		return nil, err
	}
	box, err := a.box()
	if err != nil {
		return nil, err
	}
	width, height := box[2], box[3]
	if a.has("width") && a.has("height") {
		if width, height, err = a.size(); err != nil {
			return nil, err
		}
	}
	if !(width > 0 && height > 0 && width <= largest && height <= largest && box[2] > 0 && box[3] > 0) {
		return nil, fmt.Errorf("a page of %g x %g pixels can't be made: give a viewBox, or a width and a height", width, height)
	}
	// The figure's box, as large as the page holds it, in the middle.
	scale := math.Min(width/box[2], height/box[3])
	p := &page{width: width * points, height: height * points, fonts: map[string]bool{}}
	p.whole = matrix{points, 0, 0, points, 0, 0}.times(matrix{scale, 0, 0, scale, (width-scale*box[2])/2 - scale*box[0], (height-scale*box[3])/2 - scale*box[1]})
	p.doc = fpdf.NewCustom(&fpdf.InitType{UnitStr: "pt", Size: fpdf.SizeType{Wd: p.width, Ht: p.height}})
	p.doc.SetCreationDate(epoch)
	p.doc.SetModificationDate(epoch)
	p.doc.SetCatalogSort(true)
	p.doc.SetProducer("sublunar", false)
	p.doc.SetAutoPageBreak(false, 0)
	p.doc.AddPage()
	return p, nil
}

// inside draws what an element holds.
func (p *page) inside(e *element, s state) error {
	a, err := read(e.Attrs)
	if err != nil {
		return err
	}
	if s.style, err = s.style.with(a); err != nil {
		return err
	}
	for i := range e.Children {
		child := &e.Children[i]
		if err := p.draw(child, s); err != nil {
			return fmt.Errorf("<%s>: %w", child.XMLName.Local, err)
		}
		if p.doc.Err() {
			return p.doc.Error()
		}
	}
	return nil
}

func (p *page) draw(e *element, s state) error {
	a, err := read(e.Attrs)
	if err != nil {
		return err
	}
	if moved, ok := a["transform"]; ok {
		m, err := readTransform(moved)
		if err != nil {
			return err
		}
		s.to = s.to.times(m)
	}
	switch e.XMLName.Local {
	case "g":
		return p.inside(e, s)
	case "svg":
		return p.clipped(e, a, s)
	case "title":
		p.doc.SetTitle(e.Text, true)
		return nil
	case "desc", "metadata":
		return nil
	}
	if s.style, err = s.style.with(a); err != nil {
		return err
	}
	if len(e.Children) > 0 {
		return fmt.Errorf("what it holds, <%s>, is not drawn", e.Children[0].XMLName.Local)
	}
	switch e.XMLName.Local {
	case "text":
		return p.text(e.Text, a, s)
	case "image":
		return p.image(a, s)
	}
	outline, err := shape(e.XMLName.Local, a)
	if err != nil {
		return err
	}
	p.paint(outline, s)
	return nil
}

// clipped draws an <svg> in another: what passes its edge is cut off.
func (p *page) clipped(e *element, a attributes, s state) error {
	if a.has("viewBox") {
		return errors.New("the attribute viewBox is drawn of the outermost <svg> alone")
	}
	x, y, err := a.pair("x", "y")
	if err != nil {
		return err
	}
	w, h, err := a.size()
	if err != nil {
		return err
	}
	s.to = s.to.times(matrix{1, 0, 0, 1, x, y})
	p.raw("q")
	p.trace(rectangle(0, 0, w, h), s.to)
	p.raw("W n")
	err = p.inside(e, s)
	p.raw("Q")
	return err
}
