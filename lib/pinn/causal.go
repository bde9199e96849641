package pinn

import (
	"fmt"
	"math"
	"slices"
)

// Causal lets an equation count at a time only when it holds before (Wang, Sankaran and Perdikaris 2024,
// doi:10.1016/j.cma.2024.116813). The time axis is cut into Slices, and the points of slice i weigh
//
//	exp(-tolerance * sum of the mean squares of the residuals in the slices before i)
//
// with a tolerance that rises tenfold each time all slices count.
type Causal struct {
	// Axis of time. Default: "t".
	Axis string
	// Slices of it. Default: 32.
	Slices int
	// Tolerance to begin with, times the mean square residual at the start. Default: 1.
	Tolerance float64

	state *causal
}

// NewCausal is a Causal with these settings; one is made for each fit, for it keeps its tolerance.
func NewCausal(settings Causal) *Causal {
	settings.state = &causal{}
	return &settings
}

type causal struct{ tolerance float64 }

func (c *Causal) weigh(tr *trainer) (bool, error) {
	name, count := c.Axis, c.Slices
	if name == "" {
		name = "t"
	}
	if count == 0 {
		count = 32
	}
	axis := slices.Index(tr.objective.shape.axes, name)
	if axis < 0 || count < 2 {
		return false, fmt.Errorf("pinn: Causal along %q in %d slices; name an axis of the domain, and give at least 2 slices", name, count)
	}
	if c.state == nil {
		c.state = &causal{}
	}
	lo, hi, d := tr.objective.shape.lo[axis], tr.objective.shape.hi[axis], len(tr.objective.shape.axes)
	all := true
	for _, t := range tr.objective.terms {
		if t.kind != "equation" {
			continue
		}
		r, err := tr.objective.residuals(t.group, tr.run.X())
		if err != nil {
			return false, err
		}
		n, k := t.group.points.n, len(t.group.residuals)
		place := func(i int) int {
			return min(max(int(float64(count)*(t.group.points.x[i*d+axis]-lo)/(hi-lo)), 0), count-1)
		}
		squares, counts := make([]float64, count), make([]float64, count)
		mean := 0.0
		for i := range n {
			v := r[i*k+t.column] * r[i*k+t.column]
			squares[place(i)] += v
			counts[place(i)]++
			mean += v / float64(n)
		}
		if c.state.tolerance == 0 {
			c.state.tolerance = math.Max(c.Tolerance, 0)
			if c.state.tolerance == 0 {
				c.state.tolerance = 1
			}
			c.state.tolerance /= mean
		}
		weights, sum := make([]float64, count), 0.0
		for s := range weights {
			weights[s] = math.Exp(-c.state.tolerance * sum)
			if counts[s] > 0 {
				sum += squares[s] / counts[s]
			}
		}
		all = all && weights[count-1] > 0.99
		t.attention = make([]float64, n)
		for i := range t.attention {
			t.attention[i] = weights[place(i)]
		}
	}
	if all {
		c.state.tolerance *= 10
	}
	return true, nil
}
