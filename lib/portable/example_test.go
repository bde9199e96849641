package portable_test

import (
	"fmt"
	"os"
	"path/filepath"

	"sublunar/lib/portable"
)

// Logistic growth, x' = r x - r x^2, written to a file and followed from another start. Fits write such files themselves, by Export.
func Example() {
	b := portable.NewBuilder(1)
	b.Array("coefficients", []float64{2, -2}, 1, 2)
	x := b.Input(0)
	linear := b.Apply("multiply", b.Element("coefficients", 0, 0), x)
	square := b.Apply("multiply", b.Element("coefficients", 0, 1), b.Apply("multiply", x, x))
	program, tensors := b.Program(b.Apply("add", linear, square))
	growth := &portable.Model{Kind: portable.Equations, Tolerance: 1e-9, Programs: []*portable.Program{program}, Tensors: tensors,
		Inputs: []portable.Quantity{{Name: "x"}}, Outputs: []portable.Quantity{{Name: "x"}}, Time: portable.Quantity{Name: "t", Unit: "s"}}

	folder, err := os.MkdirTemp("", "")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(folder)
	path := filepath.Join(folder, "growth.safetensors")
	if err := growth.Write(path); err != nil {
		fmt.Println(err)
		return
	}
	m, err := portable.Read(path)
	if err != nil {
		fmt.Println(err)
		return
	}
	states, err := m.Follow([]float64{0.1}, []float64{0, 1, 5})
	fmt.Println(m)
	fmt.Printf("%.4g %v\n", states.Values, err)
	// Output:
	// follows x over t (s)
	// within 1e-09 of the notebook's, as a share of the largest value
	// [0.1 0.4509 0.9996] <nil>
}
