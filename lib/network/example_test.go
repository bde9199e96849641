package network_test

import (
	"fmt"

	"sublunar/lib/backend"
	"sublunar/lib/network"
)

// How many parameters a network has, and which.
func ExampleNewPlan() {
	engine, err := backend.New()
	if err != nil {
		fmt.Println(err)
		return
	}
	plan, err := network.NewPlan(engine, network.MLP{Hidden: []int{20, 20}}, 2, 1)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, b := range plan.Blocks {
		fmt.Println(b.Name, b.Shape)
	}
	fmt.Println(plan.Len, "parameters")
	// Output:
	// layer 1 weights [2 20]
	// layer 1 biases [20]
	// layer 2 weights [20 20]
	// layer 2 biases [20]
	// output weights [20 1]
	// output biases [1]
	// 501 parameters
}
