package runner_test

import (
	"strings"
	"testing"
	"time"

	"sublunar/lib/notebook"
	"sublunar/lib/notebook/runner"
)

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
		"panic elsewhere": {source: "%%\nhelp()", want: []string{"panic: deep (In [1], line 1)"}},
		"exit status":     {source: "%%\nfmt.Fprintln(os.Stderr, \"the reason\")\nos.Exit(3)", want: []string{"exit status 3", "the reason"}},
		"failed command":  {source: "!exit 4", want: []string{"!exit 4 failed: exit status 4"}},
		"failed script":   {source: "%%bash\nfalse", want: []string{"the bash script failed: exit status 1"}},
		"unknown command": {source: "%nonsense", want: []string{"unknown command %nonsense"}},
		"%with_inputs":    {source: "%with_inputs\n!cat", want: []string{"%with_inputs asks a reader for input"}},
		"%with_password":  {source: "%with_password\n!cat", want: []string{"%with_password asks a reader for input"}},
		"stdin": {source: "%%\nvar s string\nfmt.Scanln(&s)", want: []string{"longer than 3s", "waiting for input (stdin)"},
			set: func(o *runner.Options) { o.Kernel.Timeout = 3 * time.Second }},
		"too slow": {source: "!sleep 1000", want: []string{"longer than 5s and was interrupted"},
			set: func(o *runner.Options) { o.Kernel.Timeout = 5 * time.Second }}, // the cell before it compiles, which takes seconds on a busy machine
		"too slow and stubborn": {source: "!trap '' INT; sleep 1000 & wait", want: []string{"did not end when interrupted", "kernel was killed"},
			set: func(o *runner.Options) {
				o.Kernel.Timeout, o.Kernel.Grace = 5*time.Second, 500*time.Millisecond
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
