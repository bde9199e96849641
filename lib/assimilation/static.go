package assimilation

import (
	"fmt"
	"math"
)

// OI is optimal interpolation: each analysis begins from the climate, whatever was known before (Gandin 1963). What an ensemble costs must
// be worth more than this.
type OI struct {
	// Mean and covariance of the climate, as by [Climate].
	Mean       []float64
	Covariance Covariance
}

// Run takes in a sequence. Of the initial states the first alone counts, as what is believed before the first record.
func (m OI) Run(s Sequence, initial [][]float64) ([][]float64, error) {
	return static{m.Covariance, m.Mean}.run(s, initial)
}

// Var3D begins each analysis from the forecast, and takes its errors for always the same: three-dimensional variational assimilation
// (Lorenc 1986, doi:10.1002/qj.49711247414), solved for at once with the operator taken for straight about the forecast.
type Var3D struct {
	// Covariance of the forecast's errors, such as the climate's times a few hundredths: try which is best.
	Covariance Covariance
}

// Run takes in a sequence from the first of the initial states.
func (m Var3D) Run(s Sequence, initial [][]float64) ([][]float64, error) {
	return static{m.Covariance, nil}.run(s, initial)
}

// static analyses begin from a mean, or from the forecast where that is nil.
type static struct {
	c    Covariance
	mean []float64
}

func (m static) run(s Sequence, initial [][]float64) ([][]float64, error) {
	if err := s.check(initial, 1); err != nil {
		return nil, err
	}
	x := copied(initial[:1])
	if err := m.c.check(len(x[0])); err != nil {
		return nil, err
	}
	if m.mean != nil && len(m.mean) != len(x[0]) {
		return nil, fmt.Errorf("assimilation: a mean of %d components for a state of %d", len(m.mean), len(x[0]))
	}
	now := s.Start
	for k, o := range s.Records {
		if err := s.advance(x, now, o.Time); err != nil {
			return x, err
		}
		now = o.Time
		if err := s.watch(Step{Forecast, k, now, x, math.NaN()}); err != nil {
			return x, err
		}
		if m.mean != nil {
			copy(x[0], m.mean)
		}
		if err := m.analyse(x[0], o); err != nil {
			return x, fmt.Errorf("%w (record %d)", err, k)
		}
		if err := s.watch(Step{Analysis, k, now, x, math.NaN()}); err != nil {
			return x, err
		}
	}
	return x, nil
}

// analyse a state: x += F'(S S' + I)^-1 S d, with the factors F and what is seen of them S.
func (m static) analyse(x []float64, o Observations) error {
	seen, off, err := m.c.whitenedThrough(o, x)
	if err != nil || seen == nil {
		return err
	}
	spec, err := newSpectrum(seen)
	if err != nil {
		return err
	}
	m.c.add(spec.inverse(1, times(seen, off)), x)
	return nil
}
