package pde

import (
	"fmt"
	"math"

	"sublunar/lib/spectral"
)

// AdvectionDiffusion carries u along at a constant velocity c and spreads it, in 1 to 3 dimensions:
//
//	u_t = -c_1 u_x - c_2 u_y + Diffusion (u_xx + u_yy)
//
// It is linear, so steps of any length are exact. For velocities that vary see [FiniteVolume].
type AdvectionDiffusion struct {
	// Velocity along each axis. Default 0.
	Velocity []float64
	// Diffusion, 0 or more.
	Diffusion float64
}

func (AdvectionDiffusion) Fields() []string { return []string{"u"} }

func (e AdvectionDiffusion) Check(box spectral.Box) error {
	if e.Velocity != nil && len(e.Velocity) != len(box.Points) {
		return fmt.Errorf("pde: a velocity of %d components on %d space axes; give one for each, or nil for none", len(e.Velocity), len(box.Points))
	}
	total := e.Diffusion
	for _, c := range e.Velocity {
		total += math.Abs(c)
	}
	if !(e.Diffusion >= 0) || math.IsInf(total, 0) || math.IsNaN(total) {
		return fmt.Errorf("pde: a velocity of %v and a diffusion of %g; give finite numbers, the last 0 or more", e.Velocity, e.Diffusion)
	}
	return nil
}

func (e AdvectionDiffusion) Linear(k []float64) []complex128 {
	l := complex(-e.Diffusion*squared(k), 0)
	for i, c := range e.Velocity {
		l -= complex(0, c*k[i])
	}
	return []complex128{l}
}

func (AdvectionDiffusion) Nonlinear(_ spectral.Box, v []spectral.Spectrum) []spectral.Spectrum {
	return []spectral.Spectrum{v[0].Scale(0)}
}
