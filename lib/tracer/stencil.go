package tracer

import (
	"fmt"
	"math"

	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/support/exceptions"

	"sublunar/lib/field"
)

// A Stencil is a step of a transport as graph functions, to be differentiated: by the state, the streamfunction, the diffusivity, the
// sources. It is the same scheme as [Transport.Run]'s with Fromm's slopes, for limiters have no useful gradient ([Upwind] stays), and agrees
// with it to rounding where its steps end as sources begin and end. What comes in through open ends is steady: as [Transport.Inflow] has it at time 0.
//
// Through many steps goes lib/pde's Adjoint:
//
//	s, err := transport.Stencil(600)
//	a, err := pde.NewAdjoint(engine, s.Next, loss, pde.Checkpoints{})
//	g, err := a.Gradient(1000, s.State(dye, 0), s.Parameters())
type Stencil struct {
	Transport // its Step is the one taken, in s

	kernel       *kernel // for a diffusivity of 1
	footprints   [][]float64
	gain         []float64
	endsX, endsY *axisEnds
	psiFrames    []float64
	frames       int
}

// Controls are what a step may be differentiated by. Nil is the transport's own.
type Controls struct {
	// Psi is the streamfunction, [y+1, x+1] or [frames, y+1, x+1] for a flow with Times; it has to keep to the coasts.
	Psi *Node
	// Diffusivity in m^2/s, a scalar.
	Diffusivity *Node
	// Rate of sources that don't change, concentration/s: [y, x], or [..., y, x] as the state is. Nil: none.
	Rate *Node
	// Amounts of the transport's Sources, [sources].
	Amounts *Node
}

// Stencil prepares steps of one length. The step must not be longer than [Transport.LargestStep].
func (t Transport) Stencil(step float64) (*Stencil, error) {
	if t.Scheme != Upwind {
		t.Scheme = Fromm
	}
	t.Step = step
	m, err := t.Model()
	if err != nil {
		return nil, err
	}
	if !(step > 0) || math.IsInf(step, 0) {
		return nil, fmt.Errorf("tracer: a stencil with a step of %g s; give a positive one, at most %.6g", step, m.largest)
	}
	b := t.Flow.Basin
	unit := t
	unit.Diffusivity = 1
	s := &Stencil{Transport: t, kernel: newKernel(unit), footprints: m.footprints, gain: m.gain, frames: len(t.Flow.Psi)}
	var n inflow
	in := n.at(t, 0, stage{})
	s.endsX, s.endsY = s.axisEnds(b, true, in), s.axisEnds(b, false, in)
	for _, g := range t.Flow.Psi {
		s.psiFrames = append(s.psiFrames, g.Values...)
	}
	return s, nil
}

// State is what [Stencil.Next] takes along: a field at a time. Land holds 0.
func (s *Stencil) State(c field.Grid, at float64) ([]*tensors.Tensor, error) {
	values, err := s.Transport.State(c)
	if err != nil {
		return nil, err
	}
	ny, nx := s.Flow.Basin.Shape()
	return []*tensors.Tensor{tensors.FromFlatDataAndDimensions(values, ny, nx), tensors.FromScalar(at)}, nil
}

// Parameters of [Stencil.Next] as the transport has them: the streamfunction, the diffusivity, a rate of sources of 0, and the amounts of
// its sources, if it has some.
func (s *Stencil) Parameters() []*tensors.Tensor {
	ny, nx := s.Flow.Basin.Shape()
	shape := s.psiShape()
	out := []*tensors.Tensor{
		tensors.FromFlatDataAndDimensions(append([]float64{}, s.psiFrames...), shape...),
		tensors.FromScalar(s.Diffusivity),
		tensors.FromFlatDataAndDimensions(make([]float64, ny*nx), ny, nx),
	}
	if len(s.Sources) > 0 {
		out = append(out, tensors.FromFlatDataAndDimensions(s.amounts(), len(s.Sources)))
	}
	return out
}

// psiShape is that of the streamfunction.
func (s *Stencil) psiShape() []int {
	ny, nx := s.Flow.Basin.Shape()
	if s.frames > 1 {
		return []int{s.frames, ny + 1, nx + 1}
	}
	return []int{ny + 1, nx + 1}
}

func (s *Stencil) amounts() []float64 {
	var list []float64
	for _, source := range s.Sources {
		list = append(list, source.Amount)
	}
	return list
}

// Next is a state a step later, for lib/pde's Adjoint. The state is concentrations [..., y, x] and the time, a scalar. Parameters are those
// of [Stencil.Parameters], in their order; of those left out at the end the transport's own are taken.
func (s *Stencil) Next(state, parameters []*Node) []*Node {
	if len(state) != 2 {
		exceptions.Panicf("tracer: a state of %d nodes; it is concentrations [..., y, x] and the time", len(state))
	}
	var k Controls
	for i, p := range parameters {
		switch i {
		case 0:
			k.Psi = p
		case 1:
			k.Diffusivity = p
		case 2:
			k.Rate = p
		case 3:
			k.Amounts = p
		}
	}
	return []*Node{s.Advance(state[0], state[1], k), AddScalar(state[1], s.Step)}
}

// Advance is c [..., y, x] a step after a time, a scalar.
func (s *Stencil) Advance(c, t *Node, k Controls) *Node {
	ny, nx := s.Flow.Basin.Shape()
	if c.Rank() < 2 || c.Shape().Dim(-1) != nx || c.Shape().Dim(-2) != ny || !c.DType().IsFloat() {
		exceptions.Panicf("tracer: concentrations end in [%d, %d], of floats, got %s", ny, nx, c.Shape())
	}
	if !t.IsScalar() {
		exceptions.Panicf("tracer: a time is a scalar, got %s", t.Shape())
	}
	c = s.atOnce(c, t, k)
	gain := s.gains(c, t, k)
	if k.Diffusivity != nil {
		k.Diffusivity = ConvertDType(k.Diffusivity, c.DType())
	}
	half := Add(c, MulScalar(s.rate(c, s.psiAt(c, t, k.Psi), k.Diffusivity, gain), s.Step))
	next := Add(half, MulScalar(s.rate(half, s.psiAt(c, AddScalar(t, s.Step), k.Psi), k.Diffusivity, gain), s.Step))
	return MulScalar(Add(c, next), 0.5)
}

// gains is what sources and air bring in the step after t, evenly; nil where that is nothing.
func (s *Stencil) gains(c, t *Node, k Controls) *Node {
	ny, nx := s.Flow.Basin.Shape()
	total := k.Rate
	add := func(n *Node) {
		if total == nil {
			total = n
			return
		}
		total = Add(total, n)
	}
	if s.gain != nil {
		add(constant(c, s.gain, ny, nx))
	}
	for i, source := range s.Sources {
		if source.From == source.Until {
			continue
		}
		over := Sub(MinScalar(AddScalar(t, s.Step), source.Until), MaxScalar(t, source.From)) // the time it runs in this step
		share := ConvertDType(MulScalar(MaxScalar(over, 0), 1/(source.Until-source.From)), c.DType())
		add(Mul(constant(c, s.footprints[i], ny, nx), MulScalar(Mul(s.amount(c, i, k), share), 1/s.Step)))
	}
	return total
}

// atOnce adds what sources give all at once from t on, before the step ends.
func (s *Stencil) atOnce(c, t *Node, k Controls) *Node {
	ny, nx := s.Flow.Basin.Shape()
	for i, source := range s.Sources {
		if source.From == source.Until {
			from := Scalar(c.Graph(), t.DType(), source.From)
			now := ConvertDType(LogicalAnd(GreaterOrEqual(from, t), LessThan(from, AddScalar(t, s.Step))), c.DType())
			c = Add(c, ExpandLeftToRank(Mul(constant(c, s.footprints[i], ny, nx), Mul(s.amount(c, i, k), now)), c.Rank()))
		}
	}
	return c
}

// amount of a source.
func (s *Stencil) amount(c *Node, i int, k Controls) *Node {
	if k.Amounts == nil {
		return Scalar(c.Graph(), c.DType(), s.Sources[i].Amount)
	}
	if k.Amounts.Rank() != 1 || k.Amounts.Shape().Dim(0) != len(s.Sources) {
		exceptions.Panicf("tracer: amounts of the shape %s for %d sources; give [%d]", k.Amounts.Shape(), len(s.Sources), len(s.Sources))
	}
	return ConvertDType(Reshape(Slice(k.Amounts, AxisElem(i))), c.DType())
}

// psiAt is the streamfunction at a time.
func (s *Stencil) psiAt(c, t, psi *Node) *Node {
	ny, nx := s.Flow.Basin.Shape()
	shape := s.psiShape()
	if psi == nil {
		psi = constant(c, s.psiFrames, shape...)
	}
	if got := psi.Shape(); got.Rank() != len(shape) || got.Dim(-1) != nx+1 || got.Dim(-2) != ny+1 || s.frames > 1 && got.Dim(0) != s.frames {
		exceptions.Panicf("tracer: a streamfunction of the shape %s; give %v", psi.Shape(), shape)
	}
	psi = ConvertDType(psi, c.DType())
	if s.frames == 1 {
		return psi
	}
	// Each frame counts by a hat: 1 at its own time, 0 from its neighbours' on.
	var sum *Node
	times := s.Flow.Times.Values
	for i, at := range times {
		weight := Const(c.Graph(), 1.0)
		if i > 0 {
			weight = Min(weight, MulScalar(AddScalar(t, -times[i-1]), 1/(at-times[i-1])))
		}
		if i+1 < len(times) {
			weight = Min(weight, MulScalar(AddScalar(Neg(t), times[i+1]), 1/(times[i+1]-at)))
		}
		part := Mul(Reshape(Slice(psi, AxisElem(i)), ny+1, nx+1), ConvertDType(MaxScalar(weight, 0), c.DType()))
		if sum == nil {
			sum = part
		} else {
			sum = Add(sum, part)
		}
	}
	return sum
}

// constant numbers of the precision of a node.
func constant(like *Node, values []float64, dims ...int) *Node {
	return ConvertDType(ConstTensor(like.Graph(), tensors.FromFlatDataAndDimensions(values, dims...)), like.DType())
}
