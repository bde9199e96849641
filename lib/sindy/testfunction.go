package sindy

import "math"

// Test functions of the weak form are phi(s) = (1 - s^2)^p for |s| < 1, centred on points along an
// axis and scaled by a radius (Messenger and Bortz 2021, doi:10.1137/20M1343166). They are nearly
// Gaussian, of standard deviation radius/sqrt(2p), and end so smoothly that the plain sum over even
// samples is their integral to rounding.
type testFunctions struct {
	first   []int         // of each test function, its first sample
	weights [][][]float64 // [order][function][sample]: the quadrature of (-1)^order times the derivative
	stride  int           // between first samples; 0 where it varies
}

// count is the number of test functions.
func (w testFunctions) count() int { return len(w.first) }

// reach adds test functions like those there are until one starts after a sample: an axis may have no
// end.
func (w *testFunctions) reach(sample int) {
	for last := len(w.first) - 1; w.first[last] <= sample; last++ {
		w.first = append(w.first, w.first[last]+w.stride)
		for o := range w.weights {
			w.weights[o] = append(w.weights[o], w.weights[o][last])
		}
	}
}

// width of the test functions along an axis.
type width struct {
	radius float64 // in the axis's unit
	power  float64
	stride float64 // between centres, in the axis's unit
}

// deviation is the standard deviation of the Gaussian that the test function is nearly.
func (w width) deviation() float64 { return w.radius / math.Sqrt(2*w.power) }

// place lays test functions along an axis, with derivatives up to an order. All lie within the axis.
func (w width) place(at []float64, even bool, orders int) testFunctions {
	n := len(at)
	spacing := (at[n-1] - at[0]) / float64(n-1)
	f := testFunctions{weights: make([][][]float64, orders+1)}
	if even {
		// Centres on samples, and one set of weights for all.
		m := int(math.Round(w.radius / spacing))
		shared := make([][]float64, orders+1)
		for j := -m; j <= m; j++ {
			for o := range shared {
				shared[o] = append(shared[o], spacing*w.derivative(float64(j)*spacing, o))
			}
		}
		stride := max(1, int(w.stride/spacing))
		f.stride = stride
		count := (n-1-2*m)/stride + 1
		from := (n - 1 - 2*m - (count-1)*stride) / 2
		for q := range count {
			f.first = append(f.first, from+q*stride)
			for o := range shared {
				f.weights[o] = append(f.weights[o], shared[o])
			}
		}
		return f
	}
	quadrature := compositeWeights(at)
	stride := math.Max(w.stride, spacing)
	count := int((at[n-1]-at[0]-2*w.radius)/stride) + 1
	start := at[0] + w.radius + (at[n-1]-at[0]-2*w.radius-float64(count-1)*stride)/2
	lo, hi := 0, 0
	for q := range count {
		centre := start + float64(q)*stride
		for lo < n && at[lo] <= centre-w.radius {
			lo++
		}
		for hi = max(hi, lo); hi < n && at[hi] < centre+w.radius; hi++ {
		}
		f.first = append(f.first, lo)
		for o := range f.weights {
			values := make([]float64, hi-lo)
			for j := range values {
				values[j] = quadrature[lo+j] * w.derivative(at[lo+j]-centre, o)
			}
			f.weights[o] = append(f.weights[o], values)
		}
	}
	return f
}

// derivative is (-1)^order times the derivative of phi, at a distance from the centre; by Leibniz's rule
// for (1-s)^p (1+s)^p.
func (w width) derivative(distance float64, order int) float64 {
	s := distance / w.radius
	if s <= -1 || s >= 1 {
		return 0
	}
	sum := 0.0
	for k := range order + 1 {
		j := order - k
		sum += binomial(order, k) * falling(w.power, k) * falling(w.power, j) * sign(j) *
			math.Pow(1+s, w.power-float64(k)) * math.Pow(1-s, w.power-float64(j))
	}
	return sign(order) * sum / math.Pow(w.radius, float64(order))
}

// falling is p (p-1) ... (p-k+1).
func falling(p float64, k int) float64 {
	v := 1.0
	for i := range k {
		v *= p - float64(i)
	}
	return v
}

func binomial(n, k int) float64 {
	v := 1.0
	for i := range k {
		v = v * float64(n-i) / float64(i+1)
	}
	return v
}

func sign(power int) float64 {
	if power%2 != 0 {
		return -1
	}
	return 1
}

// compositeWeights are the weights by which the samples make up the integral over the whole axis, of
// cubics through four samples each.
func compositeWeights(at []float64) []float64 {
	weights := make([]float64, len(at))
	for i := range len(at) - 1 {
		start, w := quadrature(at, i, 4)
		for j := range w {
			weights[start+j] += w[j]
		}
	}
	return weights
}
