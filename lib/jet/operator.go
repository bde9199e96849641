package jet

import (
	"fmt"
	"slices"
	"strings"
)

// An operator is a product of partial derivatives and Laplacians, all of which commute: the power of each axis's derivative, then
// that of each group's Laplacian, a byte each.
type operator string

func (s *Set) identity() operator { return operator(make([]byte, s.axes+len(s.groups))) }

// partial is the operator of a list of axes.
func (s *Set) partial(axes []int) (operator, error) {
	if len(axes) > MaxOrder {
		return "", fmt.Errorf("jet: the derivative %v is of order %d; derivatives go up to order %d", axes, len(axes), MaxOrder)
	}
	powers := []byte(s.identity())
	for _, a := range axes {
		if a < 0 || a >= s.axes {
			return "", fmt.Errorf("jet: the derivative %v names axis %d; the Set has axes 0 to %d", axes, a, s.axes-1)
		}
		powers[a]++
	}
	return operator(powers), nil
}

func (p operator) order(axes int) int {
	n := 0
	for i, power := range []byte(p) {
		n += int(power)
		if i >= axes {
			n += int(power)
		}
	}
	return n
}

func (p operator) times(q operator) operator {
	powers := []byte(p)
	for i := range powers {
		powers[i] += q[i]
	}
	return operator(powers)
}

// widened makes room for more groups.
func (p operator) widened(groups int) operator { return p + operator(make([]byte, groups)) }

// translated is the operator where the Laplacians are numbered as in groups; known is false where one isn't there.
func (s *Set) translated(p operator, groups [][]int) (q operator, known bool) {
	powers := make([]byte, s.axes+len(groups))
	copy(powers, p[:s.axes])
	for g, axes := range s.groups {
		if p[s.axes+g] == 0 {
			continue
		}
		to := slices.IndexFunc(groups, func(have []int) bool { return slices.Equal(have, axes) })
		if to < 0 {
			return "", false
		}
		powers[s.axes+to] = p[s.axes+g]
	}
	return operator(powers), true
}

// opened replaces one Laplacian by the second derivatives that it is the sum of. It gives nil where there is no Laplacian.
func (s *Set) opened(p operator) []operator {
	for g, axes := range s.groups {
		if p[s.axes+g] == 0 {
			continue
		}
		var list []operator
		for _, a := range axes {
			powers := []byte(p)
			powers[s.axes+g]--
			powers[a] += 2
			list = append(list, operator(powers))
		}
		return list
	}
	return nil
}

func (s *Set) name(p operator) string {
	var b strings.Builder
	for g, axes := range s.groups {
		for range p[s.axes+g] {
			b.WriteString("lap(" + strings.Trim(strings.ReplaceAll(fmt.Sprint(axes), " ", ","), "[]") + ") ")
		}
	}
	b.WriteByte('u')
	subscript := "_"
	for a, power := range []byte(p[:s.axes]) {
		for range power {
			fmt.Fprintf(&b, "%s%d", subscript, a)
			subscript = ""
			if s.axes > 10 {
				subscript = ","
			}
		}
	}
	return b.String()
}

// A split is a term of p(f g) = sum factor * left(f) * right(g).
type split struct{ left, right operator }

// leibniz is the product rule for an operator. Each derivative acts on f or on g; each Laplacian on f, on g, or on both by the
// same axis, twice:
//
//	d_i (f g) = d_i f g + f d_i g                lap (f g) = lap f g + f lap g + 2 sum_i d_i f d_i g
func (s *Set) leibniz(p operator) map[split]float64 {
	terms := map[split]float64{{s.identity(), s.identity()}: 1}
	letter := func(i int) operator {
		powers := []byte(s.identity())
		powers[i]++
		return operator(powers)
	}
	for i, power := range []byte(p) {
		for range power {
			next := map[split]float64{}
			for t, factor := range terms {
				next[split{t.left.times(letter(i)), t.right}] += factor
				next[split{t.left, t.right.times(letter(i))}] += factor
				if i < s.axes {
					continue
				}
				for _, a := range s.groups[i-s.axes] {
					next[split{t.left.times(letter(a)), t.right.times(letter(a))}] += 2 * factor
				}
			}
			terms = next
		}
	}
	return terms
}
