package datasets

import (
	"slices"

	"sublunar/lib/field"
)

// equations are a System's Coefficients.
type equations = map[string]map[string]float64

// Systems are the zoo: laws x' = f(x), chaotic and classical. Each call makes them anew, so that a
// change to one stays the caller's own.
func Systems() []System {
	return slices.Concat(convection(), attractors(), jerks(), sprotts(), mechanics(), life())
}

// Lorenz runs the system of that name: by default 10,000 samples at a step of 0.002, about 30 turns.
func Lorenz(t Trajectory) (field.Series, error) { return lorenz().Run(t) }
