// Package tracer carries what water carries: dye, oil, larvae, heat. Its concentration c follows
//
//	c_t + div(u c) = div(D grad c) - k c + sources
//
// in a flow u that makes no water.
//
// A [Basin] is cells in the plane or on the sphere, some of them land. A [Flow] is a streamfunction at their corners, so what leaves a cell
// through its four faces sums to nothing, on any coast: [DoubleGyre], [MeanderingJet], [Turbulence], or the reader's own by [FromVelocity] and
// [FromHeight]. A [Transport] is the law of a tracer in a flow, and its Run gives the concentration at later times.
//
//	basin := tracer.Box(1e6, 1e6, 100, 100)                                 // m; cells
//	flow, err := tracer.DoubleGyre(basin, field.Axis{}, tracer.Gyres{})      // steady
//	dye := basin.Sample("dye", "kg/m^3", func(x, y float64) float64 { ... })
//	later, err := tracer.Transport{Flow: flow, Diffusivity: 100}.Run(dye, field.Linspace("time", "s", 0, 1e6, 11))
//
// A [Model] is a transport prepared once, for filters; an [Ensemble] streams members; a [Stencil] is the same step as a graph, with
// gradients. [Drifters] are particles, whose density follows the same law; [SemiLagrangian] takes longer steps and loses the amounts.
//
// # The scheme
//
// Cells hold means. At each face the concentration is that of the cell upwind, and half of its slope (MUSCL, van Leer 1979,
// doi:10.1016/0021-9991(79)90145-1), all axes at once; steps are Heun's, under the bound of [Transport.LargestStep]. What leaves a cell
// enters the next to the last bit, so amounts stay what they are to rounding; with a limiter no value goes beyond those around.
//
// # Inference
//
// A [Problem] is what is believed, and how little, of a flow, a field at the start, a diffusivity and a source, and what was seen. [Kriging],
// [Filter] and [Variational] take the same one and give an [Estimate] each: an ensemble of fields, with scores against a truth or against
// observations put aside, and intervals of parameters or a refusal in words. [Closure] fits what stands for eddies that the flow lacks.
// [Twin] makes problems whose truth is known, finer and other than what is believed.
//
//	p, truth, err := tracer.Twin{}.Make()
//	e, err := tracer.Variational{}.Solve(p)
//	scores, err := e.Score(truth.Fields, 0, len(truth.Fields))
//
// # Spills
//
// [Transport.Footprints] runs the law backward: how much of a release, at each place and time, each observation would see. From these an
// [Attribution] gives a map of where something was let go, with the region that holds the place in nine cases of ten, its time and its amount,
// over members of a flow that is badly known. A [Recovery] finds the place, the amount and the diffusivity of one spill by least squares, from a [Puff]
// in closed form or an [Atlas] of footprints; what the observations can't tell apart it refuses in words ([Inseparable]).
//
// # Units
//
// Grids are [y, x], y upward and x to the right. In the plane x and y are in m; on the sphere in degrees_east and degrees_north. Times are in
// s, velocities in m/s, diffusivities in m^2/s, streamfunctions in m^2/s. Amounts are integrals over the area: for kg/m^3 and a layer of 1 m,
// kg.
package tracer
