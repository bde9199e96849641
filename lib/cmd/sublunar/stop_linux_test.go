package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"sublunar/lib/kernel"
)

// mark is in the environment of a command under test, and so in that of all that descends from it.
const mark = "SUBLUNAR_TEST_MARK"

// marked lists the processes that carry a mark.
func marked(value string) []string {
	var found []string
	all, _ := filepath.Glob("/proc/[0-9]*/environ")
	for _, path := range all {
		environ, err := os.ReadFile(path)
		if err != nil || !bytes.Contains(environ, []byte(mark+"="+value+"\x00")) {
			continue
		}
		name, _ := os.ReadFile(filepath.Join(filepath.Dir(path), "cmdline"))
		found = append(found, filepath.Base(filepath.Dir(path))+" "+strings.ReplaceAll(string(name), "\x00", " "))
	}
	return found
}

// allGone waits until no process carries the mark.
func allGone(t *testing.T, value string) {
	t.Helper()
	var left []string
	for deadline := time.Now().Add(30 * time.Second); time.Now().Before(deadline); {
		if left = marked(value); len(left) == 0 {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	t.Errorf("these live on: %q", left)
	for _, p := range left {
		pid, _, _ := strings.Cut(p, " ")
		if n, err := strconv.Atoi(pid); err == nil {
			_ = syscall.Kill(n, syscall.SIGKILL)
		}
	}
}

// started is a command under test that has not ended.
type started struct {
	*exec.Cmd
	mark, temp string
	out        io.Reader
	complaint  *bytes.Buffer
}

// start runs this command, or another that ends in it, with a mark and a temporary folder of its own.
func start(t *testing.T, dir string, env []string, name string, args ...string) *started {
	t.Helper()
	if _, err := os.Stat("/proc/self/environ"); err != nil {
		t.Skip("no /proc to look for processes in")
	}
	s := &started{Cmd: exec.Command(name, args...), mark: t.TempDir(), temp: t.TempDir(), complaint: new(bytes.Buffer)}
	s.Dir = dir
	s.Env = append(append(os.Environ(), env...), asCommand+"=1", mark+"="+s.mark, "TMPDIR="+s.temp)
	s.Stderr = s.complaint
	out, err := s.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	s.out = out
	if err := s.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { allGone(t, s.mark) })
	return s
}

// self is the test binary, which plays the command.
func self(t *testing.T) string {
	t.Helper()
	path, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// endless is a notebook whose second cell tells, through a pipe, that it runs, and never ends.
func endless(t *testing.T) (notebook string, running func()) {
	t.Helper()
	folder := t.TempDir()
	pipe := filepath.Join(folder, "pipe")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(folder, "endless.ipynb")
	write(t, path, plain(fmt.Sprintf("%%%%\nos.WriteFile(%q, []byte(\"running\"), 0)\ntime.Sleep(time.Hour)", pipe)))
	return path, func() {
		said := make(chan error, 1)
		go func() {
			text, err := os.ReadFile(pipe) // waits for a writer
			if err == nil && string(text) != "running" {
				err = fmt.Errorf("the cell says %q", text)
			}
			said <- err
		}()
		select {
		case err := <-said:
			if err != nil {
				t.Fatal(err)
			}
		case <-time.After(2 * time.Minute):
			t.Fatal("the cell does not run")
		}
	}
}

func empty(t *testing.T, folder string) {
	t.Helper()
	left, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range left {
		t.Errorf("it left %s", filepath.Join(folder, entry.Name()))
	}
}

// TestInterrupt ends a run in the middle of a cell, as Ctrl-C and a closing terminal do.
func TestInterrupt(t *testing.T) {
	h := home(t)
	for _, signal := range []syscall.Signal{syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP} {
		t.Run(signal.String(), func(t *testing.T) {
			path, running := endless(t)
			before, _ := os.ReadFile(path)
			out := t.TempDir()
			earlier := filepath.Join(out, "endless.ipynb")
			write(t, earlier, "an earlier result")
			s := start(t, h.Root, nil, self(t), "run", path, "--out", out, "--inplace")
			running()
			if err := s.Process.Signal(signal); err != nil {
				t.Fatal(err)
			}
			_ = s.Wait()
			if code := s.ProcessState.ExitCode(); code != exitInterrupted {
				t.Errorf("it ended with %d, not %d: %s", code, exitInterrupted, s.complaint)
			}
			if left := marked(s.mark); len(left) > 0 {
				t.Errorf("these outlive it: %q", left)
			}
			empty(t, s.temp)
			if after, _ := os.ReadFile(path); string(after) != string(before) {
				t.Error("the notebook was changed")
			}
			if text, _ := os.ReadFile(earlier); string(text) != "an earlier result" {
				t.Error("half a result took the place of a whole one")
			}
			lines := strings.Split(strings.TrimSpace(s.complaint.String()), "\n")
			if lines[len(lines)-1] != "sublunar: interrupted" {
				t.Errorf("it says %q", s.complaint)
			}
		})
	}
}

// TestKilled ends a run as the system does when memory is short: nothing may live on.
func TestKilled(t *testing.T) {
	h := home(t)
	path, running := endless(t)
	s := start(t, h.Root, nil, self(t), "run", path, "--out", t.TempDir())
	running()
	if err := s.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = s.Wait()
	allGone(t, s.mark)
}

// TestGoDies kills what stands where `go tool` does: it can't pass on its own death.
func TestGoDies(t *testing.T) {
	shell, err := exec.LookPath("sh")
	if err != nil {
		t.Skip("no shell to play the go command: ", err)
	}
	h := home(t)
	fakeGo := filepath.Join(t.TempDir(), "go")
	if err := os.Symlink(shell, fakeGo); err != nil {
		t.Fatal(err)
	}
	path, running := endless(t)
	s := start(t, h.Root, nil, fakeGo, "-c", `"$0" run "$1" --out "$2"; exit 0`, self(t), path, t.TempDir())
	running()
	if err := s.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = s.Process.Release()
	allGone(t, s.mark)
	empty(t, s.temp)
}

// TestLab starts JupyterLab for real, with a kernel, and ends it with one Ctrl-C, and by killing it.
func TestLab(t *testing.T) {
	h := home(t)
	if _, err := os.Stat(h.Python()); err != nil {
		t.Skip("JupyterLab is not set up: go tool sublunar setup")
	}
	for _, signal := range []syscall.Signal{syscall.SIGINT, syscall.SIGKILL} {
		t.Run(signal.String(), func(t *testing.T) {
			person := t.TempDir()
			caches, err := exec.Command("go", "env", "GOCACHE", "GOMODCACHE", "GOPATH").Output()
			if err != nil {
				t.Fatal(err)
			}
			at := strings.Fields(string(caches))
			env := []string{"HOME=" + person, "XDG_DATA_HOME=", "JUPYTER_DATA_DIR=", "JUPYTER_CONFIG_DIR=",
				"GOCACHE=" + at[0], "GOMODCACHE=" + at[1], "GOPATH=" + at[2], "HTTPS_PROXY=http://127.0.0.1:9", "GOPROXY=off"}
			s := start(t, h.Root, env, self(t), "lab", "--no-browser")
			address := s.address(t)
			var specs struct {
				Default     string
				Kernelspecs map[string]any
			}
			ask(t, address, "GET", "/api/kernelspecs", &specs)
			if specs.Default != kernel.SpecName || len(specs.Kernelspecs) != 1 || specs.Kernelspecs[kernel.SpecName] == nil {
				t.Errorf("its kernels are %+v", specs)
			}
			var started struct{ Name string }
			ask(t, address, "POST", "/api/kernels", &started)
			if started.Name != kernel.SpecName {
				t.Errorf("it starts the kernel %q", started.Name)
			}
			stranger := *address
			stranger.RawQuery = ""
			if reply := request(t, &stranger, "GET", "/api/kernels"); reply.StatusCode != http.StatusForbidden {
				t.Errorf("without the token it answers %s", reply.Status)
			}
			if err := s.Process.Signal(signal); err != nil {
				t.Fatal(err)
			}
			_ = s.Wait()
			if code := s.ProcessState.ExitCode(); signal == syscall.SIGINT && code != 0 {
				t.Errorf("it ended with %d: %s", code, s.complaint)
			}
			if left := marked(s.mark); signal == syscall.SIGINT && len(left) > 0 {
				t.Errorf("these outlive it: %q", left)
			}
			allGone(t, s.mark)
			empty(t, s.temp)
			onlyTheLink(t, person)
		})
	}
}

// address is where JupyterLab says it is.
func (s *started) address(t *testing.T) *url.URL {
	t.Helper()
	found := regexp.MustCompile(`http://\S+`)
	lines := bufio.NewScanner(s.out)
	for lines.Scan() {
		if text := found.FindString(lines.Text()); text != "" {
			address, err := url.Parse(text)
			if err != nil {
				t.Fatal(err)
			}
			go func() { _, _ = io.Copy(io.Discard, s.out) }()
			return address
		}
	}
	_ = s.Wait()
	t.Fatalf("it gives no address: %s", s.complaint)
	return nil
}

func request(t *testing.T, address *url.URL, method, path string) *http.Response {
	t.Helper()
	at := *address
	at.Path = path
	r, err := http.NewRequestWithContext(t.Context(), method, at.String(), strings.NewReader("{}"))
	if err != nil {
		t.Fatal(err)
	}
	client := http.Client{Transport: &http.Transport{DisableKeepAlives: true}} // and no proxy
	reply, err := client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { reply.Body.Close() })
	return reply
}

func ask(t *testing.T, address *url.URL, method, path string, answer any) {
	t.Helper()
	reply := request(t, address, method, path)
	if reply.StatusCode/100 != 2 {
		t.Fatalf("%s %s: %s", method, path, reply.Status)
	}
	decode(t, reply.Body, answer)
}

// onlyTheLink looks for what was written into a person's home: the kernelspec's link may be, and nothing else.
func onlyTheLink(t *testing.T, person string) {
	t.Helper()
	err := filepath.WalkDir(person, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		rel, _ := filepath.Rel(person, path)
		counters := filepath.Join(".config", "go") // the go command's own, which any use of it makes
		if rel != filepath.Join(".local", "share", "jupyter", "kernels", kernel.SpecName) && !strings.HasPrefix(rel, counters) {
			t.Errorf("it wrote %s", path)
		}
		return nil
	})
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Error(err)
	}
}
