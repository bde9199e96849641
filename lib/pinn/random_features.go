package pinn

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	. "github.com/gomlx/gomlx/core/graph"

	"sublunar/lib/jet"
	"sublunar/lib/network"
)

// RandomFeatures are fields that are sums of fixed random functions,
//
//	u(x) = c_0 + sum_j c_j s(a_j . x + b_j)
//
// with the directions a_j drawn once from a box of half width Scale, the phases b_j from a turn (with an Activation of the caller's, so that
// a_j x + b_j is 0 at a random place), and only the coefficients c unknown.
// x is scaled by the domain to [-1, 1]. Where the equations are linear, so is the problem of finding c: see [Problem.Collocate].
//
// They are a network.Network of one hidden layer that isn't trained, so [Problem.Solve] takes them too.
//
// The idea with collocation is the extreme learning machine's (Dong and Li 2021, doi:10.1016/j.cma.2021.114129) and the random feature
// method's (Chen, Chi, E and Yang 2022, doi:10.4208/jml.220726), from which the patches come.
type RandomFeatures struct {
	// Count of features for each field. Default: 400 in one dimension, 600 in two, 1,000 in more. More are more exact, and their
	// cost grows as the third power.
	Count int
	// Scale is the largest wavenumber along an axis, in radians per half width of the domain, or of a patch. Default: searched for.
	// Good values: twice the largest wavenumber of the solution. Too low and the features can't follow it; too high and they
	// can't between the points.
	Scale float64
	// Along gives the axes scales of their own: Scale is multiplied by them. Default: 1 each.
	Along []float64
	// Activation is s. Default: jet.Sin, by far the best where the solution is smooth: of 500 features on Helmholtz' equation at
	// wavenumber 10 it leaves an error of 5e-14, jet.Tanh 6e-9.
	Activation network.Activation
	// Axes is how many coordinates a feature depends on at most, and each number up to that has an equal share of the features: in
	// many dimensions solutions are often sums of functions of few (Hashemi, Schaeffer, Shi, Topcu, Tran and Ward 2023,
	// doi:10.1016/j.acha.2022.08.003). Default: all up to 3 dimensions; above, 2.
	Axes int
	// Patches cuts each axis into so many overlapping windows that add up to 1, with features of their own in each. Default: 1 along
	// each axis. For solutions with much detail: one patch's features can't hold more than their rank.
	Patches []int
	// Periodic are the numbers of axes along which the features are periodic over the domain: their wavenumbers there are rounded to
	// whole ones. With jet.Sin and one patch along them.
	Periodic []int
	// Overlap of two windows, as a share of a patch. Default: 1/2.
	Overlap float64
	// Seed of the features.
	Seed uint64
}

// Check looks at the settings.
func (f RandomFeatures) Check(inputs, outputs int) error {
	switch {
	case f.Count < 0 || f.Axes < 0 || f.Axes > inputs:
		return fmt.Errorf("pinn: RandomFeatures with a Count of %d, of %d axes at most, for %d dimensions; give positive ones, or 0 for the defaults",
			f.Count, f.Axes, inputs)
	case !(f.Scale >= 0) || math.IsInf(f.Scale, 0):
		return fmt.Errorf("pinn: RandomFeatures of scale %g; give the largest wavenumber, above 0, or 0 to have it searched for", f.Scale)
	case !(f.Overlap >= 0) || f.Overlap > 1:
		return fmt.Errorf("pinn: RandomFeatures with windows that overlap by %g; give 0 to 1", f.Overlap)
	case len(f.Along) > 0 && len(f.Along) != inputs || len(f.Patches) > 0 && len(f.Patches) != inputs:
		return fmt.Errorf("pinn: RandomFeatures with %d scales and %d numbers of patches for %d dimensions; give one for each, or none",
			len(f.Along), len(f.Patches), inputs)
	}
	for _, i := range f.Periodic {
		if i < 0 || i >= inputs {
			return fmt.Errorf("pinn: RandomFeatures periodic along axis %d; there are %d, 0 to %d", i, inputs, inputs-1)
		}
		if f.Activation != nil || len(f.Patches) > 0 && f.Patches[i] > 1 {
			return fmt.Errorf("pinn: RandomFeatures periodic along axis %d; leave Activation its default, and that axis one patch", i)
		}
	}
	for _, a := range f.Along {
		if !(a > 0) || math.IsInf(a, 0) {
			return fmt.Errorf("pinn: RandomFeatures with scales of %v along the axes; give numbers above 0", f.Along)
		}
	}
	if len(f.Patches) > 0 && slices.Min(f.Patches) < 1 {
		return fmt.Errorf("pinn: RandomFeatures with %v patches; give 1 or more along each axis", f.Patches)
	}
	return nil
}

func (f RandomFeatures) filled(inputs int) RandomFeatures {
	if f.Count == 0 {
		f.Count = []int{400, 600, 1000}[min(inputs, 3)-1]
	}
	if f.Scale == 0 {
		f.Scale = 4
	}
	if f.Axes == 0 {
		f.Axes = inputs
		if inputs > 3 {
			f.Axes = 2
		}
	}
	if f.Overlap == 0 {
		f.Overlap = 0.5
	}
	if len(f.Patches) == 0 {
		f.Patches = slices.Repeat([]int{1}, inputs)
	}
	if len(f.Along) == 0 {
		f.Along = slices.Repeat([]float64{1}, inputs)
	}
	return f
}

func (f RandomFeatures) activation() network.Activation {
	if f.Activation == nil {
		return jet.Sin
	}
	return f.Activation
}

// Apply puts the features under one dense layer. The scales along the axes come first among the parameters, so that another scale needs
// no other graph; they are never trained.
func (f RandomFeatures) Apply(w *network.Weights, in jet.Jet, outputs int) jet.Jet {
	d := in.Width()
	f = f.filled(d)
	scales := w.Vector("scales", in.Value(), d, func(_ *rand.Rand, values []float64) {
		for i := range values {
			values[i] = f.Scale * f.Along[i]
		}
	})
	return w.Dense("output", f.features(in, Reshape(StopGradient(Slice(scales, AxisRange(0, 1))), d, 1)), outputs)
}

// features of scaled coordinates: [batch, Count]. Scales are [d, 1].
func (f RandomFeatures) features(in jet.Jet, scales *Node) jet.Jet {
	like := in.Value()
	directions, phases, centres, patch := f.draw(in.Width())
	waves := Mul(ConstAs(like, directions), scales) // [d, Count]
	if len(f.Periodic) > 0 {
		half := make([][]float64, in.Width()) // 1 where whole numbers of half turns are asked for
		for i := range half {
			half[i] = make([]float64, 1)
			if slices.Contains(f.Periodic, i) {
				half[i][0] = 1
			}
		}
		at := ConstAs(like, half)
		whole := StopGradient(MulScalar(Round(MulScalar(waves, 1/math.Pi)), math.Pi)) // Round has no gradient
		waves = Add(Mul(at, whole), Mul(OneMinus(at), waves))
	}
	phase := ConstAs(like, [][]float64{phases}) // [1, Count]
	if f.Activation != nil {
		phase = Neg(ReduceAndKeep(Mul(waves, ConstAs(like, centres)), ReduceSum, 0)) // what isn't a wave has its middle inside
	}
	if !f.cut() {
		return f.activation()(jet.Dense(in, waves, Reshape(phase, f.Count)))
	}
	// In a patch the coordinates run from -1 to 1 again: P x - c, where the P patches have the centres c/P.
	factor := make([][]float64, in.Width())
	var window jet.Jet
	for i, n := range f.Patches {
		factor[i] = []float64{float64(n)}
		shift, choose := make([]float64, f.Count), make([][]float64, n)
		for p := range choose {
			choose[p] = make([]float64, f.Count)
		}
		for j := range f.Count {
			p := patch[j][i]
			shift[j] = 2*float64(p) + 1 - float64(n)
			choose[p][j] = 1
		}
		phase = Sub(phase, Mul(Slice(waves, AxisRange(i, i+1)), ConstAs(like, [][]float64{shift})))
		if n > 1 {
			one := jet.Dense(f.windows(jet.Slice(in, i, i+1), n), ConstAs(like, choose), nil)
			if window.Set() == nil {
				window = one
			} else {
				window = jet.Mul(window, one)
			}
		}
	}
	waves = Mul(waves, ConstAs(like, factor))
	return jet.Mul(window, f.activation()(jet.Dense(in, waves, Reshape(phase, f.Count))))
}

// cut says whether there is more than one patch.
func (f RandomFeatures) cut() bool {
	return slices.ContainsFunc(f.Patches, func(n int) bool { return n > 1 })
}

// windows of n patches along an axis from -1 to 1: differences of sigmoids at the edges between them, which add up to 1.
func (f RandomFeatures) windows(x jet.Jet, n int) jet.Jet {
	steep := 4 * float64(n) / f.Overlap // the sigmoid goes from 0.02 to 0.98 within half an overlap to either side
	var all []jet.Jet
	var last jet.Jet
	for p := range n {
		var w jet.Jet
		switch {
		case p == n-1:
			w = last
		default:
			edge := 2*float64(p+1)/float64(n) - 1
			rise := jet.Sigmoid(jet.MulScalar(jet.AddScalar(x, -edge), steep))
			w = jet.AddScalar(jet.Neg(rise), 1)
			if p > 0 {
				w = jet.Sub(last, rise)
			}
			last = rise
		}
		all = append(all, w)
	}
	return jet.Concat(all...)
}

// draw the features: directions [inputs][Count] in a box from -1 to 1, phases [Count] in a turn, centres [inputs][Count] in the box, and
// the patch of each along each axis.
func (f RandomFeatures) draw(d int) (directions [][]float64, phases []float64, centres [][]float64, patch [][]int) {
	r := rand.New(rand.NewPCG(f.Seed, 0x66656174))
	directions, centres = make([][]float64, d), make([][]float64, d)
	phases, patch = make([]float64, f.Count), make([][]int, f.Count)
	for i := range d {
		directions[i], centres[i] = make([]float64, f.Count), make([]float64, f.Count)
	}
	patches := 1
	for _, n := range f.Patches {
		patches *= n
	}
	for j := range f.Count {
		phases[j] = 2 * math.Pi * r.Float64()
		for i := range d {
			directions[i][j] = 2*r.Float64() - 1
			centres[i][j] = 2*r.Float64() - 1
		}
		if f.Axes < d { // 1, 2, ... up to Axes of them in turn
			for _, i := range r.Perm(d)[j%f.Axes+1:] {
				directions[i][j] = 0
			}
		}
		patch[j] = make([]int, d)
		at := j % patches
		for i, n := range f.Patches {
			patch[j][i] = at % n
			at /= n
		}
	}
	return directions, phases, centres, patch
}
