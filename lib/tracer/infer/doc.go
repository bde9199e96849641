// Package infer estimates a tracer's field, and what isn't known of its law, from scattered observations, and says how sure it is.
//
// A [Problem] is what is believed, and how little, of a flow, a field at the start, a diffusivity and a source, and what was seen. [Kriging],
// [Filter] and [Variational] take the same one and give an [Estimate] each: an ensemble of fields, with scores against a truth or against
// observations put aside, and intervals of parameters or a refusal in words. [Closure] fits what stands for eddies that the flow lacks.
// [Twin] makes problems whose truth is known, finer and other than what is believed.
//
//	p, truth, err := infer.Twin{}.Make()
//	e, err := infer.Variational{}.Solve(p)
//	scores, err := e.Score(truth.Fields, 0, len(truth.Fields))
//
// Before anything is seen all that isn't known is one vector z of independent standard normal numbers: amplitudes of modes of the field at the
// start and of the eddies' streamfunction over time, parameters by their deviations from what is believed, errors that observations share. The
// methods look for the distribution of z given
//
//	y = H(c(z)) + errors,  c carried by package tracer's law
//
// Interpolation leaves the law out (optimal interpolation), an ensemble's filter and smoother follow it member by member, 4D-Var goes to the
// most likely z (Wunsch 2006, "Discrete Inverse and State Estimation Problems", doi:10.1017/CBO9780511535949, has them all).
//
// Units are those of package tracer.
package infer
