// Package coordinates finds few numbers that tell what many sensors see: of frames u(t) of any size, such
// as images or 10^4 shuffled sensors, coordinates a(t) with
//
//	u(t) = mean + sum over k of a_k(t) mode_k   (POD)
//
// or, where the frames lie on a curved surface, a_k(t) = psi_k(u(t)) with the smoothest functions on it
// (DiffusionMap). Delays gives one sensor the past to stand for the sensors that are missing, and Register
// takes out a moving camera. What is found is a field.Series, ready for lib/sindy.
//
// Frames stream by: an iterator that can be ranged over again yields each as values of one length, which
// it may overwrite for the next. Memory is that of a few frames and of the coordinates.
//
//	basis, err := coordinates.POD(frames, coordinates.Modes{Count: 3})
//	series, err := basis.Amplitudes(times)
//
// No coordinates are right for all data. Explained and HeldOut say what they miss, on the frames they were
// made of and on others; Agreement says how far two sets of them, from two seeds or two methods, are each
// other up to an affine map.
package coordinates
