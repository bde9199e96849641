package operator

import (
	"fmt"
	"math"

	"github.com/gomlx/gomlx/core/tensors"
	"gonum.org/v1/gonum/mat"
)

// continues says why fields can't be carried on past their ends.
func (f FNO) continues(points []int) error {
	if f.Continue == 0 {
		return nil
	}
	f = f.filled()
	switch {
	case f.Continue < 0 || f.Continue > 6:
		return fmt.Errorf("operator: FNO that continues fields by polynomials of degree %d; give 1 to 6, or 0 for none", f.Continue)
	case f.Grid == Periodic:
		return fmt.Errorf("operator: FNO that continues periodic fields, which have no ends; give a Grid of operator.Ends or Centres, or leave Continue out")
	}
	for a, n := range points {
		if have := f.Grid.near(n, f.Extend); have <= f.Continue {
			return fmt.Errorf("operator: FNO that continues fields of %d points along axis %d by degree %d, from the %d points within %g of an end; give a lower Continue, a longer Extend or a finer grid",
				n, a, f.Continue, have, f.Extend)
		}
	}
	return nil
}

// near is how many of n points lie within a distance of an end.
func (g Grid) near(n int, distance float64) int {
	count := 0
	for j := range n {
		if g.place(j, n) <= distance+1e-9 {
			count++
		}
	}
	return count
}

// continued is the analysis of waves for fields that are carried on past their ends, over the rest of the periodic box, by a Fourier continuation
// (Bruno and Lyon 2010, doi:10.1016/j.jcp.2009.11.020; in operators: Maust and others 2022, doi:10.48550/arXiv.2211.15960). To the points
// near each end a polynomial is fitted by least squares, p to those before the gap and q to those behind it, and in the gap, s from 0 to 1, stands
//
//	(1 - S(s)) p + S(s) q
//
// with S a step that is flat at both ends. All of it is linear in the values at the points, and so goes into the matrix; the transform costs what it did.
// The lengths of the fits and of the gap are those of the domain, not of so many points, so that the transform has a limit as points draw together.
func (g Grid) continued(n, modes int, length float64, first bool, degree int) *tensors.Tensor {
	carry, places, weights := g.carryOn(n, length, degree) // [gap, n]
	lowest, parts := 1-modes, 2
	if first {
		lowest, parts = 0, 1
	}
	count := modes - lowest
	a := make([]float64, count*2*parts*n)
	add := func(i, j int, cos, sin float64) {
		put := func(p, q int, v float64) { a[((i*2+p)*parts+q)*n+j] += v }
		put(0, 0, cos)
		put(1, 0, -sin)
		if !first {
			put(0, 1, sin)
			put(1, 1, cos)
		}
	}
	for i := range count {
		k := 2 * math.Pi * float64(lowest+i) / length
		for j := range n {
			sin, cos := math.Sincos(k * g.place(j, n))
			w := g.weight(j, n)
			add(i, j, w*cos, w*sin)
		}
		for s, place := range places {
			sin, cos := math.Sincos(k * place)
			for j := range n {
				w := weights[s] * carry.At(s, j)
				add(i, j, w*cos, w*sin)
			}
		}
	}
	return tensors.FromFlatDataAndDimensions(a, count*2, parts*n)
}

// carryOn is the field at places in the gap from the values at the points, and what each place counts in an integral over the gap: by the rule of the grid's own
// weights, with places as far apart as the points are where the gap is so many steps long, for then the sum over the box is one of a periodic function.
func (g Grid) carryOn(n int, length float64, degree int) (carry *mat.Dense, places, weights []float64) {
	first, last := g.place(0, n), g.place(n-1, n)
	steps := max(4, int(math.Round((length-1)/g.step(n))))
	apart := (length - 1) / float64(steps)
	for s := range steps {
		if g == Centres {
			places, weights = append(places, 1+(float64(s)+0.5)*apart), append(weights, apart)
			continue
		}
		if s == 0 { // both ends of the gap have half a weight
			places, weights = append(places, 1, length), append(weights, apart/2, apart/2)
			continue
		}
		places, weights = append(places, 1+float64(s)*apart), append(weights, apart)
	}
	near := g.near(n, length-1)
	fit := g.polynomials(n, near, degree, first)
	carry = mat.NewDense(len(places), n, nil)
	for s, place := range places {
		share := (place - 1) / (length - 1)
		step := share * share * share * (10 - 15*share + 6*share*share)
		for j := range near {
			// q goes on before the first point; p goes on behind the last, and is q's mirror image.
			carry.Set(s, j, carry.At(s, j)+step*fit(place-length-first, j))
			carry.Set(s, n-1-j, carry.At(s, n-1-j)+(1-step)*fit(last-place, j))
		}
	}
	return carry, places, weights
}

// polynomials gives the weight of value j at a distance from the first point: of the polynomial that fits the values at the near points best. Distances over the
// fit's length keep the system well conditioned.
func (g Grid) polynomials(n, near, degree int, first float64) func(distance float64, j int) float64 {
	span := max(g.place(near-1, n)-first, g.step(n))
	v := mat.NewDense(near, degree+1, nil)
	for j := range near {
		t := 1.0
		for p := range degree + 1 {
			v.Set(j, p, t)
			t *= (g.place(j, n) - first) / span
		}
	}
	one := mat.NewDense(near, near, nil)
	for j := range near {
		one.Set(j, j, 1)
	}
	var c mat.Dense // [degree + 1, near]: coefficients of the polynomial through a value of 1 at a point
	if err := c.Solve(v, one); err != nil {
		return func(float64, int) float64 { return math.NaN() } // more than degree points at different places: it has a solution
	}
	return func(distance float64, j int) float64 {
		sum, t := 0.0, 1.0
		for p := range degree + 1 {
			sum += c.At(p, j) * t
			t *= distance / span
		}
		return sum
	}
}
