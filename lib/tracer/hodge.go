package tracer

import "math"

// A projection finds streamfunctions of one basin: the unknowns are corners in the open water, and coasts, one each.
type projection struct {
	Basin
	of       []int // the unknown of each corner
	edges    []edge
	faces    []int // of each edge: its number among eastward faces, or those and its number among northward ones
	matrix   *laplacian
	unknowns int
	free     bool // there is no coast, so water may go across a periodic basin and psi jump
}

func newProjection(b Basin) *projection {
	p := &projection{Basin: b}
	coast, count := b.coasts()
	p.of, p.unknowns, p.free = coast, count, count == 0
	high := map[int]int{}
	b.meet(func(low, up int) { high[up] = low })
	for i, c := range p.of {
		if low, second := high[i]; c < 0 && second {
			p.of[i] = p.of[low] // lower corners come first
		} else if c < 0 {
			p.of[i] = p.unknowns
			p.unknowns++
		}
	}
	ny, nx := b.Shape()
	m := b.metric()
	wetX, wetY := b.faces()
	w := nx + 1
	add := func(face, low, high int, weight float64) {
		p.edges, p.faces = append(p.edges, edge{p.of[low], p.of[high], weight}), append(p.faces, face)
	}
	// The energy that stands for a face is that of a velocity flux/length on length times the distance between centres; half of it at ends.
	half := func(ends Ends, at, n int) float64 {
		if ends == Open && (at == 0 || at == n) {
			return 0.5
		}
		return 1
	}
	for j := range ny {
		for i := range w {
			if wetX[j*w+i] && !(b.EndsX == Periodic && i == nx) {
				add(j*w+i, (j+1)*w+i, j*w+i, half(b.EndsX, i, nx)*m.dx[j]/m.east)
			}
		}
	}
	for j := range ny + 1 {
		for i := range nx {
			if wetY[j*nx+i] && !(b.EndsY == Periodic && j == ny) {
				add(ny*w+j*nx+i, j*w+i, j*w+i+1, half(b.EndsY, j, ny)*m.dy/m.north[j])
			}
		}
	}
	p.matrix = newLaplacian(p.unknowns, p.edges)
	return p
}

// A removal adds up what several projections removed.
type removal struct {
	gone, energy, worst, square float64
	cells, iterations           int
}

func (r removal) removed() Removed {
	out := Removed{Divergence: r.worst, RMS: math.Sqrt(r.square / float64(max(1, r.cells))), Iterations: r.iterations}
	if r.energy > 0 {
		out.Energy = r.gone / r.energy
	}
	return out
}

// psi is the streamfunction nearest to fluxes. It changes them.
func (p *projection) psi(east, north []float64, r *removal) ([]float64, error) {
	ny, nx := p.Shape()
	wetX, wetY := p.Basin.faces()
	shut(east, wetX)
	shut(north, wetY)
	for i, d := range p.divergence(east, north) {
		if !p.IsLand(i) {
			r.worst, r.square, r.cells = math.Max(r.worst, math.Abs(d)), r.square+d*d, r.cells+1
		}
	}
	acrossX, acrossY := p.through(east, north)
	scale, targets, right := 0.0, make([]float64, len(p.edges)), make([]float64, p.unknowns)
	for k, e := range p.edges {
		if face := p.faces[k]; face < len(east) {
			targets[k] = east[face] - acrossX
		} else {
			targets[k] = north[face-len(east)] - acrossY
		}
		right[e.high] += e.weight * targets[k]
		right[e.low] -= e.weight * targets[k]
		scale = math.Hypot(scale, e.weight*targets[k])
	}
	// What has divergence alone leaves rounding on the right, so the goal is a part of what summed to it.
	x, iterations, err := p.matrix.solve(right, 1e-12*scale)
	r.iterations += iterations
	if err != nil {
		return nil, err
	}
	for k, e := range p.edges {
		across := acrossY
		if p.faces[k] < len(east) {
			across = acrossX
		}
		lost, had := targets[k]-(x[e.high]-x[e.low]), targets[k]+across
		r.gone, r.energy = r.gone+e.weight*lost*lost, r.energy+e.weight*had*had
	}
	psi := make([]float64, (ny+1)*(nx+1))
	for i := range psi {
		// What goes across falls or rises evenly; psi counts from the first unknown.
		psi[i] = x[p.of[i]] - x[0] + float64(i%(nx+1))*acrossY - float64(i/(nx+1))*acrossX
	}
	return psi, nil
}

func shut(flux []float64, open []bool) {
	for i := range flux {
		if !open[i] {
			flux[i] = 0
		}
	}
}

// through are the mean fluxes across an axis that goes round, where no coast forbids them.
func (p *projection) through(east, north []float64) (x, y float64) {
	if !p.free {
		return 0, 0
	}
	mean := func(v []float64) float64 {
		sum := 0.0
		for _, f := range v {
			sum += f
		}
		return sum / float64(len(v))
	}
	// Northward fluxes make psi rise along x, so it needs an x that goes round; and so for the other.
	if p.EndsX == Periodic {
		y = mean(north)
	}
	if p.EndsY == Periodic {
		x = mean(east)
	}
	return x, y
}
