package datasets

import (
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"slices"
	"strings"

	"sublunar/lib/field"
)

// A Field says how to make fields over time from a law. The zero value makes them clean, on the grid that each law documents.
type Field struct {
	// Noise is the standard deviation of the white Gaussian noise on each value, over the root mean square of its clean field.
	// Default 0. Good values: 0.01, 0.2, 0.5.
	Noise float64
	// Seed of the noise.
	Seed uint64
	// Points along each space axis, and Frames over the same span of time. Default: the law's own. Too few points to resolve the
	// solution are an error.
	Points, Frames int
	// Observe hears of each frame. An error returned stops the work; the frames until then come with it.
	Observe func(field.Progress) error
}

// An Evolution is fields over time, with the law that made them.
type Evolution struct {
	// Fields on axes t and x, or t, x and y: a frame is contiguous.
	Fields []field.Grid
	// Coefficients of the law, exact, by equation and term: Coefficients["u_t"]["(u^2)_x"] is the factor of (u^2)_x in u_t. Terms
	// that aren't there are 0.
	Coefficients map[string]map[string]float64
}

// Field returns the field of that name. The error lists those there are.
func (e Evolution) Field(name string) (field.Grid, error) {
	var names []string
	for _, g := range e.Fields {
		if g.Name == name {
			return g, nil
		}
		names = append(names, g.Name)
	}
	return field.Grid{}, fmt.Errorf("datasets: no field %q; there are %q", name, names)
}

// String is the law, an equation a line, and then each field.
func (e Evolution) String() string {
	var b strings.Builder
	for _, of := range slices.Sorted(maps.Keys(e.Coefficients)) {
		fmt.Fprintf(&b, "%s =", of)
		for i, term := range slices.Sorted(maps.Keys(e.Coefficients[of])) {
			c := e.Coefficients[of][term]
			switch {
			case i == 0 && c < 0:
				b.WriteString(" -")
			case i == 0:
				b.WriteString(" ")
			case c < 0:
				b.WriteString(" - ")
			default:
				b.WriteString(" + ")
			}
			if c = math.Abs(c); c != 1 {
				fmt.Fprintf(&b, "%g ", c)
			}
			b.WriteString(term)
		}
		b.WriteString("\n")
	}
	for i, g := range e.Fields {
		if i > 0 {
			b.WriteString("\n")
		}
		b.WriteString(g.String())
	}
	return b.String()
}

// check says what is wrong with the settings.
func (f Field) check() error {
	switch {
	case !(f.Noise >= 0) || math.IsInf(f.Noise, 0):
		return fmt.Errorf("datasets: a noise of %g; give its standard deviation over the field's root mean square, 0 or more", f.Noise)
	case f.Points < 0 || f.Points > 0 && f.Points < 8:
		return fmt.Errorf("datasets: %d points; give 8 or more, or 0 for the default", f.Points)
	case f.Frames < 0 || f.Frames == 1:
		return fmt.Errorf("datasets: %d frames; give 2 or more, or 0 for the default", f.Frames)
	}
	return nil
}

// grid is the number of points and of frames, given the law's own.
func (f Field) grid(points, frames int) (int, int) {
	if f.Points > 0 {
		points = f.Points
	}
	if f.Frames > 0 {
		frames = f.Frames
	}
	return points, frames
}

// disturb adds the noise.
func (f Field) disturb(fields []field.Grid) {
	if f.Noise == 0 {
		return
	}
	random := rand.New(rand.NewPCG(f.Seed, 0))
	for _, g := range fields {
		sum := 0.0
		for _, v := range g.Values {
			sum += v * v
		}
		deviation := f.Noise * math.Sqrt(sum/float64(len(g.Values)))
		for i := range g.Values {
			g.Values[i] += deviation * random.NormFloat64()
		}
	}
}
