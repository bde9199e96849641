package pinn

import (
	"fmt"
	"math"
	"time"

	"github.com/gomlx/compute/dtypes"

	"sublunar/lib/domain"
	"sublunar/lib/field"
	"sublunar/lib/optim"
)

// Training is how a network is fitted to a problem. The zero value works: Gauss-Newton in float64, four points inside for each
// parameter, and more where the residual is large as soon as it is larger between the points than on them.
type Training struct {
	// Method of optimisation. Default: optim.GaussNewton{}, for networks of up to some 2,000 parameters. Good values beside it:
	// optim.SSBroyden{}, more and cheaper steps; optim.SOAP{} or optim.Adam{} for larger ones.
	Method optim.Method
	// Points inside, to begin with. Default: 4 for each parameter, 500 at least and 10,000 at most, and Adapt makes them more as soon as the
	// equation no longer holds between them. With Fixed{} give 10 for each parameter: fewer are fitted without that.
	Points int
	// BoundaryPoints of each condition that doesn't say. Default: a fifth of Points.
	BoundaryPoints int
	// Sampler of the points. Default: domain.Sobol{Seed: Seed}.
	Sampler domain.Sampler
	// Density is where more points are wanted, such as a layer that is known: in proportion to it there are more, and each counts the less
	// in the loss. Its arguments are the domain's axes. Default: the same everywhere.
	Density func(x ...float64) float64
	// Adapt moves the points as the fit goes on. Default: ByResidual{}. Fixed{} keeps them.
	Adapt Adapter
	// Withhold is the share of each set of data that isn't fitted, from 0 to 0.5: of all parameters that were reached, asked every Every
	// steps, those are kept that foretell it best. A field that has more freedom than the data determine follows their noise in the
	// end; this stops before. Default: 0, none.
	Withhold float64
	// Weigh changes the weights of the terms as the fit goes on. Default: none, the weights stay as stated.
	Weigh Weigher
	// Every so many steps Adapt and Weigh are asked. Default: 25.
	Every int
	// Steps at most. Default: 1000.
	Steps int
	// Time at most. Default: no limit.
	Time time.Duration
	// Target ends the fit when the held-out residual, its root mean square over all equations, is as small. Default: 0, never.
	Target float64
	// Precision of the graphs. Default: dtypes.Float64. dtypes.Float32 is faster on a GPU, and stops at four to five digits.
	Precision dtypes.DType
	// Block is how many points go through a graph at a time. Default: 2,048 on a CPU, so that they fit its cache, and 16,384 on a GPU.
	Block int
	// Batch is how many points of each term one evaluation takes, in turn: for optim.SOAP and optim.Adam, which bear with noise. Default:
	// all.
	Batch int
	// PseudoStep carries a steady problem through pseudo-time: see [Equation].Relaxes. Default: 0, none. Good values: 0.1 to 1 of the time
	// in which the flow crosses the domain.
	PseudoStep float64
	// Seed of the first parameters and of the points.
	Seed uint64
	// Start are parameters to begin with: those of another solution of the same problem and network. Default: drawn.
	Start []float64
	// Watch is asked every Every steps for numbers to show beside the loss, such as the distance from a known solution.
	Watch func(s *Solution) ([]field.Value, error)
	// Observe hears of each step: the loss, the residual of the equations on the points, and between them where that was just
	// worked out. An error returned stops the fit, with a usable result.
	Observe func(field.Progress) error
}

func (t Training) filled(parameters int) (Training, error) {
	if t.Method == nil {
		t.Method = optim.GaussNewton{}
	}
	if t.Points == 0 {
		t.Points = min(max(4*parameters, 500), 10_000)
	}
	if t.BoundaryPoints == 0 {
		t.BoundaryPoints = max(t.Points/5, 1)
	}
	if t.Sampler == nil {
		t.Sampler = domain.Sobol{Seed: t.Seed}
	}
	if t.Adapt == nil {
		t.Adapt = ByResidual{}
	}
	if t.Every == 0 {
		t.Every = 25
	}
	if t.Steps == 0 {
		t.Steps = 1000
	}
	if t.Precision == dtypes.InvalidDType {
		t.Precision = dtypes.Float64
	}
	t.Block = blockLen(t.Block)
	switch {
	case t.Points < 0 || t.BoundaryPoints < 0 || t.Every < 0 || t.Steps < 0 || t.Block < 0:
		return t, fmt.Errorf("pinn: training with %d points, %d on each condition, %d steps, asked every %d, in blocks of %d; none can be negative",
			t.Points, t.BoundaryPoints, t.Steps, t.Every, t.Block)
	case t.Batch < 0 || !(t.PseudoStep >= 0):
		return t, fmt.Errorf("pinn: training in batches of %d with a pseudo-time step of %g; neither can be negative", t.Batch, t.PseudoStep)
	case !(t.Withhold >= 0 && t.Withhold <= 0.5):
		return t, fmt.Errorf("pinn: %g of the data withheld; give a share from 0 to 0.5", t.Withhold)
	case t.Time < 0:
		return t, fmt.Errorf("pinn: training for %v; give a positive time, or 0 for no limit", t.Time)
	case math.IsNaN(t.Target) || t.Target < 0:
		return t, fmt.Errorf("pinn: a target of %g; give the root mean square of the residual to stop at, or 0", t.Target)
	case t.Precision != dtypes.Float64 && t.Precision != dtypes.Float32:
		return t, fmt.Errorf("pinn: a precision of %v; give dtypes.Float64 or dtypes.Float32", t.Precision)
	case t.Start != nil && len(t.Start) != parameters:
		return t, fmt.Errorf("pinn: Start has %d parameters, the network with the problem's constants %d", len(t.Start), parameters)
	}
	return t, nil
}
