package pdf

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"image"
	"image/draw"
	"image/png"
	"strings"

	"codeberg.org/go-pdf/fpdf"
)

// mostPixels that a picture in a figure may have: more is no picture for a page.
const mostPixels = 1 << 26

// image places a PNG that the figure holds, stretched to its size.
func (p *page) image(a attributes, s state) error {
	x, y, err := a.pair("x", "y")
	if err != nil {
		return err
	}
	w, h, err := a.size()
	if err != nil {
		return err
	}
	packed, ok := strings.CutPrefix(a["href"], "data:image/png;base64,")
	if !ok {
		return errors.New("only PNG that the figure itself holds is drawn")
	}
	data, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(packed), ""))
	if err != nil {
		return fmt.Errorf("its PNG is no base64: %w", err)
	}
	size, err := png.DecodeConfig(bytes.NewReader(data))
	if err != nil {
		return fmt.Errorf("its PNG can't be read: %w", err)
	}
	if size.Width*size.Height > mostPixels {
		return fmt.Errorf("a picture of %d x %d pixels is too large", size.Width, size.Height)
	}
	if a["preserveAspectRatio"] != "none" && w*float64(size.Height) != h*float64(size.Width) {
		return errors.New("a picture of another shape than its place is drawn stretched: say preserveAspectRatio=\"none\"")
	}
	if angle, ok := s.to.angle(); !ok || angle != 0 {
		return errors.New("a picture that is turned is not drawn")
	}
	// What kinds of PNG there are is read here; one kind is written.
	pixels, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		return fmt.Errorf("its PNG can't be read: %w", err)
	}
	var plain bytes.Buffer
	if err := png.Encode(&plain, eightBit(pixels)); err != nil {
		return err
	}
	name := fmt.Sprintf("%x", sha256.Sum256(plain.Bytes()))
	options := fpdf.ImageOptions{ImageType: "png", AllowNegativePosition: true}
	p.doc.RegisterImageOptionsReader(name, options, &plain)
	px, py := s.to.at(x, y)
	p.doc.SetAlpha(1, "Normal")
	p.doc.ImageOptions(name, px, py, w*s.to.scale(), h*s.to.scale(), false, options, 0, "")
	return p.doc.Error()
}

// eightBit is a picture with 8 bits a colour.
func eightBit(from image.Image) *image.NRGBA {
	to := image.NewNRGBA(image.Rect(0, 0, from.Bounds().Dx(), from.Bounds().Dy()))
	draw.Draw(to, to.Bounds(), from, from.Bounds().Min, draw.Src)
	return to
}
