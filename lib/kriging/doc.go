// Package kriging interpolates scattered, noisy measurements, with no law of nature: what any method that claims to know one has to
// beat. It is optimal interpolation, also called Gaussian process regression: the field is taken for a random one, with a mean that is
// constant but not known and a covariance that falls with distance,
//
//	cov(u(x), u(y)) = s^2 k(|x - y|),  k(r) = (1 + sqrt(5) r + 5/3 r^2) e^(-sqrt(5) r),  |x - y|^2 = sum_i ((x_i - y_i)/l_i)^2
//
// (Matérn's of order 5/2), and each measurement has independent noise of variance n^2 s^2. The estimate is the linear one whose expected
// square error is least (Matheron 1963, doi:10.2113/gsecongeo.58.8.1246). The lengths l_i, one for each axis, and the share n of noise are
// those under which the measurements are most likely; mean and size s have closed forms given them (Rasmussen and Williams 2006,
// doi:10.7551/mitpress/3206.001.0001).
//
// Coordinates are row-major [n, axes], in any units: each axis has its own length. Estimates come with one standard deviation of the
// field there, without the noise of a measurement, as it would be if lengths and noise were known for certain.
//
//	m, err := kriging.Fit(x, 2, values, kriging.Settings{})
//	mean, deviation, err := m.At(other)
//
// # On the globe
//
// [FitSphere] does the same for a [Scatter] of measurements in degrees and days, such as floats make: distances are those of the globe, the mean
// may have seasons, what is wrong at one float is wrong again at its next dive, and of many measurements the nearest make an estimate
// (Kuusela and Stein 2018, doi:10.1098/rspa.2018.0400, map Argo's so).
//
//	m, err := kriging.FitSphere(floats, kriging.SphereSettings{Trend: kriging.Trend{Harmonics: 1}})
//	mean, deviation, err := m.Map(lat, lon, day, land)
package kriging
