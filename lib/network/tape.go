package network

import (
	"github.com/gomlx/compute/shapes"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/support/exceptions"
)

// A Tape is one flat vector of parameters in a graph, and a record of where it was used, from which come the derivatives of each
// sample's result by every parameter.
type Tape struct {
	theta  *Node
	dense  []dense
	vector []vector
}

// dense is one use of a dense layer: the parts of what went in and of what came out, and the places of its parameters.
type dense struct {
	in, out         []*Node
	weights, biases int
}

// vector is one use of parameters that are the same for every sample, as a node [batch, n].
type vector struct {
	node *Node
	at   int
}

// NewTape starts a record on theta, of shape [parameters].
func NewTape(theta *Node) *Tape {
	if theta.Rank() != 1 {
		exceptions.Panicf("network: parameters of shape %s; give one flat vector", theta.Shape())
	}
	return &Tape{theta: theta}
}

// Theta is the flat vector.
func (t *Tape) Theta() *Node { return t.theta }

// Vector is the n parameters from place at on, for each sample of a batch: a node [batch, n].
func (t *Tape) Vector(at, n, batch int) *Node {
	node := BroadcastToDims(ExpandAxes(t.cut(at, n), 0), batch, n)
	t.vector = append(t.vector, vector{node, at})
	return node
}

func (t *Tape) cut(at int, dims ...int) *Node {
	n := 1
	for _, d := range dims {
		n *= d
	}
	return Reshape(Slice(t.theta, AxisRange(at, at+n)), dims...)
}

// Rows is the Jacobian of r, [batch, 1], by the parameters: [batch, parameters]. A sample's result must depend on its own row of the
// batch only. Then one reverse pass of the sum of r, stopped at what came out of each dense layer, gives every sample's cotangents g
// at once, and with the layer's inputs a
//
//	dr/dW = sum over the jets' parts k of a_k outer g_k,   dr/db = g_0
//
// so that no pass is needed for each sample.
func (t *Tape) Rows(r *Node) *Node {
	if r.Rank() != 2 || r.Shape().Dimensions[1] != 1 {
		exceptions.Panicf("network: results of shape %s; give [batch, 1]", r.Shape())
	}
	var at []*Node
	for _, d := range t.dense {
		for _, part := range d.out {
			if part != nil {
				at = append(at, part)
			}
		}
	}
	for _, v := range t.vector {
		at = append(at, v.node)
	}
	batch, n := r.Shape().Dimensions[0], t.theta.Shape().Dimensions[0]
	if len(at) == 0 {
		return none(r, n) // the result uses no parameters at all
	}
	cotangents := Gradient(ReduceAllSum(r), at...)
	pieces := map[int]*Node{} // by place: [batch, n] each, summed where parameters are used twice
	put := func(place int, rows *Node) {
		if had := pieces[place]; had != nil {
			rows = Add(had, rows)
		}
		pieces[place] = rows
	}
	next := 0
	for _, d := range t.dense {
		var sum, first *Node
		inputs, outputs := d.in[0].Shape().Dimensions[1], d.out[0].Shape().Dimensions[1]
		for k, part := range d.out {
			if part == nil {
				continue
			}
			g := cotangents[next]
			next++
			if k == 0 {
				first = g
			}
			if d.in[k] == nil {
				continue
			}
			a := BroadcastToDims(d.in[k], batch, inputs)
			outer := Mul(ExpandAxes(a, 2), ExpandAxes(g, 1)) // [batch, inputs, outputs]
			if sum == nil {
				sum = outer
			} else {
				sum = Add(sum, outer)
			}
		}
		put(d.weights, Reshape(sum, batch, inputs*outputs))
		put(d.biases, first)
	}
	for _, v := range t.vector {
		put(v.at, cotangents[next])
		next++
	}
	return together(pieces, r, n)
}

// together lays the pieces side by side by their places, with zeros for parameters that were not used.
func together(pieces map[int]*Node, r *Node, n int) *Node {
	var row []*Node
	at := 0
	for at < n {
		if p := pieces[at]; p != nil {
			row = append(row, p)
			at += p.Shape().Dimensions[1]
			continue
		}
		end := n
		for place := range pieces {
			if place > at && place < end {
				end = place
			}
		}
		row = append(row, none(r, end-at))
		at = end
	}
	if len(row) == 1 {
		return row[0]
	}
	return Concatenate(row, 1)
}

// none is the rows of n parameters that r doesn't use.
func none(r *Node, n int) *Node {
	return Zeros(r.Graph(), shapes.Make(r.DType(), r.Shape().Dimensions[0], n))
}
