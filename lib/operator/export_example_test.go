package operator_test

import (
	"fmt"
	"math"
	"os"
	"path/filepath"

	"sublunar/lib/field"
	"sublunar/lib/operator"
	"sublunar/lib/portable"
)

// A fit leaves for a program that has no GoMLX, and gives the same there. On the command line: sublunar export halves.safetensors --out halves.
func ExampleFitted_Export() {
	pairs := field.Samples{X: field.NewArray(40, 16), Y: field.NewArray(40, 16)}
	for i := range pairs.X.Values {
		pairs.X.Values[i] = math.Sin(float64(i%16)*math.Pi/8 + float64(i/16))
		pairs.Y.Values[i] = pairs.X.Values[i] / 2
	}
	fitted, err := operator.Fit(operator.FNO{Modes: []int{3}, Channels: 4, Layers: 1}, pairs, operator.Training{Epochs: 1})
	if err != nil {
		fmt.Println(err)
		return
	}
	folder, err := os.MkdirTemp("", "")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(folder)
	path := filepath.Join(folder, "halves.safetensors")
	if err := fitted.Export(path, pairs.X); err != nil {
		fmt.Println(err)
		return
	}
	left, err := portable.Read(path)
	if err != nil {
		fmt.Println(err)
		return
	}
	far, err := left.Verify()
	fmt.Println("as near as float32 is:", far < 1e-5, err)
	// Output:
	// as near as float32 is: true <nil>
}
