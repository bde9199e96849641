package spectral

import (
	"math"
	"slices"

	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
)

// A Symbol is a multiplier with one value for each mode of a box: a derivative, a filter, an exponential of either. Im is nil for a
// real one. Make it once and use it often: a graph holds one copy of each.
type Symbol struct {
	Re, Im []float64
	modes  []int

	re, im *tensors.Tensor
}

// Symbol evaluates f at the wave vector of each mode. At a Nyquist mode it takes f's average over both signs of that component.
func (b Box) Symbol(f func(k []float64) complex128) *Symbol {
	values := make([]complex128, 0, product(b.Modes()))
	b.each(func(index []int, k []float64) { values = append(values, b.average(f, index, k, 0)) })
	return b.SymbolOf(values)
}

// SymbolOf makes a symbol of one value for each mode, row-major.
func (b Box) SymbolOf(values []complex128) *Symbol {
	s := &Symbol{Re: make([]float64, len(values)), modes: b.Modes()}
	for i, v := range values {
		s.Re[i] = real(v)
		if imag(v) != 0 && s.Im == nil {
			s.Im = make([]float64, len(values))
		}
		if s.Im != nil {
			s.Im[i] = imag(v)
		}
	}
	s.re = tensors.FromFlatDataAndDimensions(s.Re, s.modes...)
	if s.Im != nil {
		s.im = tensors.FromFlatDataAndDimensions(s.Im, s.modes...)
	}
	return s
}

// average is f at a wave vector, averaged over the signs of its Nyquist components from one axis on.
func (b Box) average(f func(k []float64) complex128, index []int, k []float64, from int) complex128 {
	for a := from; a < len(k); a++ {
		if b.nyquist(a, index[a]) {
			mirrored := slices.Clone(k)
			mirrored[a] = -k[a]
			return (b.average(f, index, k, a+1) + b.average(f, index, mirrored, a+1)) / 2
		}
	}
	return f(k)
}

// each visits the modes in row-major order. The slices are used again for the next.
func (b Box) each(visit func(index []int, k []float64)) {
	modes := b.Modes()
	along := make([][]float64, len(modes))
	for a := range along {
		along[a] = b.Wavenumbers(a)
	}
	index, k := make([]int, len(modes)), make([]float64, len(modes))
	for i := range product(modes) {
		for a := len(modes) - 1; a >= 0; a-- {
			index[a] = i % modes[a]
			k[a] = along[a][index[a]]
			i /= modes[a]
		}
		visit(index, k)
	}
}

// Differential is the symbol of a derivative, of the given order along each axis: Differential(0, 2) is that of u_yy. Orders left
// out are 0.
func (b Box) Differential(orders ...int) *Symbol {
	return b.Symbol(func(k []float64) complex128 {
		v := 1 + 0i
		for a, order := range orders {
			for range order {
				v *= complex(0, k[a])
			}
		}
		return v
	})
}

// LowPass is 1 for modes below a fraction of the Nyquist wavenumber along every axis, and 0 for the rest. With 2/3, products of two
// fields so filtered are right where it is 1: what aliases falls on what is cut off (Orszag 1971,
// doi:10.1175/1520-0469(1971)028<1074:OTEOAI>2.0.CO;2). For products of three the fraction is 1/2.
func (b Box) LowPass(fraction float64) *Symbol {
	top := make([]float64, len(b.Points))
	for a := range top {
		top[a] = fraction * math.Pi * float64(b.Points[a]) / b.length(a) * (1 - 1e-12)
	}
	return b.Symbol(func(k []float64) complex128 {
		for a := range k {
			if math.Abs(k[a]) >= top[a] {
				return 0
			}
		}
		return 1
	})
}

// nodes are the symbol's parts in a graph, of the type and rank of like; the second is nil for a real symbol.
func (s *Symbol) nodes(like *Node) (re, im *Node) {
	re = ExpandLeftToRank(constant(like, s.re), like.Rank())
	if s.im != nil {
		im = ExpandLeftToRank(constant(like, s.im), like.Rank())
	}
	return re, im
}

// constant is a tensor as a node of like's graph and type. What is made in a loop's body doesn't exist outside, and XLA doesn't see
// from inside what was made outside: there it is made anew.
func constant(like *Node, t *tensors.Tensor) *Node {
	g := like.Graph()
	c := ConstCachedTensor(g, t)
	if c.Function() != g.CurrentFunc() {
		c = ConstTensor(g, t)
	}
	return ConvertDType(c, like.DType())
}

func product(shape []int) int {
	n := 1
	for _, d := range shape {
		n *= d
	}
	return n
}
