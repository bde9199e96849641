package spectral

import (
	"fmt"
	"math"
	"slices"
)

// A Box is a periodic grid of 1 to 3 axes, evenly spaced.
type Box struct {
	// Points along each axis, 3 or more: odd or even, best a product of small primes.
	Points []int
	// Lengths of each axis, from the first point to its periodic image: n steps, not n-1. nil: 2 pi each.
	Lengths []float64
	// Route of the transforms. Default: ByFFT where the backend has it, else ByMatrix.
	Route Route
}

// A Route is a way to compute a transform.
type Route int

const (
	// Auto is ByFFT where the backend has it, else ByMatrix.
	Auto Route = iota
	// ByFFT is the backend's fast Fourier transform.
	ByFFT
	// ByMatrix is products with matrices of sines and cosines.
	ByMatrix
)

// Check returns nil for a box that can be used; else its error says what to change.
func (b Box) Check() error {
	if len(b.Points) < 1 || len(b.Points) > 3 {
		return fmt.Errorf("spectral: a box of %d axes; give Points along 1, 2 or 3", len(b.Points))
	}
	if b.Lengths != nil && len(b.Lengths) != len(b.Points) {
		return fmt.Errorf("spectral: a box of %d axes with %d lengths; give one for each axis, or nil for 2 pi", len(b.Points), len(b.Lengths))
	}
	for a, n := range b.Points {
		if n < 3 {
			return fmt.Errorf("spectral: %d points along axis %d; a transform needs 3 or more", n, a)
		}
		if l := b.length(a); !(l > 0) || math.IsInf(l, 0) {
			return fmt.Errorf("spectral: axis %d is %g long; give a positive length", a, l)
		}
	}
	return nil
}

func (b Box) length(axis int) float64 {
	if b.Lengths == nil {
		return 2 * math.Pi
	}
	return b.Lengths[axis]
}

// Modes is the shape of a spectrum: Points, but n/2+1 along the last axis.
func (b Box) Modes() []int {
	m := slices.Clone(b.Points)
	m[len(m)-1] = m[len(m)-1]/2 + 1
	return m
}

// Wavenumbers of the modes along an axis, in radians a unit of length: 2 pi m/L with m = 0, 1, ... n/2 along the last axis, and
// 0, 1, ... n/2, -(n-1)/2 ... -1 along the others (n/2 rounded down).
func (b Box) Wavenumbers(axis int) []float64 {
	k := make([]float64, b.Modes()[axis])
	for i := range k {
		m := i
		if m > b.Points[axis]/2 {
			m -= b.Points[axis]
		}
		k[i] = 2 * math.Pi * float64(m) / b.length(axis)
	}
	return k
}

// nyquist says whether mode i along an axis stands for both signs.
func (b Box) nyquist(axis, i int) bool { return 2*i == b.Points[axis] }
