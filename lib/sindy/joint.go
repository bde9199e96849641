package sindy

import (
	"errors"
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"

	"sublunar/lib/sparse"
)

// A joint is the regression of all equations at once: unknowns are the coefficients of terms that are
// still in.
type joint struct {
	p       *posing
	weights []float64  // of each equation: one over the variance of what a free fit leaves of it
	in      [][2]int   // equation and term of each unknown
	scale   []float64  // of each unknown
	rows    *mat.Dense // of the constraints, unknowns scaled
	values  *mat.VecDense
	penalty *penalty
}

// constrained solves all equations together: least squares under the constraints, the small terms
// dropped, and again, as STLSQ does (Loiseau and Brunton 2018, doi:10.1017/jfm.2017.823).
func (r Regression) constrained(p *posing) (*Model, error) {
	all := r.Constraints
	if r.Trapped {
		all = append(EnergyPreserving(p.variables...), all...)
	}
	threshold := 0.1
	switch s := r.Solver.(type) {
	case STLSQ:
		if s.Threshold != 0 {
			threshold = s.Threshold
		}
	default:
		return nil, errors.New("sindy: Constraints go with the solver STLSQ, which drops small terms under them; give it, with a threshold")
	}
	j := joint{p: p}
	for v, problem := range p.problems {
		free, err := r.solve(problem)
		if err != nil {
			return nil, err
		}
		floor := 1e-12 * problem.BB[v] / math.Max(1, problem.Rows)
		j.weights = append(j.weights, 1/math.Max(free.Residual*free.Residual, math.Max(floor, 1e-300)))
		for k := range p.library {
			if (problem.Allowed == nil || problem.Allowed[k]) && problem.AA[k*problem.Columns+k] > 0 {
				j.in = append(j.in, [2]int{v, k})
			}
		}
	}
	for round := 1; ; round++ {
		c, cov, err := j.solve(all)
		if err != nil {
			return nil, err
		}
		var kept [][2]int
		for i, at := range j.in {
			if j.share(at, c[i]) >= threshold {
				kept = append(kept, at)
			}
		}
		if len(kept) == len(j.in) {
			if r.Trapped {
				return r.trapped(p, &j, all)
			}
			m := p.model()
			m.Equations = j.equations(c, cov, round)
			return m, nil
		}
		j.in = kept
	}
}

// share is what a coefficient's term contributes to its equation.
func (j joint) share(at [2]int, c float64) float64 {
	g := j.p.problems[at[0]]
	return math.Abs(c) * math.Sqrt(g.AA[at[1]*g.Columns+at[1]]/math.Max(g.BB[at[0]], 1e-300))
}

// constraints are written for the unknowns; a coefficient that is out counts as 0.
func (j *joint) constraints(all []Constraint) error {
	j.rows, j.values = nil, nil
	if len(all) == 0 || len(j.in) == 0 {
		return nil
	}
	j.rows, j.values = mat.NewDense(len(all), len(j.in), nil), mat.NewVecDense(len(all), nil)
	for i, c := range all {
		j.values.SetVec(i, c.Value)
		for _, f := range c.Sum {
			v := -1
			for u := range j.p.equations {
				if j.p.of(u) == f.Of {
					v = u
				}
			}
			if v < 0 {
				return fmt.Errorf("sindy: a constraint names the equation %q; name one of the data's, such as %s", f.Of, j.p.of(0))
			}
			k := indexOfTerm(j.p.names(v), f.Term)
			if k < 0 {
				return fmt.Errorf("sindy: a constraint names the term %q of %s, which the library lacks; add it to the library, or leave the constraint out", f.Term, f.Of)
			}
			if math.IsNaN(f.Times) || math.IsInf(f.Times, 0) || math.IsNaN(c.Value) || math.IsInf(c.Value, 0) {
				return fmt.Errorf("sindy: a constraint on %s of %s isn't finite; give finite numbers", f.Term, f.Of)
			}
			for u, at := range j.in {
				if at == [2]int{v, k} {
					j.rows.Set(i, u, j.rows.At(i, u)+f.Times*j.scale[u])
				}
			}
		}
	}
	return nil
}

// solve gives the coefficients and their covariance. With the constraints' solutions c = c_0 + Z y, y is
// free: (Z'HZ) y = Z'(g - H c_0), for the weighted Gram H.
func (j *joint) solve(constraints []Constraint) ([]float64, *mat.Dense, error) {
	n := len(j.in)
	if n == 0 {
		return nil, nil, nil
	}
	j.scale = make([]float64, n)
	h, g := mat.NewDense(n, n, nil), mat.NewVecDense(n, nil)
	for a, at := range j.in {
		p := j.p.problems[at[0]]
		j.scale[a] = 1 / math.Sqrt(j.weights[at[0]]*p.AA[at[1]*p.Columns+at[1]])
	}
	for a, at := range j.in {
		p := j.p.problems[at[0]]
		g.SetVec(a, j.weights[at[0]]*p.AB[at[0]*p.Columns+at[1]]*j.scale[a])
		for b, other := range j.in {
			if at[0] == other[0] {
				h.Set(a, b, j.weights[at[0]]*p.AA[at[1]*p.Columns+other[1]]*j.scale[a]*j.scale[b])
			}
		}
	}
	j.penalty.add(h, g, j.scale)
	if err := j.constraints(constraints); err != nil {
		return nil, nil, err
	}
	start, free, err := j.free()
	if err != nil {
		return nil, nil, err
	}
	c, cov := mat.VecDenseCopyOf(start), mat.NewDense(n, n, nil)
	if _, columns := free.Dims(); columns > 0 {
		var hz, reduced mat.Dense
		hz.Mul(h, free)
		reduced.Mul(free.T(), &hz)
		symmetric := mat.NewSymDense(columns, nil)
		for a := range columns {
			for b := range a + 1 {
				symmetric.SetSym(a, b, (reduced.At(a, b)+reduced.At(b, a))/2)
			}
		}
		var root mat.Cholesky
		if !root.Factorize(symmetric) || !(root.Cond() < 1e14) {
			return nil, nil, fmt.Errorf("sindy: the data can't tell the constrained terms apart (%w); use a smaller library, or more data", sparse.ErrCollinear)
		}
		var left, y, right, step mat.VecDense
		left.MulVec(h, start)
		left.SubVec(g, &left)
		right.MulVec(free.T(), &left)
		if err := root.SolveVecTo(&y, &right); err != nil {
			return nil, nil, fmt.Errorf("sindy: %w", err)
		}
		step.MulVec(free, &y)
		c.AddVec(c, &step)
		var inverse mat.SymDense
		if err := root.InverseTo(&inverse); err != nil {
			return nil, nil, fmt.Errorf("sindy: %w", err)
		}
		cov.Product(free, &inverse, free.T())
	}
	out := make([]float64, n)
	for a := range out {
		out[a] = c.AtVec(a) * j.scale[a]
		if math.Abs(c.AtVec(a)) < 1e-14*mat.Norm(c, math.Inf(1)) {
			out[a] = 0 // what the constraints hold to 0, but for rounding
		}
		for b := range out {
			cov.Set(a, b, cov.At(a, b)*j.scale[a]*j.scale[b])
		}
	}
	return out, cov, nil
}

// free are one solution of the constraints, and a basis of what may be added to it.
func (j *joint) free() (*mat.VecDense, *mat.Dense, error) {
	n := len(j.in)
	start, all := mat.NewVecDense(n, nil), mat.NewDense(n, n, nil)
	if j.rows == nil {
		for i := range n {
			all.Set(i, i, 1)
		}
		return start, all, nil
	}
	var svd mat.SVD
	if !svd.Factorize(j.rows, mat.SVDFull) {
		return nil, nil, errors.New("sindy: the constraints can't be solved; give finite numbers")
	}
	values := svd.Values(nil)
	rank := 0
	for rank < len(values) && values[rank] > 1e-11*values[0] {
		rank++
	}
	var u, v mat.Dense
	svd.UTo(&u)
	svd.VTo(&v)
	for i := range rank {
		part := mat.Dot(u.ColView(i), j.values) / values[i]
		start.AddScaledVec(start, part, v.ColView(i))
	}
	var got mat.VecDense
	got.MulVec(j.rows, start)
	got.SubVec(&got, j.values)
	if mat.Norm(&got, 2) > 1e-8*math.Max(1e-300, mat.Norm(j.values, 2)) {
		return nil, nil, errors.New("sindy: the constraints contradict each other, or hold a term that is small and was dropped; lower the threshold, or leave one out")
	}
	if rank == n {
		return start, &mat.Dense{}, nil
	}
	return start, mat.DenseCopyOf(v.Slice(0, n, rank, n)), nil
}

// equations reads the models off.
func (j joint) equations(c []float64, cov *mat.Dense, rounds int) []Equation {
	var all []Equation
	for v, problem := range j.p.problems {
		eq := Equation{
			Of: problem.Of, Terms: problem.Names, Rows: int(problem.Rows), Rounds: rounds,
			Coefficients: make([]float64, problem.Columns), Errors: make([]float64, problem.Columns),
		}
		for a, at := range j.in {
			if at[0] == v {
				eq.Coefficients[at[1]] = c[a]
			}
		}
		left := problem.Left(eq.Coefficients)
		eq.Freedom = eq.Rows - eq.Count()
		eq.Residual = math.Sqrt(left / math.Max(1, float64(eq.Freedom)))
		if problem.BB[v] > 0 {
			eq.Explained = 1 - left/problem.BB[v]
		}
		for a, at := range j.in {
			if at[0] == v {
				// The weights were of a free fit's residual.
				eq.Errors[at[1]] = math.Sqrt(math.Max(0, cov.At(a, a))) * eq.Residual * math.Sqrt(j.weights[v])
			}
		}
		all = append(all, eq)
	}
	return all
}
