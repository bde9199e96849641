//go:build unix

package wire_test

import (
	"context"
	"errors"
	"os"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"sublunar/lib/notebook"
	"sublunar/lib/notebook/internal/realkernel"
	"sublunar/lib/notebook/wire"
)

// still checks that a kernel can be used after a fault.
func still(t *testing.T, k *wire.Kernel) {
	t.Helper()
	if got := run(t, k, "!echo here").text("stdout"); got != "here\n" {
		t.Errorf("after the fault the kernel says %q", got)
	}
}

func TestInputIsRefused(t *testing.T) {
	t.Parallel()
	k := start(t)
	var o outputs
	_, err := k.Execute(t.Context(), "%with_inputs\n!cat", o.sink)
	var input *wire.InputError
	if !errors.As(err, &input) || input.Killed {
		t.Fatalf("got %v", err)
	}
	if !strings.Contains(err.Error(), "asked for input") {
		t.Errorf("%v", err)
	}
	still(t, k)
}

func timeout(limit, grace time.Duration) func(*wire.Command) {
	return func(c *wire.Command) { c.Timeout, c.Grace = limit, grace }
}

func TestTimeoutInterrupts(t *testing.T) {
	t.Parallel()
	for name, mode := range map[string]wire.InterruptMode{"by message": wire.ByMessage, "by signal": wire.BySignal} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			k := start(t, timeout(2*time.Second, 20*time.Second), func(c *wire.Command) { c.Interrupt = mode })
			var o outputs
			_, err := k.Execute(t.Context(), "%%\nfmt.Println(\"begun\")\ntime.Sleep(time.Hour)", o.sink)
			var late *wire.TimeoutError
			if !errors.As(err, &late) || late.Killed || late.Input {
				t.Fatalf("got %v", err)
			}
			if !strings.Contains(o.text("stderr"), "signal: interrupt") {
				t.Errorf("the program was not interrupted: %q", o.text("stderr"))
			}
			still(t, k)
		})
	}
}

// GoNB interrupts the shell alone, which then waits for what it runs.
func TestTimeoutReachesWhatAShellRuns(t *testing.T) {
	t.Parallel()
	k := start(t, timeout(300*time.Millisecond, 4*time.Second))
	_, err := k.Execute(t.Context(), "!sleep 1000; echo done", func(wire.Event) {})
	var late *wire.TimeoutError
	if !errors.As(err, &late) || late.Killed || late.Input {
		t.Fatalf("got %v", err)
	}
	still(t, k)
}

func TestTimeoutKillsWhatIgnoresInterrupts(t *testing.T) {
	t.Parallel()
	k := start(t, timeout(3*time.Second, 500*time.Millisecond))
	var o outputs
	began := time.Now()
	_, err := k.Execute(t.Context(), "%%\nsignal.Ignore(os.Interrupt)\nfmt.Println(\"begun\")\ntime.Sleep(time.Hour)", o.sink)
	var late *wire.TimeoutError
	if !errors.As(err, &late) || !late.Killed {
		t.Fatalf("got %v", err)
	}
	if took := time.Since(began); took > 20*time.Second {
		t.Errorf("took %s", took)
	}
	if o.text("stdout") != "begun\n" {
		t.Errorf("what it said before is lost: %q", o.text("stdout"))
	}
	if _, err := k.Execute(t.Context(), "!echo here", o.sink); err == nil {
		t.Error("a killed kernel ran a cell")
	}
}

func TestTimeoutSaysThatTheCellReadsInput(t *testing.T) {
	t.Parallel()
	k := start(t, timeout(500*time.Millisecond, 20*time.Second))
	// What was there before the cell, as a language server is, may wait for input all it likes.
	run(t, k, "!setsid sh -c 'read x' <><(:) >/dev/null 2>&1 & sleep 0.1")
	if _, err := k.Execute(t.Context(), "!sleep 1000", func(wire.Event) {}); err == nil || strings.Contains(err.Error(), "stdin") {
		t.Errorf("a cell that sleeps: %v", err)
	}
	_, err := k.Execute(t.Context(), "!cat", func(wire.Event) {})
	var late *wire.TimeoutError
	if !errors.As(err, &late) || !late.Input || !strings.Contains(err.Error(), "stdin") {
		t.Fatalf("got %v", err)
	}
}

// A kernel that dies is reported when it dies, not when something times out.
func TestDeathIsReportedAtOnce(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		signal syscall.Signal
		want   string
	}{
		"SIGKILL": {syscall.SIGKILL, "killed"},
		"a crash": {syscall.SIGSEGV, "exit status 2); the end of its log:\nSIGSEGV"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			k := start(t)
			var o outputs
			begun := o.hear("begun")
			died := make(chan time.Time, 1)
			go func() {
				<-begun
				died <- time.Now()
				syscall.Kill(k.PID(), c.signal)
			}()
			_, err := k.Execute(t.Context(), "!echo begun; sleep 1000", o.sink)
			took := time.Since(<-died)
			var death *wire.DeathError
			if !errors.As(err, &death) || !strings.Contains(err.Error(), c.want) {
				t.Fatalf("got %v", err)
			}
			if c.signal == syscall.SIGKILL && death.Signal != c.signal {
				t.Errorf("died of %v", death.Signal)
			}
			if took > 5*time.Second {
				t.Errorf("was reported after %s", took)
			}
			// Nor does a dead kernel make the next cell wait.
			if _, err := k.Execute(t.Context(), "!echo here", o.sink); !errors.As(err, &death) {
				t.Errorf("the next cell: %v", err)
			}
		})
	}
}

// A kernel that lives but answers nothing is found by its heartbeat.
func TestHangIsFoundByHeartbeat(t *testing.T) {
	t.Parallel()
	k := start(t, func(c *wire.Command) { c.Silence = time.Second })
	run(t, k, "!true")
	if err := syscall.Kill(k.PID(), syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	_, err := k.Execute(t.Context(), "!echo here", func(wire.Event) {})
	if err == nil || !strings.Contains(err.Error(), "heartbeat") {
		t.Fatalf("got %v", err)
	}
}

func TestFloodIsBounded(t *testing.T) {
	t.Parallel()
	k := start(t, func(c *wire.Command) { c.Limits = wire.Limits{Text: 10_000, Tail: 1000} })
	var o outputs
	reply, err := k.Execute(t.Context(), "!seq 2000000; echo why >&2", o.sink)
	if err != nil || reply.Status != "ok" {
		t.Fatal(reply, err)
	}
	out := o.text("stdout")
	if len(out) > 12_000 || !strings.HasPrefix(out, "1\n2\n3\n") || !strings.HasSuffix(out, "\n1999999\n2000000\n") {
		t.Errorf("%d bytes: %.40q ... %q", len(out), out, out[max(0, len(out)-40):])
	}
	const printed = 14_888_896 // bytes of seq 2000000
	if missing := printed - 10_000 - reply.Dropped.Text; missing < 0 || missing > 1000 ||
		!strings.Contains(out, strconv.FormatInt(reply.Dropped.Text, 10)+" bytes of stdout left out") {
		t.Errorf("%+v; the output says %.200q", reply.Dropped, out[9_990:])
	}
	if o.text("stderr") != "why\n" {
		t.Errorf("stderr %q", o.text("stderr"))
	}
	still(t, k)
}

func TestCellErrorIsNoErrorOfExecute(t *testing.T) {
	t.Parallel()
	k := start(t)
	for name, code := range map[string]string{
		"compile error": "%%\nvar x int = \"a\"",
		"panic":         "%%\npanic(\"boom\")",
		"exit":          "%%\nos.Exit(3)",
	} {
		var o outputs
		reply, err := k.Execute(t.Context(), code, o.sink)
		if err != nil || reply.Status != "error" || reply.ErrorValue == "" {
			t.Errorf("%s: %+v, %v", name, reply, err)
		}
		if last := o.events[len(o.events)-1]; last.Output.Type != notebook.Error {
			t.Errorf("%s: the last output is %+v", name, last)
		}
	}
	still(t, k)
}

func TestCancel(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancelCause(t.Context())
	c := realkernel.Command(t)
	k, err := wire.Start(ctx, c)
	if err != nil {
		t.Fatal(err)
	}
	var o outputs
	begun := o.hear("begun")
	enough := errors.New("enough")
	go func() { <-begun; cancel(enough) }()
	if _, err := k.Execute(ctx, "!echo begun; sleep 1000", o.sink); !errors.Is(err, enough) {
		t.Errorf("got %v", err)
	}
	if err := k.Close(); err != nil {
		t.Error(err)
	}
	nothingLeft(t, k)
}

func TestStartFails(t *testing.T) {
	temp := t.TempDir()
	for name, c := range map[string]struct {
		command wire.Command
		want    string
	}{
		"no command":      {wire.Command{}, "set Command.Argv"},
		"no such program": {wire.Command{Argv: []string{temp + "/none"}}, "no such file"},
		"no such folder":  {wire.Command{Argv: []string{"true"}, Dir: temp + "/none"}, "no such file"},
		"ends at once":    {wire.Command{Argv: []string{"sh", "-c", "echo no kernel here; exit 7"}}, "exit status 7"},
		"says why":        {wire.Command{Argv: []string{"sh", "-c", "echo no kernel here; exit 7"}}, "no kernel here"},
		"never answers":   {wire.Command{Argv: []string{"sleep", "1000"}, StartTimeout: 200 * time.Millisecond}, "within 200ms"},
		"wrong mode":      {wire.Command{Argv: []string{"true"}, Interrupt: "politely"}, `use "message" or "signal"`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Setenv("TMPDIR", shortTemp(t))
			k, err := wire.Start(t.Context(), c.command)
			if err == nil {
				k.Close()
				t.Fatal("started")
			}
			if !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %q", err, c.want)
			}
			if left, _ := os.ReadDir(os.TempDir()); len(left) > 0 {
				t.Errorf("%s is left", left[0].Name())
			}
		})
	}
}

// shortTemp makes a temporary folder whose name is short enough for a kernel's sockets.
func shortTemp(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("/tmp", "slt")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	return dir
}
