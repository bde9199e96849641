//go:build linux

package supervise

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"sublunar/lib/kernel/launcher/internal/place"
)

// This test binary plays all the parts, told apart by its arguments or its name: the launcher, a
// GoNB that behaves in the ways to be tested, and the processes below it.
func TestMain(m *testing.M) {
	if filepath.Base(os.Args[0]) == "gonb" {
		os.Exit(fakeGonb())
	}
	if len(os.Args) == 3 {
		switch os.Args[1] {
		case "kernel":
			os.Exit(Kernel(os.Args[2]))
		case InnerCommand:
			os.Exit(Inner(os.Args[2]))
		case "hang":
			signal.Ignore(syscall.SIGHUP) // only a kill ends it
			hang()
		}
	}
	os.Exit(m.Run())
}

// fakeGonb starts what a real one may: a program, one in a group of its own, as gopls is, and one
// whose parent dies, in a session of its own. Then it does what the connection file says.
func fakeGonb() int {
	self, _ := os.Executable()
	for _, attr := range []*syscall.SysProcAttr{nil, {Setpgid: true}, {Setsid: true}} {
		child := exec.Command(self, "hang", "child")
		child.SysProcAttr = attr
		if err := child.Start(); err != nil {
			return 90
		}
	}
	orphan := exec.Command("/bin/sh", "-c", `"$0" hang orphan & `, self)
	orphan.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	if err := orphan.Run(); err != nil {
		return 91
	}
	interrupts := make(chan os.Signal, 8)
	signal.Notify(interrupts, os.Interrupt)
	if err := os.WriteFile(filepath.Join(os.TempDir(), "ready"), nil, 0o600); err != nil {
		return 92
	}
	behaviour, err := os.ReadFile(os.Args[2])
	if err != nil {
		return 93
	}
	switch string(behaviour) {
	case "end":
		return 7
	case "interrupt": // tell of an interrupt, then go on
		<-interrupts
		os.WriteFile(filepath.Join(os.TempDir(), "interrupted"), nil, 0o600)
	case "stubborn":
		signal.Ignore(syscall.SIGTERM)
	}
	hang()
	return 0
}

// hang waits far beyond any test, and not for ever.
func hang() {
	<-time.After(2 * time.Minute)
	os.Exit(0)
}

// A started is a launcher with a fake GoNB, all of whose processes carry a mark.
type started struct {
	t      *testing.T
	cmd    *exec.Cmd
	mark   string
	temp   string
	stderr bytes.Buffer
	wait   func() error
}

func start(t *testing.T, behaviour string) *started {
	t.Helper()
	root := t.TempDir()
	// t.TempDir's path is too long for a socket.
	temp, err := os.MkdirTemp("/tmp", "t")
	if err != nil {
		t.Fatal(err)
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	s := &started{t: t, temp: temp, mark: "SUBLUNAR_TEST_MARK=" + root}
	t.Cleanup(func() {
		killMarked(s.mark)
		os.RemoveAll(temp)
	})
	bin := filepath.Join(root, ".sublunar", "bin")
	connection := filepath.Join(root, "connection.json")
	for _, err := range []error{
		os.MkdirAll(bin, 0o755),
		os.WriteFile(filepath.Join(root, "go.mod"), []byte("module sublunar\n\ngo 1.26\n"), 0o644),
		os.WriteFile(filepath.Join(root, "go.sum"), nil, 0o644),
		os.WriteFile(connection, []byte(behaviour), 0o644),
		os.Symlink(self, filepath.Join(bin, "gonb")),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	s.cmd = exec.Command(self, "kernel", connection)
	s.cmd.Env = append(os.Environ(), s.mark, "TMPDIR="+temp, "SUBLUNAR_HOME="+filepath.Dir(bin))
	s.cmd.Stderr = &s.stderr
	s.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} // as Jupyter does, to signal the group
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	s.wait = sync.OnceValue(s.cmd.Wait)
	return s
}

// until waits for a condition, and fails the test where it doesn't come.
func until(t *testing.T, what string, condition func() bool) {
	t.Helper()
	for deadline := time.Now().Add(20 * time.Second); !condition(); time.Sleep(2 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("%s: not within 20 s", what)
		}
	}
}

// said waits for a file in the run folder.
func (s *started) said(name string) {
	s.t.Helper()
	until(s.t, name, func() bool {
		found, _ := filepath.Glob(filepath.Join(s.temp, prefix+"*", name))
		return len(found) == 1
	})
}

// running gives the processes that carry the mark.
func (s *started) running() []int {
	var pids []int
	environs, _ := filepath.Glob("/proc/[0-9]*/environ")
	for _, path := range environs {
		text, _ := os.ReadFile(path)
		if bytes.Contains(append([]byte{0}, text...), []byte("\x00"+s.mark+"\x00")) {
			pid, _ := strconv.Atoi(strings.Split(path, "/")[2])
			pids = append(pids, pid)
		}
	}
	return pids
}

// nothingLeft fails the test unless every process and every folder is gone, soon.
func (s *started) nothingLeft() {
	s.t.Helper()
	until(s.t, "the end of all processes", func() bool { return len(s.running()) == 0 })
	until(s.t, "the removal of the folder", func() bool {
		left, _ := os.ReadDir(s.temp)
		return len(left) == 0
	})
}

// inner gives the inner process and GoNB.
func (s *started) inner() (inner, gonb int) {
	s.t.Helper()
	below := descendants(s.cmd.Process.Pid)
	if len(below) < 2 {
		s.t.Fatalf("%d processes below the launcher", len(below))
	}
	return below[0], below[1]
}

func TestEndsWithGonb(t *testing.T) {
	s := start(t, "end")
	err := s.wait()
	if got := s.cmd.ProcessState.ExitCode(); got != 7 {
		t.Errorf("exit status %d (%v), want GoNB's own, 7", got, err)
	}
	s.nothingLeft()
	if !strings.Contains(s.stderr.String(), "GoNB ended by itself") {
		t.Errorf("it says %q of a GoNB that failed", s.stderr.String())
	}
}

func TestSilent(t *testing.T) {
	s := start(t, "run")
	s.said("ready")
	s.cmd.Process.Signal(syscall.SIGTERM)
	s.wait()
	if s.stderr.Len() > 0 {
		t.Errorf("it printed %q", s.stderr.String())
	}
}

func TestInterruptReachesGonb(t *testing.T) {
	s := start(t, "interrupt")
	s.said("ready")
	if err := syscall.Kill(-s.cmd.Process.Pid, syscall.SIGINT); err != nil { // the group, as Jupyter does
		t.Fatal(err)
	}
	s.said("interrupted")
	if len(s.running()) < 7 {
		t.Errorf("only %d processes live after an interrupt", len(s.running()))
	}
	s.cmd.Process.Signal(syscall.SIGTERM)
	s.wait()
	s.nothingLeft()
}

// However the kernel is ended, nothing is left: each victim dies by each signal.
func TestLeavesNothing(t *testing.T) {
	victims := map[string]func(s *started) int{
		"launcher": func(s *started) int { return s.cmd.Process.Pid },
		"group":    func(s *started) int { return -s.cmd.Process.Pid },
		"inner":    func(s *started) int { inner, _ := s.inner(); return inner },
		"gonb":     func(s *started) int { _, gonb := s.inner(); return gonb },
	}
	for name, victim := range victims {
		for _, by := range []syscall.Signal{syscall.SIGTERM, syscall.SIGKILL, syscall.SIGHUP} {
			t.Run(fmt.Sprintf("%s by %v", name, by), func(t *testing.T) {
				s := start(t, "run")
				s.said("ready")
				if len(s.running()) != 7 {
					t.Fatalf("%d processes run, want 7: two launchers, GoNB, four below it", len(s.running()))
				}
				if err := syscall.Kill(victim(s), by); err != nil {
					t.Fatal(err)
				}
				s.wait()
				s.nothingLeft()
			})
		}
	}
}

func TestStubbornGonbIsKilled(t *testing.T) {
	s := start(t, "stubborn")
	s.said("ready")
	begin := time.Now()
	s.cmd.Process.Signal(syscall.SIGTERM)
	s.wait()
	s.nothingLeft()
	if took := time.Since(begin); took > patience+5*time.Second {
		t.Errorf("it took %v", took)
	}
}

// At any moment of its start, too.
func TestKilledWhileStarting(t *testing.T) {
	for _, moment := range []time.Duration{0, 1, 3, 10, 20, 40, 80} {
		s := start(t, "run")
		<-time.After(moment * time.Millisecond)
		syscall.Kill(-s.cmd.Process.Pid, syscall.SIGKILL)
		s.wait()
		until(t, "the end of all processes", func() bool { return len(s.running()) == 0 })
		// Killed between making the folder and starting the inner process, it leaves a folder.
		Sweep(s.temp)
		left, _ := os.ReadDir(s.temp)
		if len(left) > 1 || len(left) == 1 && abandonedLock(filepath.Join(s.temp, left[0].Name())) {
			t.Errorf("killed after %v ms it leaves %v", moment.Milliseconds(), left)
		}
	}
}

// abandonedLock says whether a folder has its lock, and so should have been swept.
func abandonedLock(folder string) bool {
	_, err := os.Stat(filepath.Join(folder, "lock"))
	return err == nil
}

// Both processes killed at once can clean up nothing; the next start does. This is also the control
// of the tests above: it shows what stays when the launcher does nothing.
func TestNextStartSweeps(t *testing.T) {
	s := start(t, "run")
	s.said("ready")
	inner, gonb := s.inner()
	// Stopped first, so that neither acts on the other's death.
	for _, by := range []syscall.Signal{syscall.SIGSTOP, syscall.SIGKILL} {
		for _, pid := range []int{s.cmd.Process.Pid, inner} {
			syscall.Kill(pid, by)
		}
	}
	s.wait()
	until(t, "GoNB's death by the death of its parent", func() bool { return !slices.Contains(s.running(), gonb) })
	if left := s.running(); len(left) != 4 {
		t.Fatalf("the control is no control: %d processes are left, want the 4 below GoNB", len(left))
	}
	if left, _ := os.ReadDir(s.temp); len(left) != 1 {
		t.Fatalf("the control is no control: %d folders are left", len(left))
	}
	Sweep(s.temp)
	s.nothingLeft()
}

func TestSweepSparesTheLiving(t *testing.T) {
	s := start(t, "run")
	s.said("ready")
	other := filepath.Join(s.temp, "sublunar-notes")
	if err := os.Mkdir(other, 0o755); err != nil {
		t.Fatal(err)
	}
	Sweep(s.temp)
	if len(s.running()) != 7 {
		t.Errorf("%d processes live after a sweep, want 7", len(s.running()))
	}
	if left, _ := os.ReadDir(s.temp); len(left) != 2 {
		t.Errorf("after a sweep there are %v", left)
	}
	os.Remove(other)
	s.cmd.Process.Signal(syscall.SIGTERM)
	s.wait()
	s.nothingLeft()
}

func TestRefusesWithOneLine(t *testing.T) {
	self, _ := os.Executable()
	connection := filepath.Join(t.TempDir(), "connection.json")
	if err := os.WriteFile(connection, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct{ name, connection, home, says string }{
		{"no connection file", "/nowhere", t.TempDir(), "no connection file"},
		{"no checkout", connection, filepath.Join(t.TempDir(), ".sublunar"), "not a sublunar checkout"},
	} {
		command := exec.Command(self, "kernel", test.connection)
		command.Env = append(os.Environ(), "SUBLUNAR_HOME="+test.home)
		out, err := command.CombinedOutput()
		if err == nil || !strings.Contains(string(out), test.says) || strings.Count(string(out), "\n") != 1 {
			t.Errorf("%s: %v and %q, want one line with %q", test.name, err, out, test.says)
		}
	}
}

func TestRunFolderFitsASocket(t *testing.T) {
	made, err := makeRunFolder("/tmp/"+strings.Repeat("long/", 20), place.Place{Self: "/bin/true"})
	if err != nil {
		t.Fatal(err)
	}
	defer made.remove()
	if path := filepath.Join(made.path, "gonb_12345678", "gopls_socket"); len(path) > 107 {
		t.Errorf("%s has %d bytes, more than a socket's name may", path, len(path))
	}
	for _, name := range []string{"go", "goimports"} {
		if target, err := os.Readlink(filepath.Join(made.path, "bin", name)); err != nil || target != "/bin/true" {
			t.Errorf("the shim %s is %q (%v)", name, target, err)
		}
	}
}

func TestRemovesReadOnlyFolders(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "run")
	inside := filepath.Join(folder, "a", "b")
	if err := os.MkdirAll(inside, 0o700); err != nil {
		t.Fatal(err)
	}
	os.WriteFile(filepath.Join(inside, "x"), nil, 0o400)
	os.Chmod(inside, 0o500)
	removeTree(folder)
	if _, err := os.Stat(folder); err == nil {
		t.Error("it is still there")
	}
}
