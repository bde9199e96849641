package zoo

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"sublunar/lib/domain"
	"sublunar/lib/jet"
	"sublunar/lib/network"
	"sublunar/lib/pinn"
)

// A Case is a benchmark problem with its reference.
type Case struct {
	Name string
	// Problem has its conditions built into the fields wherever that is natural.
	Problem pinn.Problem
	// Soft has them as terms of the loss. It has no equations where Problem has them so already.
	Soft pinn.Problem
	// Note is the exact specification, and Source where it comes from.
	Note, Source string
	// Published are errors that others report.
	Published []Published
	// Goal is the error to reach.
	Goal float64
	// Absolute says that the error is the root mean square difference; else it is relative to the reference's root mean square.
	Absolute bool
	// Exact are the fields in closed form, or by quadrature, where there is such a form. The arguments are the domain's axes in order.
	Exact map[string]func(x ...float64) float64
	// Network and Training are good ones to begin with; Features too, where random features serve.
	Network  network.Network
	Training pinn.Training
	Features pinn.RandomFeatures
	// Windows of time, one after another, in which a network does better than in one; 0 for one.
	Windows int
	// periodic says that the fields are, along the first axis from -1 to 1.
	periodic bool
	// Classical solves the problem by a classical method, as finely as an error no larger than this asks for, and says what that cost.
	// It is nil where no classical solver is at hand.
	Classical func(error float64) (Cost, error)

	reference func() ([]Sample, error)
}

// Published is an error that others report.
type Published struct {
	By      string
	Error   float64
	Seconds float64 // 0 where not stated
}

// Sample is a field's reference at points, row-major [n, axes] in the domain's order.
type Sample struct {
	Field     string
	X, Values []float64
}

// Cost is what a classical solver needed.
type Cost struct {
	Method string
	// Error on the case's points, and the Seconds of the last solution, the one that reached it.
	Error, Seconds float64
}

// Reference are the fields that are compared, at the case's points. It is worked out once.
func (c Case) Reference() ([]Sample, error) { return c.reference() }

// Fields are whatever gives fields at points: a [pinn.Solution], a [pinn.Collocated].
type Fields interface {
	At(of string, x []float64, by ...string) ([]float64, error)
}

// Error of a solution, over all the fields that are compared and all the case's points: the root mean square difference over the
// reference's root mean square, or the difference itself where the case is Absolute.
func Error(c Case, s Fields) (float64, error) {
	all, err := c.Reference()
	if err != nil {
		return 0, err
	}
	off, size, n := 0.0, 0.0, 0
	for _, sample := range all {
		got, err := s.At(sample.Field, sample.X)
		if err != nil {
			return 0, err
		}
		if len(got) != len(sample.Values) {
			return 0, fmt.Errorf("zoo: %d values of %q at %d points", len(got), sample.Field, len(sample.Values))
		}
		for i, want := range sample.Values {
			off += (got[i] - want) * (got[i] - want)
			size += want * want
		}
		n += len(got)
	}
	if c.Absolute {
		return math.Sqrt(off / float64(n)), nil
	}
	return math.Sqrt(off / size), nil
}

// Solve fits a network to the case's problem: in its windows of time, each of which begins with what the one before ended with. Parameters,
// steps and seconds are those of all windows together.
func Solve(c Case, n network.Network, t pinn.Training) (Fields, Effort, error) {
	if c.Windows <= 1 {
		s, err := c.Problem.Solve(n, t)
		if err != nil {
			return nil, Effort{}, err
		}
		return s, effort(s), nil
	}
	axes, k := c.Problem.Domain.Axes(), -1
	for i, a := range axes {
		if a.Name == "t" {
			k = i
		}
	}
	if k < 0 {
		return nil, Effort{}, fmt.Errorf("zoo: %s has no axis t to cut into windows", c.Name)
	}
	bounds := make([]float64, c.Windows+1)
	for i := range bounds {
		bounds[i] = axes[k].Lo + (axes[k].Hi-axes[k].Lo)*float64(i)/float64(c.Windows)
	}
	var failed error
	m, err := pinn.March("t", bounds, n, t, func(from, to float64, before *pinn.Solution) pinn.Problem {
		p := c.Problem
		axes[k].Lo, axes[k].Hi = from, to
		p.Domain = domain.Box(axes...)
		if before != nil {
			p.Fields = slices.Clone(p.Fields)
			for i, f := range p.Fields {
				first := func(x pinn.Coordinates) jet.Jet { return before.Frozen(f.Name, x.With("t", from)) }
				if c.periodic {
					waves, err := ending(before, f.Name, from)
					if err != nil {
						failed = errors.Join(failed, err)
						continue
					}
					first = func(x pinn.Coordinates) jet.Jet { return waves(x.Of(axes[0].Name)) }
				}
				p.Fields[i].Exactly = func(x pinn.Coordinates, n jet.Jet) jet.Jet {
					return jet.Add(first(x), jet.Mul(jet.AddScalar(x.Of("t"), -from), n))
				}
			}
		}
		return p
	})
	if err := errors.Join(failed, err); err != nil {
		return nil, Effort{}, err
	}
	var all Effort
	for _, s := range m.Windows {
		e := effort(s)
		all.Parameters, all.Points, all.Steps, all.Seconds = all.Parameters+e.Parameters, all.Points+e.Points, all.Steps+e.Steps, all.Seconds+e.Seconds
	}
	return m, all, nil
}

// Effort is what a network took.
type Effort struct {
	Parameters, Points, Steps int
	Seconds                   float64
}

func effort(s *pinn.Solution) Effort {
	points := 0
	for _, t := range s.Terms {
		if t.Kind == "equation" {
			points = max(points, t.Points)
		}
	}
	return Effort{len(s.Parameters), points, s.Stats.Steps, s.Stats.Seconds}
}

// All cases.
func All() []Case {
	return []Case{Burgers(), AllenCahn(), KdV(), Wave(), Poisson5D(), Helmholtz(), Kovasznay(), Cavity(), HeatInverse()}
}

// exactly makes the reference of closed forms at points.
func exactly(fields map[string]func(x ...float64) float64, x []float64, dims int, of ...string) func() ([]Sample, error) {
	return func() ([]Sample, error) {
		var all []Sample
		for _, name := range of {
			s := Sample{Field: name, X: x}
			for i := 0; i < len(x); i += dims {
				s.Values = append(s.Values, fields[name](x[i:i+dims]...))
			}
			all = append(all, s)
		}
		return all, nil
	}
}

// lattice is the points of a grid of n steps from lo to hi along each axis, both ends among them.
func lattice(lo, hi []float64, n ...int) []float64 {
	x := []float64{}
	at := make([]int, len(n))
	for {
		for i := range n {
			x = append(x, lo[i]+(hi[i]-lo[i])*float64(at[i])/float64(max(n[i], 1)))
		}
		i := len(n) - 1
		for ; i >= 0; i-- {
			if at[i]++; at[i] <= n[i] {
				break
			}
			at[i] = 0
		}
		if i < 0 {
			return x
		}
	}
}

// apart is the relative root mean square difference, or the plain one.
func apart(a, b []float64, absolute bool) float64 {
	off, size := 0.0, 0.0
	for i := range a {
		off += (a[i] - b[i]) * (a[i] - b[i])
		size += b[i] * b[i]
	}
	if absolute {
		return math.Sqrt(off / float64(len(a)))
	}
	return math.Sqrt(off / size)
}
