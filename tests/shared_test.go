//go:build linux

package tests

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// student is a user of the machine who has nothing to do with the checkout.
const student = 54321

// TestSharedSetup sets up for all users of the machine, as a teacher does, and works there as one of them: a headless run, and
// JupyterLab with a kernel. Nothing of the teacher's may change.
func TestSharedSetup(t *testing.T) {
	switch {
	case !*full:
		t.Skip("sets up anew, with caches of its own: ask for it with -full")
	case os.Getuid() != 0:
		t.Skip("needs root, to become another user")
	}
	course := bareCheckout(t)
	must(t, "open the folder", os.Chmod(filepath.Dir(course), 0o755))
	if plugin := filepath.Join(checkout, ".sublunar", "xla", "cpu"); isThere(plugin) {
		must(t, "take the plugin over", os.CopyFS(filepath.Join(course, ".sublunar", "xla", "cpu"), os.DirFS(plugin)))
	}
	setup := exec.CommandContext(t.Context(), command, "setup", "--shared")
	setup.Dir = course
	setup.Env = append(os.Environ(), "HOME="+t.TempDir(), "GOPATH="+goEnv(t, "GOPATH"), "GOCACHE="+goEnv(t, "GOCACHE"))
	printed, err := setup.CombinedOutput()
	t.Logf("%s", printed)
	must(t, "set up", err)
	t.Cleanup(func() { exec.Command("chmod", "-R", "u+w", course).Run() }) // modules are read-only
	before := fileTimes(t, course)

	home := filepath.Join(filepath.Dir(course), "student")
	must(t, "make a home", os.Mkdir(home, 0o700))
	must(t, "make a home", os.Chown(home, student, student))
	t.Run("run", func(t *testing.T) {
		run := asStudent(t, course, home, "run", filepath.Join(course, "notebooks", "00-welcome.ipynb"))
		if printed, err := run.CombinedOutput(); err != nil || !strings.Contains(string(printed), "held") {
			t.Errorf("run: %v\n%s", err, printed)
		}
	})
	t.Run("lab", func(t *testing.T) { studentsLab(t, course, home) })
	if after := fileTimes(t, course); after != before {
		t.Error("what the teacher set up was changed")
	}
	if left := processesOf(student); len(left) > 0 {
		t.Errorf("left running: %q", left)
	}
}

// asStudent gives the course's command, called by somebody else with nothing in the environment.
func asStudent(t *testing.T, course, home string, args ...string) *exec.Cmd {
	c := exec.CommandContext(t.Context(), filepath.Join(course, ".sublunar", "bin", "sublunar"), args...)
	c.Dir = home
	c.Env = []string{"HOME=" + home, "PATH=" + os.Getenv("PATH"), "LANG=C.UTF-8", "GOPROXY=off"}
	c.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: student, Gid: student}}
	return c
}

// studentsLab opens JupyterLab, looks for the copies of the notebooks, and starts a kernel.
func studentsLab(t *testing.T, course, home string) {
	lab := asStudent(t, course, home, "lab", "--no-browser", "--threads", "2")
	out, err := lab.StdoutPipe()
	must(t, "start JupyterLab", err)
	lab.Stderr = lab.Stdout
	must(t, "start JupyterLab", lab.Start())
	defer func() {
		_ = lab.Process.Signal(syscall.SIGINT)
		_ = lab.Wait()
	}()
	var said strings.Builder
	var address string
	lines := bufio.NewScanner(out)
	for address == "" && lines.Scan() {
		fmt.Fprintln(&said, lines.Text())
		address = labAddress.FindString(lines.Text())
	}
	if address == "" {
		t.Fatalf("JupyterLab gave no address:\n%s", said.String())
	}
	go func() {
		for lines.Scan() {
		}
	}()
	if !isThere(filepath.Join(home, "sublunar", "notebooks", "00-welcome.ipynb")) {
		t.Errorf("the student has no notebooks of their own:\n%s", said.String())
	}
	at, token, _ := strings.Cut(address, "/lab?token=")
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, at+"/api/kernels", strings.NewReader(`{"name":"sublunar"}`))
	must(t, "ask for a kernel", err)
	request.Header.Set("Authorization", "token "+token)
	client := http.Client{Timeout: 5 * time.Minute, Transport: &http.Transport{Proxy: nil}}
	reply, err := client.Do(request)
	must(t, "ask for a kernel", err)
	defer reply.Body.Close()
	var kernel struct{ ID, Name string }
	if err := json.NewDecoder(reply.Body).Decode(&kernel); err != nil || reply.StatusCode != http.StatusCreated || kernel.Name != "sublunar" {
		t.Fatalf("asked for a kernel, JupyterLab says %s, %+v (%v)", reply.Status, kernel, err)
	}
}

func isThere(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// fileTimes names every file below a folder with its time.
func fileTimes(t *testing.T, folder string) string {
	t.Helper()
	var all strings.Builder
	must(t, "list the course", filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err == nil {
			fmt.Fprintln(&all, path, info.ModTime())
		}
		return err
	}))
	return all.String()
}

// processesOf gives the command lines of what runs as a user.
func processesOf(uid uint32) []string {
	var found []string
	lines, _ := filepath.Glob("/proc/[0-9]*/cmdline")
	for _, path := range lines {
		info, err := os.Stat(filepath.Dir(path))
		if err != nil || info.Sys().(*syscall.Stat_t).Uid != uid {
			continue
		}
		text, _ := os.ReadFile(path)
		found = append(found, strings.ReplaceAll(string(text), "\x00", " "))
	}
	return found
}
