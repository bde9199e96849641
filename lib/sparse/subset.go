package sparse

import (
	"errors"
	"fmt"
	"math"
	"slices"
)

// Subset searches for the best sum of one term, of two, of three, and asks a Criterion how many the
// data call for. The search comes from both sides, adding to nothing the term that explains most and
// dropping from the whole library the one that explains least, and then exchanges single terms for
// others as long as that explains more (Hazimeh and Mazumder 2020, doi:10.1287/opre.2019.1919). Of two
// terms that are nearly alike it keeps one. With no threshold to choose, it is for noisy data.
type Subset struct {
	// Most terms in an equation. Default 10, or as many as there are.
	Most int
	// By is how the number of terms is chosen. Default Information{}.
	By Criterion
	// Exact goes on until no better sum of any number of terms can exist. It is for libraries of up to
	// about 30 terms: the cost may double with each.
	Exact bool
}

// Choose searches for the best columns of each number.
func (s Subset) Choose(p *Problem) (Choice, error) {
	if s.Exact {
		if p.Check() == nil && p.Columns > mostExact {
			return Choice{}, fmt.Errorf("sparse: an exact search among %d columns would not end; use at most %d, or leave Exact out", p.Columns, mostExact)
		}
		return fromPath(p, s.Most, s.By, p.exactPath)
	}
	return fromPath(p, s.Most, s.By, p.bestPath)
}

// rivals are warnings of chosen columns that another could stand for, the data being as likely to
// within a factor of e^3.
func (p *Problem) rivals(columns []int) (warnings []string) {
	left := math.Max(p.residual(columns), floor)
	usable := p.usable()
	for i, chosen := range columns {
		others := slices.Delete(slices.Clone(columns), i, i+1)
		without := slices.DeleteFunc(slices.Clone(usable), func(k int) bool { return k == chosen })
		k, explained := p.bestAddition(others, without)
		if k < 0 {
			continue
		}
		if math.Log(math.Max(1-explained, floor)/left)*p.Rows/2 < 3 {
			warnings = append(warnings, fmt.Sprintf("%s: the data hardly tell the term %s from %s", p.of(), p.name(chosen), p.name(k)))
		}
	}
	return warnings
}

// bestPath is the best columns found of each number, from none on.
func (p *Problem) bestPath(usable []int, most int) [][]int {
	path := [][]int{nil}
	dropped := p.droppings(usable, most)
	var columns []int
	for len(columns) < most {
		next, _ := p.bestAddition(columns, usable)
		if next < 0 {
			break // all others are sums of these
		}
		columns = append(columns, next)
		left := p.exchange(columns, usable)
		if other := slices.Clone(dropped[len(columns)]); other != nil && p.exchange(other, usable) < left {
			columns = other
		}
		path = append(path, slices.Clone(columns))
	}
	return path
}

// droppings are what is left of the columns, by number, when the one that explains least is dropped
// again and again. Nil where the columns are too many for the rows, or collinear.
func (p *Problem) droppings(columns []int, most int) [][]int {
	left := make([][]int, most+1)
	if float64(len(columns)) >= p.Rows || !p.work.factorize(p, columns) {
		return left
	}
	// The inverse of the Gram matrix, and the coefficients, after a column is dropped, follow from
	// those before.
	n := len(columns)
	inverse, c := p.work.inverted(n), slices.Clone(p.work.solve(p, columns))
	in := slices.Clone(columns)
	at := make([]int, n) // rows of the inverse that are left
	for i := range at {
		at[i] = i
	}
	for len(in) > 0 {
		if len(in) <= most {
			left[len(in)] = slices.Clone(in)
		}
		worst, least := 0, math.Inf(1)
		for i, r := range at {
			if loss := c[r] * c[r] / inverse[r*n+r]; loss < least {
				worst, least = i, loss
			}
		}
		r := at[worst]
		in, at = slices.Delete(in, worst, worst+1), slices.Delete(at, worst, worst+1)
		for _, i := range at {
			f := inverse[i*n+r] / inverse[r*n+r]
			c[i] -= f * c[r]
			for _, j := range at {
				inverse[i*n+j] -= f * inverse[r*n+j]
			}
		}
	}
	return left
}

// bestAddition is the column that explains most beside others, with the share that they then explain;
// -1 where there is none.
func (p *Problem) bestAddition(columns, usable []int) (best int, explained float64) {
	best = -1
	if !p.work.factorize(p, columns) {
		return best, 0
	}
	p.work.solve(p, columns)
	before, n := p.work.explained, len(columns)
	row := make([]float64, n)
	for _, k := range usable {
		if slices.Contains(columns, k) {
			continue
		}
		// What the last row of the factor, and of y, would be with the column added.
		pivot, y := 1.0, p.ab[k]
		for i, c := range columns {
			sum := p.scaled[k*p.Columns+c]
			for j, v := range p.work.l[i*n : i*n+i] {
				sum -= v * row[j]
			}
			row[i] = sum / p.work.l[i*n+i]
			pivot -= row[i] * row[i]
			y -= row[i] * p.work.y[i]
		}
		if pivot <= least {
			continue
		}
		if gain := y * y / pivot; best < 0 || before+gain > explained {
			best, explained = k, before+gain
		}
	}
	return best, explained
}

// exchange replaces single columns as long as that explains more, and returns the share of b'b that
// they leave.
func (p *Problem) exchange(columns, usable []int) (left float64) {
	const better = 1e-6 // of what is left
	left = p.residual(columns)
	for moved := true; moved; {
		moved = false
		for i := range columns {
			others := slices.Delete(slices.Clone(columns), i, i+1)
			k, explained := p.bestAddition(others, usable)
			if k >= 0 && k != columns[i] && 1-explained < left*(1-better)-1e-15 {
				columns[i], left, moved = k, 1-explained, true
			}
		}
	}
	return left
}

// A Criterion chooses among columns for a problem: the index of the best.
type Criterion interface {
	Best(p *Problem, path [][]int) (int, error)
}

// Information is the extended Bayesian information criterion (Chen and Chen 2008,
// doi:10.1093/biomet/asn034): n ln(residual) + k ln n + 2 ln(number of ways to choose k columns), for n
// rows and k terms. It takes the rows' errors to be independent.
type Information struct {
	// PerRow is how much of independent news a row brings. Default 1; less where rows share data.
	PerRow float64
	// Floor is the share of b'b that no law is asked to explain: choices that leave less are as good as
	// each other, and the shortest is taken. Default 1e-13, the Gram matrix's rounding. Good values: the
	// square of the left side's own relative error, where that is no chance, as of differences.
	Floor float64
}

// Best is where the criterion is least.
func (c Information) Best(p *Problem, path [][]int) (int, error) {
	news := c.PerRow
	if news == 0 {
		news = 1
	}
	if !(news > 0) {
		return 0, errors.New("sparse: rows that bring no news; give Information.PerRow a positive number")
	}
	least := c.Floor
	if least == 0 {
		least = floor
	}
	if !(least > 0) || least >= 1 {
		return 0, fmt.Errorf("sparse: a floor of %v; give a part of 1, such as 1e-8", c.Floor)
	}
	n := math.Max(2, news*p.Rows)
	best, lowest := 0, math.Inf(1)
	for i, columns := range path {
		k := float64(len(columns))
		if k >= n {
			break
		}
		value := n*math.Log(math.Max(p.residual(columns), least)) + k*math.Log(n) + 2*Ways(len(p.usable()), len(columns))
		if value < lowest {
			best, lowest = i, value
		}
	}
	return best, nil
}

// floor is the share of b'b below which what is left of it is the Gram matrix's rounding.
const floor = 1e-13

// residual is the share of b'b that columns leave.
func (p *Problem) residual(columns []int) float64 {
	if p.length() == 0 {
		return 0
	}
	if !p.work.factorize(p, columns) {
		return 1
	}
	p.work.solve(p, columns)
	return math.Max(0, 1-p.work.explained)
}

// Ways is the logarithm of the number of ways to choose k of n.
func Ways(n, k int) float64 {
	a, _ := math.Lgamma(float64(n + 1))
	b, _ := math.Lgamma(float64(k + 1))
	c, _ := math.Lgamma(float64(n - k + 1))
	return a - b - c
}
