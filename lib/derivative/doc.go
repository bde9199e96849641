// Package derivative differentiates samples: of order d,
//
//	values[i] = f(at[i]) + noise   ->   f^(d)(at[i]),
//
// at places that need not be evenly spaced, without or with smoothing. The right Method depends on the
// noise. A difference over an interval h turns noise of deviation s into s/h: for noisy data a method
// must smooth, and pays with some bias where f bends most.
//
//   - FiniteDifference, of any accuracy, is for clean data.
//   - SavitzkyGolay fits a polynomial in a window around each sample, and Smoothed differentiates what
//     it leaves.
//   - Spline makes a compromise of nearness and bending, its weight found by cross-validation.
//   - Spectral is for periodic data, evenly spaced: to rounding where they are smooth.
//   - TotalVariation keeps jumps of the derivative sharp.
//
// All of them choose by themselves how much to smooth, where nothing is said. Noise estimates the
// noise of samples.
//
// Of differentiates the columns of a field.Series:
//
//	velocity, err := derivative.Of(track, derivative.Spline{}, 1)
package derivative
