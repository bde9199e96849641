package assimilation

import (
	"fmt"
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
)

// EnKF is the ensemble Kalman filter (Evensen 1994, doi:10.1029/94JC00572): an ensemble of N states stands for what is believed, its mean
// for the estimate and its covariance for the errors. All is done in the space of the members, for a cost of N² times the sizes of state
// and observations. The zero value is the symmetric square-root filter with nothing added.
type EnKF struct {
	// Scheme of the deviations. Default SquareRoot.
	Scheme Scheme
	// Inflation is a factor on the analysis' deviations, against the sampling that makes a small ensemble ever too sure. Default 1. Good
	// values: 1.01 to 1.1.
	Inflation float64
	// RelaxSpread draws the spread after an analysis back toward that before, by this share, component by component (Whitaker and Hamill
	// 2012, doi:10.1175/MWR-D-11-00276.1): it inflates most where observations are many. Default 0. Good values: 0.3 to 0.9.
	RelaxSpread float64
	// FiniteSize finds the inflation at each analysis from how far the forecast was off, with this certainty of the prior, and needs no
	// tuning; of SquareRoot and Half, with no localisation. Default 0: off. Good values: 1 knows nothing, 2 for models without noise.
	FiniteSize float64
	// Additive adds a draw of the model's own error to a state before each analysis. Nil for none.
	Additive func(random *rand.Rand, state []float64)
	// Rotate turns the deviations at random after each analysis, which keeps mean and covariance and forgets outliers. For SquareRoot.
	Rotate bool
	// Localisation of the analysis. Nil for none.
	Localisation *Localisation
	// Lag is how many records back past analyses are improved too, by the same weights: the ensemble Kalman smoother (Evensen and van
	// Leeuwen 2000, doi:10.1175/1520-0493(2000)128<1852:AEKSFN>2.0.CO;2). Each holds a whole ensemble. Default 0.
	Lag int
	// Seed of the draws.
	Seed uint64
}

func (f EnKF) filled() (EnKF, error) {
	if f.Inflation == 0 {
		f.Inflation = 1
	}
	switch {
	case f.Scheme < SquareRoot || f.Scheme > Half:
		return f, fmt.Errorf("assimilation: scheme %d isn't one; give SquareRoot, Stochastic or Half", f.Scheme)
	case !(f.Inflation > 0) || math.IsInf(f.Inflation, 0):
		return f, fmt.Errorf("assimilation: inflation by %g; give a factor such as 1.02, or 0 for none", f.Inflation)
	case !(f.RelaxSpread >= 0 && f.RelaxSpread <= 1):
		return f, fmt.Errorf("assimilation: spread relaxed by %g; give a share from 0 to 1", f.RelaxSpread)
	case !(f.FiniteSize >= 0) || math.IsInf(f.FiniteSize, 0):
		return f, fmt.Errorf("assimilation: a finite-size certainty of %g; give 1 to 2, or 0 for none", f.FiniteSize)
	case f.FiniteSize > 0 && (f.Scheme == Stochastic || f.Localisation != nil):
		return f, fmt.Errorf("assimilation: finite-size inflation goes with SquareRoot or Half and no localisation; leave one out")
	case f.Lag < 0:
		return f, fmt.Errorf("assimilation: a lag of %d records; give 0 or more", f.Lag)
	}
	return f, nil
}

// Run takes in a sequence, and gives the ensemble at its last record. The initial members [N][state], two or more, are kept.
func (f EnKF) Run(s Sequence, initial [][]float64) ([][]float64, error) {
	f, err := f.filled()
	if err != nil {
		return nil, err
	}
	if err := s.check(initial, 2); err != nil {
		return nil, err
	}
	random := rand.New(rand.NewPCG(f.Seed, 0xe2cf))
	members, now := copied(initial), s.Start
	var past []Step
	for k, o := range s.Records {
		if err := s.advance(members, now, o.Time); err != nil {
			return members, err
		}
		now = o.Time
		if f.Additive != nil {
			for _, x := range members {
				f.Additive(random, x)
			}
		}
		if err := s.watch(Step{Forecast, k, now, members, math.NaN()}); err != nil {
			return members, err
		}
		var before [][][]float64
		for _, p := range past {
			before = append(before, p.Members)
		}
		consistency, err := f.analyse(members, before, o, random)
		if err != nil {
			return members, fmt.Errorf("%w (record %d)", err, k)
		}
		if err := s.watch(Step{Analysis, k, now, members, consistency}); err != nil {
			return members, err
		}
		if f.Lag > 0 {
			if len(past) == f.Lag {
				if err := s.watch(past[0]); err != nil {
					return members, err
				}
				past = past[1:]
			}
			past = append(past, Step{Smoothed, k, now, copied(members), math.NaN()})
		}
	}
	for _, p := range past {
		if err := s.watch(p); err != nil {
			return members, err
		}
	}
	return members, nil
}

// Analyse takes in one record, in place: members [N][state] at its time. Draws come from the source, which may be nil for SquareRoot and
// Half without rotation.
func (f EnKF) Analyse(members [][]float64, o Observations, random *rand.Rand) error {
	f, err := f.filled()
	if err != nil {
		return err
	}
	if err := checkMembers(members, 2); err != nil {
		return err
	}
	if err := o.check(); err != nil {
		return err
	}
	if random == nil && (f.Rotate || f.Scheme == Stochastic) {
		return fmt.Errorf("assimilation: no random source, where draws are wanted; give one")
	}
	_, err = f.analyse(members, nil, o, random)
	return err
}

// analyse the members, and past ones along with them.
func (f EnKF) analyse(members [][]float64, past [][][]float64, o Observations, random *rand.Rand) (consistency float64, err error) {
	seen, err := o.see(members)
	if err != nil {
		return 0, err
	}
	o, seen = o.present(seen)
	return f.update(members, past, seen, o, random)
}

// update from what would be seen of the members, [N][observation].
func (f EnKF) update(members [][]float64, past [][][]float64, seen [][]float64, o Observations, random *rand.Rand) (consistency float64, err error) {
	a := after{inflation: f.Inflation, relaxSpread: f.RelaxSpread}
	if f.Rotate {
		a.turn = rotation(len(members), random)
	}
	e := f.observed(seen, o, random)
	if f.Localisation == nil {
		return e.consistency, f.everywhere(members, past, e, a)
	}
	return e.consistency, f.locally(members, past, e, o, a)
}

// observed is what would be seen, centred, with nothing whitened: deviations [N][m], how far the mean is off [m], draws of errors [N][m]
// of mean 0.
type observed struct {
	around, draws [][]float64
	off           []float64
	errors        Errors
	consistency   float64
}

func (f EnKF) observed(seen [][]float64, o Observations, random *rand.Rand) observed {
	n, m := len(seen), len(o.Values)
	e := observed{around: copied(seen), off: make([]float64, m), errors: o.Errors}
	if m == 0 {
		e.consistency = math.NaN()
		return e
	}
	mean := centre(e.around)
	variance := make([]float64, m)
	for i, v := range o.Values {
		e.off[i] = v - mean[i]
		for _, y := range e.around {
			variance[i] += y[i] * y[i] / float64(n-1)
		}
		e.consistency += e.off[i] * e.off[i] / (variance[i] + o.Errors.Variance(i)) / float64(m)
	}
	if f.Scheme == Stochastic {
		e.draws = copied(seen)
		for _, d := range e.draws {
			normals(random, d)
			o.Errors.Colour(d)
		}
		centre(e.draws)
	}
	return e
}

// centre takes the mean off.
func centre(members [][]float64) (mean []float64) {
	if len(members) == 0 {
		return nil
	}
	mean = make([]float64, len(members[0]))
	for _, x := range members {
		for i, v := range x {
			mean[i] += v / float64(len(members))
		}
	}
	for _, x := range members {
		for i := range x {
			x[i] -= mean[i]
		}
	}
	return mean
}

// whitened takes some of the observations, each times the root of its weight; nil for all.
func (e observed) whitened(numbers []int, root []float64) evidence {
	errors, m := e.errors, len(e.off)
	if numbers != nil {
		errors, m = errors.Select(numbers), len(numbers)
	}
	n := len(e.around)
	ready := func(from, into []float64, c float64) {
		if numbers == nil {
			copy(into, from)
		} else {
			for k, i := range numbers {
				into[k] = root[k] * from[i]
			}
		}
		errors.Whiten(into)
		floats.Scale(c, into)
	}
	out := evidence{s: mat.NewDense(n, m, nil), off: make([]float64, m)}
	for i, y := range e.around {
		ready(y, out.s.RawRowView(i), 1/math.Sqrt(float64(n-1)))
	}
	ready(e.off, out.off, 1)
	if e.draws != nil {
		out.draws = mat.NewDense(n, m, nil)
		for i, y := range e.draws {
			ready(y, out.draws.RawRowView(i), 1)
		}
	}
	return out
}
