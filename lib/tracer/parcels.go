package tracer

import (
	"math"
	"math/rand/v2"
)

// A walker takes single particles along. Several goroutines may use it at once.
type walker struct {
	Drifters
	hx, hy, step float64
	wetX, wetY   []bool
	velocity     func(t, x, y float64) (u, v float64, ok bool)
}

func newWalker(d Drifters) *walker {
	b := d.Flow.Basin
	w := &walker{Drifters: d, hx: spacing(b.X), hy: spacing(b.Y), step: d.Step, velocity: d.Flow.At}
	w.wetX, w.wetY = b.faces()
	if w.step == 0 {
		w.step = w.longest()
	}
	return w
}

// longest is a step in which the fastest water crosses half a cell and a standard deviation of wandering another half.
func (w *walker) longest() float64 {
	b := w.Flow.Basin
	ny, nx := b.Shape()
	m := b.metric()
	rate := 0.0
	for _, g := range w.Flow.Psi {
		east, north := b.fluxes(g.Values)
		for i, v := range east {
			rate = max(rate, 2*math.Abs(v)/m.area[i/(nx+1)])
		}
		for i, v := range north {
			rate = max(rate, 2*math.Abs(v)/m.area[min(i/nx, ny-1)])
		}
	}
	for j := range ny {
		least := min(m.dy, m.dx[j])
		rate = max(rate, 2*w.Diffusivity*4/(least*least))
	}
	if rate == 0 {
		return math.Inf(1)
	}
	return 1 / rate
}

// track goes along one particle.
func (w *walker) track(x, y float64, times []float64, r *rand.Rand, xs, ys []float64) {
	xs[0], ys[0] = x, y
	inside := true
	for frame := 1; frame < len(times); frame++ {
		span := times[frame] - times[frame-1]
		steps := stepsIn(span, w.step)
		h := span / float64(steps)
		for n := 0; n < steps && inside; n++ {
			x, y, inside = w.next(times[frame-1]+float64(n)*h, x, y, h, r)
		}
		xs[frame], ys[frame] = x, y
		if !inside {
			xs[frame], ys[frame] = math.NaN(), math.NaN()
		}
	}
}

// next is a step: half of the wandering, the flow, and the other half (Strang's splitting).
func (w *walker) next(t, x, y, h float64, r *rand.Rand) (float64, float64, bool) {
	inside := true
	wander := func() {
		if w.Diffusivity > 0 && inside {
			b := w.Flow.Basin
			far := math.Sqrt(w.Diffusivity * h) // of the variance 2 D h, half each time
			north := far * r.NormFloat64() / b.MetresNorth()
			y0 := y
			x, y, inside = w.move(x, y, far*r.NormFloat64()/b.MetresEast(y), north+w.drawn(y0, h/2))
		}
	}
	wander()
	if inside {
		dx, dy := w.carried(t, x, y, h)
		x, y, inside = w.move(x, y, dx, dy)
	}
	wander()
	return x, y, inside
}

// drawn is how far wandering goes north on a sphere beside chance in a time: meridians converge, so a walk that is even over the area drifts
// towards the equator, by -D tan(latitude)/R.
func (w *walker) drawn(y, time float64) float64 {
	if !w.Flow.Basin.Spherical() {
		return 0
	}
	return -w.Diffusivity * math.Tan(y*math.Pi/180) / Radius * time / w.Flow.Basin.MetresNorth()
}

// carried is how far the water goes in a step, by Runge and Kutta's scheme. A stage that is off the water, which chance may bring near a
// coast, takes the velocity of the one before.
func (w *walker) carried(t, x, y, h float64) (dx, dy float64) {
	b := w.Flow.Basin
	var u, v float64
	at := func(t, dx, dy float64) {
		if pu, pv, ok := w.velocity(t, x+dx, y+dy); ok {
			u, v = pu/b.MetresEast(y+dy), pv/b.MetresNorth()
		}
	}
	at(t, 0, 0)
	su, sv := u, v
	at(t+h/2, u*h/2, v*h/2)
	su, sv = su+2*u, sv+2*v
	at(t+h/2, u*h/2, v*h/2)
	su, sv = su+2*u, sv+2*v
	at(t+h, u*h, v*h)
	return (su + u) * h / 6, (sv + v) * h / 6
}

// move goes from a place along a straight line, and is reflected at each face that is shut. inside is false where it leaves by an open end.
func (w *walker) move(x, y, dx, dy float64) (nx, ny float64, inside bool) {
	b := w.Flow.Basin
	rows, columns := b.Shape()
	// In cells, from the south-western corner.
	px, py := (x-b.X.Values[0])/w.hx+0.5, (y-b.Y.Values[0])/w.hy+0.5
	dx, dy = dx/w.hx, dy/w.hy
	i, j := math.Floor(px), math.Floor(py)
	if b.EndsX != Periodic {
		i = min(i, float64(columns-1))
	}
	if b.EndsY != Periodic {
		j = min(j, float64(rows-1))
	}
	wrap := func(v float64, n int) int { return int(v - math.Floor(v/float64(n))*float64(n)) }
	for range 1000 { // faces on the way; a step crosses few
		// The shares of the way to the next face across x and across y.
		sx, sy := math.Inf(1), math.Inf(1)
		if dx > 0 {
			sx = (i + 1 - px) / dx
		} else if dx < 0 {
			sx = (i - px) / dx
		}
		if dy > 0 {
			sy = (j + 1 - py) / dy
		} else if dy < 0 {
			sy = (j - py) / dy
		}
		s := max(0, min(sx, sy))
		if s >= 1 {
			px, py = px+dx, py+dy
			break
		}
		px, py = px+s*dx, py+s*dy
		dx, dy = (1-s)*dx, (1-s)*dy
		if sx <= sy {
			face := i
			if dx > 0 {
				face++
			}
			px = face
			column := int(face)
			if b.EndsX == Periodic {
				column = wrap(face, columns)
			}
			switch {
			case !w.wetX[wrap(j, rows)*(columns+1)+column]:
				dx = -dx
			case b.EndsX == Open && (column == 0 || column == columns):
				return 0, 0, false
			default:
				i += math.Copysign(1, dx)
			}
			continue
		}
		face := j
		if dy > 0 {
			face++
		}
		py = face
		row := int(face)
		if b.EndsY == Periodic {
			row = wrap(face, rows)
		}
		switch {
		case !w.wetY[row*columns+wrap(i, columns)]:
			dy = -dy
		case b.EndsY == Open && (row == 0 || row == rows):
			return 0, 0, false
		default:
			j += math.Copysign(1, dy)
		}
	}
	// Rounding must not put a particle across the face that it was just reflected at.
	const edge = 1e-9 // of a cell
	px, py = min(max(px, i+edge), i+1-edge), min(max(py, j+edge), j+1-edge)
	return b.X.Values[0] + (px-0.5)*w.hx, b.Y.Values[0] + (py-0.5)*w.hy, true
}
