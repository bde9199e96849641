package backend_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/gomlx/compute/dtypes"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
)

// TestConformLongSums holds sums of positive numbers to a tolerance by type and size. In float32 a sum in one running total loses
// what is below half its last digit, so the error may grow as n/2 roundings; sum in float64 what must be better.
func TestConformLongSums(t *testing.T) {
	for _, e := range engines(t) {
		for _, n := range []int{1_000, 100_000, 1_000_000} {
			for dtype, rounding := range map[dtypes.DType]float64{dtypes.Float32: 0x1p-24, dtypes.Float64: 0x1p-53} {
				t.Run(fmt.Sprintf("%s/%s/%d", e.name, dtype, n), func(t *testing.T) {
					x := operand{[]int{n}, 0, 1}.values(0)
					want := 0.0
					for _, v := range rounded([][]float64{x}, dtype)[0] {
						want += v
					}
					out, err := CallOnce(e.Backend, func(x *Node) *Node { return ConvertDType(ReduceAllSum(x), dtypes.Float64) }, tensor(dtype, x, []int{n}))
					if err != nil {
						t.Fatal(err)
					}
					off := math.Abs(tensors.ToScalar[float64](out)/want - 1)
					if limit := rounding * float64(n) / 2; off > limit {
						t.Errorf("off by %.2g, more than %.2g", off, limit)
					}
					t.Logf("off by %.2g", off)
				})
			}
		}
	}
}
