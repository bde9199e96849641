package optim

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/floats"
)

// descent is a run that searches along lines: x becomes x + s, g becomes g + y.
type descent struct {
	state
	rounding float64
	p        []float64 // the direction
	s, y     []float64 // the last step and the change of the gradient
	xt, gt   []float64 // the trial point and its gradient
}

func startDescent(o Objective, x []float64, rounding float64) (descent, error) {
	if rounding == 0 {
		rounding = 1e-12
	}
	if !(rounding > 0 && rounding < 0.1) {
		return descent{}, fmt.Errorf("optim: a rounding of %v; give the relative error of the objective's values, such as 1e-12", rounding)
	}
	s, err := start(o, x)
	if err != nil {
		return descent{}, err
	}
	n := len(x)
	return descent{state: s, rounding: rounding, p: make([]float64, n), s: make([]float64, n), y: make([]float64, n), xt: make([]float64, n), gt: make([]float64, n)}, nil
}

// begin makes sure that f and g are those of x.
func (d *descent) begin() error {
	if d.ready && d.slope {
		return nil
	}
	return d.evaluate()
}

// along moves x along p, and says whether it could: false leaves x where it was.
func (d *descent) along(first float64) (bool, error) {
	zero := point{0, d.f, floats.Dot(d.g, d.p)}
	if !(zero.d < 0) || math.IsInf(zero.d, 0) {
		return false, nil
	}
	line := search{zero: zero, slack: d.rounding * math.Abs(d.f), left: 50, at: func(a float64) (float64, float64, error) {
		floats.AddScaledTo(d.xt, d.x, a, d.p)
		f, err := d.value(d.xt, d.gt)
		return f, floats.Dot(d.gt, d.p), err
	}}
	found, ok, err := line.find(first)
	if err != nil || !ok {
		return false, err
	}
	floats.SubTo(d.s, d.xt, d.x)
	floats.SubTo(d.y, d.gt, d.g)
	d.x, d.xt = d.xt, d.x
	d.g, d.gt = d.gt, d.g
	d.f = found.f
	d.stats.Steps++
	return true, nil
}

// steepest moves x against the gradient. It is the first step, and the last resort.
func (d *descent) steepest() error {
	largest := floats.Norm(d.g, math.Inf(1))
	if largest == 0 {
		return ErrStalled
	}
	floats.ScaleTo(d.p, -1, d.g)
	// A hundredth of the largest parameter, or what would take a value that went straight to 0.
	first := 0.01 * floats.Norm(d.x, math.Inf(1)) / largest
	if first == 0 {
		first = math.Abs(d.f) / floats.Dot(d.g, d.g)
	}
	if first == 0 || !finite(first) {
		first = 1 / largest
	}
	ok, err := d.along(first)
	if err == nil && !ok {
		err = ErrStalled
	}
	return err
}

// curved says that the gradient rose along the last step by more than rounding, so that it tells of a
// positive curvature.
func (d *descent) curved() bool {
	sy := floats.Dot(d.s, d.y)
	return sy > 1e-15*floats.Norm(d.s, 2)*floats.Norm(d.y, 2) && finite(sy)
}
