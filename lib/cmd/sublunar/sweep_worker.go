package main

import (
	"context"
	"fmt"
	"maps"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"sublunar/lib/kernel"
	"sublunar/lib/notebook"
	"sublunar/lib/notebook/report"
	"sublunar/lib/notebook/runner"
	"sublunar/lib/notebook/sweep"
)

// sweepWorkerCommand is what sweep starts, here or by Slurm; people don't call it.
func sweepWorkerCommand() *cobra.Command {
	var w member
	var root, folder, round, part string
	var help bool
	c := &cobra.Command{
		Use: "sweep-worker", Hidden: true, Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			var err error
			w.home = &kernel.Home{Root: root}
			if w.folder, err = sweep.Open(folder); err != nil {
				return err
			}
			r, err := w.folder.Round(round)
			if err != nil {
				return err
			}
			worker := sweep.Worker{Folder: w.folder, Round: r, Help: help, Run: w.run}
			first, of, ok := strings.Cut(part, "/")
			i, err1 := strconv.Atoi(first)
			n, err2 := strconv.Atoi(of)
			if !ok || err1 != nil || err2 != nil {
				return wrongUse{fmt.Errorf("--part %q: write it as 0/4", part)}
			}
			worker.Part, worker.Parts = i, n
			if err := w.read(); err != nil {
				return err
			}
			return worker.Work(c.Context())
		},
	}
	f := c.Flags()
	f.StringVar(&root, "root", "", "the checkout")
	f.StringVar(&folder, "folder", "", "of the sweep")
	f.StringVar(&round, "round", "", "which members")
	f.StringVar(&part, "part", "0/1", "which share of them")
	f.BoolVar(&help, "help-others", false, "take also what others leave")
	f.StringVar(&w.code, "code", "", "what the records say of the code")
	f.BoolVar(&w.keepAll, "notebooks", false, "keep all executed notebooks")
	f.DurationVar(&w.timeout, "timeout", 10*time.Minute, "how long one cell may take")
	return c
}

// member runs members of a sweep.
type member struct {
	home    *kernel.Home
	folder  *sweep.Folder
	code    string
	keepAll bool
	timeout time.Duration

	notebook *notebook.Notebook
}

// read takes the notebook as it was when the sweep began, or none.
func (w *member) read() (err error) {
	plan := w.folder.Plan
	if sum, err := report.SHA256File(plan.Notebook); err != nil || sum != plan.SHA256 {
		return fmt.Errorf("%s was changed after the sweep began: begin another, in another folder", plan.Notebook)
	}
	w.notebook, err = notebook.Read(plan.Notebook)
	return err
}

func (w *member) run(ctx context.Context, parameters map[string]string) (sweep.Record, error) {
	plan := w.folder.Plan
	all := maps.Clone(parameters)
	maps.Copy(all, plan.Fixed)
	t := &task{path: plan.Notebook, executed: w.notebook.Clone(), parameters: all}
	t.run = report.Run{Name: nameIn(w.home, plan.Notebook), InputSHA256: plan.SHA256}
	fmt.Fprintln(os.Stderr, sweep.Label(parameters))
	var o runner.Outcome
	o.Result, o.Err = runner.Run(ctx, t.executed, options(w.home, t, plan.Dir, w.timeout))
	if ctx.Err() != nil {
		return sweep.Record{}, context.Cause(ctx)
	}
	t.take(o)
	whole := o.Err == nil && o.Result != nil && o.Result.Failure == nil
	if t.finished() && (w.keepAll || t.run.Status != statusOK) {
		if err := t.executed.Write(w.folder.NotebookPath(parameters)); err != nil {
			return sweep.Record{}, err
		}
	}
	if !whole {
		fmt.Fprintf(os.Stderr, "%s: %s\n", sweep.Label(parameters), t.run.Error)
	}
	return sweep.Record{Whole: whole, Code: w.code, Run: t.run}, nil
}
