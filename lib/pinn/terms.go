package pinn

import (
	"fmt"
	"math"

	. "github.com/gomlx/gomlx/core/graph"

	"sublunar/lib/domain"
)

// A term is one equation, condition or set of data, as it stands in the loss.
type term struct {
	name     string
	kind     string // "equation", "condition", "data"
	group    *group
	column   int     // of the group's residuals
	weight   float64 // as stated, times what balances it
	balance  float64
	noise    float64   // of data, as stated
	withheld *group    // of data: what isn't fitted; nil where all is
	quantity []float64 // what Adapt gives each point, nil where all are the same

	attention []float64 // what Weigh gives each point, nil where all are the same
}

// layEquations makes one group of the equations that hold in the same region.
func (tr *trainer) layEquations() error {
	type region struct {
		of  domain.Region
		all []Equation
	}
	var regions []*region
	at := map[*domain.Region]*region{}
	for _, e := range tr.problem.equations() {
		r := at[e.In]
		if r == nil {
			r = &region{of: tr.problem.Domain}
			if e.In != nil {
				r.of = *e.In
			}
			at[e.In] = r
			regions = append(regions, r)
		}
		r.all = append(r.all, e)
	}
	for _, r := range regions {
		names, residuals := make([]string, len(r.all)), make([]func(*Point) *Node, len(r.all))
		var relaxing []*held
		for i, e := range r.all {
			names[i], residuals[i] = e.Name, e.Residual
			if e.Relaxes != "" && tr.PseudoStep > 0 {
				h := &held{field: e.Relaxes}
				relaxing = append(relaxing, h)
				residuals[i] = relaxed(e, tr.PseudoStep, h)
			}
		}
		g, err := newGroup(tr.objective.engine, tr.objective.shape, false, names, residuals...)
		if err != nil {
			return err
		}
		g.region, g.held = &r.of, relaxing
		x, counts, err := tr.drawBy(g, tr.Points, tr.Sampler)
		if err != nil {
			return fmt.Errorf("pinn: %q: %w", names[0], err)
		}
		if err := g.lay(x, nil); err != nil {
			return err
		}
		tr.objective.groups = append(tr.objective.groups, g)
		for i, e := range r.all {
			tr.objective.terms = append(tr.objective.terms, &term{name: e.Name, kind: "equation", group: g, column: i, weight: orOne(e.Weight), balance: 1, quantity: counts})
		}
	}
	tr.parts = len(tr.objective.groups)
	return nil
}

func (tr *trainer) layConditions() error {
	for i, c := range tr.problem.Conditions {
		name := c.name(i)
		boundary, err := tr.problem.Domain.Boundary(c.On...)
		if err != nil {
			return fmt.Errorf("pinn: %q: %w", name, err)
		}
		n := c.Points
		if n == 0 {
			n = tr.BoundaryPoints
		}
		if tr.problem.Domain.Dims() == 1 {
			n = len(boundary.Parts()) // an end is one point
		}
		points, err := boundary.Points(n, tr.Sampler)
		if err != nil {
			return fmt.Errorf("pinn: %q: %w", name, err)
		}
		g, err := newGroup(tr.objective.engine, tr.objective.shape, true, []string{name}, c.Residual)
		if err != nil {
			return err
		}
		if err := g.lay(points.Values, points.Normals); err != nil {
			return err
		}
		tr.objective.groups = append(tr.objective.groups, g)
		tr.objective.terms = append(tr.objective.terms, &term{name: name, kind: "condition", group: g, weight: orOne(c.Weight), balance: 1})
	}
	return nil
}

// layData weighs sets of data whose noise is stated by how exact they are beside each other: their weights have the mean 1, so that what
// the equations weigh beside them stays what was stated.
func (tr *trainer) layData() error {
	common, stated := 0.0, 0
	for _, d := range tr.problem.Data {
		if d.Noise > 0 {
			common += 1 / (d.Noise * d.Noise)
			stated++
		}
	}
	if stated > 0 {
		common = float64(stated) / common
	}
	for i, d := range tr.problem.Data {
		name := d.name(i)
		g, err := newGroup(tr.objective.engine, tr.objective.shape, false, []string{name}, func(p *Point) *Node {
			return Sub(p.Field(d.Field).Value(), p.Func(nil))
		})
		if err != nil {
			return err
		}
		x, values := d.measured(tr.problem.Domain.Dims())
		if len(values) == 0 {
			return fmt.Errorf("pinn: %q holds no value that was measured", name)
		}
		var withheld *group
		if k := int(math.Round(tr.Withhold * float64(len(values)))); k > 0 {
			var apart, read []float64
			x, values, apart, read = tr.part(x, values, k)
			other := *g
			withheld = &other
			withheld.read = read
			if err := withheld.lay(apart, nil); err != nil {
				return err
			}
		}
		g.read = values
		if err := g.lay(x, nil); err != nil {
			return err
		}
		tr.objective.groups = append(tr.objective.groups, g)
		w := orOne(d.Weight)
		if d.Noise > 0 && common > 0 {
			w *= common / (d.Noise * d.Noise)
		}
		tr.objective.terms = append(tr.objective.terms, &term{name: name, kind: "data", group: g, weight: w, balance: 1, noise: d.Noise, withheld: withheld})
	}
	return nil
}

func orOne(w float64) float64 {
	if w == 0 {
		return 1
	}
	return w
}

// weigh writes the terms' weights into the points: the loss is half the sum of weight times mean square.
func (tr *trainer) weigh() {
	for _, t := range tr.objective.terms {
		n, k := t.group.points.n, len(t.group.residuals)
		for i := range n {
			w := t.weight * t.balance / float64(n)
			if t.quantity != nil {
				w *= t.quantity[i]
			}
			if len(t.attention) == n {
				w *= t.attention[i]
			}
			t.group.points.scale[i*k+t.column] = math.Sqrt(w)
		}
	}
}
