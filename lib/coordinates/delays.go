package coordinates

import (
	"fmt"

	"sublunar/lib/field"
)

// Window sets Delays.
type Window struct {
	// Length is the number of samples in a window. Good values span a tenth to a half of a cycle for
	// HAVOK, a cycle or more to tell modes of different frequency apart.
	Length int
	// Count of coordinates. Default 5.
	Count int
}

// Delays gives sensors their own past: the coordinates are the amplitudes of the modes of windows of each
// column's last samples (eigen-time-delay coordinates: Broomhead and King 1986,
// doi:10.1016/0167-2789(86)90031-X). By Takens' theorem windows of one sensor can stand for all variables.
// A linear law of the first coordinates, driven by the last, is HAVOK (Brunton and others 2017,
// doi:10.1038/s41467-017-00030-8): sindy.Fit with that as an input.
//
// The columns v1, v2 ... lie at the windows' middles. Samples are evenly spaced, and none is missing.
func Delays(s field.Series, w Window) (field.Series, *Basis, error) {
	if err := s.Check(); err != nil {
		return field.Series{}, nil, fmt.Errorf("coordinates: %w", err)
	}
	if !s.Axis.Even() {
		return field.Series{}, nil, fmt.Errorf("coordinates: the axis %q is uneven; delays need evenly spaced samples", s.Axis.Name)
	}
	if w.Length < 2 || w.Length >= s.Len() {
		return field.Series{}, nil, fmt.Errorf("coordinates: windows of %d of the %d samples; give 2 or more, and fewer than there are", w.Length, s.Len())
	}
	if w.Count == 0 {
		w.Count = 5
	}
	for _, c := range s.Columns {
		for i := range c.Values {
			if c.IsMissing(i) {
				return field.Series{}, nil, fmt.Errorf("coordinates: %s is missing at %s %g; take a stretch without gaps (Series.Window)", c.Name, s.Axis.Name, s.Axis.Values[i])
			}
		}
	}
	count := s.Len() - w.Length + 1
	windows := func(yield func([]float64, error) bool) {
		frame := make([]float64, 0, w.Length*len(s.Columns))
		for first := range count {
			frame = frame[:0]
			for _, c := range s.Columns {
				frame = append(frame, c.Values[first:first+w.Length]...)
			}
			if !yield(frame, nil) {
				return
			}
		}
	}
	basis, err := POD(windows, Modes{Count: w.Count, Raw: true})
	if err != nil {
		return field.Series{}, nil, err
	}
	times := field.Axis{Name: s.Axis.Name, Unit: s.Axis.Unit}
	for i := range count {
		times.Values = append(times.Values, (s.Axis.Values[i]+s.Axis.Values[i+w.Length-1])/2)
	}
	series, err := asSeries("v", basis.Unit, times, basis.Values)
	return series, basis, err
}
