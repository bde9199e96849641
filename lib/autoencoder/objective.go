package autoencoder

import (
	"fmt"

	"github.com/gomlx/compute"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"sublunar/lib/backend"
	"sublunar/lib/jet"
	"sublunar/lib/network"
)

// shape is how the parameters of encoder, decoder and law lie in one vector.
type shape struct {
	engine           compute.Backend
	encoder, decoder *network.Plan
	library          library
	time             *jet.Set
}

func newShape(engine compute.Backend, modes int, s Settings) (shape, error) {
	out := shape{engine: engine, library: polynomials(s.Coordinates, s.Degree)}
	reversed := make([]int, len(s.Hidden))
	for i, n := range s.Hidden {
		reversed[len(s.Hidden)-1-i] = n
	}
	var err error
	if out.encoder, err = network.NewPlan(engine, bent{s.Hidden}, modes, s.Coordinates); err != nil {
		return out, err
	}
	if out.decoder, err = network.NewPlan(engine, bent{reversed}, s.Coordinates, modes); err != nil {
		return out, err
	}
	out.time, err = jet.Of(1, []int{0})
	return out, err
}

func (s shape) lawAt() int  { return s.encoder.Len + s.decoder.Len }
func (s shape) terms() int  { return s.library.len() * s.library.d }
func (s shape) length() int { return s.lawAt() + s.terms() }

// scene is what follows from points and their rates: all [points, modes or coordinates].
type scene struct{ z, dz, law, back, dback *Node }

// build follows one direction through both networks, at first order: along w' through the encoder, z' = (grad phi) w', and along the
// law's rate through the decoder.
func (s shape) build(theta, w, dw, mask *Node) scene {
	t := network.NewTape(theta)
	z := s.encoder.Apply(t, 0, s.time.Along(w, dw))
	xi := Mul(Reshape(Slice(theta, AxisRange(s.lawAt(), s.length())), s.library.len(), s.library.d), mask)
	law := MatMul(s.library.graph(z.Value()), xi)
	back := s.decoder.Apply(t, s.encoder.Len, s.time.Along(z.Value(), law))
	return scene{z.Value(), z.D(0), law, back.Value(), back.D(0)}
}

// decode gives the amplitudes [points, modes] at z [points, coordinates].
func (s shape) decode(theta, z *Node) *Node {
	return s.decoder.Apply(network.NewTape(theta), s.encoder.Len, s.time.Along(z, ZerosLike(z))).Value()
}

// An objective is half of
//
//	|w - psi(z)|^2 + a |w' - (grad psi) Theta Xi|^2 + b |z' - Theta Xi|^2 + 0.01 |moments of z - those wanted|^2
//
// with z = phi(w) and z' = (grad phi) w', as means over the points, in units of the size of w, w' and z'. w are the modes'
// amplitudes in units of their deviations, of which each counts in the first two by its share; the unit of time is such that w' has
// the mean square 1.
//
// All but the last leave an affine map of z free, or nearly so: it holds z to mean 0 and covariance 1, or to variances of 1 alone.
type objective struct {
	shape
	w, dw        *tensors.Tensor // [points, modes]
	points       int
	share        []float64 // of each mode
	rate, latent float64   // a, b
	hold, mask   []float64 // [1+coordinates, coordinates]: which moments; [terms, coordinates]: 0 where a term is left out
	exec         map[bool]*Exec
	parts        [3]float64 // the first three sums at the last evaluation
}

// Len is the number of parameters.
func (o *objective) Len() int { return o.length() }

// moments says which of z's are held: all means and covariances, or variances alone.
func moments(d int, all bool) []float64 {
	hold := make([]float64, (1+d)*d)
	for i := range hold {
		if all || i >= d && (i-d)/d == (i-d)%d {
			hold[i] = 1
		}
	}
	return hold
}

func (o *objective) graph(gradient bool) func(in []*Node) []*Node {
	return func(in []*Node) []*Node {
		theta, w, dw, mask, hold := in[0], in[1], in[2], in[3], in[4]
		d := o.library.d
		s := o.build(theta, w, dw, mask)
		mean := func(x *Node) *Node { return ReduceMean(x, 0) }
		miss := func(a, b *Node) *Node { return ReduceAllSum(Mul(ConstAs(w, o.share), mean(Square(Sub(a, b))))) }
		seen, rate := miss(w, s.back), miss(dw, s.dback)
		// Each coordinate by its own size: none gains by being small.
		latent := ReduceAllMean(Div(mean(Square(Sub(s.dz, s.law))), mean(Square(s.dz))))

		at := Reshape(mean(s.z), 1, d)
		about := Sub(s.z, at)
		spread := MulScalar(DotGeneral(about, []int{0}, nil, about, []int{0}, nil), 1/float64(o.points))
		off := Concatenate([]*Node{at, Sub(spread, unit(spread, d))}, 0)
		half := Add(Add(seen, MulScalar(rate, o.rate)), Add(MulScalar(latent, o.latent), MulScalar(ReduceAllSum(Mul(hold, Square(off))), 0.01)))
		half = MulScalar(half, 0.5)
		out := []*Node{half, seen, rate, latent}
		if gradient {
			out = append(out, Gradient(half, theta)[0])
		}
		return out
	}
}

func unit(like *Node, d int) *Node {
	rows := make([][]float64, d)
	for k := range rows {
		rows[k] = make([]float64, d)
		rows[k][k] = 1
	}
	return ConstAs(like, rows)
}

// Evaluate gives the objective, and its gradient unless g is nil.
func (o *objective) Evaluate(theta, g []float64) (float64, error) {
	e := o.exec[g != nil]
	if e == nil {
		var err error
		if e, err = NewExec(o.engine, o.graph(g != nil)); err != nil {
			return 0, fmt.Errorf("autoencoder: %w", backend.FirstLine(err))
		}
		o.exec[g != nil] = e
	}
	out, err := call(e, o.tensor(theta), o.w, o.dw, o.matrix(o.mask), o.matrix(o.hold))
	if err != nil {
		return 0, err
	}
	for k := range o.parts {
		o.parts[k] = out[k+1][0]
	}
	if g != nil {
		copy(g, out[4])
	}
	return out[0][0], nil
}

func (s shape) tensor(v []float64) *tensors.Tensor {
	return tensors.FromFlatDataAndDimensions(v, len(v))
}

// matrix has a column for each coordinate.
func (s shape) matrix(v []float64) *tensors.Tensor {
	return tensors.FromFlatDataAndDimensions(v, len(v)/s.library.d, s.library.d)
}

// call runs a graph, and copies what it gives.
func call(e *Exec, in ...any) ([][]float64, error) {
	out, err := e.Call(in...)
	if err != nil {
		return nil, fmt.Errorf("autoencoder: %w", backend.FirstLine(err))
	}
	all := make([][]float64, len(out))
	for i, t := range out {
		if all[i], err = tensors.CopyFlatData[float64](t); err != nil {
			return nil, fmt.Errorf("autoencoder: %w", backend.FirstLine(err))
		}
		t.MustFinalizeAll()
	}
	return all, nil
}
