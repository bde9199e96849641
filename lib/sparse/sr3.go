package sparse

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"
)

// SR3 is sparse relaxed regularised regression (Zheng and others 2019, doi:10.1109/ACCESS.2018.2886528):
// beside the coefficients c stands a sparse copy w,
//
//	1/2 |A c - b|^2 + lambda R(w) + 1/(2 nu) |c - w|^2,
//
// and both are improved in turn. The relaxation makes the problem in w better conditioned than that in c,
// so that nearly collinear terms trouble it less than STLSQ. Columns have length 1, and b too.
type SR3 struct {
	// Threshold is the least share of the left side that a term must contribute, as STLSQ's; lambda
	// follows from it. Default 0.1.
	Threshold float64
	// Relax is nu: the smaller, the nearer w is to c. Default 1; good values 0.1 to 10.
	Relax float64
	// Convex takes the sum of sizes for R, which is convex and shrinks what it keeps; else the number of
	// terms.
	Convex bool
	// Rounds at most. Default 1000.
	Rounds int
}

// Choose improves c and w in turn until they rest.
func (s SR3) Choose(p *Problem) (Choice, error) {
	if s.Threshold == 0 {
		s.Threshold = 0.1
	}
	if s.Relax == 0 {
		s.Relax = 1
	}
	if s.Rounds == 0 {
		s.Rounds = 1000
	}
	if !(s.Threshold > 0) || math.IsInf(s.Threshold, 0) || !(s.Relax > 0) || math.IsInf(s.Relax, 0) || s.Rounds < 0 {
		return Choice{}, fmt.Errorf("sparse: SR3 with a threshold of %v, relaxed by %v, in %d rounds; give positive numbers, or 0 for the defaults", s.Threshold, s.Relax, s.Rounds)
	}
	if err := p.Check(); err != nil {
		return Choice{}, err
	}
	columns := p.usable()
	n := len(columns)
	if n == 0 {
		return Choice{Columns: p.chosen(nil)}, nil
	}
	// c = (A'A + 1/nu)^-1 (A'b + w / nu)
	shifted := mat.NewSymDense(n, nil)
	left := mat.NewVecDense(n, nil)
	for i, j := range columns {
		for k := range i + 1 {
			shifted.SetSym(i, k, p.scaled[j*p.Columns+columns[k]])
		}
		shifted.SetSym(i, i, shifted.At(i, i)+1/s.Relax)
		left.SetVec(i, p.ab[j])
	}
	var root mat.Cholesky
	if !root.Factorize(shifted) {
		return Choice{}, p.collinear(columns)
	}
	var c, right mat.VecDense
	w := mat.NewVecDense(n, nil)
	if err := root.SolveVecTo(w, left); err != nil {
		return Choice{}, p.collinear(columns)
	}
	out := Choice{}
	for out.Rounds = 1; out.Rounds <= s.Rounds; out.Rounds++ {
		right.AddScaledVec(left, 1/s.Relax, w)
		if err := root.SolveVecTo(&c, &right); err != nil {
			return Choice{}, p.collinear(columns)
		}
		moved := 0.0
		for i := range n {
			next := s.near(c.AtVec(i))
			moved = math.Max(moved, math.Abs(next-w.AtVec(i)))
			w.SetVec(i, next)
		}
		if moved < 1e-12 {
			break
		}
	}
	var kept []int
	for i, k := range columns {
		if w.AtVec(i) != 0 {
			kept = append(kept, k)
		}
	}
	if out.Rounds > s.Rounds {
		out.Warnings = append(out.Warnings, fmt.Sprintf("%s: SR3 was still moving after %d rounds", p.of(), s.Rounds))
	}
	out.Columns = p.chosen(kept)
	return out, nil
}

// near is the w nearest to a coefficient that the regulariser allows: of 0 below the threshold.
func (s SR3) near(c float64) float64 {
	switch {
	case math.Abs(c) < s.Threshold:
		return 0
	case s.Convex:
		return c - math.Copysign(s.Threshold, c)
	}
	return c
}
