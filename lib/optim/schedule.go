package optim

import "math"

// A Schedule is the factor of a rate at a step, counted from 0. Nil is 1 throughout.
type Schedule func(step int) float64

func (s Schedule) at(step int) float64 {
	if s == nil {
		return 1
	}
	return s(step)
}

// Cosine falls from 1 to floor along half a cosine in so many steps, and stays there (Loshchilov and
// Hutter 2017, arXiv:1608.03983).
func Cosine(steps int, floor float64) Schedule {
	return func(step int) float64 {
		if step >= steps {
			return floor
		}
		return floor + (1-floor)*(1+math.Cos(math.Pi*float64(step)/float64(steps)))/2
	}
}

// Exponential is multiplied by a factor in the course of so many steps, smoothly: factor^(step/steps).
func Exponential(steps int, factor float64) Schedule {
	return func(step int) float64 { return math.Pow(factor, float64(step)/float64(steps)) }
}

// Piecewise is multiplied by a factor at each of the steps.
func Piecewise(factor float64, at ...int) Schedule {
	return func(step int) float64 {
		scale := 1.0
		for _, edge := range at {
			if step >= edge {
				scale *= factor
			}
		}
		return scale
	}
}

// Warmup rises in equal amounts to 1 in so many steps; then comes another schedule, from its own step
// 0, or nil for 1.
func Warmup(steps int, then Schedule) Schedule {
	return func(step int) float64 {
		if step < steps {
			return float64(step+1) / float64(steps)
		}
		return then.at(step - steps)
	}
}
