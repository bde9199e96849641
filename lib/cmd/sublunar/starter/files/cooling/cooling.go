// Package cooling fits Newton's law of cooling (1701, doi:10.1098/rstl.1700.0082) to readings of a temperature:
//
//	dT/dt = -k (T - T_room),    T(t) = T_room + (T_0 - T_room) exp(-k t)
//
// It stands for code of your own: what is too long for a cell, or is used in more than one notebook. Notebooks import it by its
// path, or just say its name.
package cooling

import (
	"errors"
	"fmt"
	"math"

	"gonum.org/v1/gonum/stat"

	"sublunar/lib/field"
	"sublunar/lib/optim"
)

// Law is the law that lies nearest to some readings.
type Law struct {
	Room      float64 // temperature of the room, as it was given
	Start     float64 // temperature at time 0
	Rate      float64 // k, in 1 over the unit of time
	RateError float64 // standard error of Rate
	Noise     float64 // standard deviation of one reading about the law
	Unit      string  // of time
}

// Fit finds the law by least squares from the first column of a series over time, in a room whose temperature is known.
func Fit(readings field.Series, room float64) (Law, error) {
	t, y, err := above(readings, room)
	if err != nil {
		return Law{}, err
	}
	problem := squares{t: t, y: y}
	start, rate := logarithms(t, y)
	found, err := optim.Minimise(problem, []float64{start, rate}, optim.GaussNewton{}, optim.Stop{Gradient: 1e-9})
	if err != nil {
		return Law{}, fmt.Errorf("cooling: %w", err)
	}
	law := Law{Room: room, Start: room + found.X[0], Rate: found.X[1], Unit: readings.Axis.Unit}
	law.Noise = math.Sqrt(2 * found.F / float64(len(t)-2))
	law.RateError = law.Noise * problem.rateFactor(found.X)
	return law, nil
}

// FromLogarithms is the classical way: the logarithm of the excess over the room is a straight line, whose slope is -k.
func FromLogarithms(readings field.Series, room float64) (rate float64, err error) {
	t, y, err := above(readings, room)
	if err != nil {
		return 0, err
	}
	_, rate = logarithms(t, y)
	return rate, nil
}

// above gives the times of the readings, and by how much each is above the room.
func above(readings field.Series, room float64) (t, y []float64, err error) {
	if err := readings.Check(); err != nil {
		return nil, nil, err
	}
	if len(readings.Columns) == 0 {
		return nil, nil, errors.New("cooling: the series has no column beside its axis; give time and temperature")
	}
	column, warmer := readings.Columns[0], 0
	for i, v := range column.Values {
		if math.IsNaN(v) {
			continue // missing
		}
		if v > room {
			warmer++
		}
		t, y = append(t, readings.Axis.Values[i]), append(y, v-room)
	}
	if warmer < 3 {
		return nil, nil, fmt.Errorf("cooling: %d readings are warmer than the room's %g; the law needs three", warmer, room)
	}
	return t, y, nil
}

// logarithms fits a straight line to the logarithms of what is above the room, and gives the excess at time 0 and k.
func logarithms(t, y []float64) (start, rate float64) {
	var x, l []float64
	for i, v := range y {
		if v > 0 {
			x, l = append(x, t[i]), append(l, math.Log(v))
		}
	}
	intercept, slope := stat.LinearRegression(x, l, nil, false)
	return math.Exp(intercept), -slope
}

// At is the law's temperature at a time.
func (l Law) At(t float64) float64 { return l.Room + (l.Start-l.Room)*math.Exp(-l.Rate*t) }

// Band is the law along an axis, with the limits between which nine readings in ten should fall.
func (l Law) Band(axis field.Axis) (mid, low, high field.Column) {
	const ninety = 1.645 // standard deviations
	mid, low, high = field.Column{Name: "law", Unit: "°C"}, field.Column{Name: "5%"}, field.Column{Name: "95%"}
	for _, t := range axis.Values {
		v := l.At(t)
		mid.Values = append(mid.Values, v)
		low.Values, high.Values = append(low.Values, v-ninety*l.Noise), append(high.Values, v+ninety*l.Noise)
	}
	return mid, low, high
}

func (l Law) String() string {
	return fmt.Sprintf("T = %.4g + %.4g exp(-k t), with k = %.4f ± %.4f per %s", l.Room, l.Start-l.Room, l.Rate, l.RateError, l.Unit)
}
