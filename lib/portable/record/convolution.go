package record

import (
	"slices"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/shapes"
)

// ConvGeneral records a convolution as what it is: the points that the kernel sees from each place, side by side, times the kernel as one matrix.
func (f *function) ConvGeneral(x, kernel compute.Value, axes compute.ConvolveAxesConfig, strides []int, paddings [][2]int,
	inputDilations, kernelDilations []int, channelGroups, batchGroups int) (compute.Value, error) {
	d := len(axes.InputSpatial)
	one := func(all []int) []int {
		if all == nil {
			all = slices.Repeat([]int{1}, d)
		}
		return all
	}
	strides, gaps := one(strides), one(kernelDilations)
	if slices.Max(one(inputDilations)) > 1 || channelGroups > 1 || batchGroups > 1 {
		return nil, noOp(compute.OpTypeConvGeneral)
	}
	// [batch, points..., channels] and [points..., channels, outputs].
	x, err := f.Transpose(x, slices.Concat([]int{axes.InputBatch}, axes.InputSpatial, []int{axes.InputChannels})...)
	if err != nil {
		return nil, err
	}
	kernel, err = f.Transpose(kernel, slices.Concat(axes.KernelSpatial, []int{axes.KernelInputChannels, axes.KernelOutputChannels})...)
	if err != nil {
		return nil, err
	}
	for a, p := range paddings {
		if x, err = f.padded(x, 1+a, p[0], p[1]); err != nil {
			return nil, err
		}
	}
	dims, taps := shapeOf(x).Dimensions, shapeOf(kernel).Dimensions
	channels, outputs := taps[d], taps[d+1]
	var seen []compute.Value
	for at := make([]int, d); ; {
		starts, limits, steps := []int{0}, []int{dims[0]}, []int{1}
		for a := range d {
			places := (dims[1+a]-(taps[a]-1)*gaps[a]-1)/strides[a] + 1
			starts = append(starts, at[a]*gaps[a])
			limits = append(limits, at[a]*gaps[a]+(places-1)*strides[a]+1)
			steps = append(steps, strides[a])
		}
		part, err := f.Slice(x, append(starts, 0), append(limits, channels), append(steps, 1))
		if err != nil {
			return nil, err
		}
		seen = append(seen, part)
		a := d - 1
		for ; a >= 0; a-- {
			if at[a]++; at[a] < taps[a] {
				break
			}
			at[a] = 0
		}
		if a < 0 {
			break
		}
	}
	all, err := f.Concatenate(1+d, seen...)
	if err != nil {
		return nil, err
	}
	matrix, err := f.Reshape(kernel, len(seen)*channels, outputs)
	if err != nil {
		return nil, err
	}
	y, err := f.DotGeneral(all, []int{1 + d}, nil, matrix, []int{0}, nil, compute.DotGeneralConfig{})
	if err != nil {
		return nil, err
	}
	// From [batch, points..., outputs] to where they are wanted.
	order := make([]int, d+2)
	order[axes.OutputBatch], order[axes.OutputChannels] = 0, 1+d
	for a, to := range axes.OutputSpatial {
		order[to] = 1 + a
	}
	return f.Transpose(y, order...)
}

// padded has zeros before and after along an axis; where their number is negative, what lies there goes.
func (f *function) padded(x compute.Value, axis, before, after int) (compute.Value, error) {
	shape := shapeOf(x)
	if before < 0 || after < 0 {
		starts, limits := make([]int, shape.Rank()), slices.Clone(shape.Dimensions)
		starts[axis], limits[axis] = max(0, -before), limits[axis]-max(0, -after)
		var err error
		if x, err = f.Slice(x, starts, limits, nil); err != nil {
			return nil, err
		}
	}
	parts := []compute.Value{x}
	for i, n := range []int{before, after} {
		if n <= 0 {
			continue
		}
		zero, err := f.Constant([]float64{0})
		if err != nil {
			return nil, err
		}
		side := shape.Clone()
		side.Dimensions[axis] = n
		zeros, err := f.BroadcastInDim(zero, shapes.Make(side.DType, side.Dimensions...), nil)
		if err != nil {
			return nil, err
		}
		parts = slices.Insert(parts, i*len(parts), zeros)
	}
	if len(parts) == 1 {
		return x, nil
	}
	return f.Concatenate(axis, parts...)
}
