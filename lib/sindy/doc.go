// Package sindy finds equations of motion in data: sparse identification of nonlinear dynamics
// (Brunton, Proctor and Kutz 2016, doi:10.1073/pnas.1517384113).
//
// Of quantities x_1, x_2 ... measured over time it supposes that each changes by a sum of few terms
// out of a library, such as all products up to a degree:
//
//	x_v' = sum over k of c_vk terms_k(x)
//
// and, for quantities that are positive and breed, that each one's growth rate does (PerCapita):
//
//	(ln x_v)' = sum over k of c_vk terms_k(x)
//
// A Form turns the equations into rows of a linear regression. Weak multiplies them by smooth test
// functions and integrates by parts, which averages noise away and loses no digit of clean data; Integral
// integrates them between samples, where these are few; Strong differentiates, for what can't be
// integrated by parts; Map is for laws from one sample to the next. A Solver drops the terms that the data
// don't ask for, and least squares give the rest, with standard errors.
//
//	found, err := sindy.Fit(pelts, sindy.PerCapita(sindy.Polynomials(1)), sindy.STLSQ{Threshold: 0.3})
//	fmt.Println(found)
//	// hare' = (0.53 ± 0.16) hare - (0.0257 ± 0.0059) hare lynx
//	// lynx' = -(0.76 ± 0.21) lynx + (0.0232 ± 0.0053) hare lynx
//
// Libraries compose: Sum(Polynomials(2), Only(Fourier(1), "theta")). Rational ones are for quotients, and
// Consistent leaves out what the units forbid. The data are one field.Series or several: any units, evenly
// spaced or not, with missing values and gaps. A coefficient's unit follows from those of its term and of
// time. Constraints tie coefficients together, those of energy among them.
//
// Fields over one to three space axes have partial differential equations, u_t = ..., with the
// Derivatives of products in the library: FitFields takes grids, and FitFrames a Movie of frames that are
// read one by one, of any number, and never held. Simulate and Evolve follow what was found; Save and Load keep it, and
// Export is for whoever has nothing of this program.
//
// How far to trust what is found is asked in three ways. Bootstrap counts how often each term is
// chosen when the rows are drawn anew. HeldOut fits on the first part of the data and forecasts the
// rest, beside rivals that know no law. Refine is the classical fit of the law that was found, or of
// one that is known (These): it moves the coefficients until one unbroken trajectory comes nearest to
// all the data.
//
// Noise in the terms themselves pulls the coefficients toward 0, by about the noise's share of the
// variance. What it adds to the terms, and for fields to their squares, is taken off; what is left of it
// shows at noise as strong as the data. Refine is free of it, and slower. Terms of noisy fields are chosen
// by how far the data must be moved to obey the law, beside the noise there is, unless a Solver is asked
// for; and where units say of what Sizes the coefficients are, noise several times as strong as the field
// may be borne.
//
// All runs in plain Go on all cores. A million samples' 56 terms and the sums of their products take XLA
// three to ten times as long on the same CPU (BenchmarkLong): here products that are alike are summed once.
package sindy
