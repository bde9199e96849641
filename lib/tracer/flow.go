package tracer

import (
	"fmt"
	"math"

	"sublunar/lib/field"
)

// A Flow is water that moves along the lines of a streamfunction psi, in m^2/s, which stands at the corners of a basin's cells:
//
//	u = -psi_y (eastward),  v = psi_x (northward)
//
// So high psi is a clockwise gyre where the Coriolis parameter f is positive, as high water is; the vorticity v_x - u_y is psi's Laplacian.
// What passes through a face is the difference of psi at its two ends. The four of a cell sum to nothing, whatever psi: no water is made.
// Along each coast psi is constant, so nothing passes it.
type Flow struct {
	Basin Basin
	// Times of the frames of Psi, ascending. Default: none, the flow is steady.
	Times field.Axis
	// Psi is one grid for each of Times, or one alone: [y, x] on [Basin.Corners]. Between frames it changes linearly, before the first and
	// after the last it is not known.
	Psi []field.Grid
}

// Streamfunction samples psi at the corners of a basin, and makes it constant along each coast: their mean. f gets the axes' units. On
// islands or crooked coasts that bends the flow near them hard; [FromVelocity] finds the flow around them.
func (b Basin) Streamfunction(f func(x, y float64) float64) field.Grid {
	x, y := b.Corners()
	g := field.Grid{Name: "psi", Unit: "m^2/s", Axes: []field.Axis{y, x}}
	for _, yy := range y.Values {
		for _, xx := range x.Values {
			g.Values = append(g.Values, f(xx, yy))
		}
	}
	b.alongCoasts(g.Values)
	return g
}

// alongCoasts replaces psi on each coast by its mean there.
func (b Basin) alongCoasts(psi []float64) {
	of, count := b.coasts()
	sum, n := make([]float64, count), make([]float64, count)
	for i, c := range of {
		if c >= 0 {
			sum[c], n[c] = sum[c]+psi[i], n[c]+1
		}
	}
	for i, c := range of {
		if c >= 0 {
			psi[i] = sum[c] / n[c]
		}
	}
}

// Steady is a flow that doesn't change.
func Steady(b Basin, psi field.Grid) Flow { return Flow{Basin: b, Psi: []field.Grid{psi}} }

// Still is water at rest.
func Still(b Basin) Flow { return Steady(b, b.Streamfunction(func(_, _ float64) float64 { return 0 })) }

// Check returns nil for a flow that can be used; else its error says what to change.
func (f Flow) Check() error {
	if err := f.Basin.Check(); err != nil {
		return err
	}
	if f.Times.Len() > 0 {
		if err := f.Times.Check(); err != nil {
			return fmt.Errorf("tracer: %w", err)
		}
		if n := f.Times.Len(); n > 1 && f.Times.Values[0] > f.Times.Values[1] {
			return fmt.Errorf("tracer: the times of the flow descend; give frames from the earliest on")
		}
	}
	if want := max(1, f.Times.Len()); len(f.Psi) != want {
		return fmt.Errorf("tracer: %d streamfunctions for %d times; give one for each, or one and no times", len(f.Psi), f.Times.Len())
	}
	ny, nx := f.Basin.Shape()
	wetX, wetY := f.Basin.faces()
	for frame, g := range f.Psi {
		if n := (ny + 1) * (nx + 1); len(g.Values) != n {
			return fmt.Errorf("tracer: a streamfunction of %d values; it stands at the corners of %d x %d cells, so give [%d, %d]", len(g.Values), ny, nx, ny+1, nx+1)
		}
		for i, v := range g.Values {
			if math.IsNaN(v) || math.IsInf(v, 0) {
				return fmt.Errorf("tracer: the streamfunction %d is %g at corner [%d, %d]; give a number at each, on land too", frame, v, i/(nx+1), i%(nx+1))
			}
		}
		if err := f.Basin.tight(g.Values, wetX, wetY); err != nil {
			return err
		}
	}
	return nil
}

// tight checks that nothing passes a face that is closed, and that what leaves a periodic basin comes in at its other end.
func (b Basin) tight(psi []float64, wetX, wetY []bool) error {
	ny, nx := b.Shape()
	w := nx + 1
	for j := range ny {
		for i := range nx + 1 {
			if d := psi[(j+1)*w+i] - psi[j*w+i]; d != 0 && !wetX[j*w+i] {
				return fmt.Errorf("tracer: %.3g m^2/s pass a coast: the western face of cell [%d, %d]; make psi constant along it, as Basin.Streamfunction and FromVelocity do", d, j, i)
			}
		}
	}
	for j := range ny + 1 {
		for i := range nx {
			if d := psi[j*w+i+1] - psi[j*w+i]; d != 0 && !wetY[j*nx+i] {
				return fmt.Errorf("tracer: %.3g m^2/s pass a coast: the southern face of cell [%d, %d]; make psi constant along it, as Basin.Streamfunction and FromVelocity do", d, j, i)
			}
		}
	}
	lo, hi := math.Inf(1), math.Inf(-1)
	for _, v := range psi {
		lo, hi = math.Min(lo, v), math.Max(hi, v)
	}
	// Along a periodic end psi may be higher than at the other by a constant: the water that goes across.
	var jump [2]float64
	var known [2]bool
	var err error
	b.meet(func(low, high int) {
		axis := 0
		if high-low == nx {
			axis = 1
		}
		d := psi[high] - psi[low]
		if !known[axis] {
			jump[axis], known[axis] = d, true
		}
		if err == nil && math.Abs(d-jump[axis]) > 1e-9*(hi-lo) {
			err = fmt.Errorf("tracer: psi differs between the two ends of a periodic axis by %.6g and by %.6g m^2/s; let it differ by a constant", jump[axis], d)
		}
	})
	return err
}

// Known returns nil if the flow is known between two times; else its error says from when to when it is.
func (f Flow) Known(from, to float64) error {
	n := f.Times.Len()
	if n < 2 {
		return nil
	}
	first, last := f.Times.Values[0], f.Times.Values[n-1]
	if slack := 1e-9 * (last - first); from < first-slack || to > last+slack {
		return fmt.Errorf("tracer: times from %g to %g; the flow is known from %g to %g, so stay within, or give it more frames", from, to, first, last)
	}
	return nil
}

// frames are those before and after a time, and the weight of the second.
func (f Flow) frames(t float64) (before, after int, weight float64) {
	n := f.Times.Len()
	if n < 2 || t <= f.Times.Values[0] {
		return 0, 0, 0
	}
	for i := 1; i < n; i++ { // frames are few beside cells
		if hi := f.Times.Values[i]; t <= hi {
			lo := f.Times.Values[i-1]
			return i - 1, i, (t - lo) / (hi - lo)
		}
	}
	return n - 1, n - 1, 0
}

// psi at a time, into room for it if it has to be computed.
func (f Flow) psi(t float64, room []float64) []float64 {
	a, b, w := f.frames(t)
	if a == b || w == 0 {
		return f.Psi[a].Values
	}
	if w == 1 {
		return f.Psi[b].Values
	}
	if room == nil {
		room = make([]float64, len(f.Psi[a].Values))
	}
	pa, pb := f.Psi[a].Values, f.Psi[b].Values
	for i := range room {
		room[i] = (1-w)*pa[i] + w*pb[i]
	}
	return room
}

// StreamfunctionAt is psi at a time.
func (f Flow) StreamfunctionAt(t float64) field.Grid {
	g := f.Psi[0]
	g.Values = f.psi(t, nil)
	return g
}

// fluxes through the faces, m^2/s: eastward [ny, nx+1] and northward [ny+1, nx].
func (b Basin) fluxes(psi []float64) (east, north []float64) {
	ny, nx := b.Shape()
	w := nx + 1
	east, north = make([]float64, ny*w), make([]float64, (ny+1)*nx)
	for j := range ny {
		for i := range w {
			east[j*w+i] = psi[j*w+i] - psi[(j+1)*w+i]
		}
	}
	for j := range ny + 1 {
		for i := range nx {
			north[j*nx+i] = psi[j*w+i+1] - psi[j*w+i]
		}
	}
	return east, north
}

// Faces are the velocities in m/s at a time through the faces of cells: eastward [ny, nx+1] and northward [ny+1, nx], means over each face.
func (f Flow) Faces(t float64) (u, v field.Array) {
	ny, nx := f.Basin.Shape()
	m := f.Basin.metric()
	east, north := f.Basin.fluxes(f.psi(t, nil))
	for i := range east {
		east[i] /= m.east
	}
	for i := range north {
		if l := m.north[i/nx]; l > 0 { // at a pole there is no face
			north[i] /= l
		}
	}
	return field.Array{Shape: []int{ny, nx + 1}, Values: east}, field.Array{Shape: []int{ny + 1, nx}, Values: north}
}

// Velocity is that at the centres of cells at a time, in m/s, eastward and northward: means of the faces on both sides. Land is missing.
func (f Flow) Velocity(t float64) (u, v field.Grid) {
	b := f.Basin
	ny, nx := b.Shape()
	fu, fv := f.Faces(t)
	u, v = b.Grid("u", "m/s", make([]float64, ny*nx)), b.Grid("v", "m/s", make([]float64, ny*nx))
	for j := range ny {
		for i := range nx {
			if b.Water(j, i) {
				u.Values[j*nx+i] = (fu.Values[j*(nx+1)+i] + fu.Values[j*(nx+1)+i+1]) / 2
				v.Values[j*nx+i] = (fv.Values[j*nx+i] + fv.Values[(j+1)*nx+i]) / 2
			}
		}
	}
	return u, v
}

// Divergence is what leaves each cell through its four faces at a time, over its area, in 1/s: rounding.
func (f Flow) Divergence(t float64) field.Grid {
	b := f.Basin
	east, north := b.fluxes(f.psi(t, nil))
	return b.Grid("divergence", "1/s", b.divergence(east, north))
}

func (b Basin) divergence(east, north []float64) []float64 {
	ny, nx := b.Shape()
	area := b.metric().area
	out := make([]float64, ny*nx)
	for j := range ny {
		for i := range nx {
			out[j*nx+i] = (east[j*(nx+1)+i+1] - east[j*(nx+1)+i] + north[(j+1)*nx+i] - north[j*nx+i]) / area[j]
		}
	}
	return out
}

// At is the velocity in m/s at a place and a time, as particles feel it: each component changes linearly from one face of a cell to the
// opposite one, so the flow inside cells has no divergence either, and none of it goes through a coast. ok is false outside the basin and on
// land.
func (f Flow) At(t, x, y float64) (u, v float64, ok bool) {
	b := f.Basin
	_, nx := b.Shape()
	i, fx, okx := place(b.X, b.EndsX, x)
	j, fy, oky := place(b.Y, b.EndsY, y)
	if !okx || !oky || !b.Water(j, i) {
		return 0, 0, false
	}
	before, after, weight := f.frames(t)
	psi := func(at int) float64 {
		return (1-weight)*f.Psi[before].Values[at] + weight*f.Psi[after].Values[at]
	}
	at := j*(nx+1) + i
	sw, se, nw, ne := psi(at), psi(at+1), psi(at+nx+1), psi(at+nx+2)
	hx, hy := b.X.Values[1]-b.X.Values[0], b.Y.Values[1]-b.Y.Values[0]
	u = -((nw-sw)*(1-fx) + (ne-se)*fx) / (hy * b.MetresNorth())
	v = ((se-sw)*(1-fy) + (ne-nw)*fy) / (hx * b.MetresEast(y))
	return u, v, true
}

// MetresNorth are those that a unit of the y axis is.
func (b Basin) MetresNorth() float64 {
	if b.Spherical() {
		return Radius * math.Pi / 180
	}
	return 1
}

// MetresEast are those that a unit of the x axis is, at a y.
func (b Basin) MetresEast(y float64) float64 {
	if b.Spherical() {
		return Radius * math.Pi / 180 * math.Cos(y*math.Pi/180)
	}
	return 1
}
