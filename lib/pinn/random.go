package pinn

import (
	"fmt"
	"math"
	"strings"
	"time"

	"sublunar/lib/domain"
	"sublunar/lib/field"
	"sublunar/lib/optim"
)

// Collocation is how the coefficients of random features are found. The zero value works.
type Collocation struct {
	// Points inside. Default: 3 for each unknown coefficient.
	Points int
	// BoundaryPoints of each condition that doesn't say. Default: 2 for each unknown of one field, to the power (d-1)/d, and 200 at least.
	BoundaryPoints int
	// Sampler of the points. Default: domain.Sobol{Seed: Seed}.
	Sampler domain.Sampler
	// Steps of Newton at most, where the equations aren't linear. Default: 20.
	Steps int
	// Tolerance ends Newton's steps when one lowers the residual by less than this share. Default: 0.1.
	Tolerance float64
	// Cutoff leaves out features that are combinations of others but for this share. Default: what the residual between the points
	// says of 1e-12, 1e-14 and 1e-16.
	Cutoff float64
	// Start are parameters to begin with, where the equations aren't linear. Default: all fields 0, but for their Exactly.
	Start []float64
	// Seed of the points.
	Seed uint64
	// Observe hears of each scale that was tried, and of the residual between the points, as one weighted mean. An error returned stops
	// the search, with the best solution so far, where there is one.
	Observe func(field.Progress) error
}

// Collocated is a Solution by random features.
type Collocated struct {
	*Solution
	// Linear says that the residuals depend linearly on the coefficients, and so one factorisation gave them; else Newton's steps did.
	Linear bool
	// Scale of the features that held best between the points.
	Scale float64
	// Rank is how many of the Unknowns the rows tell apart. Where they are equal, more features would give more digits; where it is much
	// smaller, a higher Scale may.
	Rank, Unknowns int
	// OnPoints and HeldOut are the root of the weighted mean square residual of all terms, on the points and between them. The weights
	// make the terms' rows equally long.
	OnPoints, HeldOut float64
	// Tried are the scales that were searched, in order.
	Tried []Tried
}

// Tried is one scale that was searched.
type Tried struct {
	Scale   float64
	HeldOut float64
	Rank    int
}

// String adds to the solution's what was done.
func (c *Collocated) String() string {
	how := "linear: one factorisation"
	if !c.Linear {
		how = "not linear: Newton's steps"
	}
	return fmt.Sprintf("random features up to wavenumber %.3g, rank %d of %d; %s\n%s", c.Scale, c.Rank, c.Unknowns, how, c.Solution)
}

// Collocate solves the problem with fields made of random features: their coefficients make the residuals at collocation points least in
// squares. Each equation, condition and datum gives a row for each of its points; conditions that a field meets Exactly need none.
//
// A linear problem is solved by one factorisation: whether it is one is tried. Others are solved by Newton's steps, which converge where
// the nonlinearity is mild. Without a Scale of the features, scales are tried until the residual between the points is least.
//
// The error says what to change: a residual that isn't finite, or Newton's steps that don't converge.
func (p Problem) Collocate(f RandomFeatures, c Collocation) (*Collocated, error) {
	began := time.Now()
	k, err := newCollocator(p, f, c)
	if err != nil {
		return nil, err
	}
	defer k.tr.close()
	if k.linear, err = k.isLinear(); err != nil {
		return nil, err
	}
	best, stopped := k.search()
	if best == nil {
		return nil, stopped
	}
	s := k.finish(best)
	s.Stats.Seconds = time.Since(began).Seconds()
	return s, stopped
}

func (c Collocation) filled(unknowns, fields, dims int) (Collocation, error) {
	if c.Points == 0 {
		c.Points = 3 * unknowns
	}
	if c.BoundaryPoints == 0 {
		c.BoundaryPoints = max(200, int(2*math.Pow(float64(unknowns)/float64(fields), 1-1/float64(dims))))
	}
	if c.Steps == 0 {
		c.Steps = 20
	}
	if c.Tolerance == 0 {
		c.Tolerance = 0.1
	}
	switch {
	case c.Points < 0 || c.BoundaryPoints < 0 || c.Steps < 0:
		return c, fmt.Errorf("pinn: collocation with %d points, %d on each condition, %d steps; none can be negative", c.Points, c.BoundaryPoints, c.Steps)
	case !(c.Tolerance > 0 && c.Tolerance < 1):
		return c, fmt.Errorf("pinn: collocation to a tolerance of %g; give a share between 0 and 1", c.Tolerance)
	case !(c.Cutoff >= 0 && c.Cutoff < 1):
		return c, fmt.Errorf("pinn: collocation with a cutoff of %g; give one such as 1e-14, or 0 for the best", c.Cutoff)
	}
	return c, nil
}

// A trial is the solution with features of one scale.
type trial struct {
	scale             float64
	theta             []float64
	rank, steps       int
	status            optim.Status
	onPoints, heldOut float64
}

// finish makes the solution of a trial.
func (k *collocator) finish(t *trial) *Collocated {
	s := &Solution{Parameters: t.theta, Status: t.status, objective: k.tr.objective, Points: k.tr.Points,
		Stats: optim.Stats{Steps: t.steps, Evaluations: k.evaluations, Jacobians: k.jacobians}}
	on, between := k.rms(k.tr.objective, t.theta), k.rms(k.held, t.theta)
	for i, term := range k.tr.objective.terms {
		s.Terms = append(s.Terms, Term{Name: term.name, Kind: term.kind, Points: term.group.points.n, Residual: on[i], HeldOut: between[i]})
	}
	return &Collocated{Solution: s, Linear: k.linear, Scale: t.scale, Rank: t.rank, Unknowns: k.unknowns(),
		OnPoints: t.onPoints, HeldOut: t.heldOut, Tried: k.tried}
}

// describe a trial that led nowhere.
func (k *collocator) describe() string {
	var all []string
	for _, t := range k.tried {
		all = append(all, fmt.Sprintf("%.3g", t.Scale))
	}
	return strings.Join(all, ", ")
}
