package pinn

import (
	"slices"
	"strings"
	"sync"

	. "github.com/gomlx/gomlx/core/graph"
)

// views are groups of one field each, or of one derivative of it, for whoever asks for it at points. Each is made once, with its graphs:
// compiling one takes a hundred times as long as running it. Parameters are an argument of the graphs, so that all solutions of a fit
// share them. They go with the last of those: the backend's executables are freed when nothing refers to them any more.
type views struct {
	mu sync.Mutex
	of map[string]*group
}

// view of a field, or of a derivative of it, at points.
func (o *objective) view(of string, by []string, x []float64) (*group, error) {
	by = slices.Sorted(slices.Values(by)) // derivatives commute
	name := strings.Join(append([]string{of}, by...), "\x00")
	o.views.mu.Lock()
	defer o.views.mu.Unlock()
	made, ok := o.views.of[name]
	if !ok {
		var err error
		if made, err = newGroup(o.engine, o.shape, false, []string{of}, func(p *Point) *Node { return p.Field(of).D(by...) }); err != nil {
			return nil, err
		}
		made.loose = true
		o.views.of[name] = made
	}
	laid := *made // the graphs are the same
	return &laid, laid.lay(x, nil)
}

// at is a field, or a derivative of it, at points.
func (o *objective) at(of string, by []string, x, theta []float64) ([]float64, error) {
	g, err := o.view(of, by, x)
	if err != nil {
		return nil, err
	}
	return o.residuals(g, theta)
}
