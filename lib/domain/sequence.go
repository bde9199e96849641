package domain

import (
	"fmt"
	"math/rand/v2"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat/distmv"
	"gonum.org/v1/gonum/stat/samplemv"
)

// A Sampler spreads points over the unit cube: Uniform, Sobol, Halton, LatinHypercube.
type Sampler interface {
	// Sequence returns a function that writes one point after another of [0, 1)^dims into u. About that
	// many are expected; there is no last one. Streams of different numbers are independent. The same
	// sampler and stream give the same points.
	Sequence(dims, expected int, stream uint64) (next func(u []float64), err error)
}

// Uniform draws independent points.
type Uniform struct{ Seed uint64 }

// Sequence is described at Sampler.
func (s Uniform) Sequence(_, _ int, stream uint64) (func(u []float64), error) {
	r := source(s.Seed, stream)
	return func(u []float64) {
		for i := range u {
			u[i] = r.Float64()
		}
	}, nil
}

// LatinHypercube draws points of which each n-th of each axis holds exactly one of n (McKay, Beckman and
// Conover 1979, doi:10.1080/00401706.1979.10489755). That holds for an interval, box, disk or ball, and for each
// part of the boundary. Where points are cut away, as from a polygon or a combination, more hypercubes follow.
type LatinHypercube struct{ Seed uint64 }

// Sequence is described at Sampler.
func (s LatinHypercube) Sequence(dims, expected int, stream uint64) (func(u []float64), error) {
	if dims == 0 {
		return func([]float64) {}, nil
	}
	r := source(s.Seed, stream)
	cube := samplemv.LatinHypercube{Q: distmv.NewUnitUniform(dims, r), Src: r}
	points := mat.NewDense(max(expected, 1), dims, nil)
	row := max(expected, 1)
	return func(u []float64) {
		if row == max(expected, 1) {
			cube.Sample(points)
			row = 0
		}
		copy(u, points.RawRowView(row))
		row++
	}, nil
}

// source is a generator for a stream of a seed. A stream is one part of a boundary, or the inside.
func source(seed, stream uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, stream)) }

// sequenceOf is a sampler's sequence; Sobol's where there is none.
func sequenceOf(s Sampler, dims, expected int, stream uint64) (func(u []float64), error) {
	if s == nil {
		s = Sobol{}
	}
	next, err := s.Sequence(dims, expected, stream)
	if err == nil && next == nil {
		err = fmt.Errorf("domain: sampler %T gave no sequence", s)
	}
	return next, err
}
