package autoencoder

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/gomlx/gomlx/core/tensors"
	"gonum.org/v1/gonum/mat"

	"sublunar/lib/backend"
)

// law is the coefficients as they count, [terms * coordinates].
func (f *fitter) law() []float64 {
	xi := slices.Clone(f.theta[f.lawAt():])
	for i := range xi {
		xi[i] *= f.mask[i]
	}
	return xi
}

// change goes over to another chart, with the law there.
func (f *fitter) change(h chart, xi []float64) {
	f.rechart(f.theta, h)
	copy(f.theta[f.lawAt():], xi)
}

// whiten goes over to coordinates of mean 0 and covariance 1.
func (f *fitter) whiten() error {
	z, err := f.latents()
	if err != nil {
		return err
	}
	h, ok := whitening(z)
	if !ok {
		return errors.New("autoencoder: the coordinates found depend on each other; ask for fewer, or give more Steps")
	}
	f.change(h, newCarrier(f.library, nil).carry(f.law(), h))
	return nil
}

// latents are the coordinates of the points.
func (f *fitter) latents() ([][]float64, error) {
	if f.scenes == nil {
		var err error
		if f.scenes, err = newScenes(f.shape); err != nil {
			return nil, err
		}
	}
	out, err := call(f.scenes, f.tensor(f.theta), f.w, f.dw, f.matrix(f.mask))
	if err != nil {
		return nil, err
	}
	return rowsOf(out[0], f.library.d), nil
}

func rowsOf(flat []float64, width int) [][]float64 {
	rows := make([][]float64, len(flat)/width)
	for i := range rows {
		rows[i] = flat[i*width : (i+1)*width]
	}
	return rows
}

// sparsify goes over to the chart in which the law has fewest terms, and leaves out the others.
func (f *fitter) sparsify() error {
	z, err := f.latents()
	if err != nil {
		return err
	}
	c := newCarrier(f.library, z[:min(len(z), 200)])
	best, err := c.sparsest(f.law(), f.Threshold, starts, f.Seed)
	if err != nil {
		return err
	}
	tidy, err := f.tidy(best, z)
	if err != nil {
		return err
	}
	h := best.chart.then(tidy)
	xi := c.carry(f.law(), h)
	f.change(h, xi)
	for i, share := range c.shares(xi, h) {
		if share < f.Threshold {
			f.mask[i], f.theta[f.lawAt()+i] = 0, 0
		}
	}
	return nil
}

// tidy is the chart that puts coordinates with few terms in their rate first, and turns each to the side of the mode that it goes with
// most: two fits of the same data then agree in these too.
func (f *fitter) tidy(best sparse, z [][]float64) (chart, error) {
	d := f.library.d
	counts, order := make([]int, d), make([]int, d)
	for i, kept := range best.kept {
		if kept {
			counts[i%d]++
		}
	}
	for k := range order {
		order[k] = k
	}
	slices.SortStableFunc(order, func(a, b int) int { return counts[a] - counts[b] })
	h := chart{t: mat.NewDense(d, d, nil), inverse: mat.NewDense(d, d, nil), c: make([]float64, d)}
	modes := f.encoder.Inputs
	w, err := tensors.CopyFlatData[float64](f.w)
	if err != nil {
		return h, fmt.Errorf("autoencoder: %w", backend.FirstLine(err))
	}
	for k, from := range order {
		together, at := make([]float64, modes), make([]float64, d)
		for i := range z {
			best.chart.new(z[i], at)
			for m := range together {
				together[m] += at[from] * w[i*modes+m]
			}
		}
		most := 0.0
		for _, v := range together {
			if math.Abs(v) > math.Abs(most) {
				most = v
			}
		}
		h.t.Set(k, from, math.Copysign(1, most))
		h.inverse.Set(from, k, math.Copysign(1, most))
	}
	return h, nil
}

// drop leaves out terms that have fallen below the threshold, and says whether there were any.
func (f *fitter) drop() (bool, error) {
	z, err := f.latents()
	if err != nil {
		return false, err
	}
	d := f.library.d
	same := chart{t: mat.NewDense(d, d, nil), c: make([]float64, d)}
	for k := range d {
		same.t.Set(k, k, 1)
	}
	any := false
	for i, share := range newCarrier(f.library, z).shares(f.law(), same) {
		if f.mask[i] != 0 && share < f.Threshold {
			f.mask[i], f.theta[f.lawAt()+i], any = 0, 0, true
		}
	}
	return any, nil
}
