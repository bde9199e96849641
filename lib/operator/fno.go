package operator

import (
	"fmt"
	"math"

	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/ml/layers/activation"

	"sublunar/lib/spectral"
)

// FNO is the Fourier neural operator (Li, Kovachki, Azizzadenesheli, Liu, Bhattacharya, Stuart and Anandkumar 2021,
// https://openreview.net/forum?id=c8P9NQVtmnO): channels on each point, changed Layers times by a convolution over the whole domain and a
// small network on each point,
//
//	v <- v + W_2 gelu(W_1 (K v + W v))
//
// with K a spectral layer. The order, and the sum with v, are those of the factorised FNO (Tran, Mathews, Xie and Ong 2023,
// https://openreview.net/forum?id=tmIiMPl4IPa), which keep many layers trainable.
type FNO struct {
	// Modes kept along each axis: the wavenumbers 0 to Modes-1, of both signs. Their number is that of the axes. Good values: 8 to 24; at
	// most half the points of the coarsest grid.
	Modes []int
	// Channels on each point. Default: 32. Good values: 20 to 64.
	Channels int
	// Layers. Default: 4.
	Layers int
	// Hidden channels of the network on each point. Default: twice Channels. A negative number leaves W_1 out, and a layer is
	// v + W_2 gelu(K v + W v): on Darcy's problem of 17 x 17 points an epoch takes two thirds of the time, or less where more than 32 MB of
	// scratch memory are saved, and the error is 2% higher.
	Hidden int
	// Widen is how many channels the last network on each point has inside, before the outputs. Default: 4 times Channels.
	Widen int
	// Grid says where the points lie. Default: Periodic.
	Grid Grid
	// Extend is how much longer the periodic box of the modes is than the domain, as a share of it: fields that aren't periodic have no
	// jump then. Default: 0 on a Periodic grid, else 1/4.
	Extend float64
	// Continue is the degree of the polynomials that carry a field on past its ends, over the length of Extend, each fitted to the points within
	// that length of its end. A smooth field then has few modes of note, without a jump at its ends. Default: 0, and the field counts as 0 there.
	// Good values: 1 to 3, for smooth fields; on Darcy's problem, whose media jump, the error was 4% higher with 1 and 9% with 2.
	Continue int
	// Factor writes the modes' matrices with fewer numbers. Default: Full.
	Factor Factor
	// Rank of a Tucker or CP factor. Default: 1/2 of a Tucker's axes, 4 times the mean length for CP.
	Rank float64
	// Route of the transforms. Default: products with matrices, and the backend's FFT on a Periodic grid of 512 points or more along an
	// axis, where it has one. The FFT is for Periodic grids without Extend alone.
	Route spectral.Route
}

// Dims is how many axes the grid has.
func (f FNO) Dims() int { return len(f.Modes) }

// Check looks at the settings.
func (f FNO) Check(s Shape) error {
	switch {
	case f.Channels < 0 || f.Layers < 0 || f.Widen < 0:
		return fmt.Errorf("operator: FNO with %d channels, %d layers, widened to %d; give positive numbers, or 0 for the defaults", f.Channels, f.Layers, f.Widen)
	case f.Grid < Periodic || f.Grid > Centres:
		return fmt.Errorf("operator: FNO on grid %d; give operator.Periodic, Ends or Centres", f.Grid)
	case !(f.Extend >= 0 && f.Extend <= 4):
		return fmt.Errorf("operator: FNO extended by %g of the domain; give 0 to 4", f.Extend)
	case f.Factor < Full || f.Factor > CP || !(f.Rank >= 0) || math.IsInf(f.Rank, 0):
		return fmt.Errorf("operator: FNO with factor %d of rank %g; give operator.Full, PerAxis, Tucker or CP, and a rank above 0, or 0 for the default", f.Factor, f.Rank)
	case f.Route == spectral.ByFFT && (f.Grid != Periodic || f.Extend != 0):
		return fmt.Errorf("operator: FNO by FFT on a grid of %s, extended by %g; the FFT is for periodic grids without Extend", f.Grid, f.Extend)
	}
	if err := f.continues(s.Points); err != nil {
		return err
	}
	return modesFit("FNO", f.Modes, s.Points)
}

// modesFit says where a grid has too few points for the modes.
func modesFit(name string, modes, points []int) error {
	for a, m := range modes {
		if m < 1 {
			return fmt.Errorf("operator: %s with %v modes; give 1 or more along each axis", name, modes)
		}
		if 2*m-1 > points[a] {
			return fmt.Errorf("operator: %s with %d modes along axis %d, which has %d points: give at most %d modes there, or a finer grid",
				name, m, a, points[a], (points[a]+1)/2)
		}
	}
	return nil
}

func (f FNO) filled() FNO {
	if f.Channels == 0 {
		f.Channels = 32
	}
	if f.Layers == 0 {
		f.Layers = 4
	}
	if f.Hidden == 0 {
		f.Hidden = 2 * f.Channels
	}
	if f.Widen == 0 {
		f.Widen = 4 * f.Channels
	}
	if f.Rank == 0 {
		f.Rank = map[Factor]float64{Tucker: 0.5, CP: 4}[f.Factor]
	}
	if f.Extend == 0 && f.Grid != Periodic {
		f.Extend = 0.25
	}
	return f
}

// Apply builds the operator.
func (f FNO) Apply(w *Weights, x *Node, outputs int) *Node { return f.apply(w, x, outputs, nil) }

// apply builds the operator, whose layers add to K v what besides gives, if it isn't nil, for a name and v [points..., batch, channels].
func (f FNO) apply(w *Weights, x *Node, outputs int, besides func(name string, v *Node) *Node) *Node {
	f = f.filled()
	if f.Grid != Periodic { // where a point lies matters: walls are near, or far
		x = f.Grid.coordinates(x)
	}
	v := w.Dense("lift", pointsFirst(x), f.Channels)
	for i := range f.Layers {
		v = f.layer(w, fmt.Sprintf("layer %d", i+1), v, besides)
	}
	return batchFirst(w.Dense("project", activation.Gelu(w.Dense("widen", v, f.Widen)), outputs))
}

// layer is one of a filled operator, on v [points..., batch, channels].
func (f FNO) layer(w *Weights, name string, v *Node, besides func(name string, v *Node) *Node) *Node {
	spectral := spectralLayer{modes: f.Modes, grid: f.Grid, length: 1 + f.Extend, degree: f.Continue, route: f.Route}
	k := f.convolve(w, spectral, name+" modes", v)
	k = Add(k, w.Dense(name+" skip", v, f.Channels))
	if besides != nil {
		k = Add(k, besides(name, v))
	}
	if f.Hidden > 0 {
		k = w.Dense(name+" inner", k, f.Hidden)
	}
	return Add(v, w.Dense(name+" outer", activation.Gelu(k), f.Channels))
}
