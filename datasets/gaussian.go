package datasets

import (
	"encoding/binary"
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/dsp/fourier"
)

// Gaussian random fields with covariance s^2 (-Laplacian + t^2)^(-a) are sums of the Laplacian's own waves, each times a normal number of
// the deviation s (k^2 + t^2)^(-a/2), k^2 the wave's eigenvalue. The constant has no part, so the mean over the domain is 0. Waves are drawn
// in order of their wavenumbers: a finer grid has the same field, with more of its detail.

// A covariance is that of a Gaussian random field.
type covariance struct{ scale, shift, power float64 }

// deviation of the wave whose eigenvalue is k2.
func (c covariance) deviation(k2 float64) float64 {
	return c.scale * math.Pow(k2+c.shift*c.shift, -c.power/2)
}

// random numbers of one sample: no other's, and the same whatever else is drawn.
func random(seed uint64, sample int, generator string) *rand.Rand {
	var key [32]byte
	binary.LittleEndian.PutUint64(key[:], seed)
	binary.LittleEndian.PutUint64(key[8:], uint64(sample))
	copy(key[16:], generator)
	return rand.New(rand.NewChaCha8(key))
}

// circle draws a field on n points of the periodic unit interval, j/n.
func (c covariance) circle(r *rand.Rand, n int) []float64 {
	modes := make([]complex128, n/2+1)
	for m := 1; 2*m < n; m++ {
		// sqrt(2) d (a cos + b sin) is the sum of d (a - ib)/sqrt(2) e^(ikx) and its conjugate.
		d := c.deviation(4*math.Pi*math.Pi*float64(m*m)) / math.Sqrt2
		modes[m] = complex(d*r.NormFloat64(), -d*r.NormFloat64())
	}
	return fourier.NewFFT(n).Sequence(nil, modes)
}

// torus draws a field on n x n points of the periodic unit square, (i/n, j/n), row-major.
func (c covariance) torus(r *rand.Rand, n int) []float64 {
	width := n/2 + 1
	modes := make([]complex128, n*width) // [k, l]: l from 0
	for shell := 1; 2*shell < n; shell++ {
		// Half of the square ring max(|k|, |l|) = shell: the other half is its conjugate.
		for l := 0; l <= shell; l++ {
			for k := -shell; k <= shell; k++ {
				if max(k, -k, l) != shell || l == 0 && k <= 0 {
					continue
				}
				d := c.deviation(4*math.Pi*math.Pi*float64(k*k+l*l)) / math.Sqrt2
				v := complex(d*r.NormFloat64(), -d*r.NormFloat64())
				modes[(k+n)%n*width+l] = v
				if l == 0 {
					modes[(n-k)%n*width] = complex(real(v), -imag(v))
				}
			}
		}
	}
	along, column := fourier.NewCmplxFFT(n), make([]complex128, n)
	for l := range width {
		for k := range n {
			column[k] = modes[k*width+l]
		}
		column = along.Sequence(column, column)
		for k := range n {
			modes[k*width+l] = column[k]
		}
	}
	field, rows := make([]float64, n*n), fourier.NewFFT(n)
	for i := range n {
		rows.Sequence(field[i*n:(i+1)*n], modes[i*width:(i+1)*width])
	}
	return field
}

// square draws a field on n x n points of the unit square, both ends of the axes among them, whose normal derivative at the boundary is 0.
func (c covariance) square(r *rand.Rand, n int) []float64 {
	waves := make([]float64, n*n)
	for shell := 1; shell < n-1; shell++ {
		for k := 0; k <= shell; k++ {
			first := shell // of the ring max(k, l) = shell
			if k == shell {
				first = 0
			}
			for l := first; l <= shell; l++ {
				// The transform doubles all but the first; sqrt(2) cos has the mean square 1.
				v := c.deviation(math.Pi*math.Pi*float64(k*k+l*l)) * r.NormFloat64()
				if k > 0 {
					v /= math.Sqrt2
				}
				if l > 0 {
					v /= math.Sqrt2
				}
				waves[k*n+l] = v
			}
		}
	}
	cosines, line := fourier.NewDCT(n), make([]float64, n)
	for i := range n {
		cosines.Transform(waves[i*n:(i+1)*n], waves[i*n:(i+1)*n])
	}
	for j := range n {
		for i := range n {
			line[i] = waves[i*n+j]
		}
		cosines.Transform(line, line)
		for i := range n {
			waves[i*n+j] = line[i]
		}
	}
	return waves
}

// every so-many-th number of a field [n, n] along both axes.
func everySquare(field []float64, n, every int, to []float64) {
	at := 0
	for i := 0; i < n; i += every {
		for j := 0; j < n; j += every {
			to[at] = field[i*n+j]
			at++
		}
	}
}
