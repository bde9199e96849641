package sindy

import "slices"

// unbias takes from powers of noisy values what the noise adds to them on average: the mean of (x +
// e)^2 is x^2 + s^2 for an error e of standard deviation s. With independent normal errors, what has
// the mean f(x) is
//
//	exp(-1/2 sum over v of s_v^2 d^2/dx_v^2) f
//
// at the noisy values, which for powers are Hermite's polynomials: x^2 - s^2, x^3 - 3 s^2 x. Products
// with functions other than powers are left as they are.
type unbias []correction

// A correction adds lower products to one.
type correction struct {
	slot, degree int
	lower        []lowerProduct
}

type lowerProduct struct {
	slot   int // -1 for 1
	factor float64
}

// unbias makes the corrections for the products tabulated, the highest first, given the variances of
// the noise.
func (e *tabulator) unbias(variances []float64) unbias {
	var u unbias
	for slot, powers := range slices.Clone(e.powers) {
		degree := 0
		for _, p := range powers {
			degree += p
		}
		if lower := e.hermite(powers, variances); len(lower) > 0 {
			u = append(u, correction{slot, degree, lower})
		}
	}
	slices.SortStableFunc(u, func(a, b correction) int { return b.degree - a.degree })
	return u
}

// hermite lists the lower products of one, with their factors: for each variable, x^n becomes the sum
// over j of (-s^2/2)^j n! / (j! (n-2j)!) x^(n-2j).
func (e *tabulator) hermite(powers []int, variances []float64) []lowerProduct {
	type partial struct {
		powers []int
		factor float64
	}
	all := []partial{{slices.Clone(powers), 1}}
	for v, n := range powers {
		var next []partial
		for _, p := range all {
			factor := p.factor
			for j := 0; 2*j <= n; j++ {
				lowered := slices.Clone(p.powers)
				lowered[v] = n - 2*j
				next = append(next, partial{lowered, factor})
				factor *= -variances[v] / 2 * float64((n-2*j)*(n-2*j-1)) / float64(j+1)
			}
		}
		all = next
	}
	var lower []lowerProduct
	for _, p := range all[1:] {
		if p.factor != 0 {
			lower = append(lower, lowerProduct{e.slot(Term{Powers: p.powers}), p.factor})
		}
	}
	return lower
}

// apply corrects a table in place. A product comes before those that are lower, so that these are
// still uncorrected when they are added to it.
func (u unbias) apply(table [][]float64) {
	for _, c := range u {
		values := table[c.slot]
		for _, l := range c.lower {
			if l.slot < 0 {
				for i := range values {
					values[i] += l.factor
				}
				continue
			}
			for i, w := range table[l.slot][:len(values)] {
				values[i] += l.factor * w
			}
		}
	}
}
