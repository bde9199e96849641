package optim

import (
	"math"

	"gonum.org/v1/gonum/floats"
)

// SSBroyden is the self-scaled quasi-Newton method of the Broyden class that served networks best in
// Urbán, Stefanou and Pons 2025 (doi:10.1016/j.jcp.2024.113656) and in Kiyani et al. 2025
// (doi:10.1016/j.cma.2025.118308), after Al-Baali 1998 (doi:10.1023/A:1018315205474). With s the step, y
// the change of the gradient and H the inverse Hessian,
//
//	H' = (H - Hy y'H / y'Hy + phi v v') / tau + s s' / y's,   v = sqrt(y'Hy) (s / y's - Hy / y'Hy),
//
// where tau sheds curvature that H has too much of, and phi lies between BFGS and beyond DFP and SR1.
// H [Len, Len] is dense: a step costs one pass over half of it, 8 bytes Len²/2.
type SSBroyden struct {
	// Rounding is the relative error of the objective's values. Default 1e-12. Good values: 1e-6 for one
	// that is computed in float32.
	Rounding float64
}

// SSBFGS is BFGS, phi = 1, with Al-Baali's scale tau = min(1, y's / s'Bs) of the formula at [SSBroyden].
type SSBFGS struct {
	// Rounding is as for [SSBroyden].
	Rounding float64
}

// BFGS is the classical method: phi = 1 and tau = 1 of the formula at [SSBroyden].
type BFGS struct {
	// Rounding is as for [SSBroyden].
	Rounding float64
}

// Start begins a run.
func (m SSBroyden) Start(o Objective, x []float64) (Run, error) {
	return startBroyden("SSBroyden", selfScaled, o, x, m.Rounding)
}

// Start begins a run.
func (m SSBFGS) Start(o Objective, x []float64) (Run, error) {
	return startBroyden("SSBFGS", func(b, h float64, n int) (float64, float64) { return math.Min(1, 1/b), 1 }, o, x, m.Rounding)
}

// Start begins a run.
func (m BFGS) Start(o Objective, x []float64) (Run, error) {
	return startBroyden("BFGS", func(b, h float64, n int) (float64, float64) { return 1, 1 }, o, x, m.Rounding)
}

// selfScaled is tau and phi by b = s'Bs / y's and h = y'Hy / y's (Al-Baali's section 4, and equations 13
// to 23 of Urbán et al.).
func selfScaled(b, h float64, n int) (tau, phi float64) {
	// b h >= 1 by Cauchy and Schwarz; where it is 1 the class is one formula.
	a := math.Max(b*h-1, 0)
	if a < 1e-14 || n == 1 {
		return math.Min(1, 1/b), 1
	}
	rho := math.Min(1, h*(1-math.Sqrt(a/(1+a))))
	theta := math.Max((rho-1)/a, math.Min(1/rho, (1-b)/b))
	sigma := 1 + theta*a
	small := math.Pow(math.Abs(sigma), 1/(1-float64(n)))
	scale := math.Min(1, 1/b)
	if theta <= 0 {
		tau = math.Min(scale*small, sigma)
	} else {
		tau = scale * math.Min(small, 1/theta)
	}
	return tau, (1 - theta) / sigma
}

func startBroyden(name string, rule func(b, h float64, n int) (tau, phi float64), o Objective, x []float64, rounding float64) (Run, error) {
	d, err := startDescent(o, x, rounding)
	if err != nil {
		return nil, err
	}
	return &broyden{descent: d, name: name, rule: rule, z: make([]float64, len(x))}, nil
}

type broyden struct {
	descent
	name string
	rule func(b, h float64, n int) (tau, phi float64)
	m    inverse
	z    []float64 // H times the new gradient
}

// inverse is what is known of the inverse Hessian.
type inverse struct {
	H *triangle // nil for nothing
	P []float64 // -H g
}

// Step searches along -H g.
func (r *broyden) Step() error {
	defer r.clock()()
	if err := r.begin(); err != nil {
		return err
	}
	moved := false
	if r.m.H != nil {
		copy(r.p, r.m.P)
		var err error
		if moved, err = r.along(1); err != nil {
			return err
		}
	}
	if !moved {
		if err := r.steepest(); err != nil {
			return err
		}
		r.m.H = nil // its direction was no use
	}
	r.learn()
	return nil
}

// Refresh evaluates again, and finds the direction for the new gradient.
func (r *broyden) Refresh() error {
	defer r.clock()()
	if err := r.evaluate(); err != nil {
		return err
	}
	if r.m.H != nil {
		r.m.H.times(r.z, r.g)
		floats.ScaleTo(r.m.P, -1, r.z)
	}
	return nil
}

// learn brings H up to date with the last step. H times the old gradient is known, so that one product
// with the new one gives both Hy and, by the formula, the new H times it.
func (r *broyden) learn() {
	n := len(r.x)
	curved := r.curved()
	if r.m.H == nil {
		if !curved {
			return
		}
		sy := floats.Dot(r.s, r.y)
		first := sy / floats.Dot(r.y, r.y) // the size that y knows of (Nocedal and Wright 2006, equation 6.20)
		r.m = inverse{H: scaledIdentity(n, first), P: make([]float64, n)}
		floats.AddScaledTo(r.m.P, r.y, -1, r.g)
		floats.Scale(first, r.m.P) // -H times the old gradient
	}
	h := r.m.H
	h.times(r.z, r.g)
	if !curved {
		floats.ScaleTo(r.m.P, -1, r.z)
		return
	}
	q := h.Q
	floats.AddTo(q, r.z, r.m.P) // Hy
	sy, yhy := floats.Dot(r.s, r.y), floats.Dot(r.y, q)
	old := floats.Dot(r.s, r.g) - sy // s times the old gradient
	step := floats.Dot(r.s, r.m.P) / floats.Dot(r.m.P, r.m.P)
	b := -step * old / sy                                     // s'Bs = -step s'g, for s = -step H g
	if !(yhy > 0) || !(b > 0) || !finite(yhy) || !finite(b) { // H has lost its digits
		r.m.H = nil
		return
	}
	tau, phi := r.rule(b, yhy/sy, n)
	copy(h.S, r.s)
	// H' = H / tau + s a' + q b'.
	cross := -phi / (sy * tau)
	floats.ScaleTo(h.A, phi*yhy/(sy*sy*tau)+1/sy, r.s)
	floats.AddScaled(h.A, cross, q)
	floats.ScaleTo(h.B, (phi-1)/(tau*yhy), q)
	floats.AddScaled(h.B, cross, r.s)
	h.Scale = 1 / tau
	floats.ScaleTo(r.m.P, -1/tau, r.z)
	floats.AddScaled(r.m.P, -floats.Dot(h.A, r.g), h.S)
	floats.AddScaled(r.m.P, -floats.Dot(h.B, r.g), q)
}

// MarshalBinary saves the state.
func (r *broyden) MarshalBinary() ([]byte, error) { return r.save(r.name, r.m) }

// UnmarshalBinary puts a saved state back.
func (r *broyden) UnmarshalBinary(data []byte) error {
	var m inverse
	if err := r.load(data, r.name, &m); err != nil {
		return err
	}
	r.m = m
	return nil
}
