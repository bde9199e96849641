package wire_test

import (
	"context"
	"fmt"

	"sublunar/lib/notebook/internal/realkernel"
	"sublunar/lib/notebook/wire"
)

func ExampleStart() {
	command, err := realkernel.Stock() // Argv: gonb --kernel {connection_file}
	if err != nil {
		fmt.Println(err)
		return
	}
	ctx := context.Background()
	kernel, err := wire.Start(ctx, command)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer kernel.Close()
	show := func(e wire.Event) { fmt.Printf("%s: %s", e.Output.Name, e.Output.Text) }
	for _, cell := range []string{
		"func area(r float64) float64 { return math.Pi * r * r }",
		"%%\nfmt.Printf(\"%.4f\\n\", area(1))",
	} {
		reply, err := kernel.Execute(ctx, cell, show)
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(reply.Count, reply.Status)
	}
	// Output:
	// 1 ok
	// stdout: 3.1416
	// 2 ok
}
