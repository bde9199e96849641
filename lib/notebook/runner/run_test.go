package runner_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"sublunar/lib/notebook"
	"sublunar/lib/notebook/internal/realkernel"
	"sublunar/lib/notebook/report"
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

// Every fault: what the run says of it, in one line or a few.
func TestFaults(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		source string
		want   []string
		not    string
		set    func(*runner.Options)
	}{
		"compile error": {source: "%%\nvar x int = \"a\"\nfmt.Println(x)",
			want: []string{"cell 2 (In [2]) `var x int = \"a\"`", "does not compile", "line 2: cannot use \"a\""}, not: "\x1b"},
		"error in a signature": {source: "func f() map[string]int { return nil }\n%%\nvar s []int = f()\n_ = s",
			want: []string{"line 3: cannot use f() (value of type map[string]int)"}},
		"syntax error":              {source: "%%\nx := 1\nfmt.Println(x", want: []string{"does not compile:\n  line 3: "}, not: "/tmp"},
		"syntax error outside main": {source: "var x = \n%%\nfmt.Println(x)", want: []string{"does not compile:\n  line 2: expected "}, not: "/tmp"},
		"unknown import":            {source: "import \"no.such/module\"\n%%\nmodule.F()", want: []string{"imports a package that can't be had", "no.such/module"}},
		"failed test":               {source: "%test\nfunc TestX(t *testing.T) { t.Error(\"not so\") }", want: []string{"exit status 1", "--- FAIL: TestX", "not so"}},
		"panic": {source: "%%\nfmt.Println(\"before\")\npanic(\"boom\")",
			want: []string{"panic: boom (line 3)"}, not: "goroutine"},
		"runtime error":   {source: "%%\nvar p *int\nfmt.Println(*p)", want: []string{"panic: runtime error: invalid memory address", "(line 3)"}},
		"panic elsewhere": {source: "%%\nhelp()", want: []string{"panic: deep (In [1] line 1)"}},
		"exit status":     {source: "%%\nfmt.Fprintln(os.Stderr, \"the reason\")\nos.Exit(3)", want: []string{"exit status 3", "the reason"}},
		"failed command":  {source: "!exit 4", want: []string{"!exit 4 failed: exit status 4"}},
		"failed script":   {source: "%%bash\nfalse", want: []string{"the bash script failed: exit status 1"}},
		"unknown command": {source: "%nonsense", want: []string{"unknown command %nonsense"}},
		"%with_inputs":    {source: "%with_inputs\n!cat", want: []string{"%with_inputs asks a reader for input"}},
		"%with_password":  {source: "%with_password\n!cat", want: []string{"%with_password asks a reader for input"}},
		"stdin": {source: "%%\nvar s string\nfmt.Scanln(&s)", want: []string{"longer than 3s", "waiting for input (stdin)"},
			set: func(o *runner.Options) { o.Kernel.Timeout = 3 * time.Second }},
		"too slow": {source: "!sleep 1000", want: []string{"longer than 500ms and was interrupted"},
			set: func(o *runner.Options) { o.Kernel.Timeout = 500 * time.Millisecond }},
		"too slow and stubborn": {source: "!trap '' INT; sleep 1000 & wait", want: []string{"did not end when interrupted", "kernel was killed"},
			set: func(o *runner.Options) {
				o.Kernel.Timeout, o.Kernel.Grace = 500*time.Millisecond, 500*time.Millisecond
			}},
		"kernel killed":  {source: "!kill -9 $PPID", want: []string{"the kernel was killed"}},
		"program killed": {source: "%%\nsyscall.Kill(os.Getpid(), syscall.SIGKILL)", want: []string{"signal: killed"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			opts := options(t)
			if c.set != nil {
				c.set(&opts)
			}
			began := time.Now()
			nb, r := run(t, opts, notebook.NewCode("func help() { panic(\"deep\") }"), notebook.NewCode(c.source), notebook.NewCode("%%\nfmt.Println(\"not run\")"))
			if r.Failure == nil {
				t.Fatalf("no failure; outputs %+v", nb.Cells[1].Outputs)
			}
			said := r.Err().Error()
			for _, want := range append(c.want, "(the 1 cell after it was not run)") {
				if !strings.Contains(said, want) {
					t.Errorf("said %q, want %q", said, want)
				}
			}
			if c.not != "" && strings.Contains(said, c.not) {
				t.Errorf("said %q, which holds %q", said, c.not)
			}
			if lines := strings.Count(said, "\n"); lines > 16 {
				t.Errorf("took %d lines to say it: %s", lines, said)
			}
			if got := statuses(r); got != "ok, error, not run" {
				t.Errorf("statuses %s", got)
			}
			if len(nb.Cells[2].Outputs) != 0 || nb.Cells[2].ExecutionCount != nil {
				t.Errorf("the cell after it has outputs: %+v", nb.Cells[2].Outputs)
			}
			// The notebook tells it too.
			if os := nb.Cells[1].Outputs; len(os) == 0 || os[len(os)-1].Type != notebook.Error {
				t.Errorf("the cell's last output is no error: %+v", os)
			}
			if took := time.Since(began); took > 30*time.Second {
				t.Errorf("took %s", took)
			}
		})
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

// claimCell shows claims as lib/claim does.
const claimCell = `import (
	"encoding/gob"
	"github.com/janpfeifer/gonb/gonbui"
	"github.com/janpfeifer/gonb/gonbui/protocol"
)

func init_claims() {
	gob.Register(map[string]any{})
	gob.Register([]any{})
}

func claimed(name, status string, got any) {
	gonbui.SendData(&protocol.DisplayData{Data: map[protocol.MIMEType]any{
		"text/plain": name + " " + status,
		"application/vnd.sublunar.claim+json": map[string]any{
			"name": name, "status": status, "got": got, "want": 10, "source": "a book", "data": "theirs",
			"tolerance": map[string]any{"kind": "relative", "size": 0.005, "words": "within 0.5% of 10"},
		},
	}})
	gonbui.Sync()
}`

func withModule(t testing.TB) runner.Options {
	opts := options(t)
	opts.Kernel.Argv = realkernel.WithModule(t).Argv
	opts.Silent = []string{realkernel.NoGet}
	return opts
}

func TestClaims(t *testing.T) {
	t.Parallel()
	stale := notebook.NewCode("%%\n_ = 1", runner.TagSkip)
	data := notebook.MIMEBundle{}
	data.SetJSON(report.ClaimMIME, map[string]any{"name": "stale", "status": "held", "got": 1, "want": 1})
	stale.SetOutputs(1, notebook.NewDisplay(data, nil))
	nb, r := run(t, withModule(t), stale,
		notebook.NewCode(claimCell),
		notebook.NewCode("%%\nclaimed(\"sigma\", \"held\", 10.01)\nclaimed(\"rho\", \"failed\", \"NaN\")"),
		notebook.NewCode("%%\nclaimed(\"beta\", \"not applicable\", 3)"),
	)
	if r.Failure != nil {
		t.Fatal(r.Failure)
	}
	var got []string
	for _, c := range r.Claims {
		got = append(got, fmt.Sprintf("%s %s in %d", c.Name, c.Status, c.Cell))
	}
	if want := "sigma held in 3, rho failed in 3, beta not applicable in 4"; strings.Join(got, ", ") != want {
		t.Fatalf("got %q, want %q", got, want)
	}
	if c := r.Claims[0]; c.Got != 10.01 || c.Want != 10 || c.Tolerance.Size != 0.005 || c.Tolerance.Words != "within 0.5% of 10" || c.Source != "a book" || c.Data != "theirs" {
		t.Errorf("%+v", c)
	}
	if !math.IsNaN(float64(r.Claims[1].Got)) {
		t.Errorf("%+v", r.Claims[1])
	}
	if r.Count(report.ClaimHeld) != 1 || r.Count(report.ClaimFailed) != 1 || r.Count(report.ClaimNotApplicable) != 1 {
		t.Errorf("%+v", r.Claims)
	}
	// A failed claim fails no cell, but the run.
	if got := statuses(r); got != "skipped, ok, ok, ok" {
		t.Error(got)
	}
	if err := r.Err(); err == nil || !strings.Contains(err.Error(), `claim "rho" failed in cell 3: got NaN, wanted within 0.5% of 10`) {
		t.Errorf("%v", err)
	}
	if _, ok := nb.Cells[2].Outputs[0].Data[report.ClaimMIME]; !ok {
		t.Errorf("the claim is not in the notebook: %+v", nb.Cells[2].Outputs)
	}
}

func TestBadClaimFailsItsCell(t *testing.T) {
	t.Parallel()
	_, r := run(t, withModule(t), notebook.NewCode(claimCell), notebook.NewCode("%%\nclaimed(\"sigma\", \"maybe\", 10.01)"))
	if r.Failure == nil || !strings.Contains(r.Failure.Message, `status "maybe"`) {
		t.Errorf("%+v", r.Failure)
	}
}

// An update reaches outputs of earlier cells too, and an update of what was never shown shows nothing.
func TestUpdateDisplay(t *testing.T) {
	t.Parallel()
	const use = "import \"github.com/janpfeifer/gonb/gonbui\"\n"
	nb, r := run(t, withModule(t),
		notebook.NewCode(use+"%%\ngonbui.UpdateHTML(\"a\", \"0%\")\ngonbui.Sync()"),
		notebook.NewCode("%%\nfmt.Println(\"between\")"),
		notebook.NewCode(use+"%%\ngonbui.UpdateHTML(\"a\", \"100%\")\ngonbui.UpdateHTML(\"b\", \"other\")\ngonbui.Sync()"),
	)
	if err := r.Err(); err != nil {
		t.Fatal(err)
	}
	first, _ := nb.Cells[0].Outputs[0].Data.Text("text/html")
	last, _ := nb.Cells[2].Outputs[0].Data.Text("text/html")
	if len(nb.Cells[0].Outputs) != 1 || first != "100%" || len(nb.Cells[2].Outputs) != 1 || last != "other" {
		t.Errorf("%+v\n%+v", nb.Cells[0].Outputs, nb.Cells[2].Outputs)
	}
}

// A display left out may have been a claim: that can't pass for success. Text may be left out.
func TestTooMuchOutput(t *testing.T) {
	t.Parallel()
	opts := withModule(t)
	opts.Kernel.Limits = wire.Limits{Text: 1000, Tail: 100, Displays: 5}
	nb, r := run(t, opts,
		notebook.NewCode("%%\nfor i := range 10_000 { fmt.Println(\"line\", i) }"),
		notebook.NewCode("import \"github.com/janpfeifer/gonb/gonbui\"\n%%\nfor range 9 { gonbui.DisplayHTML(\"x\") }\ngonbui.Sync()"),
	)
	if got := texts(nb.Cells[0], "stdout"); !strings.Contains(got, "bytes of stdout left out") || !strings.HasSuffix(got, "line 9999\n") {
		t.Errorf("%q", got)
	}
	if statuses(r) != "ok, error" || !strings.Contains(r.Failure.Message, "4 displays were left out") {
		t.Errorf("%s %+v", statuses(r), r.Failure)
	}
}

func TestEnvironment(t *testing.T) {
	t.Parallel()
	opts := options(t)
	cell := `%%
entries, err := os.ReadDir(os.Getenv("SUBLUNAR_KEEP"))
fmt.Println(os.Getenv("SUBLUNAR_HEADLESS"), len(entries), err)
os.WriteFile(os.Getenv("SUBLUNAR_KEEP")+"/kept", nil, 0o600)
f, _ := os.OpenFile(os.Getenv("SUBLUNAR_REPORT"), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
fmt.Fprintln(f, ` + "`" + `{"kind":"backend","name":"xla:cpu","why":"asked","plugin":"/p/plugin.so","version":"0.106"}
{"kind":"other"}
half a li` + "`" + `)`
	nb, r := run(t, opts, notebook.NewCode(cell), notebook.NewCode(cell))
	if err := r.Err(); err != nil {
		t.Fatal(err)
	}
	if a, b := texts(nb.Cells[0], "stdout"), texts(nb.Cells[1], "stdout"); a != "1 0 <nil>\n" || b != "1 1 <nil>\n" {
		t.Errorf("%q, %q", a, b)
	}
	want := runner.BackendLine{Name: "xla:cpu", Why: "asked", Plugin: "/p/plugin.so", Version: "0.106"}
	if len(r.Backends) != 1 || r.Backends[0] != want {
		t.Errorf("%+v", r.Backends)
	}
	// The next run finds nothing of it.
	nb, _ = run(t, opts, notebook.NewCode(cell))
	if got := texts(nb.Cells[0], "stdout"); got != "1 0 <nil>\n" {
		t.Errorf("the second run found %q", got)
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
