package datasets

import (
	"fmt"

	"sublunar/lib/field"
	"sublunar/lib/parallel"
	"sublunar/lib/pde"
)

// Darcy makes pairs of a porous medium, of two materials, and the pressure in it when there is a source everywhere:
//
//	-div(a grad u) = 1 in the unit square, u = 0 on its boundary,   X = a, Y = u
//
// on Side x Side points with both ends of the axes, both [Count, Side, Side]. a is 12 where a Gaussian random field of covariance
// (-Laplacian + 9)^-2, whose normal derivative at the boundary is 0, is positive, and 3 elsewhere. This is the second problem of Li and
// others (2021), doi:10.48550/arXiv.2010.08895; as in their program the field has no mean, so each material has about half. Side is 85 by
// default; published errors are of a Side of 85, 141, 211 or 421.
//
// It is solved on Fine x Fine points by lib/pde, face values by the arithmetic mean as theirs are. The boundary between the materials has
// detail at all scales, so Fine decides how much of it there is: sets to be compared need the same. Default: the first number from 421 on
// that has (Side-1) divide Fine-1, theirs for their sides. Of the pressure on 421 points, 0.1% differs on 841, and 0.3% on 211. A sample
// on 421 takes 0.13 s of a processor, on 211 a fifth of that.
func Darcy(p Pairs) (field.Samples, error) {
	r, p, err := darcyRecipe(p)
	if err != nil {
		return field.Samples{}, err
	}
	return r.pairs(p)
}

// DarcyOnDisk makes the pairs of [Darcy] and leaves them in Cache, from where they are read as they are asked for: a set on fine points need
// not fit into memory.
func DarcyOnDisk(p Pairs) (StoredPairs, error) {
	r, p, err := darcyRecipe(p)
	if err != nil {
		return StoredPairs{}, err
	}
	folder, err := r.keep(p.Count, p.Cache, p.Observe)
	if err != nil {
		return StoredPairs{}, err
	}
	shape := r.parts[0].shape
	return StoredPairs{x: chunks{folder, "x", r.chunk}, y: chunks{folder, "y", r.chunk}, shapeX: shape, shapeY: shape, count: p.Count}, nil
}

func darcyRecipe(p Pairs) (recipe, Pairs, error) {
	p, err := p.check(85, 0)
	if err != nil {
		return recipe{}, p, err
	}
	if p.Fine == 0 {
		p.Fine = (420+p.Side-2)/(p.Side-1)*(p.Side-1) + 1
	}
	if p.Fine < p.Side || (p.Fine-1)%(p.Side-1) != 0 {
		return recipe{}, p, fmt.Errorf("datasets: %d points for the solver have no %d among them at even steps; give Fine such that %d divides Fine-1, or 0", p.Fine, p.Side, p.Side-1)
	}
	r := recipe{
		name:  fmt.Sprintf("darcy-1-side%d-fine%d-seed%d", p.Side, p.Fine, p.Seed),
		chunk: 16, parts: []part{{"x", []int{p.Side, p.Side}}, {"y", []int{p.Side, p.Side}}},
	}
	source := pde.Sample("f", func(...float64) float64 { return 1 }, field.Linspace("x", "", 0, 1, p.Fine), field.Linspace("y", "", 0, 1, p.Fine))
	r.make = func(first int, to []field.Array) error {
		return parallel.Each(r.chunk, func(i int) error {
			a := field.Grid{Name: "a", Axes: source.Axes, Values: darcyField.square(random(p.Seed, first+i, "darcy"), p.Fine)}
			for j, v := range a.Values {
				a.Values[j] = 3
				if v > 0 {
					a.Values[j] = 12
				}
			}
			u, _, err := pde.Darcy{Faces: pde.Arithmetic, Tolerance: 1e-9}.Solve(a, source)
			if err != nil {
				return fmt.Errorf("datasets: sample %d: %w", first+i, err)
			}
			size := p.Side * p.Side
			everySquare(a.Values, p.Fine, (p.Fine-1)/(p.Side-1), to[0].Values[i*size:])
			everySquare(u.Values, p.Fine, (p.Fine-1)/(p.Side-1), to[1].Values[i*size:])
			return nil
		})
	}
	return r, p, nil
}

var darcyField = covariance{scale: 1, shift: 3, power: 2}
