package backend

import (
	"fmt"
	"math"

	"github.com/gomlx/compute"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
)

// tryOut computes sum(x^2) and its gradient, and compares. A plugin of the wrong version loads, and fails or lies only here.
func tryOut(engine compute.Backend) error {
	results, err := CallOnceN(engine, func(x *Node) []*Node {
		y := ReduceAllSum(Mul(x, x))
		return []*Node{y, Gradient(y, x)[0]}
	}, []float64{1, 2, 3})
	if err != nil {
		return FirstLine(err)
	}
	value := tensors.ToScalar[float64](results[0])
	slope, err := tensors.CopyFlatData[float64](results[1])
	if err != nil {
		return FirstLine(err)
	}
	if math.Abs(value-14) > 1e-12 || len(slope) != 3 || math.Abs(slope[2]-6) > 1e-12 {
		return fmt.Errorf("it computed %g and %v, not 14 and [2 4 6]", value, slope)
	}
	return nil
}
