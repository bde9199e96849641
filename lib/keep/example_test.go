package keep_test

import (
	"fmt"

	"sublunar/lib/keep"
)

// A function that takes long.
func decay() ([]float64, error) {
	fmt.Println("computing")
	return []float64{1, 0.5, 0.25}, nil
}

func ExampleOnce() {
	for range 2 { // as two cells would
		values, err := keep.Once("decay", []any{"half-life", 1.0}, decay)
		fmt.Println(values, err)
	}
	// Output:
	// computing
	// [1 0.5 0.25] <nil>
	// [1 0.5 0.25] <nil>
}

func ExamplePut() {
	if err := keep.Put("picked", 42); err != nil {
		fmt.Println(err)
	}
	fmt.Println(keep.Get[int]("picked"))
	// Output:
	// 42 <nil>
}
