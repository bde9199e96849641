// Package claim states a number, how near it has to be, and where the reference comes from. The
// reader of a notebook sees one line; the runner and the tests read the same claim as JSON.
//
//	claim.Check("sigma", 10.02, claim.Relative(0.005), 10, "Lorenz 1963")
//	// ✓ held: sigma = 10.02, within 0.5% of 10 (Lorenz 1963)
//
// There are four kinds, of a number got against a number wanted:
//
//	Check, Relative(r)   |got - want| <= r |want|     want is not 0, 0 < r < 1
//	Check, Absolute(a)   |got - want| <= a            0 < a
//	AtMost               got <= limit
//	AtLeast              got >= limit
//
// Both sides carry a slack of four units in the last place of float64, so that 1.1 is within 0.1 of 1.
//
// A result that is NaN or infinite fails. So does a claim that is put wrongly: one with no name or
// no source, and one that could not fail (an infinite tolerance, at most +Inf) or could not hold. It
// is shown as failed, with the reason, because a claim nobody can trust must not count as held.
//
// A claim is often about particular data. On says which; on a reader's own data the claim then
// reads "not applicable", and still shows the number:
//
//	pelts := claim.On(data == "", "the Hudson's Bay pelts")
//	pelts.Check("alpha (1/yr)", alpha, claim.Absolute(0.06), 0.547, "Carpenter 2018")
//
// A claim can say what to look at when it fails:
//
//	claim.Hint("Is the room's temperature added back?").Check("misfit", misfit, claim.Absolute(1e-12), 0, "the law itself")
//
// In a notebook for students, Lesson makes claims checks: where one fails they read its hint, and no number.
//
// Outside a notebook the line goes to standard output. A failed claim never ends the program:
// whoever runs the notebook counts the claims and judges.
package claim
