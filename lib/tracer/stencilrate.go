package tracer

import (
	. "github.com/gomlx/gomlx/core/graph"
)

// rate is c_t: kernel.do's as a graph, all cells at once.
func (s *Stencil) rate(c, psi, diffusivity, gain *Node) *Node {
	k := s.kernel
	// Eastward fluxes are [..., ny, nx+1], northward [..., ny+1, nx].
	east := ExpandLeftToRank(Sub(rowsOf(psi, 0, k.ny), rowsOf(psi, 1, k.ny+1)), c.Rank())
	north := ExpandLeftToRank(Sub(columnsOf(psi, 1, k.nx+1), columnsOf(psi, 0, k.nx)), c.Rank())
	x := s.through(c, c.Rank()-1, east, s.endsX, diffusivity)
	y := s.through(c, c.Rank()-2, north, s.endsY, diffusivity)
	leaving := Add(Sub(columnsOf(x, 1, k.nx+1), columnsOf(x, 0, k.nx)), Sub(rowsOf(y, 1, k.ny+1), rowsOf(y, 0, k.ny)))
	rate := Neg(Mul(leaving, ExpandLeftToRank(constant(c, k.inverse, k.ny, 1), c.Rank())))
	if loss := s.losing(); loss > 0 {
		rate = Sub(rate, MulScalar(c, loss))
	}
	if gain != nil {
		rate = Add(rate, ExpandLeftToRank(gain, c.Rank()))
	}
	return rate
}

// through is the flux through the faces across an axis, ends included: flux times the concentration upwind, less what diffuses. XLA takes
// long to compile what is put together again and again, so cells beyond the ends are put on once, two at each, and all else is slices.
func (s *Stencil) through(c *Node, axis int, flux *Node, e *axisEnds, diffusivity *Node) *Node {
	n := c.Shape().Dimensions[axis]
	part := func(x *Node, first, last int) *Node { return SliceAxis(x, axis, AxisRange(first, last)) }
	first, last := part(c, 0, 1), part(c, n-1, n)
	var wide *Node // cell i is at i + 2
	if e.round {
		wide = Concatenate([]*Node{part(c, n-2, n), c, part(c, 0, 2)}, axis)
	} else { // beyond an end the concentration stays, so nothing diffuses
		wide = Concatenate([]*Node{first, first, c, last, last}, axis)
	}
	dims := flux.Shape().Dimensions
	faces := func(values []float64, more int) *Node {
		shape := []int{dims[len(dims)-2], dims[len(dims)-1]}
		shape[axis-c.Rank()+2] += more
		return ExpandLeftToRank(constant(c, values, shape...), c.Rank())
	}
	across := Sub(part(wide, 1, n+4), part(wide, 0, n+3)) // the face below cell i is at i + 1
	if e.open != nil {
		across = Mul(across, faces(e.open, 2))
	}
	lower, upper := part(wide, 2, n+3), part(wide, 1, n+2) // the concentrations above and below each face
	if s.Scheme == Fromm {
		rise := MulScalar(Add(part(across, 0, n+2), part(across, 1, n+3)), 0.25) // of cell i at i + 1
		lower, upper = Sub(lower, part(rise, 1, n+2)), Add(upper, part(rise, 0, n+1))
	}
	if e.keepLow != nil {
		upper = Add(Mul(upper, faces(e.keepLow, 0)), faces(e.low, 0))
		lower = Add(Mul(lower, faces(e.keepHigh, 0)), faces(e.high, 0))
	}
	size := Abs(flux)
	total := MulScalar(Add(Mul(Add(flux, size), upper), Mul(Sub(flux, size), lower)), 0.5)
	if s.Diffusivity == 0 && diffusivity == nil {
		return total
	}
	out := Mul(part(across, 1, n+2), ExpandLeftToRank(constant(c, e.spread, len(e.spread), 1), c.Rank()))
	if e.mix != nil {
		out = Mul(out, faces(e.mix, 0))
	}
	if diffusivity == nil {
		return Sub(total, MulScalar(out, s.Diffusivity))
	}
	return Sub(total, Mul(out, diffusivity))
}

func rowsOf(x *Node, first, last int) *Node { return SliceAxis(x, -2, AxisRange(first, last)) }

func columnsOf(x *Node, first, last int) *Node { return SliceAxis(x, -1, AxisRange(first, last)) }

// axisEnds are the faces across an axis.
type axisEnds struct {
	round  bool
	open   []float64 // 1 where something passes, 0 where it is shut, from the face before the first to that after the last; nil: all 1
	spread []float64 // length/distance by row
	mix    factors   // of those, by face
	// At ends that are open, what comes in: the concentration below a face is keepLow times that of the cell and low. nil: as the cell.
	keepLow, low, keepHigh, high []float64
}

// axisEnds of an axis whose faces are a grid of rows and columns, across its columns if alongX and across its rows otherwise.
func (s *Stencil) axisEnds(b Basin, alongX bool, in stage) *axisEnds {
	ny, nx := b.Shape()
	wetX, wetY := b.faces()
	rows, columns, n, wet, ends, low, high := ny, nx+1, nx, wetX, b.EndsX, in.west, in.east
	e := &axisEnds{spread: s.kernel.spreadX, mix: s.kernel.mixX}
	if !alongX {
		rows, columns, n, wet, ends, low, high = ny+1, nx, ny, wetY, b.EndsY, in.south, in.north
		e.spread, e.mix = s.kernel.spreadY, s.kernel.mixY
	}
	e.round = ends == Periodic
	all := true
	put := func(face, other, at int) { // face counts along the axis, other across it
		open := 0.0
		if e.round {
			face = (face + n) % n
		}
		row, column := other, face
		if !alongX {
			row, column = face, other
		}
		if (e.round || face > 0 && face < n) && wet[row*columns+column] {
			open = 1
		}
		all = all && open == 1
		e.open[at] = open
	}
	if alongX {
		e.open = make([]float64, rows*(columns+2))
		for r := range rows {
			for k := range columns + 2 {
				put(k-1, r, r*(columns+2)+k)
			}
		}
	} else {
		e.open = make([]float64, (rows+2)*columns)
		for k := range rows + 2 {
			for i := range columns {
				put(k-1, i, k*columns+i)
			}
		}
	}
	if all {
		e.open = nil
	}
	if e.round {
		return e
	}
	fill := func(at int, from []float64) (keep, value []float64) {
		keep, value = make([]float64, rows*columns), make([]float64, rows*columns)
		for i := range keep {
			keep[i] = 1
			face, other := i%columns, i/columns
			if !alongX {
				face, other = other, face
			}
			if face == at {
				keep[i] = 0
				if from != nil {
					value[i] = from[other]
				}
			}
		}
		return keep, value
	}
	e.keepLow, e.low = fill(0, low)
	e.keepHigh, e.high = fill(n, high)
	return e
}
