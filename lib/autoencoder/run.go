package autoencoder

import (
	"errors"
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"

	"sublunar/lib/derivative"
	"sublunar/lib/field"
)

// A Run is one trajectory: what was seen, a column for each sensor or amplitude over time, and its rates by time, columns in the same
// order. Without rates they are worked out from what was seen. There may be 2000 columns; of more, give amplitudes of their modes.
type Run struct {
	Seen field.Series
	Rate field.Series
}

// check says what is wrong with a run; columns is how many it must have, 0 for any number.
func (r Run) check(columns int, needRates bool) error {
	if err := whole(r.Seen, columns); err != nil {
		return err
	}
	if len(r.Rate.Columns) == 0 {
		if needRates && r.Seen.Len() < 5 {
			return fmt.Errorf("%d samples are too few for rates; give 5 or more, or the rates", r.Seen.Len())
		}
		return nil
	}
	if r.Rate.Len() != r.Seen.Len() {
		return fmt.Errorf("%d samples with %d rates; give each sample one", r.Seen.Len(), r.Rate.Len())
	}
	if err := whole(r.Rate, len(r.Seen.Columns)); err != nil {
		return fmt.Errorf("the rates: %w", err)
	}
	return nil
}

func whole(s field.Series, columns int) error {
	if err := s.Check(); err != nil {
		return err
	}
	if len(s.Columns) == 0 || columns > 0 && len(s.Columns) != columns {
		return fmt.Errorf("%d columns; give %d, in the same order in every run", len(s.Columns), max(columns, 1))
	}
	for _, c := range s.Columns {
		for i, v := range c.Values {
			if c.IsMissing(i) || math.IsInf(v, 0) {
				return fmt.Errorf("%s is missing or infinite at %s %g; fill it, or cut the run there", c.Name, s.Axis.Name, s.Axis.Values[i])
			}
		}
	}
	return nil
}

// matrix is the columns side by side.
func matrix(s field.Series) *mat.Dense {
	out := mat.NewDense(s.Len(), len(s.Columns), nil)
	for j, c := range s.Columns {
		out.SetCol(j, c.Values)
	}
	return out
}

// seen stacks all runs' samples.
func seen(runs []Run) *mat.Dense {
	samples := 0
	for _, r := range runs {
		samples += r.Seen.Len()
	}
	out, at := mat.NewDense(samples, len(runs[0].Seen.Columns), nil), 0
	for _, r := range runs {
		for j, c := range r.Seen.Columns {
			for i, v := range c.Values {
				out.Set(at+i, j, v)
			}
		}
		at += r.Seen.Len()
	}
	return out
}

// most columns: a matrix of their products is solved for the modes.
const most = 2000

func checkRuns(runs []Run, columns int, needRates bool) error {
	if len(runs) == 0 {
		return errors.New("autoencoder: no runs; give at least one")
	}
	for i, r := range runs {
		if err := r.check(columns, needRates); err != nil {
			return fmt.Errorf("autoencoder: run %d: %w", i, err)
		}
		columns = len(r.Seen.Columns)
	}
	if columns > most {
		return fmt.Errorf("autoencoder: %d columns; give amplitudes of their modes instead (coordinates.POD), %d at most", columns, most)
	}
	return nil
}

// states are a run's amplitudes and their rates, [samples, modes], in units of their deviations. Where the rates are worked out, by a
// method that smooths, the amplitudes are the smooth ones.
func (r reduction) states(run Run, method derivative.Method) (w, dw *mat.Dense, err error) {
	w = r.amplitudes(matrix(run.Seen), true)
	if len(run.Rate.Columns) > 0 {
		return w, r.amplitudes(matrix(run.Rate), false), nil
	}
	samples, count := w.Dims()
	dw = mat.NewDense(samples, count, nil)
	for k := range count {
		smooth, rate, err := derivative.Differentiate(method, run.Seen.Axis.Values, mat.Col(nil, k, w), 1)
		if err != nil {
			return nil, nil, fmt.Errorf("autoencoder: the rates: %w", err)
		}
		w.SetCol(k, smooth)
		dw.SetCol(k, rate)
	}
	return w, dw, nil
}
