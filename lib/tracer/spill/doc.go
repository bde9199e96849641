// Package spill finds where a tracer came into the water, when, and how much of it, from what was seen later.
//
// An [Attribution] gives a map of where something was let go, with the region that holds the place in nine cases of ten, its time and its amount,
// over members of a flow that is badly known; a [Drill] makes spills whose truth is known, on which it is rehearsed. Of each cell and time
//
//	p(cell, time | y) ~ p(cell) sum over members, integral d log m  N(y; m h, R)
//
// where h, what each observation would see of an amount of 1, is [tracer.Transport.Footprints]: one run backward for all.
//
//	finder, err := spill.Attribution{Members: laws, Observations: stations, Candidates: days, Amount: [2]float64{100, 1e5}}.Prepare()
//	found, err := finder.Find(values)
//
// A [Recovery] finds the place, the amount and the diffusivity of one spill by least squares, from a [Puff] in closed form or an [Atlas] of
// footprints; what the observations can't tell apart it refuses in words ([Inseparable]). [Several] explains values by a few spills at once.
//
// Units are those of package tracer: amounts are integrals of the concentration over the area.
package spill
