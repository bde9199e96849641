package spectral

import (
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/support/exceptions"
)

// A Spectrum is the modes of a real field, Re + i Im, each part of shape [..., n_1, ..., n_d/2+1].
type Spectrum struct {
	Re, Im *Node
}

// Plus is the sum of two spectra.
func (s Spectrum) Plus(o Spectrum) Spectrum { return Spectrum{Add(s.Re, o.Re), Add(s.Im, o.Im)} }

// Minus is the difference of two spectra.
func (s Spectrum) Minus(o Spectrum) Spectrum { return Spectrum{Sub(s.Re, o.Re), Sub(s.Im, o.Im)} }

// Scale is the spectrum times a real number.
func (s Spectrum) Scale(c float64) Spectrum {
	return Spectrum{MulScalar(s.Re, c), MulScalar(s.Im, c)}
}

// TimesI is the spectrum times the imaginary unit.
func (s Spectrum) TimesI() Spectrum { return Spectrum{Neg(s.Im), s.Re} }

// Times multiplies each mode by a symbol's value there.
func (s Spectrum) Times(symbol *Symbol) Spectrum {
	s.check(symbol.modes)
	re, im := symbol.nodes(s.Re)
	if im == nil {
		return Spectrum{Mul(s.Re, re), Mul(s.Im, re)}
	}
	return Spectrum{
		Sub(Mul(s.Re, re), Mul(s.Im, im)),
		Add(Mul(s.Re, im), Mul(s.Im, re)),
	}
}

func (s Spectrum) check(modes []int) {
	if !s.Re.Shape().Equal(s.Im.Shape()) {
		exceptions.Panicf("spectral: the parts of a spectrum have shapes %s and %s; they must be the same", s.Re.Shape(), s.Im.Shape())
	}
	ends(s.Re, modes, "a spectrum")
}

// ends panics unless the last axes of x have these lengths.
func ends(x *Node, want []int, what string) {
	dims := x.Shape().Dimensions
	if len(dims) >= len(want) {
		same := true
		for i, n := range want {
			same = same && dims[len(dims)-len(want)+i] == n
		}
		if same {
			return
		}
	}
	exceptions.Panicf("spectral: %s on this box ends in axes %v, got %s", what, want, x.Shape())
}
