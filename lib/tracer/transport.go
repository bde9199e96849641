package tracer

import (
	"fmt"
	"math"
	"slices"

	"sublunar/lib/field"
)

// Transport is what happens to a tracer of concentration c in a basin:
//
//	c_t + div(u c) = div(Diffusivity Mixing grad c) - Decay c + (Piston (Toward - c) + Flux)/Depth + sources
//
// in flux form on the basin's cells: what leaves one enters the next. The zero value of each setting works. Times are in s.
type Transport struct {
	Flow Flow
	// Diffusivity in m^2/s, 0 or more: what unresolved eddies do. Good values in the open sea: 10 at 10 km, 1,000 at 1,000 km (Okubo 1971,
	// doi:10.1016/0011-7471(71)90046-5).
	Diffusivity float64
	// Mixing multiplies Diffusivity by cell, 0 or more: where the water mixes better, where worse. With a Diffusivity of 1 it is a map of it in
	// m^2/s. Default: 1 everywhere.
	Mixing field.Grid
	// Decay in 1/s, 0 or more.
	Decay float64
	// Surface is what passes to the air. Default nothing.
	Surface Surface
	// Sources of tracer. Default none.
	Sources []Source
	// Inflow is the concentration of what comes in through open ends, at a time and at the middle of a face, in the axes' units. Default 0.
	Inflow func(t, x, y float64) float64
	// Scheme of the reconstruction. Default VanLeer.
	Scheme Scheme
	// Signed allows negative values: temperatures, anomalies. Default: a negative one is an error.
	Signed bool
	// Step is the longest to take in s. Default 0.9 of [Transport.LargestStep]. A longer one than the largest is an error.
	Step float64
	// Workers that share the rows of a large basin. Default: as many as there are processors.
	Workers int
	// Observe hears of each time: its total amount, least and greatest value. An error returned stops the work.
	Observe func(field.Progress) error
}

// Surface is the exchange of a layer of water with the air.
type Surface struct {
	// Depth of the layer that is mixed, m. It has to be given with the others.
	Depth float64
	// Piston is the velocity in m/s at which c goes towards Toward. Good values for a gas: 5e-5.
	Piston float64
	// Toward is the concentration in balance with the air.
	Toward float64
	// Flux into the water in the concentration's unit times m/s, on the cells. Default none.
	Flux field.Grid
}

// Scheme is how the concentration at a face follows from the cells upwind. Slopes within cells are from the differences to both sides.
type Scheme int

const (
	// VanLeer takes the harmonic mean of both differences, 0 at an extremum (van Leer 1974, doi:10.1016/0021-9991(74)90019-9). Second order
	// but at extrema; no new ones.
	VanLeer Scheme = iota
	// MC takes their mean, limited to twice either (van Leer 1977, doi:10.1016/0021-9991(77)90095-X): steeper fronts, no new extrema.
	MC
	// Fromm takes their mean (doi:10.1016/0021-9991(68)90015-6), without a limiter: second order, it can be differentiated, and it makes
	// ripples beside fronts.
	Fromm
	// Upwind takes none: first order, it smears.
	Upwind
)

// Check returns nil for a transport that can be run; else its error says what to change.
func (t Transport) Check() error {
	if err := t.Flow.Check(); err != nil {
		return err
	}
	return t.settings()
}

// settings are what Check looks at beside the flow.
func (t Transport) settings() error {
	s := t.Surface
	for _, v := range []struct {
		name  string
		value float64
	}{{"Diffusivity", t.Diffusivity}, {"Decay", t.Decay}, {"Surface.Depth", s.Depth}, {"Surface.Piston", s.Piston}, {"Step", t.Step}} {
		if !(v.value >= 0) || math.IsInf(v.value, 0) {
			return fmt.Errorf("tracer: %s is %g; give a finite one, 0 or more", v.name, v.value)
		}
	}
	if math.IsNaN(s.Toward) || math.IsInf(s.Toward, 0) || s.Toward < 0 && !t.Signed {
		return fmt.Errorf("tracer: Surface.Toward is %g; give a concentration, or set Signed where it may be negative", s.Toward)
	}
	if s.Depth == 0 && (s.Piston > 0 || s.Flux.Values != nil) {
		return fmt.Errorf("tracer: an exchange with the air and no Surface.Depth; give that of the mixed layer in m")
	}
	if t.Scheme < VanLeer || t.Scheme > Upwind || t.Workers < 0 {
		return fmt.Errorf("tracer: scheme %d, %d workers; give VanLeer, MC, Fromm or Upwind, and 0 workers or more", t.Scheme, t.Workers)
	}
	if s.Flux.Values != nil {
		if err := t.Flow.Basin.Fits(s.Flux); err != nil {
			return err
		}
		for i, v := range s.Flux.Values {
			if !t.Flow.Basin.IsLand(i) && (s.Flux.IsMissing(i) || math.IsInf(v, 0)) {
				return fmt.Errorf("tracer: the surface flux of cell %d is %g; give a number on all water", i, v)
			}
		}
	}
	if err := t.checkMixing(); err != nil {
		return err
	}
	for _, source := range t.Sources {
		if err := source.Check(t.Flow.Basin); err != nil {
			return err
		}
	}
	return nil
}

// Run takes a field of concentration from the first of times, ascending, on to the last, and gives it at each, the first too. Cells of land
// are missing. Values are means over cells, each the amount in it over its area.
//
// Where Observe stops it, the fields until then come with the error.
func (t Transport) Run(initial field.Grid, times field.Axis) ([]field.Grid, error) {
	m, c, err := t.start(initial, times)
	if err != nil {
		return nil, err
	}
	var out []field.Grid
	for frame, at := range times.Values {
		if frame > 0 {
			if err := m.Advance(c, times.Values[frame-1], at); err != nil {
				return out, err
			}
		}
		g := t.Flow.Basin.Grid(initial.Name, initial.Unit, slices.Clone(c))
		out = append(out, g)
		if err := t.report(g, frame, times); err != nil {
			return out, err
		}
	}
	return out, nil
}

// start checks everything, and gives the initial field with 0 on land.
func (t Transport) start(initial field.Grid, times field.Axis) (*Model, []float64, error) {
	m, err := t.Model()
	if err != nil {
		return nil, nil, err
	}
	if err := times.Check(); err != nil {
		return nil, nil, fmt.Errorf("tracer: %w", err)
	}
	if n := times.Len(); n > 1 && times.Values[0] > times.Values[1] {
		return nil, nil, fmt.Errorf("tracer: the times descend; a tracer spreads forward only, so give them from the earliest on")
	}
	if err := t.Flow.Known(times.Values[0], times.Values[times.Len()-1]); err != nil {
		return nil, nil, err
	}
	c, err := t.State(initial)
	return m, c, err
}

// State is a field of concentration as numbers for all cells, [y, x] row-major, 0 on land: a copy. Water without a number is an error, and
// so is a negative value unless they are Signed.
func (t Transport) State(initial field.Grid) ([]float64, error) {
	b := t.Flow.Basin
	if err := b.Fits(initial); err != nil {
		return nil, err
	}
	c := make([]float64, len(initial.Values))
	for i, v := range initial.Values {
		if b.IsLand(i) {
			continue
		}
		j, i0 := i/b.X.Len(), i%b.X.Len()
		if initial.IsMissing(i) || math.IsInf(v, 0) {
			return nil, fmt.Errorf("tracer: the initial %q is %g in cell [%d, %d], which is water; give a number there, or mark it as Land", initial.Name, v, j, i0)
		}
		if v < 0 && !t.Signed {
			return nil, fmt.Errorf("tracer: the initial %q is %g in cell [%d, %d]; a concentration is 0 or more (set Signed for a temperature or an anomaly)", initial.Name, v, j, i0)
		}
		c[i] = v
	}
	return c, nil
}

func (t Transport) report(g field.Grid, frame int, times field.Axis) error {
	if t.Observe == nil {
		return nil
	}
	lo, hi, _ := g.Range()
	p := field.Progress{Step: frame + 1, Total: times.Len(), Values: []field.Value{{Name: "time", Value: times.Values[frame]},
		{Name: "total", Value: t.Flow.Basin.Integral(g.Values)}, {Name: "least", Value: lo}, {Name: "greatest", Value: hi}}}
	if err := t.Observe(p); err != nil {
		return fmt.Errorf("tracer: stopped at time %g: %w", times.Values[frame], err)
	}
	return nil
}
