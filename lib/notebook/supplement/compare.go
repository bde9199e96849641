package supplement

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"image"
	_ "image/png"
	"math"
	"regexp"
	"strconv"
	"strings"

	"sublunar/lib/notebook"
	"sublunar/lib/notebook/report"
)

// A Verdict is how near what came out again is to what came out first.
type Verdict int

const (
	Identical Verdict = iota
	Within            // its tolerance
	Differs
)

func (v Verdict) String() string { return [...]string{"identical", "within tolerance", "differs"}[v] }

// A Difference is between one claim, or one figure, and the same of another run.
type Difference struct {
	Notebook string
	Cell     int
	// What: the claim's name, or "figure 2".
	What    string
	Verdict Verdict
	// Words say how large it is.
	Words string
}

// Compare sets the claims and the figures of two executions of a notebook side by side. A claim may come out another number by as much as its own
// tolerance allows; one without, "at most" or "at least", as long as it holds. A figure may move by a hundredth of its width, and change its
// pixels by a hundredth of their range.
func Compare(name string, before, after *notebook.Notebook) ([]Difference, error) {
	first, err := report.Claims(before)
	if err != nil {
		return nil, err
	}
	second, err := report.Claims(after)
	if err != nil {
		return nil, err
	}
	all := compareClaims(name, first, second)
	a, err := Figures(before, name, "")
	if err != nil {
		return nil, err
	}
	b, err := Figures(after, name, "")
	if err != nil {
		return nil, err
	}
	return append(all, compareFigures(name, a, b)...), nil
}

func compareClaims(notebook string, before, after []report.Claim) (all []Difference) {
	key := func(list []report.Claim) ([]string, map[string]report.Claim) {
		count, of := map[string]int{}, map[string]report.Claim{}
		var order []string
		for _, c := range list {
			count[c.Name]++
			k := c.Name
			if n := count[c.Name]; n > 1 {
				k += fmt.Sprintf(" (%d)", n)
			}
			order, of[k] = append(order, k), c
		}
		return order, of
	}
	order, was := key(before)
	later, is := key(after)
	for _, k := range order {
		d := Difference{Notebook: notebook, Cell: was[k].Cell, What: k}
		if c, ok := is[k]; ok {
			d.Verdict, d.Words = compareClaim(was[k], c)
		} else {
			d.Verdict, d.Words = Differs, "it did not come out again"
		}
		all = append(all, d)
	}
	for _, k := range later {
		if _, ok := was[k]; !ok {
			all = append(all, Difference{notebook, is[k].Cell, k, Differs, "it was not there before"})
		}
	}
	return all
}

func compareClaim(a, b report.Claim) (Verdict, string) {
	was, is := float64(a.Got), float64(b.Got)
	off := math.Abs(is - was)
	words := fmt.Sprintf("%v, was %v", b.Got, a.Got)
	if a.Status != b.Status {
		return Differs, fmt.Sprintf("%s, was %s; %s", b.Status, a.Status, words)
	}
	if a.Want != b.Want || a.Tolerance != b.Tolerance {
		return Differs, fmt.Sprintf("another claim: %s, was %s", b.Wanted(), a.Wanted())
	}
	if was == is || math.IsNaN(was) && math.IsNaN(is) {
		return Identical, a.Got.String()
	}
	allowed := math.Inf(1)
	switch size := float64(a.Tolerance.Size); a.Tolerance.Kind {
	case "relative":
		allowed = size * math.Abs(float64(a.Want))
	case "absolute":
		allowed = size
	}
	switch {
	case a.Status == report.ClaimNotApplicable:
		return Within, words
	case a.Status == report.ClaimHeld && off <= allowed:
		return Within, words
	}
	return Differs, fmt.Sprintf("%s: by %.3g, %.3g allowed", words, off, allowed)
}

func compareFigures(notebook string, before, after []Figure) (all []Difference) {
	at := func(f Figure) string { return fmt.Sprintf("%s %d", f.ID, f.Number) }
	is := map[string]Figure{}
	for _, f := range after {
		is[at(f)] = f
	}
	for _, f := range before {
		d := Difference{Notebook: notebook, Cell: f.Cell, What: fmt.Sprintf("figure %d", f.Number)}
		if other, ok := is[at(f)]; ok {
			d.Verdict, d.Words = comparePictures(f.content, other.content)
			delete(is, at(f))
		} else {
			d.Verdict, d.Words = Differs, "it was not drawn again"
		}
		all = append(all, d)
	}
	for _, f := range after {
		if _, left := is[at(f)]; left {
			all = append(all, Difference{notebook, f.Cell, fmt.Sprintf("figure %d", f.Number), Differs, "it was not there before"})
		}
	}
	return all
}

var (
	inPicture = regexp.MustCompile(`data:image/png;base64,([A-Za-z0-9+/=]+)`)
	inNumber  = regexp.MustCompile(`-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?`)
	viewBox   = regexp.MustCompile(`viewBox="[-\d.]+ [-\d.]+ ([\d.]+) ([\d.]+)"`)
)

// comparePictures: an SVG is its words and its numbers, and pixels inside it.
func comparePictures(a, b string) (Verdict, string) {
	if a == b {
		return Identical, ""
	}
	if !strings.HasPrefix(strings.TrimSpace(a), "<") || !strings.HasPrefix(strings.TrimSpace(b), "<") {
		return comparePixels([]byte(a), []byte(b))
	}
	pixelsA, pixelsB := inPicture.FindAllStringSubmatch(a, -1), inPicture.FindAllStringSubmatch(b, -1)
	a, b = inPicture.ReplaceAllString(a, "pixels"), inPicture.ReplaceAllString(b, "pixels")
	if len(pixelsA) != len(pixelsB) || inNumber.ReplaceAllString(a, "0") != inNumber.ReplaceAllString(b, "0") {
		return Differs, otherShapes(a, b)
	}
	width := 1000.0
	if box := viewBox.FindStringSubmatch(a); box != nil {
		if w, err := strconv.ParseFloat(box[1], 64); err == nil && w > 0 {
			width = w
		}
	}
	moved := 0.0
	numbersB := inNumber.FindAllString(b, -1)
	for i, text := range inNumber.FindAllString(a, -1) {
		x, _ := strconv.ParseFloat(text, 64)
		y, _ := strconv.ParseFloat(numbersB[i], 64)
		moved = math.Max(moved, math.Abs(x-y))
	}
	verdict, words := Within, fmt.Sprintf("it moved by %.2g of its width", moved/width)
	if moved > width/100 {
		verdict = Differs
	}
	for i := range pixelsA {
		x, errA := base64.StdEncoding.DecodeString(pixelsA[i][1])
		y, errB := base64.StdEncoding.DecodeString(pixelsB[i][1])
		if errA != nil || errB != nil {
			return Differs, "pixels that can't be read"
		}
		if v, w := comparePixels(x, y); v > Identical {
			verdict, words = max(verdict, v), words+", "+w
		}
	}
	return verdict, words
}

// otherShapes says how many of a figure's elements there are in one of two alone.
func otherShapes(a, b string) string {
	count := map[string]int{}
	elements := strings.Split(a, "<")
	for _, e := range elements {
		count[e]++
	}
	fresh := 0
	for _, e := range strings.Split(b, "<") {
		if count[e]--; count[e] < 0 {
			fresh++
		}
	}
	gone := 0
	for _, n := range count {
		gone += max(n, 0)
	}
	return fmt.Sprintf("other words or shapes: of %d elements %d are gone or changed, and %d are new", len(elements)-1, gone, fresh)
}

// comparePixels by the root mean square of the difference, of a range of 1.
func comparePixels(a, b []byte) (Verdict, string) {
	if bytes.Equal(a, b) {
		return Identical, ""
	}
	for _, data := range [][]byte{a, b} { // a few bytes can claim to be a picture that no memory holds
		if c, _, err := image.DecodeConfig(bytes.NewReader(data)); err != nil || c.Width*c.Height > 1<<26 {
			return Differs, "pixels that can't be read, or too many"
		}
	}
	x, _, errA := image.Decode(bytes.NewReader(a))
	y, _, errB := image.Decode(bytes.NewReader(b))
	if errA != nil || errB != nil || x.Bounds() != y.Bounds() {
		return Differs, "other pixels in size or kind"
	}
	sum, n := 0.0, 0
	for j := x.Bounds().Min.Y; j < x.Bounds().Max.Y; j++ {
		for i := x.Bounds().Min.X; i < x.Bounds().Max.X; i++ {
			r, g, bl, al := x.At(i, j).RGBA()
			r2, g2, bl2, al2 := y.At(i, j).RGBA()
			for _, d := range [...]float64{float64(r) - float64(r2), float64(g) - float64(g2), float64(bl) - float64(bl2), float64(al) - float64(al2)} {
				sum += d * d / (65535 * 65535)
				n++
			}
		}
	}
	off := math.Sqrt(sum / float64(max(n, 1)))
	words := fmt.Sprintf("pixels differ by %.2g of their range", off)
	switch {
	case off == 0:
		return Identical, ""
	case off <= 0.01:
		return Within, words
	}
	return Differs, words
}
