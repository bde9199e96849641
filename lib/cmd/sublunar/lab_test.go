package main

import (
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

func TestLabPortTaken(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	port := strconv.Itoa(taken.Addr().(*net.TCPAddr).Port)
	root := checkout(t, nil)
	_, complaint, code := sublunar(t, root, nil, "lab", "--no-browser", "--port", port)
	if code != exitFailed || !strings.Contains(complaint, port) || !strings.Contains(complaint, "--port") {
		t.Errorf("it ended with %d and said %q", code, complaint)
	}
}

// TestLabTakesTheNextPort shows that without --port a taken one is passed over.
func TestLabTakesTheNextPort(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	s := server{ip: "127.0.0.1", port: taken.Addr().(*net.TCPAddr).Port}
	got, err := s.choosePort(false)
	if err != nil {
		t.Fatal(err)
	}
	if got <= s.port {
		t.Errorf("it chose port %d, and %d is taken", got, s.port)
	}
}

// TestResultsFolder shows that a run ends before it starts where its results can't be written.
func TestResultsFolder(t *testing.T) {
	root := checkout(t, map[string]string{"good.ipynb": page("go", "var steps = 3")})
	blocked := filepath.Join(root, "a-file")
	if err := os.WriteFile(blocked, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	_, complaint, code := sublunar(t, root, nil, "run", "--out", filepath.Join(blocked, "out"))
	if code != exitFailed || !strings.Contains(complaint, "results can't be written") {
		t.Errorf("it ended with %d and said %q", code, complaint)
	}
}

// TestLabWithoutPython looks at what a machine without Python says.
func TestLabWithoutPython(t *testing.T) {
	if testing.Short() {
		t.Skip("builds the kernel's tools")
	}
	root := checkoutOfThis(t)
	_, complaint, code := sublunar(t, root, []string{"PATH=" + onlyGo(t)}, "lab", "--no-browser")
	lines := strings.Split(strings.TrimSpace(complaint), "\n")
	if code != exitFailed || !strings.Contains(lines[len(lines)-1], "Python") {
		t.Errorf("it ended with %d and said %q", code, complaint)
	}
}
