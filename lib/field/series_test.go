package field

import (
	"math"
	"slices"
	"strings"
	"testing"
)

// sea is a small series with a gap, marked, and a NaN, not marked.
func sea() Series {
	return Series{Axis{"t", "h", []float64{0, 1, 2, 4}}, []Column{
		{"T", "K", []float64{280, -9999, 282, 283}, []bool{false, true, false, false}},
		{"S", "", []float64{35, 34, math.NaN(), 36}, nil},
	}}
}

// fails reports an error that is missing, or doesn't say what it should.
func fails(t *testing.T, err error, say string) {
	t.Helper()
	if err == nil || !strings.Contains(err.Error(), say) {
		t.Errorf("the error is %v; want one that says %q", err, say)
	}
}

func TestSeriesCuts(t *testing.T) {
	s := sea()
	w, err := s.Window(1, 3)
	if err != nil || !slices.Equal(w.Axis.Values, []float64{1, 2}) || !w.Columns[0].IsMissing(0) || w.Columns[0].IsMissing(1) || !w.Columns[1].IsMissing(1) {
		t.Errorf("window: %v, %v", w, err)
	}
	if w.Columns[0].Missing = append(w.Columns[0].Missing, true); s.Columns[0].Missing[3] {
		t.Error("appending to a window changed the series")
	}
	c, err := s.Complete()
	if err != nil || !slices.Equal(c.Axis.Values, []float64{0, 4}) || !slices.Equal(c.Columns[1].Values, []float64{35, 36}) || c.Columns[0].Missing != nil {
		t.Errorf("complete: %v, %v", c, err)
	}
	one, err := s.Select("S", "T")
	if err != nil || !slices.Equal(one.Names(), []string{"S", "T"}) {
		t.Errorf("select: %v, %v", one, err)
	}
	a, err := s.Array()
	if err != nil || !slices.Equal(a.Shape, []int{4, 2}) || !sameBits(a.Values, []float64{280, 35, math.NaN(), 34, 282, math.NaN(), 283, 36}) {
		t.Errorf("array: %v, %v", a.Values, err)
	}
	if lo, hi, ok := s.Columns[0].Range(); lo != 280 || hi != 283 || !ok {
		t.Errorf("the range of T is %v to %v: the missing value counts", lo, hi)
	}
	if got := s.Columns[1].Present(); !slices.Equal(got, []float64{35, 34, 36}) {
		t.Errorf("present: %v", got)
	}
	marked := s.Columns[1].MarkMissing(34)
	if !slices.Equal(marked.Missing, []bool{false, true, false, false}) || marked.CountMissing() != 2 || s.Columns[1].Values[1] != 34 {
		t.Errorf("marked: %v; the original: %v", marked, s.Columns[1])
	}
	if again := s.Columns[1].MarkMissing(-1); again.Missing != nil {
		t.Errorf("marking nothing made a mask: %v", again.Missing)
	}
}

func TestSeriesRefuses(t *testing.T) {
	s := sea()
	_, err := s.Column("t")
	fails(t, err, `there is no column "t"; there is "T", "S"; that is the axis`)
	_, err = s.Select("T", "U")
	fails(t, err, `no column "U"`)
	_, err = s.Window(2.5, 3.5)
	fails(t, err, "no row has t in [2.5, 3.5]; the axis goes from 0 to 4")
	_, err = s.Slice(3, 9)
	fails(t, err, "rows [3, 9) of a series of 4")
	_, err = s.Slice(2, 2)
	fails(t, err, "rows [2, 2)")

	short := sea()
	short.Columns[1].Values = short.Columns[1].Values[:3]
	fails(t, short.Check(), `column "S" (number 2) has 3 values but the axis "t" has 4`)
	_, err = short.Window(0, 1)
	fails(t, err, "has 3 values")
	mask := sea()
	mask.Columns[0].Missing = mask.Columns[0].Missing[:1]
	fails(t, mask.Check(), "a mask of 1")
	twice := sea()
	twice.Columns[1].Name = "T"
	fails(t, twice.Check(), `the name "T" comes twice`)
	gone := sea()
	gone.Columns[0].Missing = []bool{true, true, true, true}
	_, err = gone.Complete()
	fails(t, err, "each of the 4 rows has a missing value")
	fails(t, Series{}.Check(), "has no values")
}

func TestWarnings(t *testing.T) {
	s := sea()
	s.Columns[0].Values[0] = math.Inf(1)
	s.Columns[1].Missing = []bool{true, true, true, true}
	want := []string{`the column "T" holds 1 infinite values`, `the column "S" has no unit`, `the column "S" holds nothing but missing values`}
	if got := s.Warnings(); !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	if got := (Series{Axis: Axis{"t", "s", []float64{1}}}).Warnings(); got != nil {
		t.Errorf("warnings about nothing: %q", got)
	}
}
