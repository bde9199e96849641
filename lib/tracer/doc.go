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
// # The rooms above
//
// Package infer, over this one, estimates fields, flows and constants from what was seen: [Basin.Modes] and [Basin.Swirls] are the roots of what it
// believes before. Package spill finds where, when and how much was let go: [Transport.Footprints] runs the law backward, and says how much of a
// release, at each place and time, each observation would see. [Flow.Stirred] draws [Eddies] that a flow lacks.
//
// # Units
//
// Grids are [y, x], y upward and x to the right. In the plane x and y are in m; on the sphere in degrees_east and degrees_north. Times are in
// s, velocities in m/s, diffusivities in m^2/s, streamfunctions in m^2/s. Amounts are integrals over the area: for kg/m^3 and a layer of 1 m,
// kg.
package tracer
