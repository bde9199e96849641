package optim

import (
	"gonum.org/v1/gonum/mat"
)

// An Objective is a function of a vector to be made small.
type Objective interface {
	// Len is the number of parameters.
	Len() int
	// Evaluate gives f(x), and sets g [Len] to its gradient there unless g is nil. It keeps neither.
	// NaN and infinity are values: a method backs off from them. An error ends the work.
	Evaluate(x, g []float64) (float64, error)
}

// LeastSquares is an objective f = |r|²/2 that forms its Gauss-Newton matrix itself, wherever that is
// fastest. For [NaturalGradient] the matrix may be any Gramian of the model's tangents.
type LeastSquares interface {
	Objective
	// Normal gives f(x), sets a [Len, Len] to J'J and g [Len] to J'r.
	Normal(x []float64, a *mat.SymDense, g []float64) (float64, error)
}

// Jacobian is an objective f = |r|²/2 that gives its residuals and their derivatives.
type Jacobian interface {
	Objective
	// Residuals is the number of residuals.
	Residuals() int
	// Jacobian sets r [Residuals] to the residuals at x and, unless j is nil, j [Residuals, Len] to their
	// derivatives.
	Jacobian(x, r []float64, j *mat.Dense) error
}

// Products is an objective f = |r|²/2 that multiplies by its Jacobian and never forms it.
type Products interface {
	Objective
	// Residuals is the number of residuals.
	Residuals() int
	// Forward sets jv [Residuals] to J v at x, for v [Len].
	Forward(x, v, jv []float64) error
	// Reverse sets jw [Len] to J'w at x, for w [Residuals].
	Reverse(x, w, jw []float64) error
}

// Curved is an objective f = |r|²/2 that knows how its residuals bend, for the geodesic acceleration of
// [GaussNewton]. Objectives that give a [Jacobian] need not: two more evaluations of the residuals tell.
// With residuals at hand, b = (r(x + h v) - 2 r(x) + r(x - h v)) / h² for an h of 0.1, or of a thousandth of
// |x|/|v| where that is more, and one reverse pass gives J'b.
type Curved interface {
	Objective
	// Bend sets jb [Len] to J'b at x, where b is the second derivative of r(x + t v) by t at 0.
	Bend(x, v, jb []float64) error
}
