// Package assimilation brings a model and noisy, partial observations together: what is the state now, what will it be, and how sure is
// that? A state x [components] follows a model, x_k = M(x_k-1), and is seen now and then,
//
//	y_k = H(x_k) + e_k,   e_k ~ N(0, R)
//
// Each method alternates between a forecast by the model and an analysis that takes in a record. They differ in what they take the
// forecast's errors for:
//
//   - [OI]: those of the climate, always. [Var3D]: always the same, smaller.
//   - [Var4D]: the same at a window's start, and then what the model makes of them; by a search with the model's adjoint.
//   - [EnKF]: those of an ensemble, stochastic or square root, inflated, localised; with a Lag, past states too.
//   - [IEnKS]: 4D-Var with the ensemble's errors, and no adjoint.
//   - [ESMDA]: for parameters, with the same records several times.
//
// They are run on a [Sequence], and say what they believe through its Watch. Where all is linear and Gaussian, the ensemble methods with
// more members than components are the Kalman filter and smoother (1960, doi:10.1115/1.3662552) to rounding; tests hold them to it.
//
// A state may be large: nothing here has the size of state times state. Members are [N][components]; an analysis in their space costs
// N min(N, m) operations a component for m observations, and runs on all cores. Errors of observations may be correlated in blocks
// ([Correlated]). [Lorenz96] is the model on which the methods are compared.
//
// Units are the model's own. Evensen, Vossepoel and van Leeuwen (2022, doi:10.1007/978-3-030-96709-3) explain all of it, freely.
package assimilation
