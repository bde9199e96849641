// Package spectral transforms periodic fields to their Fourier modes and back, as graph functions, and holds what is done there:
// derivatives, filters, any multiplier that depends on the wave vector.
//
// On a [Box] of N = n_1 ... n_d points, d = 1 to 3, the transform of a real field u, and its inverse, are
//
//	U(m) = sum over j of u(j) exp(-2 pi i sum_a m_a j_a / n_a)
//	u(j) = 1/N sum over m of U(m) exp(+2 pi i sum_a m_a j_a / n_a)
//
// as in numpy's rfftn: a field of shape [..., n_1, ..., n_d] gives modes of shape [..., n_1, ..., n_d/2+1], half of them along the
// last axis, since a real field's other half is their conjugate. Axes before the last d are batches.
//
// # In parts
//
// A [Spectrum] is a pair of real nodes, not a complex one: pure Go has no complex numbers, and the gradient of a complex product is
// wrong in GoMLX (see lib/backend's conformance suite). In parts, all that is here has right gradients on every backend.
//
// # Two routes
//
// Where the backend has a fast Fourier transform the axes are transformed by it, one after the other (GoMLX's gradient over two
// axes at once is wrong); else by matrix products with sines and cosines, which cost n instead of log n for each value; on XLA's
// CPU the FFT is the faster from some 128 points on. Both agree to rounding. [Box.Route] forces one.
//
// # The Nyquist mode
//
// Along an axis of an even number of points, the mode n/2 stands for both +n/2 and -n/2. A multiplier acts on it by its average
// over both signs. So odd derivatives of that mode are zero, as they must be for a real field (Trefethen 2000, "Spectral Methods in
// MATLAB", doi:10.1137/1.9780898719598), and real fields stay real under any multiplier for which f(-k) is the conjugate of f(k).
package spectral
