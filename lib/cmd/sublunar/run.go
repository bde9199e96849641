package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"sublunar/lib/kernel"
	"sublunar/lib/notebook/report"
	"sublunar/lib/notebook/runner"
	"sublunar/lib/notebook/wire"
)

// execution is one call of run.
type execution struct {
	parameters map[string]string
	given      []string // as -p has them
	out        string
	formats    []string
	junit      string
	timeout    time.Duration
	jobs       int
	seeds      int
	inPlace    bool
	resume     bool // leave out cells that need not be run again
	watch      bool // run again on each change

	home *kernel.Home
	once bool // nothing else will be run in this checkout, and its results are fetched from there
}

func runCommand() *cobra.Command {
	var e execution
	c := &cobra.Command{
		Use:   "run [NOTEBOOK or FOLDER]...",
		Short: "Execute notebooks headlessly, and check their claims",
		Long: "Execute notebooks headlessly, each with a kernel of its own, and check their claims. With no argument: all of notebooks/.\n" +
			"It needs no Python and no browser. It ends with 1 when a cell or a claim fails, and with 2 for wrong use.",
		Example: "  go tool sublunar run\n  go tool sublunar run notebooks/01-lynx-and-hare.ipynb -p data=counts.csv --out results",
		Args:    cobra.ArbitraryArgs,
		RunE: func(c *cobra.Command, args []string) error {
			var err error
			if e.home, err = kernel.Find(""); err != nil {
				return err
			}
			return e.run(c, args)
		},
	}
	f := c.Flags()
	f.StringArrayVarP(&e.given, "parameter", "p", nil, "name=value for the cell tagged `parameters`; may be repeated; relative paths start here")
	f.StringVar(&e.out, "out", "", "folder for the executed notebooks and manifest.json (default .sublunar/out)")
	f.StringSliceVar(&e.formats, "format", []string{"ipynb", "html"}, "what to write: ipynb, html")
	f.StringVar(&e.junit, "junit", "", "also write the results into this file as the XML that continuous integration reads")
	f.DurationVar(&e.timeout, "timeout", 10*time.Minute, "how long one cell may take")
	f.IntVar(&e.jobs, "jobs", 1, "how many notebooks run at once")
	f.IntVar(&e.seeds, "seeds", 0, "run each notebook that has the parameter `seed` with seed 1 to N, and say how far each claim spreads")
	f.BoolVar(&e.once, "once", false, "compile nothing ahead, for nothing else will be run here")
	_ = f.MarkHidden("once")
	f.BoolVar(&e.resume, "resume", false, "don't run cells again whose source, data, parameters and library have not changed, nor those of the cells before them")
	f.BoolVar(&e.watch, "watch", false, "run again, from the first cell that has to be, whenever a notebook, its data or the library is saved; Ctrl-C ends it")
	f.BoolVar(&e.inPlace, "inplace", false, "write the outputs into the notebooks themselves, those that pass")
	return c
}

func (e *execution) run(c *cobra.Command, args []string) error {
	if err := e.check(); err != nil {
		return wrongUse{err}
	}
	tasks, err := e.plan(args)
	if err != nil {
		return wrongUse{err}
	}
	if err := e.makeRoom(); err != nil {
		return err
	}
	if e.watch {
		return e.again(c, args, tasks)
	}
	return e.execute(c.Context(), c, tasks)
}

// execute sets up what is missing, runs the tasks, and writes and says what came of them.
func (e *execution) execute(ctx context.Context, c *cobra.Command, tasks []*task) error {
	part, where := kernel.ForRun, e.where()
	if e.once {
		part, where = kernel.ForOne, ""
	}
	if err := e.home.Setup(ctx, part, say(c)); err != nil {
		return err
	}
	jobs, err := e.batch(tasks)
	if err != nil {
		return err
	}
	manifest := report.Manifest{
		Started: time.Now(), Code: report.ReadCommit(e.home.Root), Versions: versions(e.home), Machine: report.ReadMachine(),
	}
	shown := newDisplay(c.ErrOrStderr(), tasks)
	for i, t := range tasks {
		jobs[i].Options.Observe = func(p runner.Progress) error { shown.cell(t, p); return nil }
	}
	outcomes := runner.Batch(ctx, jobs, e.jobs, func(i int, o runner.Outcome) {
		tasks[i].take(o)
		shown.ended(tasks[i])
	})
	shown.close()
	manifest.Seconds = time.Since(manifest.Started).Seconds()
	manifest.Backend = backendOf(outcomes)
	if err := e.write(tasks, &manifest); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return context.Cause(ctx)
	}
	if summarise(c.OutOrStdout(), tasks, where) {
		return nil
	}
	return errShown
}

// check looks at the flags alone.
func (e *execution) check() error {
	for _, f := range e.formats {
		if f != "ipynb" && f != "html" {
			return fmt.Errorf("--format %s is not known: say ipynb, html or both with a comma between", f)
		}
	}
	switch {
	case e.jobs < 1:
		return fmt.Errorf("--jobs %d: at least 1 notebook must run", e.jobs)
	case e.timeout <= 0:
		return fmt.Errorf("--timeout %v: give a cell some time, such as 10m", e.timeout)
	case e.seeds < 0:
		return fmt.Errorf("--seeds %d: give the number of seeds, such as 10", e.seeds)
	case e.inPlace && (e.resume || e.watch):
		return fmt.Errorf("--inplace writes the outputs of one whole run into the notebook: leave --resume and --watch out")
	case e.once && e.watch:
		return fmt.Errorf("--once and --watch contradict each other")
	case e.inPlace && (len(e.given) > 0 || e.seeds > 0):
		return fmt.Errorf("--inplace keeps the outputs of the notebook as it is: leave -p and --seeds out, or take --out")
	}
	var err error
	e.parameters, err = parameters(e.given)
	return err
}

// parameters are what -p gives.
func parameters(given []string) (map[string]string, error) {
	values := map[string]string{}
	for _, g := range given {
		name, value, ok := strings.Cut(g, "=")
		if !ok || name == "" {
			return nil, fmt.Errorf("-p %s: write it as name=value", g)
		}
		if _, twice := values[name]; twice {
			return nil, fmt.Errorf("-p %s is given twice", name)
		}
		values[name] = value
	}
	return values, nil
}

func (e *execution) batch(tasks []*task) ([]runner.Job, error) {
	jobs := make([]runner.Job, len(tasks))
	here, _ := os.Getwd()
	for i, t := range tasks {
		jobs[i] = runner.Job{Notebook: t.executed, Options: options(e.home, t, here, e.timeout)}
		if !e.resume && !e.watch {
			continue
		}
		var err error
		if jobs[i].Options.Resume, err = e.resumed(t); err != nil {
			return nil, err
		}
	}
	return jobs, nil
}

// options run a task with the kernel of a checkout; relative paths in parameters start in dir.
func options(home *kernel.Home, t *task, dir string, timeout time.Duration) runner.Options {
	return runner.Options{
		Kernel: wire.Command{
			Argv: home.Command(), Env: home.Environment(nil), Dir: filepath.Dir(t.path),
			Interrupt: wire.BySignal, Timeout: timeout,
		},
		Parameters:    t.parameters,
		ParametersDir: dir,
		Tidy:          true,
		Checkout:      home.Root,
	}
}
