package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"sublunar/lib/notebook"
	"sublunar/lib/notebook/runner"
	"sublunar/lib/notebook/workshop"
)

// try runs each notebook as it is, then as nbgrader would if a student handed in what they got, and as students get it. It
// takes the points of checks that hold without the solutions, and gives a line of each.
func (w *teaching) try(c *cobra.Command) (free []string, err error) {
	scratch, err := os.MkdirTemp("", "sublunar-workshop-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(scratch)
	for _, l := range w.lessons {
		name := filepath.Base(l.path)
		if err := l.place(scratch); err != nil {
			return nil, err
		}
		solved := l.executed.Clone()
		if err := w.execute(c, scratch, name, solved); err != nil {
			return nil, fmt.Errorf("%s does not hold as it is, so students can't mend it: %w", name, err)
		}
		for _, i := range l.sheet.Checks {
			if workshop.WritesErrors(solved.Cells[i]) {
				return nil, fmt.Errorf("%s: cell %d writes on stderr, which nbgrader counts as a failure: print it on stdout, or not at all", name, i+1)
			}
		}
		l.executed = solved
		fmt.Fprintln(c.ErrOrStderr(), "the same without the solutions")
		untouched, err := w.compiles(c, scratch, name, l.sheet.Untouched())
		if err != nil {
			return nil, err
		}
		for _, i := range l.sheet.Checks {
			if workshop.Failed(untouched.Cells[i]) {
				continue
			}
			if err := l.sheet.Ungrade(i); err != nil {
				return nil, fmt.Errorf("%s: %w", name, err)
			}
			free = append(free, fmt.Sprintf("%s: cell %d holds without the solutions, so it is shown and gives no points", name, i+1))
		}
		if len(l.sheet.Checks) == 0 {
			return nil, fmt.Errorf("%s: every claim holds without the solutions: let one depend on what students write", name)
		}
		fmt.Fprintln(c.ErrOrStderr(), "as students get it")
		if _, err := w.compiles(c, scratch, name, l.sheet.Student()); err != nil {
			return nil, err
		}
	}
	return free, nil
}

// execute runs a notebook in a folder, and says what failed.
func (w *teaching) execute(c *cobra.Command, folder, name string, nb *notebook.Notebook) error {
	t := &task{path: filepath.Join(folder, name), executed: nb}
	shown := newDisplay(c.ErrOrStderr(), []*task{t})
	o := options(w.home, t, folder, w.timeout)
	o.Observe = func(p runner.Progress) error { shown.cell(t, p); return nil }
	result, err := runner.Run(c.Context(), nb, o)
	shown.close()
	switch {
	case c.Context().Err() != nil:
		return context.Cause(c.Context())
	case err != nil:
		return err
	}
	for _, cell := range result.Cells {
		w.course.Slowest = max(w.course.Slowest, cell.Seconds)
	}
	return result.Err()
}

// compiles runs a notebook whose cells may fail, for solutions are missing, but not for want of compiling.
func (w *teaching) compiles(c *cobra.Command, folder, name string, nb *notebook.Notebook) (*notebook.Notebook, error) {
	excused := nb.Clone()
	for _, cell := range excused.Cells {
		cell.AddTag(runner.TagRaises)
	}
	if err := w.execute(c, folder, name, excused); err != nil {
		return nil, fmt.Errorf("%s without the solutions: %w", name, err)
	}
	for i, cell := range excused.Cells {
		if !workshop.NotCompiled(cell) || nb.Cells[i].HasTag(runner.TagRaises) {
			continue
		}
		// Once more, for the words of the compiler.
		again := nb.Clone()
		for k, other := range again.Cells {
			if k != i {
				other.AddTag(runner.TagRaises)
			}
		}
		err := w.execute(c, folder, name, again)
		if err == nil {
			err = fmt.Errorf("cell %d does not compile", i+1)
		}
		return nil, fmt.Errorf("%s without the solutions: %w", name, err)
	}
	return excused, nil
}

// number is 1 notebook, 2 notebooks.
func number(n int, of string) string {
	if n == 1 {
		return "1 " + of
	}
	return fmt.Sprintf("%d %ss", n, of)
}
