package sparse

import (
	"errors"
	"math"
)

// CrossValidation leaves each of the problem's Parts out in turn, fits on the others, and scores on the
// part that was left out; all from the parts' Grams, with no data read again. Of the choices whose
// score is within a standard error of the best it takes the one of fewest terms (Breiman and others
// 1984's rule).
type CrossValidation struct{}

// Best is the shortest choice that scores about as well as the best.
func (CrossValidation) Best(p *Problem, path [][]int) (int, error) {
	if len(p.Parts) < 2 {
		return 0, errors.New("sparse: cross-validation needs a problem in two parts or more; use Information, or give Parts")
	}
	scores := make([][]float64, len(path)) // [choice][part]
	for _, part := range p.Parts {
		train, err := Sum(p.Gram)
		if err != nil {
			return 0, err
		}
		if err := train.Add(part, -1); err != nil {
			return 0, err
		}
		rest := &Problem{Gram: train, Side: p.Side}
		for i, columns := range path {
			score := math.Inf(1)
			rest.ready()
			if rest.work.factorize(rest, columns) {
				c := rest.work.solve(rest, columns)
				score = part.left(p.Side, columns, c, rest)
			}
			scores[i] = append(scores[i], score)
		}
	}
	best, lowest, slack := 0, math.Inf(1), 0.0
	for i, s := range scores {
		mean, err := meanAndError(s)
		if mean < lowest {
			best, lowest, slack = i, mean, err
		}
	}
	for i, s := range scores[:best] {
		if mean, _ := meanAndError(s); mean <= lowest+slack {
			return i, nil
		}
	}
	return best, nil
}

// left is what coefficients of another problem's unit columns leave of this part's left side, per row:
// |b - A c|^2 = b'b - 2 c'A'b + c'A'A c.
func (g *Gram) left(side int, columns []int, unit []float64, of *Problem) float64 {
	c := make([]float64, len(columns))
	for i, k := range columns {
		c[i] = unit[i] * of.length() / of.scale[k]
	}
	sum := g.BB[side]
	for i, j := range columns {
		sum -= 2 * c[i] * g.AB[side*g.Columns+j]
		for m, k := range columns {
			sum += c[i] * c[m] * g.AA[j*g.Columns+k]
		}
	}
	return math.Max(sum, floor*g.BB[side]) / g.Rows
}

func meanAndError(values []float64) (mean, err float64) {
	n := float64(len(values))
	for _, v := range values {
		mean += v / n
	}
	squares := 0.0
	for _, v := range values {
		squares += (v - mean) * (v - mean)
	}
	return mean, math.Sqrt(squares / (n * (n - 1)))
}
