//go:build linux

package main

import (
	"context"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"sublunar/lib/notebook/wire"
)

// With no set-up lines and no network, a cell imports sublunar's packages and what they depend on.
func TestCellsImport(t *testing.T) {
	s := open(t, makeCheckout(t))
	s.want("import \"sublunar/lib/wave\"\n%%\nfmt.Println(wave.Height())", "1.5\n")
	s.want("%%\nfmt.Println(wave.Height() + 1)", "2.5\n")
	s.want("import \"gonum.org/v1/gonum/mat\"\n%%\nfmt.Println(mat.Sum(mat.NewDense(1, 2, []float64{1, 2})))", "3\n")
	s.want("import \"github.com/janpfeifer/must\"\n%%\nfmt.Println(must.M1(strconv.Atoi(\"7\")))", "7\n")
	s.want(`import (
	"github.com/gomlx/compute"
	_ "github.com/gomlx/compute/gobackend"
	"github.com/gomlx/gomlx/core/graph"
)
%%
backend := must.M1(compute.NewWithConfig("go:ops_sequential"))
double := must.M1(graph.NewExec(backend, func(x *graph.Node) *graph.Node { return graph.Add(x, x) }))
fmt.Println(must.M1(double.Exec(21.0))[0].Value())`, "42\n")
}

// A name alone is enough, where it is one of sublunar's.
func TestCellsNeedNoImportLine(t *testing.T) {
	s := open(t, makeCheckout(t))
	s.want("%%\nfmt.Println(wave.Height())", "1.5\n")
}

// An edit of the library is seen by the next cell, on the fast way as on the go command's.
func TestLibraryEditIsSeen(t *testing.T) {
	checkout := makeCheckout(t)
	s := open(t, checkout)
	const cell = "import \"sublunar/lib/wave\"\n%%\nfmt.Println(wave.Height())"
	s.want(cell, "1.5\n")
	path := filepath.Join(checkout, "lib", "wave", "wave.go")
	for _, height := range []string{"2.5", "3.5", "4.5", "4.5"} {
		write(t, path, strings.Replace(waveSource, "1.5", height, 1))
		s.want(cell, height+"\n")
		s.want("%%\nfmt.Println(\"again\", wave.Height())", "again "+height+"\n")
	}
}

// The words of a compile error, and the cell's line that it is at, are those of stock GoNB.
func TestCompileErrorsReadAsStock(t *testing.T) {
	built, err := tools()
	if err != nil {
		t.Fatal(err)
	}
	ours := open(t, makeCheckout(t))
	stock := begin(t, func(c *wire.Command) {
		c.Argv = []string{filepath.Join(built, "gonb"), "--kernel", "{connection_file}"}
		c.Env = append(c.Env, "PATH="+built+":"+os.Getenv("PATH"), "GOFLAGS=", "TMPDIR={folder}")
	})
	own := regexp.MustCompile(`gonb_[0-9a-f]+|[-/\w.]*/gonb_[0-9a-f]+|[-/\w.]*/bin/go `) // names, folders, which go
	for _, cell := range []string{
		"%%\nfmt.Println(\"a\" + 1)",
		"func f() int { return \"x\" }\n%%\nx := f()",
		"%%\nfmt.Println(undefinedName)",
		"%%\nfor {",
		"import _ \"no/such/package\"\n%%\n_ = 1",
	} {
		got, reply := ours.run(cell)
		want, stockReply := stock.run(cell)
		if reply.Status != "error" || stockReply.Status != "error" {
			t.Fatalf("%s: %s, and stock %s, want errors", cell, reply.Status, stockReply.Status)
		}
		if got, want := own.ReplaceAllString(got, "X"), own.ReplaceAllString(want, "X"); got != want {
			t.Errorf("%s\nshows\n%s\nwhere stock GoNB shows\n%s", cell, got, want)
		}
	}
}

func TestInterruptStopsACell(t *testing.T) {
	checkout := makeCheckout(t)
	for _, mode := range []wire.InterruptMode{wire.ByMessage, wire.BySignal} {
		t.Run(string(mode), func(t *testing.T) {
			s := open(t, checkout, func(c *wire.Command) { c.Interrupt = mode })
			running := make(chan struct{})
			ended := make(chan wire.Reply)
			go func() {
				reply, _ := s.Execute(context.Background(), "%%\nfmt.Println(\"running\")\ntime.Sleep(time.Hour)",
					func(wire.Event) {
						select {
						case running <- struct{}{}:
						default:
						}
					})
				ended <- reply
			}()
			<-running
			if err := s.Interrupt(); err != nil {
				t.Fatal(err)
			}
			select {
			case reply := <-ended:
				if reply.Status != "error" {
					t.Errorf("the interrupted cell is %s", reply.Status)
				}
			case <-time.After(30 * time.Second):
				t.Fatal("the cell runs on after an interrupt")
			}
			s.want("%%\nfmt.Println(\"alive\")", "alive\n")
		})
	}
}

// The real kernel and a process that a cell left behind: all end when the launcher is killed.
func TestKillEndsAll(t *testing.T) {
	s := open(t, makeCheckout(t))
	printed, _ := s.run("%%\nleft := exec.Command(\"sleep\", \"300\")\nleft.SysProcAttr = &syscall.SysProcAttr{Setsid: true}\n" +
		"left.Start()\nfmt.Println(os.TempDir())")
	run := strings.TrimSpace(printed)
	if _, err := os.Stat(filepath.Join(run, "socket")); err != nil {
		t.Fatalf("the cell's temporary folder is %q: %v", run, err)
	}
	mark := "SUBLUNAR_RUN=" + run
	if running := marked(mark); len(running) < 3 {
		t.Fatalf("%d processes of the kernel, want the inner launcher, GoNB and sleep at least", len(running))
	}
	if err := syscall.Kill(s.PID(), syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	deadline := time.After(20 * time.Second)
	for {
		_, err := os.Stat(run)
		if left := marked(mark); len(left) == 0 && os.IsNotExist(err) {
			return
		} else {
			select {
			case <-deadline:
				t.Fatalf("left: processes %v, folder %v", left, err)
			case <-time.After(5 * time.Millisecond):
			}
		}
	}
}

// marked gives the processes started with the entry in their environment.
func marked(entry string) []string {
	var found []string
	environs, _ := filepath.Glob("/proc/[0-9]*/environ")
	for _, path := range environs {
		text, _ := os.ReadFile(path)
		if strings.Contains("\x00"+string(text), "\x00"+entry+"\x00") {
			found = append(found, path)
		}
	}
	return found
}

// With no C compiler, cells are built by Go alone, and with the tag that leaves XLA out.
func TestWithoutCompiler(t *testing.T) {
	const cell = "import \"runtime/debug\"\n%%\ninfo, _ := debug.ReadBuildInfo()\nfor _, s := range info.Settings {\n" +
		"if s.Key == \"CGO_ENABLED\" || s.Key == \"-tags\" { fmt.Println(s.Key, s.Value) }\n}"
	checkout := makeCheckout(t)
	for name, set := range map[string]string{
		"told so":         "CGO_ENABLED=0",
		"it is not there": "CC=/nowhere/cc",
	} {
		t.Run(name, func(t *testing.T) {
			s := open(t, checkout, func(c *wire.Command) { c.Env = append(c.Env, set) })
			s.want(cell, "-tags noxla\nCGO_ENABLED 0\n")
			s.want(strings.Replace(cell, "s.Value", "s.Value, 1", 1), "-tags noxla 1\nCGO_ENABLED 0 1\n")
		})
	}
}

// The environment a cell sees is the one that the contracts between packages name.
func TestEnvironmentOfACell(t *testing.T) {
	checkout := makeCheckout(t)
	s := open(t, checkout, func(c *wire.Command) { c.Env = append(c.Env, "SUBLUNAR_KEEP=/somewhere") })
	s.want(`%%
for _, name := range []string{"SUBLUNAR_HOME", "SUBLUNAR_KEEP", "GOMLX_NO_AUTO_INSTALL", "GOWORK"} {
	fmt.Println(os.Getenv(name))
}`, filepath.Join(checkout, ".sublunar")+"\n/somewhere\n1\n\n")
	// A person's own go commands work in a cell, and are the real ones.
	printed, reply := s.run("!go version && go env GOFLAGS")
	if reply.Status != "ok" || !strings.Contains(printed, "go version go1.") || !strings.Contains(printed, "-ldflags=-s -w") {
		t.Errorf("`!go version && go env GOFLAGS` shows %q (%s)", printed, reply.Status)
	}
}
