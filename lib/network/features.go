package network

import (
	"fmt"
	"math"
	"math/rand/v2"

	. "github.com/gomlx/gomlx/core/graph"

	"sublunar/lib/jet"
)

// Fourier gives a network the cosines and sines of random multiples of its inputs in their place: cos(x B) and sin(x B) with B normal
// of deviation Scale (Tancik and others 2020, https://arxiv.org/abs/2006.10739). A plain network learns slow variation first, and fast
// variation hardly; these carry the fast one.
type Fourier struct {
	// Count of random frequencies; there are twice as many features. Default: 64.
	Count int
	// Scale of the frequencies, in radians per unit of the scaled inputs. Default: 1. Good values: 1 to 10; too high gives noise
	// between the points.
	Scale float64
	// Seed of the frequencies.
	Seed uint64
	// Then is the network on the features.
	Then Network
}

// Check looks at the network on the features.
func (f Fourier) Check(inputs, outputs int) error {
	if f.Count < 0 || !(f.Scale >= 0) || math.IsInf(f.Scale, 0) {
		return fmt.Errorf("network: Fourier with %d frequencies of scale %g; neither can be negative", f.Count, f.Scale)
	}
	return then("Fourier", f.Then, 2*f.count(), outputs)
}

func (f Fourier) count() int {
	if f.Count == 0 {
		return 64
	}
	return f.Count
}

// Apply puts the features before the network.
func (f Fourier) Apply(w *Weights, in jet.Jet, outputs int) jet.Jet {
	scale := f.Scale
	if scale == 0 {
		scale = 1
	}
	r := rand.New(rand.NewPCG(f.Seed, 0x666f7572))
	b := make([][]float64, in.Width())
	for i := range b {
		b[i] = make([]float64, f.count())
		for j := range b[i] {
			b[i][j] = scale * r.NormFloat64()
		}
	}
	phase := jet.Dense(in, ConstAs(in.Value(), b), nil)
	return f.Then.Apply(w, jet.Concat(jet.Cos(phase), jet.Sin(phase)), outputs)
}

// Periodic makes a network exactly periodic along one of its inputs, by giving it cosines and sines of that input in its place (Dong
// and Ni 2021, doi:10.1016/j.jcp.2021.110242).
type Periodic struct {
	// Axis is the number of the input, as the network sees it.
	Axis int
	// Period of the input. A problem scales its axes to [-1, 1], so it is 2 for the whole of an axis. Default: 2.
	Period float64
	// Modes is how many harmonics are given. Default: 1, which is enough for any periodic function; more make fast ones easier.
	Modes int
	// Even leaves out the sines: for fields that are the same at x and -x.
	Even bool
	// Then is the network on the features.
	Then Network
}

// Check looks at the axis, and at the network on the features.
func (p Periodic) Check(inputs, outputs int) error {
	if p.Axis < 0 || p.Axis >= inputs {
		return fmt.Errorf("network: Periodic along input %d; there are %d, 0 to %d", p.Axis, inputs, inputs-1)
	}
	if p.Modes < 0 || !(p.Period >= 0) || math.IsInf(p.Period, 0) {
		return fmt.Errorf("network: Periodic with %d modes of period %g; neither can be negative", p.Modes, p.Period)
	}
	each := 2
	if p.Even {
		each = 1
	}
	return then("Periodic", p.Then, inputs-1+each*max(1, p.Modes), outputs)
}

// Apply puts the features before the network.
func (p Periodic) Apply(w *Weights, in jet.Jet, outputs int) jet.Jet {
	period := p.Period
	if period == 0 {
		period = 2
	}
	var features []jet.Jet
	for axis := range in.Width() {
		x := jet.Slice(in, axis, axis+1)
		if axis != p.Axis {
			features = append(features, x)
			continue
		}
		for m := 1; m <= max(1, p.Modes); m++ {
			phase := jet.MulScalar(x, 2*math.Pi*float64(m)/period)
			features = append(features, jet.Cos(phase))
			if !p.Even {
				features = append(features, jet.Sin(phase))
			}
		}
	}
	return p.Then.Apply(w, jet.Concat(features...), outputs)
}

// Features puts any fixed function of the inputs before a network: what is known to matter, such as a boundary layer's own coordinate.
type Features struct {
	// Of gives the features as a jet, of Count columns.
	Of    func(in jet.Jet) jet.Jet
	Count int
	Then  Network
}

// Check looks at the network on the features.
func (f Features) Check(inputs, outputs int) error {
	if f.Of == nil || f.Count < 1 {
		return fmt.Errorf("network: Features without Of, or with a Count of %d; give the function, and how many columns it returns", f.Count)
	}
	return then("Features", f.Then, f.Count, outputs)
}

// Apply puts the features before the network.
func (f Features) Apply(w *Weights, in jet.Jet, outputs int) jet.Jet {
	return f.Then.Apply(w, f.Of(in), outputs)
}

func then(name string, n Network, inputs, outputs int) error {
	if n == nil {
		return fmt.Errorf("network: %s with no network after it; give Then", name)
	}
	return n.Check(inputs, outputs)
}
