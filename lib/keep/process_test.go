package keep_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"sublunar/lib/keep"
)

// A cell, as GoNB makes one: a module of its own in a workspace with the checkout.
type cell struct {
	t     *testing.T
	dir   string
	store string
}

func newCell(t *testing.T) cell {
	t.Helper()
	if testing.Short() {
		t.Skip("builds programs")
	}
	_, file, _, _ := runtime.Caller(0)
	root := filepath.Dir(filepath.Dir(filepath.Dir(file)))
	c := cell{t, t.TempDir(), t.TempDir()}
	version := strings.TrimPrefix(runtime.Version(), "go")
	c.write("go.mod", "module gonb_test\n\ngo "+version+"\n")
	c.write("go.work", "go "+version+"\n\nuse (\n\t.\n\t"+root+"\n)\n")
	return c
}

func (c cell) write(name, text string) {
	c.t.Helper()
	if err := os.WriteFile(filepath.Join(c.dir, name), []byte(text), 0o666); err != nil {
		c.t.Fatal(err)
	}
}

// build makes the program; the flags are the kernel's.
func (c cell) build(main string, flags ...string) (bin string) {
	c.t.Helper()
	c.write("main.go", main)
	bin = filepath.Join(c.dir, "cell")
	cmd := exec.Command("go", append(append([]string{"build", "-o", bin}, flags...), ".")...)
	cmd.Dir = c.dir
	cmd.Env = append(os.Environ(), "GOWORK="+filepath.Join(c.dir, "go.work"), "GOPROXY=off", "GOFLAGS=")
	if out, err := cmd.CombinedOutput(); err != nil {
		c.t.Fatalf("go build: %v\n%s", err, out)
	}
	return bin
}

func (c cell) command(bin string, args ...string) *exec.Cmd {
	cmd := exec.Command(bin, args...)
	cmd.Dir = c.dir
	cmd.Env = append(os.Environ(), "SUBLUNAR_KEEP="+c.store)
	return cmd
}

func (c cell) run(bin string, args ...string) string {
	c.t.Helper()
	out, err := c.command(bin, args...).CombinedOutput()
	if err != nil {
		c.t.Fatalf("%v\n%s", err, out)
	}
	return strings.TrimSpace(string(out))
}

const cellText = `package main

import (
	"fmt"

	"sublunar/lib/keep"
)

var nu = 0.25

func solve() (float64, error) {
	fmt.Print("ran ")
	return nu * 2, nil
}

func main() {
	v, err := keep.Once("solved", nil, solve)
	fmt.Println(v, err)
}
`

// The flags under which the kernel builds cells strip the program; its functions are still found.
func TestEditedCellRunsAgain(t *testing.T) {
	c := newCell(t)
	flags := []string{"-ldflags=-s -w"}
	edited := strings.Replace(cellText, "nu * 2", "nu * 3", 1)
	plot := strings.Replace(cellText, "fmt.Println(v, err)", `fmt.Println("plot", v, err)`, 1)
	parameter := strings.Replace(cellText, "0.25", "0.5", 1)
	for _, step := range []struct{ what, text, want string }{
		{"the first run", cellText, "ran 0.5 <nil>"},
		{"the same again", cellText, "0.5 <nil>"},
		{"another cell with the same function", plot, "plot 0.5 <nil>"},
		{"an edited function", edited, "ran 0.75 <nil>"},
		{"an edited variable", parameter, "ran 1 <nil>"},
	} {
		if got := c.run(c.build(step.text, flags...)); got != step.want {
			t.Errorf("%s: %q, want %q", step.what, got, step.want)
		}
	}
	// The control: where the source says nothing of the edit, the old result stands. The number is
	// read from a file that the function's source doesn't show.
	hidden := strings.NewReplacer(`"fmt"`, "\"fmt\"\n\t\"os\"", "return nu * 2, nil",
		"b, _ := os.ReadFile(\"number\")\n\treturn float64(len(b)), nil").Replace(cellText)
	bin := c.build(hidden, flags...)
	c.write("number", "12")
	first := c.run(bin)
	c.write("number", "1234")
	if second := c.run(bin); first != "ran 2 <nil>" || second != "2 <nil>" {
		t.Errorf("the control gave %q, then %q; want 2 both times, computed once", first, second)
	}
}

// A generic function, a bound method and a literal in a variable are wrappers to the compiler.
func TestEditedWrappersRunAgain(t *testing.T) {
	c := newCell(t)
	text := `package main

import (
	"fmt"

	"sublunar/lib/keep"
)

func generic[T float64 | float32]() (T, error) { fmt.Print("ran "); return 2, nil }

type model struct{ nu float64 }

func (m model) solve() (float64, error) { fmt.Print("ran "); return m.nu * 4, nil }

var literal = func() (float64, error) { fmt.Print("ran "); return 8, nil }

func main() {
	m := model{1}
	fmt.Println(keep.Once("generic", nil, generic[float64]))
	fmt.Println(keep.Once("bound", m, m.solve))
	fmt.Println(keep.Once("literal", nil, literal))
}
`
	edited := strings.NewReplacer("return 2", "return 3", "m.nu * 4", "m.nu * 5", "return 8", "return 9").Replace(text)
	for _, step := range []struct{ what, text, want string }{
		{"the first run", text, "ran 2 <nil>\nran 4 <nil>\nran 8 <nil>"},
		{"the same again", text, "2 <nil>\n4 <nil>\n8 <nil>"},
		{"all three edited", edited, "ran 3 <nil>\nran 5 <nil>\nran 9 <nil>"},
	} {
		if got := c.run(c.build(step.text, "-ldflags=-s -w")); got != step.want {
			t.Errorf("%s: %q, want %q", step.what, got, step.want)
		}
	}
}

// With -trimpath the source can't be found: the program stands for it, and the list says so.
func TestTrimmedPaths(t *testing.T) {
	c := newCell(t)
	listed := strings.Replace(cellText, "fmt.Println(v, err)", "all, _ := keep.List()\n\tfmt.Println(v, err, all[0].By)", 1)
	bin := c.build(listed, "-trimpath")
	if got := c.run(bin); got != "ran 0.5 <nil> the whole program" {
		t.Errorf("first: %q", got)
	}
	if got := c.run(bin); got != "0.5 <nil> the whole program" {
		t.Errorf("again: %q", got)
	}
	if got := c.run(c.build(strings.Replace(listed, "nu * 2", "nu * 3", 1), "-trimpath")); got != "ran 0.75 <nil> the whole program" {
		t.Errorf("edited: %q", got)
	}
}

// slowText computes for as long as its first argument says, and says when it begins.
const slowText = `package main

import (
	"fmt"
	"os"
	"time"

	"sublunar/lib/keep"
)

func solve() ([]float64, error) {
	fmt.Println("ran")
	d, err := time.ParseDuration(os.Args[1])
	time.Sleep(d)
	return make([]float64, 200_000), err
}

func main() {
	v, err := keep.Once("slow", nil, solve)
	if err != nil || len(v) != 200_000 {
		fmt.Println(len(v), err)
		os.Exit(1)
	}
}
`

// Several processes at once compute it once.
func TestProcessesAtOnce(t *testing.T) {
	c := newCell(t)
	bin := c.build(slowText)
	var wg sync.WaitGroup
	outs := make([]string, 6)
	for i := range outs {
		wg.Go(func() {
			out, err := c.command(bin, "300ms").CombinedOutput()
			outs[i] = strings.TrimSpace(string(out))
			if err != nil {
				outs[i] += err.Error()
			}
		})
	}
	wg.Wait()
	if all := strings.Join(outs, ""); all != "ran" {
		t.Errorf("six processes said %q, want one run in all", outs)
	}
}

// A process killed at any moment leaves nothing half-written and no lock behind.
func TestKilled(t *testing.T) {
	c := newCell(t)
	bin := c.build(slowText)
	t.Setenv("SUBLUNAR_KEEP", c.store)
	killed := 0
	for i := range 25 {
		if err := keep.Forget("slow"); err != nil {
			t.Fatal(err)
		}
		cmd := c.command(bin, "1ms")
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		// From before the lock to after the rename, in steps of 1 ms.
		timer := time.AfterFunc(time.Duration(i)*time.Millisecond, func() { _ = cmd.Process.Signal(syscall.SIGKILL) })
		if err := cmd.Wait(); err != nil {
			killed++
		}
		timer.Stop()
		before, err := keep.List()
		if err != nil || len(before) > 1 {
			t.Fatalf("after a kill: %v, %v", before, err)
		}
		done := make(chan string, 1)
		go func() {
			out, err := c.command(bin, "1ms").CombinedOutput()
			done <- fmt.Sprint(strings.TrimSpace(string(out)), err)
		}()
		want := "ran<nil>"
		if len(before) == 1 {
			want = "<nil>"
		}
		select {
		case got := <-done:
			if got != want {
				t.Errorf("after the kill at %d ms with %d kept: %q, want %q", i, len(before), got, want)
			}
		case <-time.After(30 * time.Second):
			t.Fatal("a dead process still holds the lock")
		}
	}
	if killed == 0 {
		t.Error("no process was killed in time: this test sees nothing")
	}
}
