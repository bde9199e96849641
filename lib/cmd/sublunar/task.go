package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"sublunar/lib/kernel"
	"sublunar/lib/notebook"
	"sublunar/lib/notebook/report"
	"sublunar/lib/notebook/runner"
)

// What report.Run's Status may be.
const (
	statusOK      = "ok"
	statusFailed  = "failed"
	statusStopped = "stopped"
)

// interrupted is the Error of a run that a person ended.
const interrupted = "interrupted"

// A task is one notebook to execute, with one set of parameters.
type task struct {
	path       string
	executed   *notebook.Notebook // gets the outputs
	parameters map[string]string
	run        report.Run

	why        string // where runs are resumed: why the first cell that was run had to be
	unrecorded error  // why the next run can't be resumed from this one
}

// outputName is the name of the result, without its ending.
func (t *task) outputName() string {
	name := strings.TrimSuffix(filepath.Base(t.path), ".ipynb")
	if t.run.Seed != nil {
		name += "-seed" + strconv.FormatInt(*t.run.Seed, 10)
	}
	return name
}

// plan reads the notebooks and checks all that can be checked before the first one runs.
func (e *execution) plan(args []string) ([]*task, error) {
	paths, err := notebooksAt(e.home, args)
	if err != nil {
		return nil, err
	}
	var tasks []*task
	known := map[string]bool{}
	from := map[string]string{}
	for _, path := range paths {
		nb, sum, err := load(path)
		if err != nil {
			return nil, err
		}
		if other, twice := from[filepath.Base(path)]; twice {
			return nil, fmt.Errorf("%s and %s have the same name, and one result would hide the other: run them one by one, with an --out for each", other, path)
		}
		from[filepath.Base(path)] = path
		declared, err := declaredIn(nb)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		own := map[string]string{}
		for name, value := range e.parameters {
			if declares(declared, name) || len(paths) == 1 {
				own[name], known[name] = value, true
			}
		}
		for _, seed := range e.seedsFor(declared) {
			t := &task{path: path, executed: nb.Clone(), parameters: own}
			t.run = report.Run{Name: nameIn(e.home, path), InputSHA256: sum, Seed: seed}
			if seed != nil {
				t.parameters = withSeed(own, *seed)
			}
			// On a copy: the run itself does it again, on its own.
			if _, err := runner.Inject(nb.Clone(), t.parameters, ""); err != nil {
				return nil, fmt.Errorf("%s: %w", path, err)
			}
			tasks = append(tasks, t)
		}
	}
	for name := range e.parameters {
		if !known[name] {
			return nil, fmt.Errorf("no notebook of these has a parameter %q: see the cell tagged `parameters` in each", name)
		}
	}
	return tasks, nil
}

// notebooksAt turns arguments into notebooks: folders give those in them, and no argument the checkout's.
func notebooksAt(home *kernel.Home, args []string) ([]string, error) {
	if len(args) == 0 {
		args = []string{home.Notebooks()}
	}
	var paths []string
	for _, arg := range args {
		info, err := os.Stat(arg)
		switch {
		case err != nil:
			return nil, plainFile(arg, err)
		case !info.IsDir():
			paths = append(paths, arg)
			continue
		}
		inside, err := filepath.Glob(filepath.Join(arg, "*.ipynb"))
		if err != nil || len(inside) == 0 {
			return nil, fmt.Errorf("%s holds no notebook (*.ipynb)", arg)
		}
		paths = append(paths, inside...)
	}
	for i, path := range paths {
		absolute, err := filepath.Abs(path)
		if err != nil {
			return nil, err
		}
		paths[i] = absolute
	}
	return slices.Compact(paths), nil
}

// load reads a notebook that the kernel here can run, and the hex digest of its file.
func load(path string) (*notebook.Notebook, string, error) {
	sum, err := report.SHA256File(path)
	if err != nil {
		return nil, "", plainFile(path, err)
	}
	nb, err := notebook.Read(path)
	if err != nil {
		return nil, "", err
	}
	if err := notebook.CheckKernel(nb); err != nil {
		return nil, "", fmt.Errorf("%s: %w", path, err)
	}
	return nb, sum, nil
}

// plainFile says of a file what a person can act on.
func plainFile(path string, err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("there is no notebook %s", path)
	}
	return err
}

// nameIn is a notebook's path from the checkout's root, if it is in there.
func nameIn(home *kernel.Home, path string) string {
	if rel, err := filepath.Rel(home.Root, path); err == nil && filepath.IsLocal(rel) {
		return filepath.ToSlash(rel)
	}
	return filepath.Base(path)
}

// declaredIn are the parameters of a notebook; none where no cell is tagged so.
func declaredIn(nb *notebook.Notebook) ([]runner.Parameter, error) {
	at := nb.Tagged(runner.TagParameters)
	if at < 0 {
		return nil, nil
	}
	return runner.Parameters(nb.Cells[at].Source)
}

func declares(all []runner.Parameter, name string) bool {
	return slices.ContainsFunc(all, func(p runner.Parameter) bool { return p.Name == name })
}

// seedsFor gives the seeds to run a notebook with; one nil is a run with the seed that it has.
func (e *execution) seedsFor(declared []runner.Parameter) []*int64 {
	if e.seeds == 0 || !declares(declared, "seed") {
		return []*int64{nil}
	}
	seeds := make([]*int64, e.seeds)
	for i := range seeds {
		seed := int64(i + 1)
		seeds[i] = &seed
	}
	return seeds
}

func withSeed(parameters map[string]string, seed int64) map[string]string {
	with := map[string]string{"seed": strconv.FormatInt(seed, 10)}
	for name, value := range parameters {
		if name != "seed" {
			with[name] = value
		}
	}
	return with
}

// take notes what came of the run.
func (t *task) take(o runner.Outcome) {
	t.run.Status = statusOK
	if r := o.Result; r != nil {
		t.why, t.unrecorded = r.Why, r.Unrecorded
		t.run.Seconds, t.run.Cells, t.run.Claims, t.run.Parameters = r.Seconds, r.Cells, r.Claims, r.Parameters
		if err := r.Err(); err != nil {
			t.run.Status, t.run.Error = statusFailed, err.Error()
		}
	}
	if o.Err != nil {
		t.run.Status, t.run.Error = statusStopped, o.Err.Error()
		if errors.Is(o.Err, context.Canceled) || errors.Is(o.Err, errChanged) {
			t.run.Error = interrupted
		}
	}
}

// finished reports whether there is a result to write: the notebook ran to its end, or to the cell that failed.
func (t *task) finished() bool { return t.run.Cells != nil && t.run.Error != interrupted }
