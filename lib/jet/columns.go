package jet

import (
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/support/exceptions"
)

// Concat puts jets side by side: widths add up.
func Concat(jets ...Jet) Jet {
	if len(jets) == 0 {
		exceptions.Panicf("jet: no jets to put side by side")
	}
	all := jets[0]
	width := 0
	for _, j := range jets {
		one := j // widths may differ
		one.width = all.width
		together("a row", all, one)
		all.batch = max(all.batch, j.batch)
		width += j.width
	}
	all.width = width
	parts := make([]*Node, len(all.set.parts))
	for i := range parts {
		var columns []*Node
		rows, some := 1, false
		for _, j := range jets {
			if j.parts[i] != nil {
				some, rows = true, max(rows, j.parts[i].Shape().Dim(0))
			}
		}
		if !some {
			continue
		}
		for _, j := range jets {
			if j.parts[i] == nil {
				columns = append(columns, graph.BroadcastToDims(graph.ScalarZero(all.like.Graph(), all.like.DType()), rows, j.width))
				continue
			}
			columns = append(columns, graph.BroadcastToDims(j.parts[i], rows, j.width))
		}
		parts[i] = graph.Concatenate(columns, 1)
	}
	return result(all, all, parts)
}

// Slice is columns from to to-1.
func Slice(j Jet, from, to int) Jet {
	if from < 0 || to > j.width || from >= to {
		exceptions.Panicf("jet: columns %d to %d of a jet of width %d; give 0 <= from < to <= %d", from, to, j.width, j.width)
	}
	s := j.each(func(p *Node) *Node {
		if p.Shape().Dim(1) == 1 {
			return p
		}
		return graph.Slice(p, graph.AxisRange(), graph.AxisRange(from, to))
	})
	s.width = to - from
	return s
}

// Column is column k, of width 1.
func (j Jet) Column(k int) Jet { return Slice(j, k, k+1) }
