package sparse

import (
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"
)

// Ridge is a path of sequentially thresholded ridge regressions (Rudy and others 2017,
// doi:10.1126/sciadv.1602614): with the penalty |c|^2 on the coefficients, the small ones are dropped and
// the rest fitted again, for thresholds from high to low; a Criterion says which choice is best. The
// penalty steadies terms that are nearly alike. Columns have length 1, and b too.
type Ridge struct {
	// Penalty on the squared coefficients. Default 1e-5. Good values: 1e-8 to 1e-2.
	Penalty float64
	// Thresholds on a term's share of the left side, any order. Default: 30 from 1 down to 1e-4.
	Thresholds []float64
	// By is how the threshold is chosen. Default Information{}.
	By Criterion
}

// Choose follows the path.
func (s Ridge) Choose(p *Problem) (Choice, error) {
	if s.Penalty == 0 {
		s.Penalty = 1e-5
	}
	if !(s.Penalty > 0) || math.IsInf(s.Penalty, 0) {
		return Choice{}, fmt.Errorf("sparse: a ridge penalty of %v; give a positive number, such as 1e-5", s.Penalty)
	}
	thresholds := slices.Clone(s.Thresholds)
	if thresholds == nil {
		thresholds = grid(1, 1e-4, 30)
	}
	return thresholded(p, thresholds, s.By, func(columns []int) ([]float64, bool) { return p.ridge(columns, s.Penalty) })
}

// MSTLSQ is STLSQ with the threshold chosen for it, by how much of the full least-squares solution each
// choice loses beside how many terms it keeps (Messenger and Bortz 2021, doi:10.1137/20M1343166):
//
//	|A (c - c_full)| / |A c_full| + number of terms / number of columns.
type MSTLSQ struct {
	// Thresholds on a term's share of the left side. Default: 50 from 1 down to 1e-4.
	Thresholds []float64
}

// Choose tries each threshold.
func (s MSTLSQ) Choose(p *Problem) (Choice, error) {
	thresholds := slices.Clone(s.Thresholds)
	if thresholds == nil {
		thresholds = grid(1, 1e-4, 50)
	}
	return thresholded(p, thresholds, loss{}, func(columns []int) ([]float64, bool) {
		if !p.work.factorize(p, columns) {
			return nil, false
		}
		return slices.Clone(p.work.solve(p, columns)), true
	})
}

// grid is a number of values from one down to another, each a like part of the one before.
func grid(from, to float64, count int) []float64 {
	out := make([]float64, count)
	for i := range out {
		out[i] = from * math.Pow(to/from, float64(i)/float64(count-1))
	}
	return out
}

// thresholded drops small terms in rounds, for each threshold from high to low, and asks a criterion for
// the best of the choices.
func thresholded(p *Problem, thresholds []float64, by Criterion, fit func(columns []int) ([]float64, bool)) (Choice, error) {
	for _, t := range thresholds {
		if !(t > 0) || math.IsInf(t, 0) {
			return Choice{}, fmt.Errorf("sparse: a threshold of %v; give positive numbers, such as 0.1", t)
		}
	}
	if err := p.Check(); err != nil {
		return Choice{}, err
	}
	if by == nil {
		by = Information{}
	}
	slices.Sort(thresholds)
	slices.Reverse(thresholds)
	path, rounds := [][]int{nil}, 0
	for _, threshold := range thresholds {
		columns := p.usable()
		for {
			rounds++
			c, ok := fit(columns)
			if !ok {
				return Choice{}, p.collinear(columns)
			}
			var kept []int
			for i, k := range columns {
				if math.Abs(c[i]) >= threshold {
					kept = append(kept, k)
				}
			}
			if len(kept) == len(columns) {
				break
			}
			columns = kept
		}
		if !slices.ContainsFunc(path, func(known []int) bool { return slices.Equal(known, columns) }) {
			path = append(path, columns)
		}
	}
	slices.SortStableFunc(path, func(a, b []int) int { return len(a) - len(b) })
	best, err := by.Best(p, path)
	if err != nil {
		return Choice{}, err
	}
	return Choice{Columns: p.chosen(path[best]), Rounds: rounds, Warnings: p.rivals(path[best])}, nil
}

// ridge solves for unit columns with a penalty; false where rounding leaves the matrix without a root.
func (p *Problem) ridge(columns []int, penalty float64) ([]float64, bool) {
	n := len(columns)
	if n == 0 {
		return nil, true
	}
	shifted, left := mat.NewSymDense(n, nil), mat.NewVecDense(n, nil)
	for i, j := range columns {
		for k := range i + 1 {
			shifted.SetSym(i, k, p.scaled[j*p.Columns+columns[k]])
		}
		shifted.SetSym(i, i, shifted.At(i, i)+penalty)
		left.SetVec(i, p.ab[j])
	}
	var root mat.Cholesky
	var c mat.VecDense
	if !root.Factorize(shifted) || root.SolveVecTo(&c, left) != nil {
		return nil, false
	}
	return c.RawVector().Data, true
}

// loss is MSTLSQ's criterion.
type loss struct{}

// Best has the least loss; of equals the one of fewest terms, which comes first.
func (loss) Best(p *Problem, path [][]int) (int, error) {
	all := p.usable()
	if !p.work.factorize(p, all) {
		return 0, p.collinear(all)
	}
	p.work.solve(p, all)
	full := p.work.explained // |A c_full|^2; a part of the columns explains a part of it
	best, lowest := 0, math.Inf(1)
	for i, columns := range path {
		lost := 1 - (1-p.residual(columns))/math.Max(full, 1e-300)
		if value := math.Sqrt(math.Max(0, lost)) + float64(len(columns))/float64(len(all)); value < lowest {
			best, lowest = i, value
		}
	}
	return best, nil
}
