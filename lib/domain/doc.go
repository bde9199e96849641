// Package domain describes where an equation holds: a bounded region of space, or of space and time,
// whose axes have names. It samples the region inside and on its boundary, with outward normals and
// weights, for collocation and for integrals.
//
//	plate := domain.Box(domain.Span("x", -1, 1), domain.Span("y", 0, 1))
//	hole := domain.Disk("x", "y", 0, 0.5, 0.2)
//	r := domain.Over(domain.Difference(plate, hole), domain.Span("t", 0, 1))
//
//	inside, err := r.Inside(10_000, domain.Sobol{Seed: 1})       // points [10000, 3], weights [10000]
//	rim, err := r.Boundary(domain.On(hole))                      // the part of the boundary that is the hole's
//	points, err := rim.Points(1_000, domain.Sobol{Seed: 2})      // with normals [1000, 3]
//
// # Regions
//
// Interval, Box and Ball have any number of axes, Disk, Ellipse and Polygon two. Union, Intersection and
// Difference combine regions of the same axes; Product and Over (time) join regions of different axes;
// Translate, Rotate and Scale place them. A Region is a value that never changes. Building one reports
// nothing: Check does, and whatever returns an error calls it first.
//
// # Distance
//
// Distance is signed: negative inside, zero on the boundary, positive outside, in the units of the axes.
// It never rises faster than one per unit of length. Of Interval, Box, Disk, Ball, Ellipse and Polygon
// it is exact. Of a combination its sign is exact and its size a lower bound:
//
//	Union         min(a, b)        exact outside; inside, no more than the distance
//	Intersection  max(a, b)        exact inside; outside, no more than the distance
//	Difference    max(a, -b)       likewise
//	Product       max(a, b), and outside sqrt(max(a, 0)^2 + max(b, 0)^2): exact where both are
//
// Where two operands of a Union only touch, it is zero on what they share, which is no boundary: let
// them overlap. The boundary's parts and the measures are right either way.
//
// # Weights
//
// The weights of any set of points add up to the measure of what was sampled (length, area, volume;
// a boundary point of an interval counts 1), so that a sum of weight times value is an integral.
// Measures are exact wherever they are known; else estimated by scrambled Sobol points, with one
// standard error beside.
//
// # Functions that vanish on the boundary
//
// Boundary.Vanishing returns a smooth function that is zero on the parts chosen, positive elsewhere in
// the region, and grows like the distance: u = g + f N meets u = g there whatever the network N. It is a
// Formula that [Evaluate] computes over any [Algebra]: floats here, nodes of a graph or jets elsewhere.
// The formulas are R-functions joined by R-equivalence: Sukumar and Srivastava, Exact imposition of
// boundary conditions with distance functions in physics-informed deep neural networks (2022),
// doi:10.1016/j.cma.2021.114333.
package domain
