//go:build unix

package wire_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"os/signal"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"sublunar/lib/notebook/internal/realkernel"
	"sublunar/lib/notebook/wire"
)

// The test program plays a run that is killed: see killedRun.
const envVictim = "SUBLUNAR_TEST_VICTIM"

func TestMain(m *testing.M) {
	if bin := os.Getenv(envVictim); bin != "" {
		victim(bin)
		return
	}
	if os.Getenv(envFake) != "" {
		fake(os.Args[1])
		return
	}
	os.Exit(m.Run())
}

// victim runs cells without end on a kernel of its own, as a command does: SIGINT ends it in order.
// Its cells leave processes of every kind: one that runs, compilers, and some in sessions of their own.
func victim(bin string) {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	fmt.Println("begun")
	k, err := wire.Start(ctx, wire.Command{
		Argv: []string{bin + "/gonb", "--kernel", "{connection_file}"},
		Env:  realkernel.Environment(bin),
	})
	if err != nil {
		return
	}
	defer k.Close()
	for i := 0; ; i++ {
		for _, code := range []string{
			"!setsid sleep 1000 </dev/null >/dev/null 2>&1 &",
			fmt.Sprintf("%%%%\nfmt.Println(%d)\ntime.Sleep(50 * time.Millisecond)", i),
			"!sleep 0.1; touch $TMPDIR/dropped",
		} {
			if _, err := k.Execute(ctx, code, func(wire.Event) {}); err != nil {
				return
			}
			fmt.Println("ran")
		}
	}
}

// A killedRun is a victim, with all of its kernel's folders in one of the test's own.
type killedRun struct {
	cmd   *exec.Cmd
	lines *bufio.Reader
	temp  string
}

func startVictim(t *testing.T) *killedRun {
	t.Helper()
	if runtime.GOOS != "linux" {
		t.Skip("processes are found by their environment on Linux only")
	}
	r := &killedRun{temp: shortTemp(t)}
	t.Setenv("TMPDIR", r.temp) // Sweep looks there
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	r.cmd = exec.Command(self)
	r.cmd.Env = append(os.Environ(), envVictim+"="+realkernel.Bin(t))
	r.cmd.Stderr = os.Stderr
	out, err := r.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := r.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	r.lines = bufio.NewReader(out)
	t.Cleanup(func() {
		r.cmd.Process.Kill()
		r.cmd.Wait()
		wire.Sweep()
	})
	return r
}

// await reads the victim's lines until it has said a word n times.
func (r *killedRun) await(t *testing.T, word string, n int) {
	t.Helper()
	for n > 0 {
		line, err := r.lines.ReadString('\n')
		if err != nil {
			t.Fatalf("the victim ended before it said %q", word)
		}
		if strings.TrimSpace(line) == word {
			n--
		}
	}
}

// left says what there still is of the victim's kernels.
func (r *killedRun) left() []string {
	left := marked(r.temp)
	entries, _ := os.ReadDir(r.temp)
	for _, e := range entries {
		left = append(left, e.Name())
	}
	return left
}

// eventually polls until a condition holds, or fails the test after a time that is ample.
func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for deadline := time.Now().Add(20 * time.Second); !holds(); {
		if time.Now().After(deadline) {
			t.Fatalf("%s: not within 20 s", what)
		}
		runtime.Gosched()
		<-time.After(5 * time.Millisecond)
	}
}

func TestNothingIsLeftWhenKilledAtRandomMoments(t *testing.T) {
	rounds := 6
	if testing.Short() {
		rounds = 2
	}
	random := rand.New(rand.NewPCG(1845, 1935)) // the years of the pelts
	for _, how := range []os.Signal{os.Interrupt, os.Kill} {
		for round := range rounds {
			moment := time.Duration(random.Int64N(int64(900 * time.Millisecond)))
			t.Run(fmt.Sprintf("%s %d", how, round), func(t *testing.T) {
				r := startVictim(t)
				r.await(t, "begun", 1)
				<-time.After(moment)
				if err := r.cmd.Process.Signal(how); err != nil {
					t.Fatal(err)
				}
				io.Copy(io.Discard, r.lines)
				r.cmd.Wait()
				if how == os.Kill {
					// It could do nothing itself: the next run sweeps.
					eventually(t, "after "+moment.String()+" something is left", func() bool {
						wire.Sweep()
						return len(r.left()) == 0
					})
					return
				}
				if left := r.left(); len(left) > 0 {
					t.Errorf("interrupted after %s, it left %q", moment, left)
				}
			})
		}
	}
}

// The control: what the test above looks for is there when nobody sweeps. GoNB, killed with the run,
// leaves its cell and its folder behind.
func TestKilledKernelLeavesOrphansUntilSwept(t *testing.T) {
	r := startVictim(t)
	r.await(t, "ran", 1)
	r.cmd.Process.Signal(syscall.SIGKILL)
	io.Copy(io.Discard, r.lines)
	r.cmd.Wait()
	eventually(t, "GoNB outlives the run that was killed", func() bool {
		return !strings.Contains(strings.Join(marked(r.temp), ","), "gonb,") &&
			!strings.HasSuffix(strings.Join(marked(r.temp), ","), " gonb")
	})
	left := strings.Join(r.left(), ", ")
	if !strings.Contains(left, " sleep") || !strings.Contains(left, "slkernel-") {
		t.Errorf("expected an orphaned sleep and a kernel's folder, found only %q", left)
	}
	wire.Sweep()
	if left := r.left(); len(left) > 0 {
		t.Errorf("swept, and yet there is %q", left)
	}
}

// A sweep must leave alone what has an owner.
func TestSweepSparesTheLiving(t *testing.T) {
	k := start(t)
	wire.Sweep()
	still(t, k)
}
