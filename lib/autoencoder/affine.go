package autoencoder

import (
	"fmt"

	"gonum.org/v1/gonum/mat"

	"sublunar/lib/field"
)

// In gives the law in other coordinates, such as the true ones or those of another seed: z are found coordinates of some samples
// (Encode), other the others of the same samples. The affine map from these to those is fitted by least squares, so that there must be
// as many of each. The result is by equation and term, named after other's columns: law["x'"]["x y"].
func (f *Found) In(other, z field.Series) (map[string]map[string]float64, error) {
	d := len(f.Names)
	if err := checkRuns([]Run{{Seen: other}, {Seen: z}}, d, false); err != nil {
		return nil, err
	}
	if other.Len() != z.Len() || z.Len() < d+2 {
		return nil, fmt.Errorf("autoencoder: %d samples in the one coordinates, %d in the other; give the same, %d or more", z.Len(), other.Len(), d+2)
	}
	from, to := mat.NewDense(z.Len(), d+1, nil), matrix(other)
	for i := range z.Len() {
		from.Set(i, d, 1)
		for k, c := range z.Columns {
			from.Set(i, k, c.Values[i])
		}
	}
	var fit mat.Dense // [d+1, d]: other = z T' + b
	if err := fit.Solve(from, to); err != nil {
		return nil, fmt.Errorf("autoencoder: no affine map leads from these coordinates to those: %w", err)
	}
	h := chart{t: mat.DenseCopyOf(fit.Slice(0, d, 0, d).T()), inverse: new(mat.Dense), c: make([]float64, d)}
	if err := h.inverse.Inverse(h.t); err != nil {
		return nil, fmt.Errorf("autoencoder: the affine map between the coordinates can't be turned round: %w", err)
	}
	shift := mat.NewVecDense(d, h.c)
	shift.MulVec(h.inverse, fit.RowView(d)) // other = T (z + T^-1 b)
	shift.ScaleVec(-1, shift)

	l := polynomials(d, f.inside.Degree)
	xi := make([]float64, 0, l.len()*d)
	for _, row := range f.Coefficients {
		xi = append(xi, row...)
	}
	carried := newCarrier(l, nil).carry(xi, h)
	names, law := other.Names(), map[string]map[string]float64{}
	for k, of := range names {
		law[of+"'"] = map[string]float64{}
		for i := range l.len() {
			law[of+"'"][l.name(i, names)] = carried[i*d+k]
		}
	}
	return law, nil
}
