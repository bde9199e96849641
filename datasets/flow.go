package datasets

import (
	"fmt"
	"math"

	"sublunar/lib/field"
	"sublunar/lib/pde"
	"sublunar/lib/spectral"
)

// A Flow says how to make histories of a stirred fluid: see [Flows]. The zero value works.
type Flow struct {
	// Count of histories. Default 1200: 1000 to fit on, 200 to test on.
	Count int
	// Frames of each, a unit of time apart, from t = 1 on. Default 50, 30 or 20 for a Viscosity from 1e-3, from 1e-4 and below.
	Frames int
	// Viscosity. Default 1e-3. Good values: 1e-3, 1e-4, 1e-5; the less, the more it is chaos.
	Viscosity float64
	// Side is how many points a frame has along each axis. Default 64.
	Side int
	// Fine is how many points the solver has along each axis, a multiple of Side. Default: the first of them from 64, 128 or 256 on, for
	// those viscosities.
	Fine int
	// Starts is how large the starts are, over those of the paper. Default: 1. Its published data, made by its program, have [PublishedStarts].
	Starts float64
	// Seed of the starts.
	Seed uint64
	// Cache is a folder, as in [Pairs].
	Cache string
	// Observe hears of each chunk of histories. An error returned stops the work; the histories until then come with it.
	Observe func(field.Progress) error
}

// Flows makes histories of a fluid in the plane that is stirred for ever, by its vorticity w, periodic from 0 to 1 along x and y:
//
//	w_t = -(u w)_x - (v w)_y + Viscosity (w_xx + w_yy) + 0.1 (sin(2 pi (x + y)) + cos(2 pi (x + y)))
//
// as Histories [Count, Frames, Side, Side]. It starts from a Gaussian random field of covariance 7^(3/2) (-Laplacian + 49)^(-5/2) and no
// mean, times Starts. This is the third problem of Li and others (2021), doi:10.48550/arXiv.2010.08895. They learn the frames after the first ten.
//
// The default Fine is right to a relative 1e-8 at the end of 50 units of time for a Viscosity of 1e-3, and to 1e-3 at that of 30 for 1e-4. On
// two processors a history takes about 1, 9 and 40 seconds for the three viscosities: cache them.
//
//	all, err := datasets.Flows(datasets.Flow{Viscosity: 1e-5, Cache: "data"})
//	train, test := all.Split(1000)
//	pairs, err := train.Windows(10, 1)
func Flows(f Flow) (Histories, error) {
	f, err := f.check()
	if err != nil {
		return Histories{}, err
	}
	r, march := f.recipe()
	defer march.close()
	all, err := r.samples(f.Count, f.Cache, f.Observe)
	if all == nil {
		return Histories{}, err
	}
	h := f.histories()
	h.Values = all[0]
	return h, err
}

// FlowsOnDisk makes the histories of [Flows] and leaves them in Cache, from where they are read as they are asked for: the default 1200
// would take 2 GB of memory.
func FlowsOnDisk(f Flow) (Histories, error) {
	f, err := f.check()
	if err != nil {
		return Histories{}, err
	}
	r, march := f.recipe()
	defer march.close()
	folder, err := r.keep(f.Count, f.Cache, f.Observe)
	if err != nil {
		return Histories{}, err
	}
	h := f.histories()
	h.disk, h.count = chunks{folder, "w", r.chunk}, f.Count
	return h, nil
}

// histories are the times and places of the frames.
func (f Flow) histories() Histories {
	return Histories{Name: "w", Times: field.Linspace("t", "", 1, float64(f.Frames), f.Frames),
		Axes: []field.Axis{pde.Periodic("x", "", 0, 1, f.Side), pde.Periodic("y", "", 0, 1, f.Side)}}
}

// recipe of a flow, and the solver to be closed after it.
func (f Flow) recipe() (recipe, *marching) {
	n, side := f.Fine, f.Side
	steps := f.steps()
	march := ensemble(pde.NavierStokes{Viscosity: f.Viscosity, Forcing: stir}, spectral.Box{Points: []int{n, n}, Lengths: []float64{1, 1}}, 1/float64(steps))
	all := recipe{
		name:  fmt.Sprintf("flow-1-side%d-fine%d-viscosity%v-frames%d-seed%d%s", side, n, f.Viscosity, f.Frames, f.Seed, f.starts()),
		chunk: 4, parts: []part{{"w", []int{f.Frames, side, side}}},
	}
	start := flowField
	start.scale *= f.Starts
	all.make = func(first int, to []field.Array) error {
		w := field.NewArray(all.chunk, n, n)
		for i := range all.chunk {
			copy(w.Values[i*n*n:], start.torus(random(f.Seed, first+i, "flow"), n))
		}
		last, err := march.run(w, f.Frames, steps, func(frame int, w field.Array) {
			for i := range all.chunk {
				everySquare(w.Values[i*n*n:(i+1)*n*n], n, n/side, to[0].Values[(i*f.Frames+frame-1)*side*side:])
			}
		})
		if err != nil {
			return err
		}
		for i := range all.chunk {
			if tail := roughness2(last.Values[i*n*n:(i+1)*n*n], n); tail > 1e-2 {
				return fmt.Errorf("datasets: %d points don't resolve history %d (its finest modes have %.0e of the largest); give more for Fine, or a greater Viscosity", n, first+i, tail)
			}
		}
		return nil
	}
	return all, march
}

var flowField = covariance{scale: math.Pow(7, 0.75), shift: 7, power: 2.5}

// PublishedStarts is how much larger than their paper's the starts of Li and others' published data are: their program has 7^3 where the covariance
// has 7^(3/2), and takes the real part of complex numbers of twice the variance.
var PublishedStarts = math.Sqrt(2 * math.Pow(7, 1.5))

// starts is a word for the name of what is kept; none for those of the paper.
func (f Flow) starts() string {
	if f.Starts == 1 {
		return ""
	}
	return fmt.Sprintf("-starts%.6g", f.Starts)
}

// steps a unit of time: the fluid, which crosses about half the domain in one, goes by less than a point in each. With a third fewer the
// scheme is unstable on some.
func (f Flow) steps() int { return max(32, 3*f.Fine/4) }

// check says what is wrong with the settings, and fills in the defaults.
func (f Flow) check() (Flow, error) {
	p, err := Pairs{Count: f.Count, Side: f.Side, Fine: f.Fine, Viscosity: f.Viscosity}.check(64, 1e-3)
	if err != nil {
		return f, err
	}
	f.Count, f.Side, f.Viscosity = p.Count, p.Side, p.Viscosity
	switch {
	case f.Starts == 0:
		f.Starts = 1
	case !(f.Starts > 0) || math.IsInf(f.Starts, 0):
		return f, fmt.Errorf("datasets: starts of %g times the paper's; give a positive number, or 0 for 1", f.Starts)
	}
	frames, fine := 20, 256
	switch {
	case f.Viscosity >= 1e-3:
		frames, fine = 50, 64
	case f.Viscosity >= 1e-4:
		frames, fine = 30, 128
	}
	r, err := Runs{Frames: f.Frames}.check(1, frames)
	if err != nil {
		return f, err
	}
	f.Frames = r.Frames
	if f.Fine == 0 {
		f.Fine = (fine + f.Side - 1) / f.Side * f.Side
	}
	if f.Fine%f.Side != 0 {
		return f, fmt.Errorf("datasets: %d points for the solver aren't a multiple of a side of %d; give Fine such, or 0", f.Fine, f.Side)
	}
	return f, nil
}

// stir is the forcing.
func stir(x, y float64) float64 {
	sin, cos := math.Sincos(2 * math.Pi * (x + y))
	return 0.1 * (sin + cos)
}

// roughness2 is that of a field [n, n], along both axes.
func roughness2(values []float64, n int) float64 {
	worst, column := 0.0, make([]float64, n)
	for j := 0; j < n; j += max(1, n/16) {
		for i := range n {
			column[i] = values[i*n+j]
		}
		worst = math.Max(worst, math.Max(roughness(column), roughness(values[j*n:(j+1)*n])))
	}
	return worst
}
