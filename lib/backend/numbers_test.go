package backend_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/gomlx/core/tensors"

	"sublunar/lib/backend"
)

func ExampleTensor() {
	t := backend.Tensor(dtypes.Float32, []float64{1, 0.1, 2, 0.2}, 2, 2)
	values, err := backend.Numbers(t)
	fmt.Printf("%s %.9f %v\n", t.Shape(), values, err)
	// Output:
	// (Float32)[2, 2] [1.000000000 0.100000001 2.000000000 0.200000003] <nil>
}

// Numbers come back as they went in, to the precision, and the tensor has its own.
func TestNumbers(t *testing.T) {
	for _, c := range []struct {
		precision dtypes.DType
		want      []float64
	}{{dtypes.Float64, []float64{0.1, -3}}, {dtypes.Float32, []float64{float64(float32(0.1)), -3}}} {
		values := []float64{0.1, -3}
		made := backend.Tensor(c.precision, values, 2)
		values[0] = 7
		if got, err := backend.Numbers(made); err != nil || !slices.Equal(got, c.want) || made.DType() != c.precision {
			t.Errorf("%s: got %v, %v; want %v", c.precision, got, err, c.want)
		}
	}
	if _, err := backend.Numbers(tensors.FromFlatDataAndDimensions([]int32{1}, 1)); err == nil || strings.Contains(err.Error(), "\n") {
		t.Errorf("whole numbers: %v", err)
	}
}
