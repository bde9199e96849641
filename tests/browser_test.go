package tests

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"sublunar/lib/notebook"
	"sublunar/tests/internal/jupyter"
)

// TestBrowser does what a person does first: opens JupyterLab, opens the lynx and the hare, runs all of it by the menu, and
// looks for a drawn figure and no error.
func TestBrowser(t *testing.T) {
	// JupyterLab saves by itself, so it gets a copy; without outputs, so that what is seen was drawn by this run.
	folder := t.TempDir()
	const lynx = "01-lynx-and-hare.ipynb"
	nb, err := notebook.Read(filepath.Join(checkout, "notebooks", lynx))
	must(t, "read the notebook", err)
	nb.ClearOutputs()
	must(t, "copy the notebook", nb.Write(filepath.Join(folder, lynx)))
	address := startLab(t, folder)

	jupyter.RunAll(t, address, lynx).Check(t)
}

var labAddress = regexp.MustCompile(`http://\S+/lab\?token=\w+`)

// startLab starts `sublunar lab` for a folder on a free port and returns its address; it is ended with the test, as Ctrl-C would.
func startLab(t *testing.T, folder string) string {
	t.Helper()
	lab := exec.Command(command, "lab", "--no-browser", folder)
	lab.Dir = checkout
	lab.Env = append(os.Environ(), "HOME="+t.TempDir(), "GOPATH="+goEnv(t, "GOPATH"), "GOCACHE="+goEnv(t, "GOCACHE"))
	printed, err := lab.StdoutPipe()
	must(t, "start JupyterLab", err)
	lab.Stderr = lab.Stdout
	must(t, "start JupyterLab", lab.Start())
	t.Cleanup(func() {
		_ = lab.Process.Signal(syscall.SIGINT)
		_ = lab.Wait()
	})
	found := make(chan string, 1)
	go func() {
		defer close(found)
		var log strings.Builder
		sent := false
		for lines := bufio.NewScanner(printed); lines.Scan(); {
			fmt.Fprintln(&log, lines.Text())
			if address := labAddress.FindString(lines.Text()); address != "" && !sent {
				sent = true
				found <- address
			}
		}
		if !sent {
			found <- "JupyterLab ended without an address:\n" + log.String()
		}
	}()
	select {
	case address := <-found:
		if !strings.HasPrefix(address, "http") {
			t.Fatal(address)
		}
		return address
	case <-time.After(10 * time.Minute):
		t.Fatal("JupyterLab gave no address within 10 minutes")
		return ""
	}
}

func goEnv(t *testing.T, name string) string {
	t.Helper()
	out, err := exec.Command("go", "env", name).Output()
	must(t, "go env "+name, err)
	return strings.TrimSpace(string(out))
}

func must(t *testing.T, what string, err error) {
	t.Helper()
	if err != nil {
		t.Fatalf("%s: %v", what, err)
	}
}
