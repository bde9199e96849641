package backend

import (
	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/gomlx/core/tensors"
)

// Tensor copies numbers into a tensor of a precision, dtypes.Float32 or dtypes.Float64. The product of dims is how many there are; without
// dims it is one number.
func Tensor(precision dtypes.DType, values []float64, dims ...int) *tensors.Tensor {
	if precision != dtypes.Float32 {
		return tensors.FromFlatDataAndDimensions(values, dims...)
	}
	low := make([]float32, len(values))
	for i, v := range values {
		low[i] = float32(v)
	}
	return tensors.FromFlatDataAndDimensions(low, dims...)
}

// Numbers copies those of a tensor of floats, of either precision, in row-major order.
func Numbers(t *tensors.Tensor) ([]float64, error) {
	if t.DType() != dtypes.Float32 {
		values, err := tensors.CopyFlatData[float64](t)
		return values, FirstLine(err)
	}
	low, err := tensors.CopyFlatData[float32](t)
	if err != nil {
		return nil, FirstLine(err)
	}
	values := make([]float64, len(low))
	for i, v := range low {
		values[i] = float64(v)
	}
	return values, nil
}
