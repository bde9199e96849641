package backend_test

import (
	"math"
	"strings"
	"testing"

	"github.com/gomlx/compute/dtypes"
	. "github.com/gomlx/gomlx/core/graph"
)

// everyRow is the suite that both backends run.
func everyRow() []row {
	var all []row
	for _, rows := range [][]row{unaryRows, binaryRows, shapeRows, productRows, reductionRows} {
		all = append(all, rows...)
	}
	return all
}

// TestConformanceCatches is the control: for each operation in each precision, one value that is off by four tolerances is found.
func TestConformanceCatches(t *testing.T) {
	goes := engines(t)[0]
	for _, r := range everyRow() {
		for _, dtype := range []dtypes.DType{dtypes.Float32, dtypes.Float64} {
			if r.slope != smooth {
				r.slope = flat
			}
			good, err := r.evaluate(goes, dtype, r.values())
			if err != nil {
				t.Fatal(err)
			}
			squares := 0.0
			for _, v := range good.value {
				squares += v * v
			}
			bad := result{value: append([]float64{}, good.value...), slopes: good.slopes}
			bad.value[0] += 4 * r.tolerance(dtype) * (math.Abs(bad.value[0]) + math.Sqrt(squares/float64(len(bad.value))))
			if agree(bad, good, r.tolerance(dtype)) == nil {
				t.Errorf("%s/%s: a wrong value passes", r.name, dtype)
			}
		}
	}
}

// TestConformanceCatchesOperations is the control with operations that are wrong in the way backends are: one computed in too few
// digits, one with a good value and a bad gradient, one that lets an element slip, one that gives NaN.
func TestConformanceCatchesOperations(t *testing.T) {
	all := engines(t)[:1]
	narrow := one("Tanh in float32", -3, 3, flat, func(x *Node) *Node { return ConvertDType(Tanh(ConvertDType(x, f32)), x.DType()) }, math.Tanh)
	slope := one("Square with half its gradient", -3, 3, smooth, func(x *Node) *Node { return Mul(x, StopGradient(x)) },
		func(x float64) float64 { return x * x })
	slip := shaped("Reverse that forgets", flat, func(x *Node) *Node { return x }, from(4, 6, func(x []float64, i, j int) float64 { return x[6*i+5-j] }))
	nan := one("Log of negatives", -1, 1, flat, Log, func(x float64) float64 { return math.Log(math.Abs(x)) })
	for _, c := range []struct {
		row
		complaint string
	}{{narrow, "plain Go"}, {slope, "along a direction"}, {slip, "plain Go"}, {nan, "NaN"}} {
		if err := c.check(all, dtypes.Float64); err == nil || !strings.Contains(err.Error(), c.complaint) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}
