package spectral_test

import (
	"fmt"
	"testing"

	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"sublunar/lib/spectral"
)

// BenchmarkThereAndBack is ten pairs of transforms in one graph, so that the call itself hardly counts.
func BenchmarkThereAndBack(b *testing.B) {
	for _, w := range ways(b) {
		for _, dims := range [][]int{{64}, {256}, {1024}, {32, 32}, {64, 64}, {256, 256}, {32, 32, 32}, {64, 128}} {
			box := spectral.Box{Points: dims, Route: w.route}
			if len(dims) == 2 && dims[0] != dims[1] {
				box.Points = dims[1:] // a batch
			}
			if w.route == spectral.Auto && size(dims) > 5000 {
				continue // pure Go takes seconds
			}
			b.Run(fmt.Sprintf("%s/%v", w.name, dims), func(b *testing.B) {
				e, err := NewExec(w.Backend, func(x *Node) *Node {
					for range 10 {
						x = Tanh(box.Inverse(box.Forward(x)))
					}
					return ReduceAllSum(x)
				})
				if err != nil {
					b.Fatal(err)
				}
				x := spread(1, dims...)
				call := func() {
					out, err := e.Call(x)
					if err == nil {
						_, err = tensors.CopyFlatData[float64](out[0])
					}
					if err != nil {
						b.Fatal(err)
					}
				}
				call()
				for b.Loop() {
					call()
				}
			})
		}
	}
}
