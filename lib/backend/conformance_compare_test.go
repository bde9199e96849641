package backend_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/gomlx/compute/dtypes"
)

// tolerance is relative: some roundings of the type, growing as the square root of the number of values summed.
func (r row) tolerance(dtype dtypes.DType) float64 {
	rounding := 0x1p-52
	if dtype == dtypes.Float32 {
		rounding = 0x1p-23
	}
	return 16 * rounding * math.Sqrt(float64(max(r.terms, 1)))
}

// differ says where two results differ by more than a tolerance relative to the value and to the typical size of all of them.
func differ(got, want []float64, tolerance float64) error {
	if len(got) != len(want) {
		return fmt.Errorf("%d values, not %d", len(got), len(want))
	}
	squares := 0.0
	for _, w := range want {
		if !math.IsNaN(w) && !math.IsInf(w, 0) {
			squares += w * w
		}
	}
	typical := math.Sqrt(squares / float64(max(len(want), 1)))
	for i, w := range want {
		same := got[i] == w || math.IsNaN(got[i]) && math.IsNaN(w)
		if !same && !(math.Abs(got[i]-w) <= tolerance*(math.Abs(w)+typical)) {
			return fmt.Errorf("value %d is %.17g, not %.17g (%.2g of a tolerance of %.2g)", i, got[i], w,
				math.Abs(got[i]-w)/(math.Abs(w)+typical), tolerance)
		}
	}
	return nil
}

// agree compares values and gradients.
func agree(got, want result, tolerance float64) error {
	if err := differ(got.value, want.value, tolerance); err != nil {
		return err
	}
	if len(got.slopes) != len(want.slopes) {
		return fmt.Errorf("%d gradients, not %d", len(got.slopes), len(want.slopes))
	}
	for i := range want.slopes {
		if err := differ(got.slopes[i], want.slopes[i], 2*tolerance); err != nil {
			return fmt.Errorf("gradient by input %d: %w", i, err)
		}
	}
	return nil
}

// checkSlopes compares a gradient with central differences of the weighted sum, in one direction that moves all inputs.
func (r row) checkSlopes(e engine, out result) error {
	const step = 1e-5
	along := 0.0
	shifted := func(sign float64) (float64, error) {
		x := r.values()
		along = 0
		for i := range x {
			for j := range x[i] {
				d := math.Sin(2.1*float64(j) + float64(i) + 0.3)
				x[i][j] += sign * step * d
				along += d * out.slopes[i][j]
			}
		}
		bare := r
		bare.slope = flat
		moved, err := bare.evaluate(e, dtypes.Float64, x)
		sum := 0.0
		for i, v := range moved.value {
			sum += v * math.Cos(1.3*float64(i)+0.4)
		}
		return sum, err
	}
	up, err := shifted(1)
	if err != nil {
		return err
	}
	down, err := shifted(-1)
	if err != nil {
		return err
	}
	measured := (up - down) / (2 * step)
	if !(math.Abs(measured-along) <= 1e-6*(1+math.Abs(measured)+math.Abs(up))) {
		return fmt.Errorf("the gradient says %.12g along a direction, and differences say %.12g", along, measured)
	}
	return nil
}

// conform holds every engine to plain Go and to finite differences, and XLA to pure Go.
func conform(t *testing.T, rows []row) {
	all := engines(t)
	for _, r := range rows {
		for _, dtype := range []dtypes.DType{dtypes.Float32, dtypes.Float64} {
			t.Run(r.name+"/"+dtype.String(), func(t *testing.T) {
				if err := r.check(all, dtype); err != nil {
					t.Error(err)
				}
			})
		}
	}
}

func (r row) check(all []engine, dtype dtypes.DType) error {
	if err := r.checkKnownFaults(all, dtype); err != nil {
		return err
	}
	if r.slope != smooth {
		r.slope = flat
	}
	x := r.values()
	var first result
	for i, e := range all {
		out, err := r.evaluate(e, dtype, x)
		if err != nil {
			return fmt.Errorf("%s: %w", e.name, err)
		}
		if r.want != nil {
			if err := differ(out.value, r.want(rounded(x, dtype)), r.tolerance(dtype)); err != nil {
				return fmt.Errorf("%s and plain Go: %w", e.name, err)
			}
		}
		if r.slope == smooth && dtype == dtypes.Float64 {
			if err := r.checkSlopes(e, out); err != nil {
				return fmt.Errorf("%s: %w", e.name, err)
			}
		}
		if i == 0 {
			first = out
		} else if err := agree(out, first, r.tolerance(dtype)); err != nil {
			return fmt.Errorf("%s and %s: %w", e.name, all[0].name, err)
		}
	}
	return nil
}

// checkKnownFaults fails once a fault that a row notes is mended, so that the note goes.
func (r row) checkKnownFaults(all []engine, dtype dtypes.DType) error {
	for _, e := range all {
		fails := r.slope == lacking || r.slope == lackingInGo && e.name == "Go"
		if !fails && r.slope != lackingInGo && r.slope != wrong {
			continue
		}
		out, err := r.evaluate(e, dtype, r.values())
		if (err != nil) != fails {
			return fmt.Errorf("%s: the row says that the gradient fails: %t; it gave error %v", e.name, fails, err)
		}
		if fails || dtype != dtypes.Float64 {
			continue
		}
		if err := r.checkSlopes(e, out); (err != nil) != (r.slope == wrong) {
			return fmt.Errorf("%s: the row says that the gradient is wrong: %t; differences say %v", e.name, r.slope == wrong, err)
		}
	}
	return nil
}

// rounded gives the inputs as the engine sees them.
func rounded(x [][]float64, dtype dtypes.DType) [][]float64 {
	if dtype == dtypes.Float64 {
		return x
	}
	r := make([][]float64, len(x))
	for i := range x {
		r[i] = make([]float64, len(x[i]))
		for j := range x[i] {
			r[i][j] = float64(float32(x[i][j]))
		}
	}
	return r
}
