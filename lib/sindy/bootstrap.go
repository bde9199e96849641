package sindy

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"text/tabwriter"

	"gonum.org/v1/gonum/mat"

	"sublunar/lib/field"
)

// Resampling sets a bootstrap.
type Resampling struct {
	// Draws is how many times the rows are drawn and the equations found again. Default 500.
	Draws int
	// Seed of the draws; the same seed gives the same result.
	Seed uint64
}

// Bootstrap says how sure the choice of terms is: it finds the equations again and again from rows
// drawn with replacement, and counts (Fasel and others 2022, doi:10.1098/rspa.2021.0904).
func (r Regression) Bootstrap(data field.Series, s Resampling) (*Ensemble, error) {
	if s.Draws == 0 {
		s.Draws = 500
	}
	if s.Draws < 0 {
		return nil, fmt.Errorf("sindy: %d draws; give 1 or more, or 0 for 500", s.Draws)
	}
	p, err := r.pose([]field.Series{data})
	if err != nil {
		return nil, err
	}
	e := &Ensemble{Draws: s.Draws}
	for v, reg := range p.regressions {
		if _, err := r.solve(reg); err != nil {
			return nil, err
		}
		// Each equation draws for itself, so that one more variable leaves the others' draws alone.
		random := rand.New(rand.NewPCG(s.Seed, uint64(v)))
		found, err := r.resample(reg, s.Draws, random)
		if err != nil {
			return nil, err
		}
		e.Equations = append(e.Equations, found)
	}
	return e, nil
}

// resample finds one equation from each of the draws.
func (r Regression) resample(reg regression, draws int, random *rand.Rand) (EnsembleEquation, error) {
	rows, columns := reg.a.Dims()
	drawn := regression{a: mat.NewDense(rows, columns, nil), b: mat.NewVecDense(rows, nil), names: reg.names, of: reg.of}
	values := make([][]float64, columns)
	included := make([]float64, columns)
	solved := 0
	for range draws {
		for i := range rows {
			from := random.IntN(rows)
			drawn.a.SetRow(i, reg.a.RawRowView(from))
			drawn.b.SetVec(i, reg.b.AtVec(from))
		}
		eq, err := r.solve(drawn)
		if err != nil {
			continue // Too few distinct rows were drawn to tell the terms apart.
		}
		solved++
		for k, c := range eq.Coefficients {
			values[k] = append(values[k], c)
			if c != 0 {
				included[k]++
			}
		}
	}
	if solved < (draws+1)/2 {
		return EnsembleEquation{}, errors.New("sindy: " + reg.of + ": most draws hold too few distinct rows for the library; use more data, or a smaller library")
	}
	e := EnsembleEquation{Of: reg.of, Terms: reg.names, Solved: solved}
	for k := range values {
		slices.Sort(values[k])
		at := func(q float64) float64 { return values[k][min(solved-1, int(q*float64(solved)))] }
		e.Included = append(e.Included, included[k]/float64(solved))
		e.Low, e.Median, e.High = append(e.Low, at(0.05)), append(e.Median, at(0.5)), append(e.High, at(0.95))
	}
	return e, nil
}

// An Ensemble is what a bootstrap found.
type Ensemble struct {
	Draws     int
	Equations []EnsembleEquation
}

// An EnsembleEquation is one equation over the draws.
type EnsembleEquation struct {
	Of    string
	Terms []string
	// Included is the share of the draws in which each term stood in the equation.
	Included []float64
	// Low, Median and High are the 5%, 50% and 95% quantiles of each coefficient, 0 where it was
	// dropped.
	Low, Median, High []float64
	// Solved is the number of draws that could be solved.
	Solved int
}

// Included is the share of draws in which a term stood in an equation; NaN for unknown names.
func (e *Ensemble) Included(of, term string) float64 {
	for _, eq := range e.Equations {
		if eq.Of == of {
			if k := indexOfTerm(eq.Terms, term); k >= 0 {
				return eq.Included[k]
			}
		}
	}
	return math.NaN()
}

// String is a table: for each term how often it was chosen, and where 90% of its coefficients lie.
func (e *Ensemble) String() string {
	var b strings.Builder
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintf(w, "equation\tterm\tchosen\tmedian\t90%% of %d draws\t\n", e.Draws)
	for _, eq := range e.Equations {
		for k, term := range eq.Terms {
			fmt.Fprintf(w, "%s\t%s\t%.0f%%\t%.3g\t%.3g to %.3g\t\n", eq.Of, term, 100*eq.Included[k], eq.Median[k], eq.Low[k], eq.High[k])
		}
	}
	w.Flush()
	return strings.TrimRight(b.String(), "\n")
}
