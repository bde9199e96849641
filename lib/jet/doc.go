// Package jet differentiates by Taylor mode, on graph nodes: a [Jet] is a value of shape [batch, width] together with its partial
// derivatives up to total order 4, and each operation on jets follows the rules of differentiation:
//
//	(f g)_ij = f_ij g + f_i g_j + f_j g_i + f g_ij                 Leibniz
//	f(g)_ij  = f'(g) g_ij + f"(g) g_i g_j                          Faa di Bruno
//
// so that a network's derivatives by its inputs come in one pass with its value, where gradients of gradients repeat the network for
// each order and each axis. References: Griewank and Walther, Evaluating Derivatives, 2nd edition, chapter 13
// (doi:10.1137/1.9780898717761); for collapsed Laplacians, Dangel and others 2025, arXiv:2505.13644.
//
// # Use
//
// A [Set] says which derivatives are carried, and is closed downward. [Of] lists them by axes, with repetition:
//
//	s, err := jet.Of(2, []int{1}, []int{0, 0})     // u_t and u_xx of u(x, t): the Set {u, u_x, u_t, u_xx}
//	...
//	u := s.Inputs(points)                          // points [batch, 2]
//	u = jet.Tanh(jet.Dense(u, w1, b1))             // w1 [2, 64], b1 [64]
//	u = jet.Dense(u, w2, b2)                       // w2 [64, 1], b2 [1]
//	residual := Sub(u.D(1), u.D(0, 0))             // [batch, 1]
//
// [Set.Along] differentiates along directions, another for each sample if need be; [Set.WithLaplacian] and [Set.WithBiharmonic]
// carry a sum of derivatives as one part; [Set.Before] and [Jet.Partial] make jets of derivatives, as a streamfunction's velocity;
// [Map] takes any function of one variable by its derivatives. [Grad], [Divergence], [Curl] and [Material] are vector calculus.
// Values and derivatives have the units of the data: D(1) of metres by seconds is metres a second.
//
// Derivatives that are zero by structure, as the second ones of the inputs, are tracked and never computed.
//
// # Gradients by weights
//
// Reverse mode goes through every operation here, once: Gradient of a residual's mean square gives what training needs, and Gradient
// by the parts of a [Dense] layer's result gives each sample's own. Where it is to be taken twice, leave out [Slice], [Jet.Column],
// [Concat], [Fourier] and what uses them: the gradient of a slice is a Pad, which has none.
//
// # What it costs
//
// The Laplacian (order 2) and the biharmonic (order 4) of a network of four layers of 64 with tanh, at 1,024 points, on two cores by
// XLA's CPU backend: milliseconds of processor time with the operator collapsed into one part, and how many times that it takes with
// its derivatives one by one, and by nested gradients. "gradient" is with the gradient of its mean square by all weights. In one
// dimension collapsed and one by one are the same, so their differences show the noise.
//
//	                     Float32                        Float64
//	                     collapsed  one by one  nested  collapsed  one by one  nested
//	order 2, 1D forward  0.7 ms     1.0 x       2.6 x   1.2 ms     1.0 x       1.4 x
//	            gradient 2.7        1.0         1.4     7.6        1.0         1.5
//	         2D forward  0.7        1.2         1.9     1.6        1.2         1.7
//	            gradient 3.3        1.2         1.7     10         1.3         1.6
//	         3D forward  0.9        1.3         1.9     1.9        1.3         1.8
//	            gradient 4.1        1.3         1.7     16         1.1         1.4
//	order 4, 1D forward  1.3        1.0         2.8     2.1        1.0         3.2
//	            gradient 4.9        1.0         3.0     18         1.0         3.6
//	         2D forward  2.0        1.5         4.0     4.6        1.2         6.9
//	            gradient 11         1.3         5.1     50         1.4         3.0
//	         3D forward  3.0        1.7         4.9     8.1        1.6         7.6
//	            gradient 24         2.3         4.9     85         1.6         3.5
//
// Nested gradients win nowhere in it. They win where first derivatives are all: one reverse pass gives those by all inputs, and a jet
// carries a part for each. With the gradient by the weights (Float32, 1,024 points) jets then take 0.9 times nested gradients' time
// in one dimension, 1.3 in two, 1.5 in three and 3.4 in ten.
//
// Beyond a thousand points or so the operating system's page faults cost as much as the arithmetic (each run's scratch memory is
// asked for anew; 9 parts of four layers of 64 at 10,000 points are 90 MB and their gradients as much): take points in blocks.
package jet
