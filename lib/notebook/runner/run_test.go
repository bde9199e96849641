package runner_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"

	"sublunar/lib/notebook"
	"sublunar/lib/notebook/internal/realkernel"
	"sublunar/lib/notebook/runner"
	"sublunar/lib/notebook/wire"
)

// options runs notebooks on a real kernel.
func options(t testing.TB) runner.Options {
	t.Helper()
	c := realkernel.Command(t)
	c.Dir = t.TempDir()
	return runner.Options{Kernel: c}
}

// run runs a notebook of code cells, which must be possible, and checks that its outputs are a valid
// notebook.
func run(t testing.TB, opts runner.Options, cells ...*notebook.Cell) (*notebook.Notebook, *runner.Result) {
	t.Helper()
	nb := notebook.New(cells...)
	for i, c := range cells {
		c.ID = fmt.Sprintf("cell-%d", i+1)
	}
	result, err := runner.Run(t.Context(), nb, opts)
	if err != nil {
		t.Fatal(err)
	}
	if err := nb.Validate(); err != nil {
		t.Error(err)
	}
	for _, c := range result.Cells {
		if c.ID == "" || c.ID != nb.Cells[c.Cell-1].ID {
			t.Errorf("cell %d has the id %q, in the result %q", c.Cell, nb.Cells[c.Cell-1].ID, c.ID)
		}
	}
	return nb, result
}

// texts joins a cell's stream by name.
func texts(c *notebook.Cell, name string) string {
	var b strings.Builder
	for _, o := range c.Outputs {
		if o.Type == notebook.Stream && o.Name == name {
			b.WriteString(o.Text)
		}
	}
	return b.String()
}

func statuses(r *runner.Result) string {
	var s []string
	for _, c := range r.Cells {
		s = append(s, c.Status)
	}
	return strings.Join(s, ", ")
}

func TestRun(t *testing.T) {
	t.Parallel()
	nb, r := run(t, options(t),
		notebook.NewMarkdown("# Title"),
		notebook.NewCode("func double(x int) int { return 2 * x }"),
		notebook.NewCode("%%\nfmt.Println(\"one\")\nfmt.Println(\"two\")"),
		notebook.NewCode("%%\nfmt.Println(double(21))"),
		notebook.NewCode(" \n"),
	)
	if err := r.Err(); err != nil {
		t.Fatal(err)
	}
	if got := statuses(r); got != "ok, ok, ok, skipped" || r.Cells[0].Cell != 2 || r.NotRun != 0 {
		t.Errorf("%s; %+v", got, r)
	}
	if got := texts(nb.Cells[2], "stdout"); got != "one\ntwo\n" || len(nb.Cells[2].Outputs) != 1 {
		t.Errorf("%q in %d outputs", got, len(nb.Cells[2].Outputs))
	}
	if got := texts(nb.Cells[3], "stdout"); got != "42\n" {
		t.Errorf("%q", got)
	}
	if n := nb.Cells[3].ExecutionCount; n == nil || *n != 3 {
		t.Errorf("execution count %v", n)
	}
	var language struct{ Name string }
	if ok, err := nb.Metadata.Get("language_info", &language); !ok || err != nil || language.Name != "go" {
		t.Errorf("language_info %v %v %v", ok, err, language)
	}
	if _, ok := nb.Cells[2].Metadata["execution"]; ok {
		t.Error("timings are in the notebook")
	}
}

func TestTags(t *testing.T) {
	t.Parallel()
	kept := notebook.NewCode("%%\npanic(1)", runner.TagSkip)
	kept.SetOutputs(9, notebook.NewStream("stdout", "as it was"))
	nb, r := run(t, options(t),
		notebook.NewCode("%%\npanic(\"expected\")", runner.TagRaises),
		notebook.NewCode("!false", runner.TagRaises),
		notebook.NewCode("%%\nfmt.Println(\"raises nothing\")", runner.TagRaises),
		kept,
		notebook.NewCode("%%\nfmt.Println(\"last\")"),
	)
	if err := r.Err(); err != nil {
		t.Fatal(err)
	}
	if got := statuses(r); got != "error, error, ok, skipped, ok" {
		t.Error(got)
	}
	if texts(nb.Cells[3], "stdout") != "as it was" || texts(nb.Cells[4], "stdout") != "last\n" {
		t.Errorf("%+v", nb.Cells[3].Outputs)
	}
	// A dead kernel is more than an exception.
	_, r = run(t, options(t), notebook.NewCode("!kill -9 $PPID", runner.TagRaises), notebook.NewCode("!true"))
	if r.Failure == nil || r.NotRun != 1 {
		t.Errorf("%+v", r)
	}
}

func TestParametersReachTheCells(t *testing.T) {
	t.Parallel()
	opts := options(t)
	file := opts.Kernel.Dir + "/own.csv"
	if err := os.WriteFile(file, []byte("t\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	opts.Parameters = map[string]string{"nu": "2", "title": `a "quoted" $name`, "widths": "3,4", "wait": "2s", "data": "own.csv"}
	opts.ParametersDir = opts.Kernel.Dir
	nb, r := run(t, opts,
		notebook.NewCode("var nu = 0.01 // viscosity\nvar steps = 7\nvar title = \"\"\nvar widths = []int{1}\nvar wait time.Duration\nvar data = \"\" // file: yours", runner.TagParameters),
		notebook.NewCode("%%\nfmt.Println(nu/4, steps, title, widths, wait, data)"),
	)
	if err := r.Err(); err != nil {
		t.Fatal(err)
	}
	if got, want := texts(nb.Cells[2], "stdout"), "0.5 7 a \"quoted\" $name [3 4] 2s "+file+"\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if r.Parameters["nu"] != "2.0" || r.Parameters["widths"] != "[]int{3, 4}" {
		t.Errorf("%v", r.Parameters)
	}
}

func TestUnknownParameterLeavesTheNotebookAlone(t *testing.T) {
	t.Parallel()
	opts := options(t)
	opts.Parameters = map[string]string{"mu": "2"}
	c := notebook.NewCode("%%\nfmt.Println(1)")
	c.SetOutputs(4, notebook.NewStream("stdout", "old"))
	nb := notebook.New(notebook.NewCode("var nu = 0.01", runner.TagParameters), c)
	before, _ := nb.Encode()
	if _, err := runner.Run(t.Context(), nb, opts); err == nil || !strings.Contains(err.Error(), `no parameter "mu"; it has nu (float64)`) {
		t.Errorf("got %v", err)
	}
	if after, _ := nb.Encode(); string(after) != string(before) {
		t.Error("the notebook was changed")
	}
}

func TestTwoParametersCells(t *testing.T) {
	nb := notebook.New(notebook.NewCode("var a = 1", runner.TagParameters), notebook.NewCode("var b = 1", runner.TagParameters))
	if _, err := runner.Run(t.Context(), nb, runner.Options{}); err == nil || !strings.Contains(err.Error(), "cells 1 and 2 are both tagged") {
		t.Errorf("got %v", err)
	}
}

func TestObserve(t *testing.T) {
	t.Parallel()
	var seen []string
	opts := options(t)
	stop := errors.New("stop here")
	opts.Observe = func(p runner.Progress) error {
		seen = append(seen, fmt.Sprintf("%d %d/%d %s %t %s", p.Cell, p.Step, p.Steps, p.Line, p.Ended, p.Status))
		if p.Step == 2 {
			return stop
		}
		return nil
	}
	nb := notebook.New(notebook.NewMarkdown("x"), notebook.NewCode("!true"), notebook.NewCode("!false"), notebook.NewCode("!true"))
	r, err := runner.Run(t.Context(), nb, opts)
	if !errors.Is(err, stop) || r == nil || statuses(r) != "ok, not run, not run" {
		t.Errorf("%v %+v", err, r)
	}
	want := "2 1/3 !true false |2 1/3 !true true ok|3 2/3 !false false "
	if got := strings.Join(seen, "|"); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestCancel(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancelCause(t.Context())
	enough := errors.New("enough")
	opts := options(t)
	opts.Observe = func(p runner.Progress) error {
		if p.Step == 2 {
			cancel(enough)
		}
		return nil
	}
	nb := notebook.New(notebook.NewCode("!echo done"), notebook.NewCode("!sleep 1000"))
	r, err := runner.Run(ctx, nb, opts)
	if !errors.Is(err, enough) || r == nil || statuses(r) != "ok, error" {
		t.Errorf("%v %+v", err, r)
	}
	if got := texts(nb.Cells[0], "stdout"); got != "done\n" {
		t.Errorf("the first cell's output is %q", got)
	}
}

func TestBatch(t *testing.T) {
	t.Parallel()
	var jobs []runner.Job
	for i := range 4 {
		// The first ends last.
		jobs = append(jobs, runner.Job{
			Notebook: notebook.New(notebook.NewCode(fmt.Sprintf("!sleep %g; echo %d; exit %d", 0.3*float64(3-i), i, i%2))),
			Options:  options(t),
		})
	}
	var order []int
	var mu sync.Mutex
	outcomes := runner.Batch(t.Context(), jobs, 3, func(i int, o runner.Outcome) {
		mu.Lock()
		order = append(order, i)
		mu.Unlock()
	})
	if fmt.Sprint(order) != "[0 1 2 3]" {
		t.Errorf("order %v", order)
	}
	for i, o := range outcomes {
		if o.Err != nil || (o.Result.Failure != nil) != (i%2 == 1) {
			t.Errorf("%d: %+v", i, o)
		}
		if got := texts(jobs[i].Notebook.Cells[0], "stdout"); got != fmt.Sprintf("%d\n", i) {
			t.Errorf("%d printed %q", i, got)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for i, o := range runner.Batch(ctx, jobs, 0, nil) {
		if !errors.Is(o.Err, context.Canceled) {
			t.Errorf("cancelled, job %d gave %v", i, o.Err)
		}
	}
}

func TestKernelThatCannotStart(t *testing.T) {
	t.Parallel()
	c := notebook.NewCode("!true")
	c.SetOutputs(4, notebook.NewStream("stdout", "old"))
	nb := notebook.New(c)
	_, err := runner.Run(t.Context(), nb, runner.Options{Kernel: wire.Command{Argv: []string{"/no/such/kernel"}}})
	if err == nil || !strings.Contains(err.Error(), "can't start the kernel /no/such/kernel") {
		t.Errorf("%v", err)
	}
	if texts(c, "stdout") != "old" {
		t.Error("the outputs are gone")
	}
}
