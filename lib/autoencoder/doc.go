// Package autoencoder finds few coordinates of what many sensors see, together with a law of motion that is sparse in them: the
// SINDy-autoencoder of Champion, Lusch, Kutz and Brunton 2019 (doi:10.1073/pnas.1906995116). Of samples x(t) with their rates x'(t)
// it learns an encoder phi, a decoder psi and coefficients Xi,
//
//	z = phi(x),   x = psi(z),   z' = Theta(z) Xi,
//
// where Theta(z) are the products of the coordinates up to a degree, by making
//
//	|x - psi(z)|^2 + a |x' - (grad psi) Theta Xi|^2 + b |(grad phi) x' - Theta Xi|^2
//
// small, each term in units of its own squares. The paper's fourth term, l |Xi|_1, isn't smooth, and what it prefers hangs on the
// units of z; here terms are left out by their share in a coordinate's rate, which doesn't.
//
// # How
//
//   - The data's own linear modes come first (proper orthogonal decomposition): the networks see their amplitudes. What the modes miss
//     is reported as Found.Missed.
//   - Encoder and decoder are each a linear map and a perceptron added to it (lib/network). Derivatives along the samples' own rates
//     come from lib/jet at first order.
//   - All parameters are one flat vector, in float64, made better by a second-order method of lib/optim on one large batch.
//   - An affine map of z changes nothing but how the law reads. So the law is learnt whole, in coordinates of mean 0 and covariance 1;
//     then the map is looked for in which it has fewest terms; those below the threshold are left out, and all is learnt on.
//
// # Shapes and units
//
// Runs are field.Series, [samples] by columns, one for each sensor or amplitude; Found.Encode gives a field.Series with columns z1,
// z2 ..., ready for lib/sindy. Coordinates have a variance near 1 over the points learnt from, and no unit; the law is per unit of
// the runs' axis. Laws are of first order in time: for one of second order, ask for twice the coordinates.
//
// # What it can't say
//
// The coordinates are known up to an affine map at best: a law of degree 2 that is carried through a bend is none of degree 2. On data
// that fill no volume of the coordinates, such as a single closed curve, even that doesn't hold, as the law is free beside the curve:
// compare seeds. A degree above that of the law may leave bends free too. And several affine maps may give laws of equally few terms:
// Found.In carries a law over to other coordinates, to compare.
package autoencoder
