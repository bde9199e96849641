package jet

import (
	"cmp"
	"maps"
	"slices"
)

// A factorisation is a way to a part of h^k/k!: the sum of terms factor * (h^p/p!)[left] * (h^q/q!)[right], with p + q = k.
type factorisation []powerTerm

type powerTerm struct {
	leftPower, left, rightPower, right int
	factor                             float64
}

// A polynomial in the parts of h: by the parts of each monomial, ascending, its coefficient.
type polynomial map[string]float64

func (p polynomial) add(factor float64, q polynomial) {
	for m, c := range q {
		if p[m] += factor * c; p[m] == 0 {
			delete(p, m)
		}
	}
}

func (p polynomial) times(q polynomial) polynomial {
	product := polynomial{}
	for m, c := range p {
		for n, d := range q {
			letters := []rune(m + n)
			slices.Sort(letters)
			product[string(letters)] += c * d
		}
	}
	return product
}

// holds says how many times q fits in p: the least ratio of coefficients, 0 where a monomial of q's isn't in p.
func (p polynomial) holds(q polynomial) float64 {
	least := 0.0
	for m, c := range q {
		ratio := p[m] / c
		if ratio <= 0 {
			return 0
		}
		if least == 0 || ratio < least {
			least = ratio
		}
	}
	return least
}

func (p polynomial) weight() float64 {
	sum := 0.0
	for _, c := range p {
		sum += c
	}
	return sum
}

// manyParts is where a Set is too large to look for the shortest factorisations, which takes the cube of its size.
const manyParts = 64

// factorise finds, for each power and part, few products to make it of. The product rule, h^k = h^(k-1) h, makes the same monomial
// by several routes: g_0^2 g_00 comes both of (g_0^2) g_00 and of (g_0 g_00) g_0. A greedy search takes, of the products of two
// parts of lower powers, the one that covers most of what is left: 35 products for the biharmonic in three dimensions, not 53.
func (s *Set) factorise() {
	s.factors = make([][]factorisation, s.order+1)
	polynomials := make([][]polynomial, s.order+1)
	for k := 1; k <= s.order; k++ {
		s.factors[k] = make([]factorisation, len(s.parts))
		parts := make([]polynomial, len(s.parts))
		for i := range parts {
			parts[i] = polynomial{}
			switch {
			case k == 1 && i > 0:
				parts[i][string(rune(i))] = 1
			case k == 2:
				for _, t := range halved(s.products[i]) {
					s.factors[k][i] = append(s.factors[k][i], powerTerm{1, t.left, 1, t.right, t.factor})
				}
			case k > 2:
				for _, t := range s.products[i] {
					if s.orderOf(t.left) >= k-1 && t.right > 0 {
						s.factors[k][i] = append(s.factors[k][i], powerTerm{k - 1, t.left, 1, t.right, t.factor / float64(k)})
					}
				}
			}
			if len(s.parts) > manyParts {
				continue
			}
			for _, t := range s.factors[k][i] {
				parts[i].add(t.factor, polynomials[t.leftPower][t.left].times(polynomials[t.rightPower][t.right]))
			}
			if k > 2 {
				if shorter := s.greedy(k, i, parts[i], polynomials); shorter != nil && len(shorter) < len(s.factors[k][i]) {
					s.factors[k][i] = shorter
				}
			}
		}
		if len(s.parts) > manyParts {
			continue
		}
		polynomials[k] = parts
		for _, sum := range s.slots[len(parts):] {
			total := polynomial{}
			for _, i := range sum {
				total.add(1, parts[i])
			}
			polynomials[k] = append(polynomials[k], total)
		}
	}
}

func (s *Set) orderOf(slot int) int { return s.parts[s.slots[slot][0]].order(s.axes) }

// greedy covers a polynomial by products of lower powers, nil where it gets stuck.
func (s *Set) greedy(k, part int, target polynomial, powers [][]polynomial) factorisation {
	type candidate struct {
		term    powerTerm
		product polynomial
	}
	var candidates []candidate
	for p := k - 1; 2*p >= k; p-- {
		for a := range s.slots {
			for b := range s.slots {
				left, right := powers[p][a], powers[k-p][b]
				if len(left) == 0 || len(right) == 0 || s.orderOf(a)+s.orderOf(b) != s.orderOf(part) {
					continue
				}
				if product := left.times(right); target.holds(product) > 0 {
					candidates = append(candidates, candidate{powerTerm{p, a, k - p, b, 0}, product})
				}
			}
		}
	}
	left := maps.Clone(target)
	var found factorisation
	for len(left) > 0 {
		best, most := -1, 0.0
		for i, c := range candidates {
			if weight := left.holds(c.product) * c.product.weight(); weight > most+1e-9 {
				best, most = i, weight
			}
		}
		if best < 0 {
			return nil
		}
		term := candidates[best].term
		term.factor = left.holds(candidates[best].product)
		left.add(-term.factor, candidates[best].product)
		maps.DeleteFunc(left, func(_ string, c float64) bool { return c < 1e-9 })
		found = append(found, term)
	}
	slices.SortFunc(found, func(a, b powerTerm) int { return cmp.Or(cmp.Compare(a.left, b.left), cmp.Compare(a.right, b.right)) })
	return found
}
