package operator

import (
	"fmt"
	"math"
	"time"

	"github.com/gomlx/compute/dtypes"
	. "github.com/gomlx/gomlx/core/graph"

	"sublunar/lib/field"
)

// Training is how an operator is fitted to samples. The zero value works.
type Training struct {
	// Epochs: times that all samples are gone through. Default: 50. Good values: 20 to see where one stands, 500 for a paper's table.
	Epochs int
	// Batch is how many samples one step takes. Default: 16. Small ones give more steps an epoch, and mostly a lower error.
	Batch int
	// Parts in which a batch goes through the graph, one after another, with one step for all: for batches that don't fit into memory. The step is
	// that of the whole batch but for rounding. Default: 1. It must divide Batch.
	Parts int
	// Devices of the backend that share each batch (or part of one): XLA's partitioner writes a program for each, and the step is that of one
	// device but for rounding. It must divide Batch. Default: 1. XLA on the CPU reports several devices, which share its cores: no faster,
	// but the same program as on several GPUs.
	Devices int
	// Resolutions are coarser grids on which the fit begins, in this order; the epochs that are left go through the samples' own grid. An epoch
	// on half the points along each of two axes costs a quarter. Of operators on Centres the coarse values are means over cells, else every so many-th
	// point. Where Physics or an operator know their grid, there can be no other. Default: none. Good: {{Every: 2, Epochs: half of all}}.
	Resolutions []Resolution
	// Method of optimisation. Default: AdamW.
	Method Method
	// Rate of learning at its highest: it rises over the first twentieth of the steps, and then falls along a cosine to a hundredth. Default:
	// 2e-3. Good values: 1e-3 to 1e-2.
	Rate float64
	// Decay of weights in a step, over Rate (AdamW: Loshchilov and Hutter 2019, https://openreview.net/forum?id=Bkg6RiCqY7). Default: 1e-4;
	// for none give a negative number.
	Decay float64
	// Loss that is made small. Default: RelativeL2.
	Loss Loss
	// Unroll is through how many steps in a row the operator is trained, each from what the last gave: y then holds the frames of all of them,
	// Unroll times what the operator gives. Default: 1. Good values: 2 to 8, for operators that predict far ahead.
	Unroll int
	// Pushforward takes no gradient back through the steps: each changes the operator as if what it starts from were data, so that it
	// learns to put its own errors right, and no more memory is needed than for one step (Brandstetter, Worrall and Welling 2022,
	// https://openreview.net/forum?id=vSix3HPYKSU).
	Pushforward bool
	// Noise is the deviation of the white noise that x gets anew each time, over x's own: it also steadies long predictions. Default: 0.
	// Good values: 0.001 to 0.05.
	Noise float64
	// Project changes what the operator gives so that a law holds exactly, in the units of the data: see [KeepMean] and [Solenoidal]. It is
	// part of the fitted operator. Default: none.
	Project Projection
	// Physics are the residuals of equations that y should satisfy with x, in the units of the data, such as -div(x grad y) - 1 by lib/pde:
	// their mean square, times PhysicsWeight, is added to the loss. It may be nil.
	Physics func(x, y *Node) *Node
	// PhysicsWeight of the residuals. Default: 1.
	PhysicsWeight float64
	// Symmetry of the law and of the domain: each time a sample is taken it is flipped or turned at random. Default: NoSymmetry. For
	// Darcy's law on a square: Turns.
	Symmetry Symmetry
	// Validate are samples that aren't fitted: the parameters kept are those of the epoch that does best on them. Default: none, and the
	// last epoch's are kept.
	Validate Source
	// Withhold is the share of the samples that aren't fitted, the last ones, and are taken to Validate on. The order should be one in which
	// the last are like the others, and runs side by side are whole. Default: 0. Good values: 0.1 to 0.2.
	Withhold float64
	// Patience ends the fit after so many epochs in which the error on Validate, or on what is withheld, was no lower than before. Default: 0, never.
	Patience int
	// Time at most. Default: no limit.
	Time time.Duration
	// Precision of the graphs. Default: dtypes.Float32.
	Precision dtypes.DType
	// Seed of the first parameters and of the order of the samples.
	Seed uint64
	// Checkpoint is a file, such as fit.npz, that holds the state after every epoch. Where it is there, the fit goes on from it, and ends
	// with the numbers it would have ended with; where it is of another fit, that is an error. Default: none.
	Checkpoint string
	// Observe hears of each epoch: the loss, and the error on Validate. An error returned stops the fit, with a usable result.
	Observe func(field.Progress) error
}

// A Method of optimisation.
type Method int

const (
	// AdamW is Adam with decay of the weights.
	AdamW Method = iota
	// SOAP is Adam in the basis in which the gradients of each matrix are least correlated. A step costs a fifth more; on Darcy's problem the
	// error after as many epochs is 5% lower, on small problems it isn't. Where the basis is hardly determined it turns on rounding, so that fits
	// in other Parts, or on other Devices, part from each other as those of another Seed do.
	SOAP
)

// A Loss says how far two fields are apart.
type Loss int

const (
	// RelativeL2 is the root of the mean square difference over the mean square of the true field, averaged over samples.
	RelativeL2 Loss = iota
	// H1 also counts the differences of the fields' slopes: it is the root mean square of the two relative errors.
	H1
)

func (t Training) filled() (Training, error) {
	if t.Epochs == 0 {
		t.Epochs = 50
	}
	if t.Batch == 0 {
		t.Batch = 16
	}
	if t.Parts == 0 {
		t.Parts = 1
	}
	if t.Devices == 0 {
		t.Devices = 1
	}
	if t.Rate == 0 {
		t.Rate = 2e-3
	}
	if t.Decay == 0 {
		t.Decay = 1e-4
	}
	t.Decay = max(t.Decay, 0)
	if t.Unroll == 0 {
		t.Unroll = 1
	}
	if t.PhysicsWeight == 0 {
		t.PhysicsWeight = 1
	}
	if t.Precision == dtypes.InvalidDType {
		t.Precision = dtypes.Float32
	}
	switch {
	case t.Epochs < 0 || t.Batch < 0 || t.Patience < 0 || t.Time < 0:
		return t, fmt.Errorf("operator: training for %d epochs in batches of %d, with a patience of %d, for %v; none can be negative", t.Epochs, t.Batch, t.Patience, t.Time)
	case !(t.Rate > 0) || math.IsInf(t.Rate, 0) || math.IsNaN(t.Decay):
		return t, fmt.Errorf("operator: a rate of %g with a decay of %g; give a positive rate, such as 2e-3", t.Rate, t.Decay)
	case t.Unroll < 1:
		return t, fmt.Errorf("operator: training through %d steps; give 1 or more", t.Unroll)
	case !(t.Noise >= 0) || math.IsInf(t.Noise, 0) || !(t.PhysicsWeight >= 0) || math.IsInf(t.PhysicsWeight, 0):
		return t, fmt.Errorf("operator: noise of %g and a weight of the physics of %g; neither can be negative", t.Noise, t.PhysicsWeight)
	case t.Method != SOAP && t.Method != AdamW:
		return t, fmt.Errorf("operator: method %d; give operator.SOAP or operator.AdamW", t.Method)
	case t.Loss != RelativeL2 && t.Loss != H1:
		return t, fmt.Errorf("operator: loss %d; give operator.RelativeL2 or operator.H1", t.Loss)
	case t.Precision != dtypes.Float32 && t.Precision != dtypes.Float64:
		return t, fmt.Errorf("operator: a precision of %v; give dtypes.Float32 or dtypes.Float64", t.Precision)
	case t.Parts < 1 || t.Devices < 1:
		return t, fmt.Errorf("operator: batches in %d parts on %d devices; give 1 or more", t.Parts, t.Devices)
	case !(t.Withhold >= 0 && t.Withhold < 1):
		return t, fmt.Errorf("operator: a share of %g of the samples to withhold; give 0 to 1", t.Withhold)
	case t.Withhold > 0 && t.Validate != nil:
		return t, fmt.Errorf("operator: samples to Validate on, and a share of %g to withhold; give one of the two", t.Withhold)
	case t.Patience > 0 && t.Validate == nil && t.Withhold == 0:
		return t, fmt.Errorf("operator: a patience of %d epochs without samples to Validate on; give some, or Withhold a share", t.Patience)
	}
	return t, nil
}

// rate of learning in a step, from 0 on.
func (t Training) rate(step, steps int) float64 {
	warm := max(1, steps/20)
	if step < warm {
		return t.Rate * float64(step+1) / float64(warm)
	}
	const last = 0.01
	return t.Rate * (last + (1-last)*0.5*(1+math.Cos(math.Pi*float64(step-warm)/float64(max(1, steps-warm)))))
}
