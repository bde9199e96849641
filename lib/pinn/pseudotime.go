package pinn

import . "github.com/gomlx/gomlx/core/graph"

// held is a field as it was a round of steps ago, at a group's points.
type held struct {
	field  string
	column int // of the given numbers
}

// relaxed is an equation's residual on its way through pseudo-time: with (u - u_before)/step added.
func relaxed(e Equation, step float64, h *held) func(p *Point) *Node {
	return func(p *Point) *Node {
		r := e.Residual(p)
		h.column = p.funcs
		before := p.column(Zero)
		return Add(r, DivScalar(Sub(p.Field(e.Relaxes).Value(), before), step))
	}
}

// hold writes the fields as they are now into the groups that relax, and says whether there are any.
func (tr *trainer) hold(theta []float64) (bool, error) {
	any := false
	for _, g := range tr.objective.groups {
		if err := tr.objective.hold(g, theta); err != nil {
			return false, err
		}
		any = any || len(g.held) > 0
	}
	return any, nil
}

func (o *objective) hold(g *group, theta []float64) error {
	for _, h := range g.held {
		now, err := o.at(h.field, nil, g.points.x, theta)
		if err != nil {
			return err
		}
		for i, v := range now {
			g.points.given[i*len(g.funcs)+h.column] = v
		}
	}
	return nil
}

// probe is the residuals of a group at other points, where fields that relax count as being at rest.
func (o *objective) probe(g *group, x, theta []float64) ([]float64, error) {
	other := *g
	if err := other.lay(x, nil); err != nil {
		return nil, err
	}
	if err := o.hold(&other, theta); err != nil {
		return nil, err
	}
	return o.residuals(&other, theta)
}
