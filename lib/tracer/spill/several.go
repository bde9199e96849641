package spill

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"

	"sublunar/lib/tracer"
)

// Releases are what several spills together explain of some observations.
type Releases struct {
	// Found are the spills, the largest first; of lasting candidates from and until when.
	Found []tracer.Source
	// Misfit is the sum of squares that is left, over the deviations, and Before what it was with none.
	Misfit, Before float64
}

// Several explains values of the observations that footprints are of by few releases, at most so many, each of an amount above 0 in one cell at one candidate time: the best one first, then
// the best beside it, each time with all amounts fitted anew (orthogonal matching pursuit, Pati and others 1993, doi:10.1109/ACSSC.1993.342465,
// with amounts kept positive) and each place looked for again with the others held. It stops where another release, with its place, time and
// amount, lessens the misfit by less than 4 log(observations) (Schwarz 1978, doi:10.1214/aos/1176344136). Places are those of cells and the
// flow is taken for true: where it isn't, see [Attribution] first.
func Several(f tracer.Footprints, values, deviations []float64, most int) (Releases, error) {
	k := f.Observations
	if len(values) != k || len(deviations) != k || most < 1 {
		return Releases{}, fmt.Errorf("spill: %d values and %d deviations for %d observations, and %d releases; give one each, and 1 release or more", len(values), len(deviations), k, most)
	}
	y := make([]float64, k)
	out := Releases{}
	for i, v := range values {
		if !(deviations[i] > 0) || math.IsNaN(v) || math.IsInf(v, 0) || math.IsInf(deviations[i], 0) {
			return Releases{}, fmt.Errorf("spill: observation %d is %g with a deviation of %g; give a finite value, and a deviation above 0", i, v, deviations[i])
		}
		y[i] = v / deviations[i]
		out.Before += y[i] * y[i]
	}
	p := pursuit{feet: f, y: y, deviations: deviations}
	out.Misfit = out.Before
	var columns []int
	var amounts []float64
	for len(columns) < most {
		next := p.best(columns, amounts)
		if next < 0 {
			break
		}
		tried, fitted, left := p.positive(append(slices.Clone(columns), next))
		for n := range tried { // look for each again, the others held
			others, held := slices.Delete(slices.Clone(tried), n, n+1), slices.Delete(slices.Clone(fitted), n, n+1)
			if better := p.best(others, held); better >= 0 {
				if t, a, l := p.positive(append(others, better)); l < left && len(t) == len(tried) {
					tried, fitted, left = t, a, l
					break
				}
			}
		}
		if left > out.Misfit-4*math.Log(float64(k)) {
			break
		}
		columns, amounts, out.Misfit = tried, fitted, left
	}
	b, times := f.Basin, f.Candidates.Times.Values
	cells := b.X.Len() * b.Y.Len()
	for n, c := range columns {
		s := tracer.Source{X: b.X.Values[c%cells%b.X.Len()], Y: b.Y.Values[c%cells/b.X.Len()], Amount: amounts[n], From: times[c/cells], Until: times[c/cells]}
		if f.Candidates.Lasting {
			s.Until = times[c/cells+1]
		}
		out.Found = append(out.Found, s)
	}
	slices.SortFunc(out.Found, func(a, b tracer.Source) int { return cmp.Compare(b.Amount, a.Amount) })
	return out, nil
}

// A pursuit looks for columns of footprints, [candidate, cell], that explain values over their deviations.
type pursuit struct {
	feet          tracer.Footprints
	y, deviations []float64
}

func (p pursuit) column(c int) []float64 { return p.feet.Seen[c*len(p.y) : (c+1)*len(p.y)] }

// left is what columns with amounts don't explain, over deviations.
func (p pursuit) left(columns []int, amounts []float64) []float64 {
	r := slices.Clone(p.y)
	for n, c := range columns {
		for i, h := range p.column(c) {
			r[i] -= amounts[n] * h / p.deviations[i]
		}
	}
	return r
}

// best is the column that lessens most what is left, or -1.
func (p pursuit) best(columns []int, amounts []float64) int {
	r := p.left(columns, amounts)
	best, gain := -1, 0.0
	for c := range len(p.feet.Seen) / len(p.y) {
		a, b := 0.0, 0.0
		for i, h := range p.column(c) {
			h /= p.deviations[i]
			a, b = a+h*h, b+h*r[i]
		}
		if b > 0 && b*b > gain*a && !slices.Contains(columns, c) {
			best, gain = c, b*b/a
		}
	}
	return best
}

// positive fits amounts to columns by least squares; the most negative column goes until all are above 0.
func (p pursuit) positive(columns []int) ([]int, []float64, float64) {
	for len(columns) > 0 {
		h := mat.NewDense(len(p.y), len(columns), nil)
		size := make([]float64, len(columns)) // columns of unit length, for the conditioning
		for n, c := range columns {
			for i, v := range p.column(c) {
				h.Set(i, n, v/p.deviations[i])
			}
			size[n] = mat.Norm(h.ColView(n), 2)
			for i := range p.y {
				h.Set(i, n, h.At(i, n)/size[n])
			}
		}
		var m mat.VecDense
		if err := m.SolveVec(h, mat.NewVecDense(len(p.y), slices.Clone(p.y))); err != nil { // two alike
			columns = columns[:len(columns)-1]
			continue
		}
		amounts := make([]float64, len(columns))
		worst := 0
		for n := range amounts {
			amounts[n] = m.AtVec(n) / size[n]
			if m.AtVec(n) < m.AtVec(worst) {
				worst = n
			}
		}
		if amounts[worst] <= 0 {
			columns = slices.Delete(slices.Clone(columns), worst, worst+1)
			continue
		}
		sum := 0.0
		for _, r := range p.left(columns, amounts) {
			sum += r * r
		}
		return columns, amounts, sum
	}
	sum := 0.0
	for _, v := range p.y {
		sum += v * v
	}
	return nil, nil, sum
}
