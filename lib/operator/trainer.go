package operator

import (
	"fmt"
	"math/rand/v2"
	"slices"

	"github.com/gomlx/compute"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"sublunar/lib/backend"
)

// A trainer is a fit on its way: the parameters and their moments on the device, and the compiled step.
type trainer struct {
	Training
	engine compute.Backend
	plan   *Plan
	shape  Shape
	train  Source
	x, y   scaling
	// grid is where the operator takes the points to lie; Centres where it doesn't say.
	grid    Grid
	coarser int // the grid of this epoch: one point of so many
	warning string

	state       []spread    // parameters, first moments, second moments
	best        [][]float64 // parameters that did best on Validate
	rotations   []rotation  // of SOAP, and for each the means of its gradients' products and its bases
	means       []spread
	bases       []spread
	slope, step *Exec
	done        int // steps
	xRow, yRow  []float64
}

// newTrainer works out the scalings, draws the parameters, and compiles nothing yet.
func newTrainer(engine compute.Backend, o Operator, train Source, t Training) (*trainer, error) {
	shape, err := check(o, "training", train)
	if err != nil {
		return nil, err
	}
	if t, err = t.filled(); err != nil {
		return nil, err
	}
	if shape.Outputs%t.Unroll != 0 {
		return nil, fmt.Errorf("operator: y has %d channels for %d steps in a row; give as many frames for each step", shape.Outputs, t.Unroll)
	}
	shape.Outputs /= t.Unroll
	if err := t.Symmetry.check(shape.Points); err != nil {
		return nil, err
	}
	if t.Unroll > 1 && shape.Outputs > shape.Inputs {
		return nil, fmt.Errorf("operator: a step gives %d channels and takes %d; to go on from what it gives it must take as many at least", shape.Outputs, shape.Inputs)
	}
	if t.Withhold > 0 {
		one := 0
		if t.Unroll > 1 {
			one = shape.Outputs
		}
		if train, t.Validate, err = withheld(train, t.Withhold, one); err != nil {
			return nil, err
		}
	}
	if err := t.resolves(o, shape); err != nil {
		return nil, err
	}
	if t.Validate != nil {
		other, err := check(o, "validation", t.Validate)
		if err != nil {
			return nil, err
		}
		if other.Inputs != shape.Inputs || other.Outputs != shape.Outputs {
			return nil, fmt.Errorf("operator: the validation set has %d channels in and %d out, a step of the training set %d and %d",
				other.Inputs, other.Outputs, shape.Inputs, shape.Outputs)
		}
	}
	t.Batch = min(t.Batch, train.Len())
	if err := t.onDevices(engine); err != nil {
		return nil, err
	}
	grid, known := gridOf(o)
	if !known {
		grid = Centres
	}
	r := &trainer{Training: t, engine: engine, shape: shape, train: train, grid: grid, coarser: 1,
		xRow: make([]float64, shape.size(shape.Inputs)), yRow: make([]float64, shape.size(shape.Outputs*t.Unroll))}
	if r.plan, err = NewPlan(engine, o, shape); err != nil {
		return nil, err
	}
	if err := r.measure(); err != nil {
		return nil, err
	}
	start := r.plan.Start(t.Seed)
	for i := range 3 {
		for k, b := range r.plan.Blocks {
			values := start[k]
			if i > 0 {
				values = make([]float64, b.Len())
			}
			r.state = append(r.state, r.copies(values, b.Shape...))
		}
	}
	if t.Method == SOAP {
		r.rotations = rotationsOf(r.plan.Blocks)
		r.startBases()
	}
	return r, nil
}

// measure reads all samples once: their scalings, and whether they are finite.
func (r *trainer) measure() error {
	x, y := newRunning(r.shape.Inputs), newRunning(r.shape.Outputs)
	var seam seams
	if r.grid == Periodic {
		seam = newSeams(r.shape)
	}
	for i := range r.train.Len() {
		if err := read(r.train, i, r.xRow, r.yRow); err != nil {
			return err
		}
		x.add(r.xRow)
		y.add(r.yRow)
		seam.add(r.xRow, r.shape)
	}
	r.warning = seam.warning()
	var err error
	if r.x, err = x.scaling("x"); err != nil {
		return err
	}
	r.y, err = y.scaling("y")
	return err
}

// read a sample, and see that it is finite.
func read(s Source, i int, x, y []float64) error {
	if err := s.Read(i, x, y); err != nil {
		return fmt.Errorf("operator: sample %d: %w", i, err)
	}
	if err := finite("x", i, x); err != nil {
		return err
	}
	return finite("y", i, y)
}

// tensor of a precision.
func (r *trainer) tensor(values []float64, shape ...int) *tensors.Tensor {
	return backend.Tensor(r.Precision, values, shape...)
}

// epoch goes through all samples once, and gives the mean loss. What is left of them when the last whole batch is taken waits for
// another order.
func (r *trainer) epoch(number int) (float64, error) {
	order := rand.New(rand.NewPCG(r.Seed, uint64(number)+1)).Perm(r.train.Len())
	batches := len(order) / r.Batch
	r.coarser = r.coarsening(number)
	sum := 0.0
	for b := range batches {
		loss, err := r.take(order[b*r.Batch:(b+1)*r.Batch], batches*r.Epochs)
		if err != nil {
			return 0, err
		}
		sum += loss
	}
	return sum / float64(batches), nil
}

// batch of samples [batch, points..., channels], scaled, on the grid of this epoch.
func (r *trainer) batch(numbers []int) (xs, ys []float64, points []int, err error) {
	random := rand.New(rand.NewPCG(r.Seed^0x6e6f697365, uint64(r.done)))
	for _, i := range numbers {
		if err := read(r.train, i, r.xRow, r.yRow); err != nil {
			return nil, nil, nil, err
		}
		x, y := r.xRow, r.yRow
		if r.Symmetry != NoSymmetry {
			turn := r.Symmetry.draw(random, len(r.shape.Points))
			x, y = turn.apply(x, r.shape.Points, r.grid == Periodic), turn.apply(y, r.shape.Points, r.grid == Periodic)
		}
		if x, _, err = r.grid.coarsened(x, r.shape.Points, r.shape.Inputs, r.coarser); err != nil {
			return nil, nil, nil, err
		}
		if y, points, err = r.grid.coarsened(y, r.shape.Points, r.shape.Outputs*r.Unroll, r.coarser); err != nil {
			return nil, nil, nil, err
		}
		x = r.x.apply(x)
		if r.Noise > 0 {
			for k := range x {
				x[k] += r.Noise * random.NormFloat64()
			}
		}
		xs, ys = append(xs, x...), append(ys, r.y.apply(y)...)
	}
	return xs, ys, points, nil
}

// parameters as they are now, a slice a block.
func (r *trainer) parameters() ([][]float64, error) {
	all := make([][]float64, len(r.plan.Blocks))
	for i := range all {
		var err error
		if all[i], err = backend.Numbers(r.state[i][0]); err != nil {
			return nil, err
		}
	}
	return all, nil
}

func (r *trainer) close() {
	for _, exec := range []*Exec{r.slope, r.step} {
		if exec != nil {
			exec.Finalize()
		}
	}
	for _, s := range slices.Concat(r.state, r.means, r.bases) {
		s.finalize()
	}
}
