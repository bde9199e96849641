package tracer

import (
	"cmp"
	"fmt"
	"math"
	"runtime"
	"sync"

	"sublunar/lib/field"
)

// SemiLagrangian carries a tracer by looking back: what is in the middle of a cell came in a step from where the water was before, and the
// concentration there is interpolated (Staniforth and Côté 1991, doi:10.1175/1520-0493(1991)119<2206:SLISFA>2.0.CO;2). Steps may be many
// cells long, but amounts are not conserved: where that matters take [Transport]. It knows no diffusion, no sources and no inflow but that
// of the nearest cell.
type SemiLagrangian struct {
	Flow Flow
	// Step is the longest to take, s. Default: that in which the fastest water crosses four cells.
	Step float64
	// Wavy leaves out the limit that keeps what is interpolated between the least and the greatest of the four cells around (Bermejo and
	// Staniforth 1992, doi:10.1175/1520-0493(1992)120<2622:TCOSLA>2.0.CO;2). Default false: no new extrema.
	Wavy bool
	// Workers that share the rows. Default: as many as there are processors.
	Workers int
}

// Run takes a field from the first of times, ascending, on to the last, and gives it at each. Within a cell of a coast it is interpolated
// linearly from the water's cells; elsewhere by cubics along both axes.
func (s SemiLagrangian) Run(initial field.Grid, times field.Axis) ([]field.Grid, error) {
	if !(s.Step >= 0) || math.IsInf(s.Step, 0) || s.Workers < 0 {
		return nil, fmt.Errorf("tracer: steps of %g s and %d workers; give finite numbers, 0 or more", s.Step, s.Workers)
	}
	_, c, err := Transport{Flow: s.Flow, Signed: true}.start(initial, times)
	if err != nil {
		return nil, err
	}
	b := s.Flow.Basin
	w := newWalker(Drifters{Flow: s.Flow})
	w.velocity = s.Flow.between
	if s.Step == 0 {
		s.Step = 8 * w.longest() // of half a cell
	}
	next := make([]float64, len(c))
	var out []field.Grid
	for frame, at := range times.Values {
		if frame > 0 {
			before := times.Values[frame-1]
			steps := stepsIn(at-before, s.Step)
			h := (at - before) / float64(steps)
			for n := range steps {
				s.step(w, next, c, before+float64(n+1)*h, h)
				c, next = next, c
			}
		}
		out = append(out, b.Grid(initial.Name, initial.Unit, append([]float64{}, c...)))
	}
	return out, nil
}

// step ends at a time.
func (s SemiLagrangian) step(w *walker, next, c []float64, t, h float64) {
	b := s.Flow.Basin
	ny, nx := b.Shape()
	workers := cmp.Or(s.Workers, runtime.GOMAXPROCS(0))
	workers = max(1, min(workers, len(c)/1024))
	// The way back is cut so that each part crosses half a cell at most: then it bends with the flow, and round islands.
	parts := stepsIn(h, w.longest())
	var group sync.WaitGroup
	for k := range workers {
		group.Go(func() {
			for j := k; j < ny; j += workers {
				for i := range nx {
					if !b.Water(j, i) {
						continue
					}
					x, y := b.X.Values[i], b.Y.Values[j]
					for n := range parts {
						dx, dy := w.carried(t-float64(n)*h/float64(parts), x, y, -h/float64(parts))
						px, py, inside := w.move(x, y, dx, dy)
						if !inside { // it came in here: what is inside the end stands for what is outside
							break
						}
						x, y = px, py
					}
					next[j*nx+i] = b.cubic(c, x, y, !s.Wavy)
				}
			}
		})
	}
	group.Wait()
}

// between is the velocity at a place, linear along both axes between the middles of faces; on coasts as [Flow.At]. That one steps from row to
// row, which evens out along a track that crosses many cells; but all tracks here begin in the middle of one.
func (f Flow) between(t, x, y float64) (u, v float64, ok bool) {
	u, v, ok = f.At(t, x, y)
	if !ok {
		return
	}
	b := f.Basin
	_, fx, _ := place(b.X, b.EndsX, x)
	_, fy, _ := place(b.Y, b.EndsY, y)
	if next, _, wet := f.At(t, x, y+math.Copysign(spacing(b.Y), fy-0.5)); wet {
		u += math.Abs(fy-0.5) * (next - u)
	}
	if _, next, wet := f.At(t, x+math.Copysign(spacing(b.X), fx-0.5), y); wet {
		v += math.Abs(fx-0.5) * (next - v)
	}
	return u, v, true
}

// cubic is a field at a place, by Lagrange's cubic polynomials along both axes where the 16 cells around are water, else linear between the
// cells of the four around that are.
func (b Basin) cubic(c []float64, x, y float64, limited bool) float64 {
	ny, nx := b.Shape()
	px, py := (x-b.X.Values[0])/spacing(b.X), (y-b.Y.Values[0])/spacing(b.Y)
	i0, j0 := int(math.Floor(px)), int(math.Floor(py))
	fx, fy := px-float64(i0), py-float64(j0)
	at := func(j, i int) (float64, bool) {
		if b.EndsX == Periodic {
			i = wrap(i, nx)
		}
		if b.EndsY == Periodic {
			j = wrap(j, ny)
		}
		if i < 0 || j < 0 || i >= nx || j >= ny || !b.Water(j, i) {
			return 0, false
		}
		return c[j*nx+i], true
	}
	wx, wy := lagrange(fx), lagrange(fy)
	sum, whole := 0.0, true
	for a := range 4 {
		for k := range 4 {
			v, wet := at(j0-1+a, i0-1+k)
			sum, whole = sum+wy[a]*wx[k]*v, whole && wet
		}
	}
	lo, hi := math.Inf(1), math.Inf(-1)
	linear, weight := 0.0, 0.0
	for a, wa := range [2]float64{1 - fy, fy} {
		for k, wk := range [2]float64{1 - fx, fx} {
			if v, wet := at(j0+a, i0+k); wet {
				lo, hi = math.Min(lo, v), math.Max(hi, v)
				linear, weight = linear+wa*wk*v, weight+wa*wk
			}
		}
	}
	switch {
	case whole && limited:
		return min(max(sum, lo), hi)
	case whole:
		return sum
	case weight > 0:
		return linear / weight
	}
	j, i, _ := b.Cell(x, y)
	return c[j*nx+i]
}

// lagrange are the weights of values at -1, 0, 1 and 2 for one at f.
func lagrange(f float64) [4]float64 {
	return [4]float64{-f * (f - 1) * (f - 2) / 6, (f + 1) * (f - 1) * (f - 2) / 2, -(f + 1) * f * (f - 2) / 2, (f + 1) * f * (f - 1) / 6}
}
