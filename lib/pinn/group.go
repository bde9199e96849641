package pinn

import (
	"fmt"
	"math"
	"strings"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/support/exceptions"

	"sublunar/lib/backend"
	"sublunar/lib/domain"
	"sublunar/lib/jet"
	"sublunar/lib/network"
)

// A group is residuals over the same points: the equations inside, or one condition. They share the jets of their fields.
type group struct {
	shape     *shape
	set       *jet.Set
	names     []string
	residuals []func(p *Point) *Node
	funcs     []func(x ...float64) float64
	normals   bool           // whether the points have them
	region    *domain.Region // of equations
	read      []float64      // of data: what was measured at each point
	held      []*held        // fields as they were a round ago, for pseudo-time
	points    points
	loose     bool // the number of points is another each time
	compiled  *executions
}

// points of a group. A residual's square counts scale^2 in the loss.
type points struct {
	n       int
	x       []float64 // [n, axes]
	normals []float64 // [n, axes] or nil
	given   []float64 // [n, functions]
	scale   []float64 // [n, residuals]
}

// newGroup calls the residuals once to find out what they ask for, and checks what they give.
func newGroup(engine compute.Backend, s *shape, normals bool, names []string, residuals ...func(p *Point) *Node) (*group, error) {
	g := &group{shape: s, names: names, residuals: residuals, normals: normals, compiled: &executions{of: map[task]*Exec{}}}
	asked := &wanted{}
	for i, residual := range residuals {
		err := exceptions.TryCatch[error](func() {
			scratch := NewGraph(engine, "asked")
			defer scratch.Finalize()
			p := &Point{shape: s, x: Zeros(scratch, shapes.Make(dtypes.Float64, 1, len(s.axes))), wanted: asked, funcs: len(asked.funcs)}
			if normals {
				p.normal = p.x
			}
			r := residual(p)
			if r == nil || r.Rank() != 2 || r.Shape().Dimensions[1] != 1 {
				exceptions.Panicf("pinn: the residual has shape %v; give one number a point, [batch, 1]", r)
			}
		})
		if err != nil {
			return nil, fmt.Errorf("pinn: %q: %w", names[i], backend.FirstLine(err))
		}
	}
	g.funcs = asked.funcs
	var err error
	if g.set, err = asked.set(len(s.axes)); err != nil {
		return nil, fmt.Errorf("pinn: %s: %w", strings.Join(names, ", "), err)
	}
	return g, nil
}

// lay puts points under the group, and works the known functions out there.
func (g *group) lay(x, normals []float64) error {
	d, k := len(g.shape.axes), len(g.residuals)
	p := points{n: len(x) / d, x: x, normals: normals}
	p.given = make([]float64, 0, p.n*len(g.funcs))
	for i := range p.n {
		for _, f := range g.funcs {
			if f == nil {
				p.given = append(p.given, g.read[i])
				continue
			}
			at := x[i*d : (i+1)*d : (i+1)*d]
			v := f(at...)
			if math.IsNaN(v) || math.IsInf(v, 0) {
				return fmt.Errorf("pinn: a known function of %s is %g at %.6g; give one that is finite there", g.title(), v, at)
			}
			p.given = append(p.given, v)
		}
	}
	p.scale = make([]float64, p.n*k)
	g.points = p
	return nil
}

// title names the group's residuals in messages.
func (g *group) title() string { return `"` + strings.Join(g.names, `", "`) + `"` }

// build makes the residuals of a batch: [batch, 1] each.
func (g *group) build(t *network.Tape, in batch) []*Node {
	p := &Point{shape: g.shape, set: g.set, x: in.x, given: in.given, normal: in.normal, theta: t}
	all := make([]*Node, len(g.residuals))
	for i, residual := range g.residuals {
		all[i] = BroadcastToDims(residual(p), p.batch(), 1)
	}
	return all
}

// batch is a group's inputs in a graph.
type batch struct{ theta, x, given, normal, scale *Node }

// batch takes a graph's parameters apart, in the order in which arguments lays them.
func (g *group) batch(in []*Node) batch {
	b := batch{theta: in[0], x: in[1], scale: in[2]}
	in = in[3:]
	if len(g.funcs) > 0 {
		b.given, in = in[0], in[1:]
	}
	if g.normals {
		b.normal = in[0]
	}
	return b
}

// close gives the compiled graphs back.
func (g *group) close() {
	g.compiled.mu.Lock()
	defer g.compiled.mu.Unlock()
	for _, e := range g.compiled.of {
		e.Finalize()
	}
	clear(g.compiled.of)
}
