package runner_test

import (
	"context"
	"fmt"

	"sublunar/lib/notebook"
	"sublunar/lib/notebook/internal/realkernel"
	"sublunar/lib/notebook/runner"
)

func ExampleRun() {
	nb := notebook.New(
		notebook.NewCode("var radius = 1.0 // in metres", runner.TagParameters),
		notebook.NewCode("%%\nfmt.Printf(\"%.4f\\n\", math.Pi*radius*radius)"),
		notebook.NewCode("!cp no-such-file elsewhere"),
		notebook.NewCode("%%\nfmt.Println(\"never reached\")"),
	)
	kernel, err := realkernel.Stock() // Argv: gonb --kernel {connection_file}
	if err != nil {
		fmt.Println(err)
		return
	}
	result, err := runner.Run(context.Background(), nb, runner.Options{
		Kernel:     kernel,
		Parameters: map[string]string{"radius": "2"},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Print(nb.Cells[2].Outputs[0].Text)
	fmt.Println(result.Err())
	// Output:
	// 12.5664
	// cell 4 (In [4]) `!cp no-such-file elsewhere`: !cp no-such-file elsewhere failed: exit status 1
	// (the 1 cell after it was not run)
}

func ExampleInject() {
	nb := notebook.New(notebook.NewCode("var nu = 0.01 // viscosity\nvar title = \"Burgers\"", runner.TagParameters))
	_, err := runner.Inject(nb, map[string]string{"nu": "thick", "viscosity": "1"}, "")
	fmt.Println(err)
	_, err = runner.Inject(nb, map[string]string{"nu": "1e-3", "title": `"quoted"`}, "")
	fmt.Println(err)
	fmt.Println(nb.Cells[1].Source)
	// Output:
	// -p nu=thick: nu is a number (float64), not "thick"; write for example -p nu=0.5
	// the notebook has no parameter "viscosity"; it has nu (float64), title (string)
	// <nil>
	// // The values that this run was given; they replace those above.
	// var nu float64 = 0.001
	// var title string = "\"quoted\""
}
