package sindy

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"text/tabwriter"

	"sublunar/lib/field"
	"sublunar/lib/sparse"
)

// Resampling sets a bootstrap.
type Resampling struct {
	// Draws is how many times the rows are drawn and the equations found again. Default 500.
	Draws int
	// Seed of the draws; the same seed gives the same result.
	Seed uint64
	// Keep is the share of the library's terms that each draw may choose from, picked at random: library
	// bagging, for terms that nearly stand for each other. Default 1, all.
	Keep float64
}

// Bootstrap says how sure the choice of terms is: it finds the equations again and again from
// stretches of rows drawn with replacement, and counts (Fasel and others 2022,
// doi:10.1098/rspa.2021.0904). There are fifty stretches, or as many as rows.
func (r Regression) Bootstrap(data field.Series, s Resampling) (*Ensemble, error) {
	if s.Draws == 0 {
		s.Draws = 500
	}
	if s.Draws < 0 {
		return nil, fmt.Errorf("sindy: %d draws; give 1 or more, or 0 for 500", s.Draws)
	}
	if s.Keep == 0 {
		s.Keep = 1
	}
	if !(s.Keep > 0 && s.Keep <= 1) {
		return nil, fmt.Errorf("sindy: each draw keeps %v of the library; give a share up to 1, or 0 for 1", s.Keep)
	}
	p, err := r.pose([]field.Series{data})
	if err != nil {
		return nil, err
	}
	if r.Constraints != nil || r.Trapped {
		return nil, errors.New("sindy: a bootstrap keeps no Constraints; leave them out")
	}
	if r.Sizes != [2]float64{} {
		return nil, errors.New("sindy: a bootstrap keeps to no Sizes; leave them out")
	}
	if r.Library.rational != nil {
		return nil, errors.New("sindy: a Rational library has no bootstrap; fit parts of the data, and compare")
	}
	e := &Ensemble{Draws: s.Draws, Frame: p.model()}
	for v, problem := range p.problems {
		if _, err := r.solve(problem); err != nil {
			return nil, err
		}
		found, err := r.resample(problem, s, uint64(v))
		if err != nil {
			return nil, err
		}
		e.Equations = append(e.Equations, found)
	}
	return e, nil
}

// resample finds one equation from each of the draws. A draw is a sum of the parts' Grams, so that it
// costs the same for any number of rows. Each equation and each draw has random numbers of its own:
// one more variable, or one more draw, leaves the others alone, and so does the number of cores.
func (r Regression) resample(p *sparse.Problem, s Resampling, equation uint64) (EnsembleEquation, error) {
	found, offered := make([][]float64, s.Draws), make([][]bool, s.Draws)
	parallel(s.Draws, func(draw int) {
		random := rand.New(rand.NewPCG(s.Seed, equation<<32+uint64(draw)))
		drawn := sparse.NewGram(p.Columns, p.Sides)
		times := make([]float64, len(p.Parts))
		for range times {
			times[random.IntN(len(times))]++
		}
		for i, part := range p.Parts {
			if times[i] > 0 && drawn.Add(part, times[i]) != nil {
				return
			}
		}
		offered[draw] = some(p, s.Keep, random)
		again := &sparse.Problem{Gram: drawn, Side: p.Side, Allowed: offered[draw], Names: p.Names, Of: p.Of, Parts: p.Parts}
		choice, err := r.Solver.Choose(again)
		if err != nil {
			return // Too few distinct rows were drawn to tell the terms apart.
		}
		if fit, err := again.Fit(choice.Columns); err == nil {
			found[draw] = fit.Coefficients
		}
	})
	values := make([][]float64, p.Columns)
	solved := 0
	for draw, coefficients := range found {
		if coefficients == nil {
			continue
		}
		solved++
		for k, c := range coefficients {
			if offered[draw] == nil || offered[draw][k] {
				values[k] = append(values[k], c)
			}
		}
	}
	if solved < (s.Draws+1)/2 {
		return EnsembleEquation{}, errors.New("sindy: " + p.Of + ": most draws hold too few distinct rows for the library; use more data, or a smaller library")
	}
	e := EnsembleEquation{Of: p.Of, Terms: p.Names, Solved: solved}
	for k := range values {
		e.add(values[k])
	}
	return e, nil
}

// some are the columns that a draw may choose from; nil for all.
func some(p *sparse.Problem, keep float64, random *rand.Rand) []bool {
	if keep == 1 {
		return p.Allowed
	}
	in := make([]bool, p.Columns)
	for k := range in {
		in[k] = random.Float64() < keep && (p.Allowed == nil || p.Allowed[k])
	}
	return in
}

// add sums up what a term's coefficient was in the draws that offered it.
func (e *EnsembleEquation) add(values []float64) {
	if len(values) == 0 {
		values = []float64{0}
	}
	slices.Sort(values)
	at := func(q float64) float64 { return values[min(len(values)-1, int(q*float64(len(values))))] }
	included, mean := 0.0, 0.0
	for _, c := range values {
		mean += c / float64(len(values))
		if c != 0 {
			included += 1 / float64(len(values))
		}
	}
	e.Included, e.Mean = append(e.Included, included), append(e.Mean, mean)
	e.Low, e.Median, e.High = append(e.Low, at(0.05)), append(e.Median, at(0.5)), append(e.High, at(0.95))
}

// An Ensemble is what a bootstrap found.
type Ensemble struct {
	Draws     int
	Equations []EnsembleEquation
	// Frame is the model's variables, units and library, without equations.
	Frame *Model
}

// Model is the model of the terms that at least a share of the draws chose, with the medians of their
// coefficients, which a few odd draws don't move ("bragging"); their standard errors are those of a normal
// distribution with the draws' 90%. A good share is 0.6 to 0.95.
func (e *Ensemble) Model(share float64) (*Model, error) {
	if !(share > 0 && share <= 1) {
		return nil, fmt.Errorf("sindy: terms that %v of the draws chose; give a share above 0, up to 1", share)
	}
	m := *e.Frame
	for _, from := range e.Equations {
		eq := Equation{Of: from.Of, Terms: from.Terms, Coefficients: make([]float64, len(from.Terms)), Errors: make([]float64, len(from.Terms)), Freedom: from.Solved, Rounds: e.Draws}
		for k, included := range from.Included {
			if included >= share {
				const ninety = 2 * 1.6448536269514722 // standard deviations that hold 90%
				eq.Coefficients[k], eq.Errors[k] = from.Median[k], (from.High[k]-from.Low[k])/ninety
			}
		}
		m.Equations = append(m.Equations, eq)
	}
	return &m, nil
}

// An EnsembleEquation is one equation over the draws.
type EnsembleEquation struct {
	Of    string
	Terms []string
	// Included is the share of the draws in which each term stood in the equation, of those that offered
	// it.
	Included []float64
	// Mean, Low, Median and High are the mean and the 5%, 50% and 95% quantiles of each coefficient, 0
	// where it was dropped.
	Mean, Low, Median, High []float64
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
