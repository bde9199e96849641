package cooling

import (
	"math"

	"gonum.org/v1/gonum/stat"

	"sublunar/lib/field"
)

// Withheld fits the law to every other reading, and gives its error on the readings between, which it has not seen: the root of
// the mean square. Beside it stands the error of a guess that knows no law, the mean of the readings that were seen.
func Withheld(readings field.Series, room float64) (ofLaw, ofMean float64, err error) {
	seen, hidden := everyOther(readings, 0), everyOther(readings, 1)
	law, err := Fit(seen, room)
	if err != nil {
		return 0, 0, err
	}
	mean := stat.Mean(present(seen.Columns[0].Values), nil)
	var lawSum, meanSum, n float64
	for i, v := range hidden.Columns[0].Values {
		if math.IsNaN(v) {
			continue
		}
		n++
		lawSum += (law.At(hidden.Axis.Values[i]) - v) * (law.At(hidden.Axis.Values[i]) - v)
		meanSum += (mean - v) * (mean - v)
	}
	return math.Sqrt(lawSum / n), math.Sqrt(meanSum / n), nil
}

// everyOther is every second row of a series' axis and first column, from the given one on.
func everyOther(s field.Series, first int) field.Series {
	axis, column := s.Axis, s.Columns[0]
	axis.Values, column.Values, column.Missing = nil, nil, nil
	for i := first; i < s.Len(); i += 2 {
		axis.Values, column.Values = append(axis.Values, s.Axis.Values[i]), append(column.Values, s.Columns[0].Values[i])
	}
	return field.Series{Axis: axis, Columns: []field.Column{column}}
}

func present(values []float64) (kept []float64) {
	for _, v := range values {
		if !math.IsNaN(v) {
			kept = append(kept, v)
		}
	}
	return kept
}
