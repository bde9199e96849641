package autoencoder

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"time"

	"github.com/gomlx/gomlx/core/tensors"
	"gonum.org/v1/gonum/mat"

	. "github.com/gomlx/gomlx/core/graph"
	"sublunar/lib/backend"
	"sublunar/lib/field"
	"sublunar/lib/optim"
)

// starts of the search for the chart in which the law is sparsest, and rounds of leaving terms out and learning again.
const starts, rounds = 12, 3

// Fit learns coordinates and their law from runs. It learns with all terms in the law first, in coordinates of mean 0 and covariance
// 1; then looks for the affine map of them in which the law has fewest terms, leaves out those below the threshold, and learns on
// with the others until no more fall below it.
//
// An error of Observe comes back beside a usable result.
func Fit(runs []Run, s Settings) (*Found, error) {
	s, err := s.filled()
	if err != nil {
		return nil, err
	}
	if err := checkRuns(runs, 0, true); err != nil {
		return nil, err
	}
	f := fitter{Settings: s, began: time.Now()}
	if err := f.prepare(runs); err != nil {
		return nil, err
	}
	stopped, err := f.learn()
	if err != nil {
		return nil, err
	}
	found, err := f.found(runs[0])
	if err != nil {
		return nil, err
	}
	return found, stopped
}

// fitter is a fit at work.
type fitter struct {
	Settings
	reduction
	*objective
	scenes *Exec
	theta  []float64
	unit   float64 // of time
	began  time.Time
	steps  int // taken in the stages before
	stats  optim.Stats
	status optim.Status
	dense  [3]float64 // what was missed with all terms in the law
}

func (f *fitter) prepare(runs []Run) error {
	all := seen(runs)
	least, count := 1e-9, f.Modes
	var err error
	if f.reduction, err = reduce(all, count, least); err != nil {
		return err
	}
	if count == 0 && len(f.deviation) > 20 {
		f.reduction = f.cut(20)
	}
	modes := len(f.deviation)
	if modes < f.Coordinates {
		return fmt.Errorf("autoencoder: %d coordinates of data that have %d modes; ask for fewer coordinates, or give more Modes", f.Coordinates, modes)
	}
	engine, err := backend.New()
	if err != nil {
		return err
	}
	layout, err := newShape(engine, modes, f.Settings)
	if err != nil {
		return fmt.Errorf("autoencoder: %w", err)
	}
	samples, _ := all.Dims()
	w, dw := mat.NewDense(samples, modes, nil), mat.NewDense(samples, modes, nil)
	at := 0
	for i, r := range runs {
		part, rate, err := f.states(r, f.Derivative)
		if err != nil {
			return fmt.Errorf("%w (run %d)", err, i)
		}
		w.Slice(at, at+r.Seen.Len(), 0, modes).(*mat.Dense).Copy(part)
		dw.Slice(at, at+r.Seen.Len(), 0, modes).(*mat.Dense).Copy(rate)
		at += r.Seen.Len()
	}
	f.objective = &objective{shape: layout, rate: f.RateWeight, latent: f.LatentWeight, share: f.shares(),
		points: min(f.Points, samples), hold: moments(f.Coordinates, true), exec: map[bool]*Exec{}}
	if n := 4 * layout.library.len(); f.points < n {
		return fmt.Errorf("autoencoder: %d samples are too few for a law of %d terms; give %d or more, or a lower Degree", f.points, layout.library.len(), n)
	}
	return f.draw(w, dw)
}

// draw takes the points from all samples, and the first weights.
func (f *fitter) draw(w, dw *mat.Dense) error {
	samples, modes := w.Dims()
	moving := 0.0
	for i := range samples {
		for k, v := range dw.RawRowView(i) {
			moving += f.share[k] * v * v / float64(samples)
		}
	}
	if moving == 0 {
		return errors.New("autoencoder: nothing moves: all rates are 0")
	}
	f.unit = 1 / math.Sqrt(moving)
	picked := rand.New(rand.NewPCG(f.Seed, 0x7069)).Perm(samples)[:f.points]
	points, rates := make([]float64, 0, f.points*modes), make([]float64, 0, f.points*modes)
	for _, i := range picked {
		points = append(points, w.RawRowView(i)...)
		for _, v := range dw.RawRowView(i) {
			rates = append(rates, v*f.unit)
		}
	}
	f.w = tensors.FromFlatDataAndDimensions(points, f.points, modes)
	f.dw = tensors.FromFlatDataAndDimensions(rates, f.points, modes)
	f.mask = make([]float64, f.terms())
	for i := range f.mask {
		f.mask[i] = 1
	}
	f.theta = append(append(f.encoder.Start(f.Seed), f.decoder.Start(f.Seed+0x64)...), make([]float64, f.terms())...)
	return nil
}

// learn goes through the stages. Stopped is Observe's error, where what was learnt until then can be used.
func (f *fitter) learn() (stopped, err error) {
	if stopped, err = f.descend(f.Steps, 2./3); err != nil {
		return nil, err
	}
	f.dense = f.parts
	err = f.whiten()
	switch {
	case stopped != nil:
		return stopped, nil
	case err != nil || f.Dense:
		return nil, err
	}
	if err := f.sparsify(); err != nil {
		return nil, err
	}
	f.hold = moments(f.Coordinates, false)
	for round := range rounds {
		if stopped, err = f.descend(f.Steps, 1); stopped != nil || err != nil {
			return stopped, err
		}
		if round == rounds-1 || f.status == optim.OutOfTime {
			break // terms dropped now wouldn't be learnt without
		}
		if dropped, err := f.drop(); err != nil || !dropped {
			return nil, err
		}
	}
	return nil, nil
}

// descend makes the objective small, in so many steps at most and up to a share of the time.
func (f *fitter) descend(steps int, share float64) (stopped, err error) {
	stop := optim.Stop{MaxSteps: steps, Observe: f.hear}
	if f.Time > 0 {
		// At least one step: there must be something to judge.
		stop.Time = math.Max(1e-9, share*f.Time.Seconds()-time.Since(f.began).Seconds())
	}
	done, err := optim.Minimise(f.objective, f.theta, f.Method, stop)
	f.status = done.Status
	f.stats.Steps += done.Stats.Steps
	f.stats.Evaluations += done.Stats.Evaluations
	f.stats.Seconds += done.Stats.Seconds
	f.steps += done.Stats.Steps
	if err != nil && f.status != optim.Stopped {
		return nil, fmt.Errorf("autoencoder: %w", err)
	}
	f.theta = done.X
	if _, failed := f.Evaluate(f.theta, nil); failed != nil { // for its parts
		return nil, failed
	}
	return err, nil
}

func (f *fitter) hear(p field.Progress) error {
	if f.Observe == nil {
		return nil
	}
	return f.Observe(field.Progress{Step: f.steps + p.Step, Values: []field.Value{
		{Name: "seen", Value: f.parts[0]}, {Name: "rate", Value: f.parts[1]}, {Name: "latent", Value: f.parts[2]},
	}})
}
