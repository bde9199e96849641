package zoo

import (
	"math"

	. "github.com/gomlx/gomlx/core/graph"

	"sublunar/lib/jet"
	"sublunar/lib/pinn"
)

// FromKink makes any network's output, periodic in x, a solution of [AllenCahn] that begins with x^2 cos(pi x). It is a [pinn.Field]'s
// Exactly.
//
// At the distance s from x = 1 the first state is -1 + 2s and so on: a kink, which diffusion rounds off in no time and no smooth function
// of x can follow. But what it becomes is known. Near u = -1 the equation is that of heat which decays at twice the rate r, and there a
// kink of slope 1 spreads to the width l,
//
//	exp(-2rt) (s + l ierfc(s/l)),   l = sqrt(4 D t),   ierfc(z) = exp(-z^2)/sqrt(pi) - z erfc(z)
//
// (Carslaw and Jaeger, Conduction of Heat in Solids, 1959, section 2.4). So the fields are the first state, of whose part that is odd in
// s only exp(-2rt) is kept, with this layer; and time by the output, which is smooth.
func FromKink(at pinn.Coordinates, output jet.Jet) jet.Jet {
	x, t := at.Of("x"), at.Of("t")
	size := jet.Map(x, func(x *Node, order int) []*Node {
		return append([]*Node{Abs(x), Sign(x)}, make([]*Node, 4)...)[:order+1]
	})
	s := jet.AddScalar(jet.Neg(size), 1)
	cos := jet.Cos(jet.MulScalar(x, math.Pi))
	first := jet.Mul(jet.Square(x), cos)

	// The odd part is -2 s cos(pi x). A factor that is 1 at s = 0 and 0 to eighth order at x = 0 takes the kink that it would have there.
	near := jet.Square(jet.Square(jet.MulScalar(jet.AddScalar(jet.Neg(cos), 1), 0.5)))
	odd := jet.Mul(jet.MulScalar(jet.Mul(s, cos), -2), near)

	decay := jet.Exp(jet.MulScalar(t, -2*phaseRate))
	width := jet.Sqrt(jet.AddScalar(jet.MulScalar(t, 4*phaseDiffusion), 1e-30)) // at t = 0 too
	layer := jet.MulScalar(jet.Mul(width, ierfc(jet.Div(s, width))), 2)
	known := jet.Add(jet.Sub(first, odd), jet.Mul(decay, jet.Add(odd, layer)))
	return jet.Add(known, jet.Mul(t, output))
}

// ierfc is the integral of erfc from z to infinity, for z that isn't below 0. With e = 2/sqrt(pi) exp(-z^2) its derivatives are -erfc(z),
// e, -2ze and (4z^2 - 2)e.
func ierfc(z jet.Jet) jet.Jet {
	return jet.Map(z, func(z *Node, order int) []*Node {
		z2 := Square(z)
		e := MulScalar(Exp(Neg(z2)), 2/math.Sqrt(math.Pi))
		erfc := OneMinus(Erf(z))
		return []*Node{
			Sub(MulScalar(e, 0.5), Mul(z, erfc)),
			Neg(erfc),
			e,
			MulScalar(Mul(z, e), -2),
			Mul(AddScalar(MulScalar(z2, 4), -2), e),
		}[:order+1]
	})
}
