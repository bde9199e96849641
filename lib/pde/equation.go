package pde

import (
	"fmt"
	"math"

	"sublunar/lib/spectral"
)

// An Equation is u_t = L u + N(u) on a periodic box, for a state of one or more components.
type Equation interface {
	// Fields names the real fields of a state, in order: "u", or "u" and "v".
	Fields() []string
	// Check returns nil where the equation makes sense on the box; else its error says what to change.
	Check(box spectral.Box) error
	// Linear is the symbol of L for each component at a wave vector: of u_xx it is -k[0]^2, of u_x it is i k[0].
	Linear(k []float64) []complex128
	// Nonlinear is N of the components' spectra, built into the graph.
	Nonlinear(box spectral.Box, v []spectral.Spectrum) []spectral.Spectrum
}

// A Mixer is an equation whose linear part couples its fields. It says in which components, as many, it doesn't; others have the
// fields' own spectra as components.
type Mixer interface {
	Mix(fields []spectral.Spectrum) (components []spectral.Spectrum)
	Unmix(components []spectral.Spectrum) (fields []spectral.Spectrum)
}

// A preparer makes what its nonlinear part needs on a box, once for all steps.
type preparer interface {
	prepare(box spectral.Box) Equation
}

// axes checks the number of a box's axes.
func axes(name string, box spectral.Box, want int) error {
	if len(box.Points) != want {
		return fmt.Errorf("pde: %s has %d space axes; the state has %d", name, want, len(box.Points))
	}
	return nil
}

// transport is -1/2 (u^2)_x, dealiased.
func transport(box spectral.Box, v spectral.Spectrum) spectral.Spectrum {
	keep := box.LowPass(dealias)
	u := box.Inverse(v.Times(keep))
	return box.Forward(square(u)).Times(keep).Times(box.Differential(1)).Scale(-0.5)
}

// dealias is the fraction of modes in which products of two fields are right.
const dealias = 2.0 / 3

// length of a box along an axis.
func length(box spectral.Box, axis int) float64 {
	if box.Lengths == nil {
		return 2 * math.Pi
	}
	return box.Lengths[axis]
}

func squared(k []float64) float64 {
	sum := 0.0
	for _, c := range k {
		sum += c * c
	}
	return sum
}
