package sweep_test

import (
	"context"
	"fmt"
	"os"

	"sublunar/lib/notebook/report"
	"sublunar/lib/notebook/sweep"
)

func Example() {
	folder, err := os.MkdirTemp("", "")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(folder)
	seeds, _ := sweep.ParseAxis("seed=1:3")
	members, _ := sweep.Product(seeds)
	f, err := sweep.Begin(folder, sweep.Plan{Notebook: "/notebooks/40-tracers.ipynb", Members: members})
	if err != nil {
		fmt.Println(err)
		return
	}
	round, err := f.NewRound() // what is not done yet
	if err != nil {
		fmt.Println(err)
		return
	}
	// In life this runs a notebook, in several processes at once.
	run := func(_ context.Context, parameters map[string]string) (sweep.Record, error) {
		got := report.Number(len(parameters["seed"]))
		return sweep.Record{Whole: true, Run: report.Run{Status: "ok", Claims: []report.Claim{{Name: "error", Status: report.ClaimHeld, Got: got}}}}, nil
	}
	worker := sweep.Worker{Folder: f, Round: round, Parts: 1, Run: run}
	if err := worker.Work(context.Background()); err != nil {
		fmt.Println(err)
	}
	fmt.Printf("%+v\n", f.State(round.ID))
	table, err := f.Summary()
	fmt.Print(string(table), err)
	// Output:
	// {Members:3 Done:3 Failed:0 Left:0}
	// seed,status,seconds,code,error,error: verdict
	// 1,ok,0.0,,1,held
	// 2,ok,0.0,,1,held
	// 3,ok,0.0,,1,held
	// <nil>
}
