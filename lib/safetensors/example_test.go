package safetensors_test

import (
	"fmt"

	"sublunar/lib/safetensors"
)

func ExampleFile_Encode() {
	f := safetensors.File{
		Metadata: map[string]string{"made by": "a fit"},
		Tensors:  map[string]safetensors.Tensor{"weights": safetensors.F32([]float64{1, 2, 3, 4, 5, 6}, 2, 3)},
	}
	data, err := f.Encode()
	if err != nil {
		fmt.Println(err)
		return
	}
	back, err := safetensors.Decode(data)
	if err != nil {
		fmt.Println(err)
		return
	}
	values, err := back.Tensors["weights"].Float64s()
	fmt.Println(back.Metadata["made by"], back.Tensors["weights"].Shape, values, err)
	// Output:
	// a fit [2 3] [1 2 3 4 5 6] <nil>
}
