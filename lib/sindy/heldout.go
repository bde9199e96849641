package sindy

import (
	"fmt"
	"math"
	"strings"

	"sublunar/lib/field"
	"sublunar/lib/ode"
)

// Holdout sets what part of the data a regression doesn't see, and what its forecasts are held
// against.
type Holdout struct {
	// From is the first time that is held out.
	From float64
	// Cycle is the number of samples after which the simplest rival says that all comes again; 0 for
	// none.
	Cycle int
}

// HeldOut fits on the data before a time and forecasts the rest, in two ways: each sample from the
// measured one before it, and all of them from the last one fitted, with no measurement between.
func (r Regression) HeldOut(data field.Series, h Holdout) (*Forecast, error) {
	if err := data.Check(); err != nil {
		return nil, fmt.Errorf("sindy: %w", err)
	}
	n := 0
	for n < data.Len() && data.Axis.Values[n] < h.From {
		n++
	}
	if n == 0 || n == data.Len() {
		return nil, fmt.Errorf("sindy: %s %g leaves %d samples to fit and %d to forecast; choose a time within %s", data.Axis.Name, h.From, n, data.Len()-n, data.Axis)
	}
	if h.Cycle < 0 || h.Cycle > n {
		return nil, fmt.Errorf("sindy: a cycle of %d samples, with %d to fit; give between 1 and that, or 0 for none", h.Cycle, n)
	}
	x, err := states(data, r.Library.perCapita)
	if err != nil {
		return nil, err
	}
	known, err := data.Slice(0, n)
	if err != nil {
		return nil, err
	}
	m, err := r.Fit(known)
	if err != nil {
		return nil, err
	}
	f := &Forecast{Model: m, Fitted: n, Held: data.Len() - n, Cycle: math.NaN()}
	if err := f.forecast(data, x, n); err != nil {
		return nil, err
	}
	score := scorer{perCapita: m.PerCapita, scale: newShot(m, x[:n], known.Axis.Values).scale}
	truth := x[n:]
	f.Step, f.Free = score.error(rowsOf(f.Stepwise), truth), score.error(rowsOf(f.FreeRun), truth)
	f.Persistence = score.error(x[n-1:len(x)-1], truth)
	if h.Cycle > 0 {
		var again [][]float64
		for i := n; i < len(x); i++ {
			j := i - h.Cycle
			for j >= n {
				j -= h.Cycle // the cycle before was itself held out
			}
			again = append(again, x[j])
		}
		f.Cycle = score.error(again, truth)
	}
	return f, nil
}

// A Forecast is a model's forecasts of data that it was not fitted on, and their errors beside those
// of simpler ones. An error is the root mean square over all held-out samples and variables: of
// ln(forecast/measured) for a per-capita model, else in standard deviations of the fitted data.
type Forecast struct {
	Model *Model
	// Fitted and Held are the number of samples.
	Fitted, Held int
	// Stepwise forecasts each sample from the one before; FreeRun all from the last one fitted.
	Stepwise, FreeRun field.Series
	// Step and Free are their errors.
	Step, Free float64
	// Persistence is the error of "as the sample before", the rival of Step; Cycle that of "as one
	// cycle ago", the rival of Free (NaN when no cycle was given).
	Persistence, Cycle float64
}

// forecast follows the model in both ways.
func (f *Forecast) forecast(data field.Series, x [][]float64, n int) error {
	times := data.Axis.Values
	var steps [][]float64
	for i := n; i < len(x); i++ {
		path, err := f.Model.path(x[i-1], times[i-1:i+1], ode.Tolerance{})
		if err != nil {
			return err
		}
		steps = append(steps, path[1])
	}
	free, err := f.Model.path(x[n-1], times[n-1:], ode.Tolerance{})
	if err != nil {
		return err
	}
	held := data.Axis
	held.Values = times[n:]
	f.Stepwise, f.FreeRun = f.Model.series(held, steps), f.Model.series(held, free[1:])
	return nil
}

// String is the errors in three lines.
func (f *Forecast) String() string {
	var b strings.Builder
	times := f.Stepwise.Axis.Values
	unit := "in standard deviations"
	if f.Model.PerCapita {
		unit = "in the logarithm"
	}
	fmt.Fprintf(&b, "fitted on %d samples, forecast %d (%s %g to %g); errors %s\n", f.Fitted, f.Held, f.Model.Time.Name, times[0], times[len(times)-1], unit)
	fmt.Fprintf(&b, "one sample ahead: %.3f; as the sample before: %.3f\n", f.Step, f.Persistence)
	fmt.Fprintf(&b, "free run: %.3f", f.Free)
	if !math.IsNaN(f.Cycle) {
		fmt.Fprintf(&b, "; as one cycle ago: %.3f", f.Cycle)
	}
	return b.String()
}

type scorer struct {
	perCapita bool
	scale     []float64
}

func (s scorer) error(got, want [][]float64) float64 {
	sum, n := 0.0, 0
	for i := range want {
		for v := range want[i] {
			d := (got[i][v] - want[i][v]) / s.scale[v]
			if s.perCapita {
				d = math.Log(got[i][v] / want[i][v])
			}
			sum += d * d
			n++
		}
	}
	return math.Sqrt(sum / float64(n))
}

// rowsOf lays a series out by time.
func rowsOf(s field.Series) [][]float64 {
	rows := make([][]float64, s.Len())
	for i := range rows {
		for _, c := range s.Columns {
			rows[i] = append(rows[i], c.Values[i])
		}
	}
	return rows
}
