package domain

import (
	"fmt"
	"math/bits"
	"math/rand/v2"
)

// Sobol draws the points of Sobol's sequence, scrambled: the error of a mean over n of them falls nearly
// as 1/n, and as n^(-3/2) for smooth functions where n is a power of 2, against 1/sqrt(n) of independent
// points. Up to 37 dimensions.
//
// The direction numbers are those of Joe and Kuo (2008, doi:10.1137/070709359), the scrambling a random
// triangular matrix over the bits and a random shift (Matousek 1998, doi:10.1006/jcom.1998.0489), which has
// the mean-square error of Owen's (Owen 2003, doi:10.1145/945511.945518).
type Sobol struct{ Seed uint64 }

// Sequence is described at Sampler.
func (s Sobol) Sequence(dims, _ int, stream uint64) (func(u []float64), error) {
	if dims > len(sobolTable)+1 {
		return nil, fmt.Errorf("%w: Sobol has directions for %d, not for %d; take Halton or Uniform", ErrDimension, len(sobolTable)+1, dims)
	}
	r := source(s.Seed, stream)
	directions := make([][digits]uint64, dims)
	shift := make([]uint64, dims)
	for i := range directions {
		directions[i] = sobolDirections(i)
		shift[i] = scramble(&directions[i], r)
	}
	return sobolPoints(directions, shift), nil
}

// digits is how many bits a coordinate has: those of a float64.
const digits = 53

// sobolPoints runs through the points in the order of the Gray code, in which one differs from the next
// in one direction (Antonov and Saleev 1979).
func sobolPoints(directions [][digits]uint64, start []uint64) func(u []float64) {
	state, count := append([]uint64(nil), start...), uint64(0)
	return func(u []float64) {
		for i, x := range state {
			u[i] = float64(x) * 0x1p-53
		}
		count++
		bit := bits.TrailingZeros64(count) % digits
		for i := range state {
			state[i] ^= directions[i][bit]
		}
	}
}

// scramble multiplies the bits of the directions by a random lower triangular matrix of ones on its
// diagonal, and returns a random start.
func scramble(directions *[digits]uint64, r *rand.Rand) (start uint64) {
	// Column k of the matrix is what bit k, counted from the greatest, becomes.
	var columns [digits]uint64
	for k := range columns {
		top := uint64(1) << (digits - 1 - k)
		columns[k] = top | r.Uint64()&(top-1)
	}
	for i, v := range directions {
		sum := uint64(0)
		for v != 0 {
			low := bits.TrailingZeros64(v)
			sum ^= columns[digits-1-low]
			v &= v - 1
		}
		directions[i] = sum
	}
	return r.Uint64() >> (64 - digits)
}

// sobolDirections are the directions of one dimension, by the recurrence of its primitive polynomial
// x^s + a_1 x^(s-1) + ... + a_(s-1) x + 1 from its first s numbers m.
func sobolDirections(dim int) (v [digits]uint64) {
	if dim == 0 {
		for k := range v {
			v[k] = 1 << (digits - 1 - k)
		}
		return v
	}
	row := sobolTable[dim-1]
	s := len(row.m)
	for k := range v {
		if k < s {
			v[k] = row.m[k] << (digits - 1 - k)
			continue
		}
		v[k] = v[k-s] ^ v[k-s]>>s
		for j := 1; j < s; j++ {
			if row.a>>(s-1-j)&1 == 1 {
				v[k] ^= v[k-j]
			}
		}
	}
	return v
}
