package optim

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
)

// SOAP is Adam in the eigenbasis of Shampoo's preconditioner (Vyas et al. 2024, arXiv:2409.11321). For a
// layer's weights W [rows, cols] with gradient G,
//
//	L = b L + (1 - b) G G',   R = b R + (1 - b) G'G,   Q_L, Q_R their eigenvectors,
//
// and Adam adapts Q_L' G Q_R in place of G; the step is turned back. Its means are those of G itself.
// The eigenvectors follow L and R by one step of orthogonal iteration now and then. Layers of one row or
// column, biases, are adapted as they are. Like [Adam] it asks for no search.
type SOAP struct {
	// Shapes are the layers' in the order in which the parameters hold them, row by row: [rows, cols]
	// for weights, [n] for biases. Default: one of [Len], which is Adam.
	Shapes [][]int
	// Rate is the length of a step. Default 3e-3.
	Rate float64
	// Schedule scales the rate by the step. Default: no change.
	Schedule Schedule
	// Mean, Square and Basis are how slowly the means of gradients, of their squares, and L and R forget.
	// Default 0.95 each.
	Mean, Square, Basis float64
	// Epsilon, Clip and Decay are as for [Adam].
	Epsilon, Clip, Decay float64
	// Every is the number of steps between changes of the eigenvectors. Default 10. Good values: 1 to
	// 100; small layers can afford 1 or 2.
	Every int
	// MaxSide is the most rows, or columns, that have eigenvectors of their own. Default 1000.
	MaxSide int
}

// Start begins a run.
func (m SOAP) Start(o Objective, x []float64) (Run, error) {
	set := Adam{m.Rate, m.Schedule, m.Mean, m.Square, m.Epsilon, m.Clip, m.Decay}
	s, err := startStochastic("SOAP", o, x, &set, Adam{Rate: 3e-3, Mean: 0.95, Square: 0.95, Epsilon: 1e-8})
	if err != nil {
		return nil, err
	}
	if m.Basis == 0 {
		m.Basis = 0.95
	}
	if m.Every == 0 {
		m.Every = 10
	}
	if m.MaxSide == 0 {
		m.MaxSide = 1000
	}
	switch {
	case !(m.Basis > 0 && m.Basis < 1):
		return nil, fmt.Errorf("optim: SOAP with a basis of %v; give a number from 0 to below 1", m.Basis)
	case m.Every < 0 || m.MaxSide < 0:
		return nil, fmt.Errorf("optim: SOAP with eigenvectors every %d steps of at most %d rows; give positive numbers", m.Every, m.MaxSide)
	}
	r := &soap{stochastic: s, set: m, m: soapMemory{Moments: moments{make([]float64, len(x)), make([]float64, len(x))}}}
	if r.layers, err = layersOf(m.Shapes, len(x)); err != nil {
		return nil, err
	}
	for _, l := range r.layers {
		var b basis
		if l.rows > 1 && l.cols > 1 {
			b = newBasis(l, m.MaxSide)
		}
		r.m.Bases = append(r.m.Bases, b)
	}
	return r, nil
}

// layer is a matrix among the parameters.
type layer struct{ at, rows, cols int }

// of is the layer's part of a vector.
func (l layer) of(v []float64) []float64 { return v[l.at : l.at+l.rows*l.cols] }

func layersOf(shapes [][]int, n int) ([]layer, error) {
	if len(shapes) == 0 {
		return []layer{{0, 1, n}}, nil
	}
	var layers []layer
	at := 0
	for i, shape := range shapes {
		l := layer{at: at, rows: 1, cols: 1}
		switch len(shape) {
		case 1:
			l.cols = shape[0]
		case 2:
			l.rows, l.cols = shape[0], shape[1]
		default:
			return nil, fmt.Errorf("optim: shape %d is %v; give [rows, columns] or [length]", i, shape)
		}
		if l.rows < 1 || l.cols < 1 {
			return nil, fmt.Errorf("optim: shape %d is %v; give positive numbers", i, shape)
		}
		at += l.rows * l.cols
		layers = append(layers, l)
	}
	if at != n {
		return nil, fmt.Errorf("optim: the shapes hold %d parameters, the objective has %d; give the shape of each layer", at, n)
	}
	return layers, nil
}

type soap struct {
	stochastic
	set    SOAP
	layers []layer
	m      soapMemory
}

// soapMemory is what a run learns: mean gradients, mean squares in the eigenbases, and these.
type soapMemory struct {
	Moments moments
	Bases   []basis
}

// Step moves by Adam's rule in each layer's eigenbasis.
func (r *soap) Step() error {
	defer r.clock()()
	if !r.ready {
		if err := r.evaluate(); err != nil {
			return err
		}
	}
	g, step := r.clipped(), r.stats.Steps
	for i, l := range r.layers {
		mean, square := l.of(r.m.Moments.Mean), l.of(r.m.Moments.Square)
		b := &r.m.Bases[i]
		if !b.turns() {
			adapt(l.of(r.p), l.of(g), mean, square, r.stochastic.set, step)
			continue
		}
		layerGradient := mat.NewDense(l.rows, l.cols, l.of(g))
		if step > 0 {
			r.turned(mat.NewDense(l.rows, l.cols, l.of(r.p)), layerGradient, mean, square, b, step)
		} else {
			// No basis yet: Adam's first step, of which no means are kept.
			for k, v := range l.of(g) {
				l.of(r.p)[k] = v / (math.Abs(v) + r.stochastic.set.Epsilon)
			}
		}
		if err := b.learn(layerGradient, r.set.Basis, step, r.set.Every, square); err != nil {
			return err
		}
	}
	return r.move()
}

// turned sets p to Adam's step in the eigenbasis.
func (r *soap) turned(p, g *mat.Dense, mean, square []float64, b *basis, step int) {
	set := r.stochastic.set
	floats.Scale(set.Mean, mean)
	floats.AddScaled(mean, 1-set.Mean, g.RawMatrix().Data)
	turnedG := b.into(g)
	turnedMean := b.into(mat.NewDense(g.RawMatrix().Rows, g.RawMatrix().Cols, mean))
	unbias := 1 / (1 - math.Pow(set.Mean, float64(step)))
	unbiasSquare := 1 / (1 - math.Pow(set.Square, float64(step)))
	to := turnedMean.RawMatrix().Data
	for i, v := range turnedG.RawMatrix().Data {
		square[i] = set.Square*square[i] + (1-set.Square)*v*v
		to[i] = unbias * to[i] / (math.Sqrt(unbiasSquare*square[i]) + set.Epsilon)
	}
	p.Copy(b.back(turnedMean))
}

// MarshalBinary saves the state.
func (r *soap) MarshalBinary() ([]byte, error) { return r.save("SOAP", r.m) }

// UnmarshalBinary puts a saved state back.
func (r *soap) UnmarshalBinary(data []byte) error {
	var m soapMemory
	if err := r.load(data, "SOAP", &m); err != nil {
		return err
	}
	if len(m.Bases) != len(r.layers) {
		return fmt.Errorf("optim: the saved run of SOAP has %d layers, this one %d; start with the same shapes", len(m.Bases), len(r.layers))
	}
	r.m = m
	return nil
}
