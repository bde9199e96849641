package spill

import (
	"math"
	"slices"
)

// amountBins is the number of bins of the amount's logarithm.
const amountBins = 120

// amounts is the posterior of the amount in even bins of its logarithm, without one member or with all (-1). Unless expected is nil, it adds
// the posterior means of observations to it.
func (x *Attributor) amounts(p posterior, l likelihood, without int, expected []float64) []float64 {
	out := make([]float64, amountBins)
	k := len(x.Observations)
	step := math.Pow(x.Amount[1]/x.Amount[0], 1.0/amountBins)
	top := slices.Max(p.joint)
	part := make([]float64, amountBins)
	means := make([]float64, len(x.seen))
	left := 0.0
	for at, joint := range p.joint {
		if joint < 1e-3*top {
			continue
		}
		a, b := make([]float64, len(x.seen)), make([]float64, len(x.seen))
		peak := 0.0 // that of the smallest amounts
		for m, seen := range x.seen {
			if m == without {
				continue
			}
			a[m], b[m] = l.moments(seen[at*k : (at+1)*k])
			if b[m] > 0 && a[m] > 0 {
				peak = math.Max(peak, b[m]*b[m]/(2*a[m]))
			}
		}
		clear(part)
		sum := 0.0
		for m := range a {
			if m == without {
				continue
			}
			amount := x.Amount[0] * math.Sqrt(step)
			means[m] = 0
			for i := range part {
				if v := amount*b[m] - amount*amount*a[m]/2 - peak; v > -40 {
					e := math.Exp(v)
					part[i] += e
					sum += e
					means[m] += e * amount
				}
				amount *= step
			}
		}
		if sum > 0 {
			for i, v := range part {
				out[i] += joint * v / sum
			}
			left += joint
			for m, seen := range x.seen {
				if expected == nil || m == without {
					continue
				}
				for k, h := range seen[at*k : (at+1)*k] {
					expected[k] += joint * means[m] / sum * float64(h)
				}
			}
		}
	}
	for k := range expected {
		expected[k] /= left
	}
	total := 0.0
	for _, v := range out {
		total += v
	}
	for i := range out {
		out[i] /= total
	}
	return out
}

// quantile of the amount.
func (x *Attributor) quantile(bins []float64, at float64) float64 {
	sum := 0.0
	for i, v := range bins {
		if v > 0 && sum+v >= at {
			return x.Amount[0] * math.Pow(x.Amount[1]/x.Amount[0], (float64(i)+(at-sum)/v)/amountBins)
		}
		sum += v
	}
	return x.Amount[1]
}

// logAmount is the mean of the amount's logarithm and its standard deviation, with that within bins.
func (x *Attributor) logAmount(bins []float64) (mean, deviation float64) {
	width := math.Log(x.Amount[1]/x.Amount[0]) / amountBins
	square := 0.0
	for i, v := range bins {
		l := math.Log(x.Amount[0]) + (float64(i)+0.5)*width
		mean += v * l
		square += v * l * l
	}
	return mean, math.Sqrt(math.Max(square-mean*mean, 0) + width*width/12)
}
