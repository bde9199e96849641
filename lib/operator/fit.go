package operator

import (
	"fmt"
	"math"
	"time"

	"sublunar/lib/backend"
	"sublunar/lib/field"
)

// Status says why a fit ended.
type Status int

const (
	// OutOfEpochs: all epochs were done.
	OutOfEpochs Status = iota
	// OutOfTime: Training.Time was over.
	OutOfTime
	// OutOfPatience: the error on Validate no longer fell.
	OutOfPatience
	// Stopped: Observe gave an error.
	Stopped
)

func (s Status) String() string {
	return []string{"all epochs were done", "the time was over", "the validation error no longer fell", "it was stopped"}[s]
}

// Stats are what a fit cost.
type Stats struct {
	Epochs, Steps int
	// Seconds in all, and Compiling: those of the first epoch above those of the others' mean.
	Seconds, Compiling float64
	// Loss is that of each epoch, its mean over the steps. Validation is the mean error on Validate after each, where there is one.
	Loss, Validation []float64
	// Kept is the epoch, from 1 on, whose parameters were kept.
	Kept int
}

// newEngine gives what fits compute on.
var newEngine = backend.New

// Fit fits an operator to pairs of fields: x and y of [samples, points...] or [samples, points..., channels], on one grid. Where Observe
// or Time stops it, the result so far comes, with the error of Observe.
func Fit(o Operator, train Source, t Training) (*Fitted, error) {
	engine, err := newEngine()
	if err != nil {
		return nil, fmt.Errorf("operator: %w", err)
	}
	r, err := newTrainer(engine, o, train, t)
	if err != nil {
		return nil, err
	}
	defer r.close()
	return r.run()
}

// run goes through the epochs.
func (r *trainer) run() (*Fitted, error) {
	began := time.Now()
	f := &Fitted{Operator: r.plan.Operator, Shape: r.shape, engine: r.engine, plan: r.plan, kind: r.Precision, x: r.x, y: r.y, project: r.Project, symmetry: r.Symmetry, Warning: r.warning}
	var each []float64
	var stopped error
	first, err := r.resume(f)
	if err != nil {
		return nil, err
	}
	before := f.Stats.Seconds
	lowest, waited := math.Inf(1), 0
	if f.Stats.Kept > 0 && len(f.Stats.Validation) > 0 {
		lowest, waited = f.Stats.Validation[f.Stats.Kept-1], f.Stats.Epochs-f.Stats.Kept
	}
	for epoch := first; epoch < r.Epochs; epoch++ {
		at := time.Now()
		loss, err := r.epoch(epoch)
		if err != nil {
			return nil, err
		}
		each = append(each, time.Since(at).Seconds())
		f.Stats.Epochs, f.Stats.Steps = epoch+1, r.done
		f.Stats.Loss = append(f.Stats.Loss, loss)
		values := []field.Value{{Name: "loss", Value: loss}}
		keep := true
		if r.Validate != nil {
			if f.parameters, err = r.parameters(); err != nil {
				return nil, err
			}
			f.drop()
			report, err := f.Test(r.Validate)
			if err != nil {
				return nil, err
			}
			f.Stats.Validation = append(f.Stats.Validation, report.Mean)
			values = append(values, field.Value{Name: "validation error", Value: report.Mean})
			keep = report.Mean < lowest
			waited++
			if keep {
				lowest, waited = report.Mean, 0
			}
		}
		if keep {
			f.Stats.Kept = epoch + 1
			if r.Validate != nil {
				r.best = f.parameters
			}
		}
		f.Stats.Seconds = before + time.Since(began).Seconds()
		if err := r.save(f); err != nil {
			return nil, err
		}
		if r.Observe != nil {
			if err := r.Observe(field.Progress{Step: epoch + 1, Total: r.Epochs, Values: values}); err != nil {
				f.Status, stopped = Stopped, fmt.Errorf("operator: stopped after epoch %d: %w", epoch+1, err)
				break
			}
		}
		if r.Time > 0 && time.Since(began) > r.Time {
			f.Status = OutOfTime
			break
		}
		if r.Patience > 0 && waited >= r.Patience {
			f.Status = OutOfPatience
			break
		}
	}
	if f.parameters = r.best; f.parameters == nil {
		if f.parameters, err = r.parameters(); err != nil {
			return nil, err
		}
	}
	f.drop()
	if len(each) > 1 {
		rest := 0.0
		for _, s := range each[1:] {
			rest += s
		}
		f.Stats.Compiling = max(0, each[0]-rest/float64(len(each)-1))
	}
	return f, stopped
}
