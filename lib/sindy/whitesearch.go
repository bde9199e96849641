package sindy

import (
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/blas/blas64"
	"gonum.org/v1/gonum/mat"

	"sublunar/lib/sparse"
)

// The search for a noisy field's law. The best few terms of each number are those of the plain regression
// and those that a search forward adds, with single terms exchanged as long as that lessens the misfit.
const (
	mostWhite = 10 // terms
	tried     = 4  // terms in place of another
	// evidence is how many times the extended Bayesian criterion's price a term must be worth: where
	// waves are high the noise in the terms is stronger than on average, and rows are surer than they
	// should be.
	evidence = 4
	// sure is how many of its standard errors a coefficient must be.
	sure = 4.5
	// tie is the part of the logarithm of a row's variance that tells between laws that fit alike.
	tie = 0.02
)

// search finds the law, by what its errors are larger than the noise makes them, and warnings of rivals;
// false where none could be fitted.
func (w *whiteField) search(allowed []bool) (law whiteLaw, spread float64, warnings []string, ok bool) {
	s := whiteSearch{whiteField: w, allowed: allowed, known: map[string]bool{}}
	var path recorder
	problem := *w.p.problems[w.equation]
	problem.Allowed = allowed
	if _, err := (sparse.Subset{By: &path, Most: mostWhite}).Choose(&problem); err != nil {
		return law, 0, nil, false
	}
	for _, columns := range path.path {
		if l, ok := w.fit(columns); ok {
			s.consider(l)
		}
	}
	if len(s.laws) == 0 {
		return law, 0, nil, false
	}
	s.forward(s.laws[0])
	s.forward(s.best())
	law = s.best()
	return law, math.Sqrt(math.Max(1, s.dispersion())), s.rivals(law), true
}

type whiteSearch struct {
	*whiteField
	allowed []bool
	known   map[string]bool
	laws    []whiteLaw
}

// A recorder takes a solver's path.
type recorder struct{ path [][]int }

// Best keeps the path.
func (r *recorder) Best(_ *sparse.Problem, path [][]int) (int, error) {
	r.path = path
	return 0, nil
}

// forward adds the likeliest term again and again, until the price has risen a few times.
func (s *whiteSearch) forward(l whiteLaw) {
	const patience = 3
	for worse := 0; len(l.columns) < mostWhite && worse < patience; {
		before := s.price(s.best())
		next := s.ranked(l)
		if len(next) == 0 {
			return
		}
		more, ok := s.fit(append(slices.Clone(l.columns), next[0]))
		if !ok {
			return
		}
		l = s.consider(more)
		if worse++; s.price(s.best()) < before {
			worse = 0
		}
	}
}

// consider exchanges single terms of a law while that lessens the misfit, and lists it.
func (s *whiteSearch) consider(l whiteLaw) whiteLaw {
	for s.isNew(l.columns) {
		s.laws = append(s.laws, l)
		better := l
		for i := range l.columns {
			less, ok := s.fit(slices.Delete(slices.Clone(l.columns), i, i+1))
			if !ok {
				continue
			}
			next := s.ranked(less)
			for _, k := range next[:min(tried, len(next))] {
				if k == l.columns[i] {
					continue
				}
				other, ok := s.fit(append(slices.Clone(less.columns), k))
				if ok && s.excess(other) < s.excess(better)-1e-6 && other.sure(1) {
					better = other
				}
			}
			if s.excess(better) < s.excess(l) {
				break
			}
		}
		l = better
	}
	return l
}

func (s *whiteSearch) isNew(columns []int) bool {
	key := fmt.Sprint(slices.Sorted(slices.Values(columns)))
	known := s.known[key]
	s.known[key] = true
	return !known
}

// excess is a misfit, or where it is no larger than chance makes it, what chance makes it: noisy terms give
// any law large variances and a small misfit, which is no merit. Of laws that fit as well as each other it
// is least for the one with the least noise.
func (s *whiteSearch) excess(l whiteLaw) float64 {
	n := float64(s.count)
	excess := math.Max(l.misfit, n+math.Sqrt(2*n))
	for q, w := range l.weights {
		excess -= tie * math.Log(w*s.rate[q])
	}
	return excess
}

// dispersion is by how much the best misfit exceeds what the noise explains: a share of the error that is
// not noise.
func (s *whiteSearch) dispersion() float64 {
	least := math.Inf(1)
	for _, l := range s.laws {
		least = math.Min(least, s.excess(l)/float64(s.count))
	}
	return least
}

// price of a law is its misfit and its terms.
func (s *whiteSearch) price(l whiteLaw) float64 {
	k, usable := len(l.columns), 0
	for _, in := range s.allowed {
		if in {
			usable++
		}
	}
	return s.excess(l)/s.dispersion() + evidence*(float64(k)*math.Log(float64(s.count))+2*sparse.Ways(usable, k))
}

// best is the law of least price whose terms are all sure.
func (s *whiteSearch) best() whiteLaw {
	best, lowest, spread := s.laws[0], math.Inf(1), math.Sqrt(s.dispersion())
	for _, l := range s.laws {
		if price := s.price(l); price < lowest && l.sure(spread) {
			best, lowest = l, price
		}
	}
	return best
}

// sure says that each coefficient stands out of its error.
func (l whiteLaw) sure(spread float64) bool {
	for i, c := range l.c {
		if math.Abs(c) < sure*spread*l.errors[i] {
			return false
		}
	}
	return true
}

// ranked are the terms that a law lacks, by how much they seem to explain of what it leaves: by the
// square of the score A'W r over its variance, once the noise that the term has in common with those of
// the law is taken off.
func (s *whiteSearch) ranked(l whiteLaw) []int {
	n := len(l.columns)
	weighted := make([][]float64, n+1) // of the law's terms, and of what is left
	for i := range weighted {
		from := l.left
		if i < n {
			from = s.a[l.columns[i]]
		}
		weighted[i] = make([]float64, s.count)
		for q, x := range from {
			weighted[i][q] = x * l.weights[q]
		}
	}
	var root mat.Cholesky
	if n > 0 {
		gram := mat.NewSymDense(n, nil)
		for i := range n {
			for m := range i + 1 {
				gram.SetSym(i, m, blas64.Dot(vector(weighted[i]), vector(s.a[l.columns[m]])))
			}
		}
		if !root.Factorize(gram) {
			return nil
		}
	}
	scores := make([]float64, len(s.a))
	parallel(len(s.a), func(k int) {
		if !s.allowed[k] || slices.Contains(l.columns, k) {
			return
		}
		column := s.a[k]
		score, whole := blas64.Dot(vector(weighted[n]), vector(column)), 0.0
		for q, x := range column {
			whole += l.weights[q] * x * x
		}
		size := whole
		if n > 0 {
			cross, solved := mat.NewVecDense(n, nil), mat.VecDense{}
			for i, j := range l.columns {
				cross.SetVec(i, blas64.Dot(vector(weighted[i]), vector(column)))
				score += l.c[i] * s.between(j, k) * blas64.Dot(vector(s.noise(j, k)), vector(l.weights))
			}
			if root.SolveVecTo(&solved, cross) != nil {
				return
			}
			size -= mat.Dot(&solved, cross)
		}
		if size > 1e-9*whole {
			scores[k] = score * score / size
		}
	})
	var out []int
	for k, score := range scores {
		if score > 0 {
			out = append(out, k)
		}
	}
	slices.SortStableFunc(out, func(a, b int) int {
		switch {
		case scores[a] > scores[b]:
			return -1
		case scores[a] < scores[b]:
			return 1
		}
		return 0
	})
	return out
}

// rivals are warnings of terms that another could stand for, the data being as likely to within a factor
// of e^3.
func (s *whiteSearch) rivals(l whiteLaw) (warnings []string) {
	for i, k := range l.columns {
		less, ok := s.fit(slices.Delete(slices.Clone(l.columns), i, i+1))
		if !ok {
			continue
		}
		next := s.ranked(less)
		for _, other := range next[:min(tried, len(next))] {
			if other == k {
				continue
			}
			if f, ok := s.fit(append(slices.Clone(less.columns), other)); ok && s.excess(f) < s.excess(l)+6*s.dispersion() {
				names := s.p.names(s.equation)
				warnings = append(warnings, fmt.Sprintf("%s: the data hardly tell the term %s from %s", s.p.of(s.equation), names[k], names[other]))
				break
			}
		}
	}
	return warnings
}
