package operator

import (
	"fmt"
	"math"
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
	// periodic says that the operator takes the points for those of a periodic grid.
	periodic bool

	state      []*tensors.Tensor // parameters, first moments, second moments
	best       [][]float64       // parameters that did best on Validate
	rotations  []rotation        // of SOAP, and for each the means of its gradients' products and its bases
	means      []*tensors.Tensor
	bases      []*tensors.Tensor
	step       *Exec
	done       int // steps
	xRow, yRow []float64
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
	r := &trainer{Training: t, engine: engine, shape: shape, train: train, periodic: onPeriodic(o),
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
			r.state = append(r.state, r.tensor(values, b.Shape...))
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
	for i := range r.train.Len() {
		if err := read(r.train, i, r.xRow, r.yRow); err != nil {
			return err
		}
		x.add(r.xRow)
		y.add(r.yRow)
	}
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

// compile the step: parameters, both moments, means and bases, a batch of x and y as they are scaled, the rate and the moments' corrections
// give the parameters, the moments, the means and the loss.
func (r *trainer) compile() (err error) {
	n, k := len(r.plan.Blocks), len(r.means)
	r.step, err = NewExec(r.engine, func(in []*Node) []*Node {
		take := func(count int) []*Node {
			some := in[:count]
			in = in[count:]
			return some
		}
		p, m, v, means, bases := take(n), take(n), take(n), take(k), take(k)
		x, y, rate, first, second := in[0], in[1], in[2], in[3], in[4]
		loss := r.loss(p, x, y)
		by := soap{adamW{r.Decay}, r.rotations}
		p, m, v, means = by.step(r.plan.Blocks, p, m, v, Gradient(loss, p...), means, bases, rate, first, second)
		return slices.Concat(p, m, v, means, []*Node{loss})
	})
	return err
}

// epoch goes through all samples once, and gives the mean loss. What is left of them when the last whole batch is taken waits for
// another order.
func (r *trainer) epoch(number int) (float64, error) {
	order := rand.New(rand.NewPCG(r.Seed, uint64(number)+1)).Perm(r.train.Len())
	batches := len(order) / r.Batch
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

// take one step on some samples.
func (r *trainer) take(numbers []int, steps int) (float64, error) {
	if r.step == nil {
		if err := r.compile(); err != nil {
			return 0, err
		}
	}
	x, y, err := r.batch(numbers)
	if err != nil {
		return 0, err
	}
	scalar := func(v float64) *tensors.Tensor { return r.tensor([]float64{v}) }
	args := make([]any, 0, len(r.state)+2*len(r.means)+5)
	for _, t := range slices.Concat(r.state, r.means) {
		given, err := DonateTensorBuffer(t, r.engine, 0)
		if err != nil {
			return 0, err
		}
		args = append(args, given)
	}
	for _, t := range r.bases {
		args = append(args, t)
	}
	count := float64(r.done + 1)
	args = append(args, x, y, scalar(r.rate(r.done, steps)), scalar(1/(1-math.Pow(firstMoment, count))), scalar(1/(1-math.Pow(secondMoment, count))))
	out, err := r.step.Call(args...)
	if err != nil {
		return 0, err
	}
	r.done++
	last := len(out) - 1
	r.state, r.means = out[:len(r.state)], out[len(r.state):last]
	at, err := backend.Numbers(out[last])
	if err != nil {
		return 0, err
	}
	loss := at[0]
	if len(r.means) > 0 && (r.done == 1 || r.done%every == 0) {
		if err := r.turn(); err != nil {
			return 0, err
		}
	}
	if math.IsNaN(loss) || math.IsInf(loss, 0) {
		return loss, fmt.Errorf("operator: the loss is %g at step %d; give a lower Rate (now %g)", loss, r.done, r.Rate)
	}
	return loss, nil
}

// batch of samples as tensors [batch, points..., channels], scaled.
func (r *trainer) batch(numbers []int) (x, y *tensors.Tensor, err error) {
	var xs, ys []float64
	random := rand.New(rand.NewPCG(r.Seed^0x6e6f697365, uint64(r.done)))
	for _, i := range numbers {
		if err := read(r.train, i, r.xRow, r.yRow); err != nil {
			return nil, nil, err
		}
		x, y := r.xRow, r.yRow
		if r.Symmetry != NoSymmetry {
			turn := r.Symmetry.draw(random, len(r.shape.Points))
			x, y = turn.apply(x, r.shape.Points, r.periodic), turn.apply(y, r.shape.Points, r.periodic)
		}
		x = r.x.apply(x)
		if r.Noise > 0 {
			for k := range x {
				x[k] += r.Noise * random.NormFloat64()
			}
		}
		xs, ys = append(xs, x...), append(ys, r.y.apply(y)...)
	}
	dims := func(channels int) []int { return slices.Concat([]int{len(numbers)}, r.shape.Points, []int{channels}) }
	return r.tensor(xs, dims(r.shape.Inputs)...), r.tensor(ys, dims(r.shape.Outputs*r.Unroll)...), nil
}

// parameters as they are now, a slice a block.
func (r *trainer) parameters() ([][]float64, error) {
	all := make([][]float64, len(r.plan.Blocks))
	for i := range all {
		var err error
		if all[i], err = backend.Numbers(r.state[i]); err != nil {
			return nil, err
		}
	}
	return all, nil
}

func (r *trainer) close() {
	if r.step != nil {
		r.step.Finalize()
	}
	for _, t := range slices.Concat(r.state, r.means, r.bases) {
		t.MustFinalizeAll()
	}
}
