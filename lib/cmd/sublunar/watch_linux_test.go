package main

import (
	"bufio"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"sublunar/lib/notebook"
)

// TestWatch saves a notebook as editors do, a new file in the old one's place, and its data; each time it is run again. Ctrl-C
// ends the waiting, and nothing is left.
func TestWatch(t *testing.T) {
	h := home(t)
	folder, out := t.TempDir(), t.TempDir()
	path, data := filepath.Join(folder, "page.ipynb"), filepath.Join(folder, "data.csv")
	save := func(last string) {
		t.Helper()
		nb := notebook.New(notebook.NewCode("func data() string { return strings.TrimSpace(string(must.M1(os.ReadFile(\"data.csv\")))) }"),
			notebook.NewCode("%%\nfmt.Println(data(), \""+last+"\")"))
		if err := nb.Write(path); err != nil { // beside it, then renamed
			t.Fatal(err)
		}
	}
	save("first")
	write(t, data, "calm")
	s := start(t, h.Root, nil, self(t), "run", path, "--watch", "--out", out, "--format", "ipynb")
	lines := make(chan string)
	go func() {
		defer close(lines)
		for scan := bufio.NewScanner(s.out); scan.Scan(); {
			lines <- scan.Text()
		}
	}()
	// shows waits until a run has ended whose result holds a text.
	shows := func(text string) {
		t.Helper()
		limit := time.After(3 * time.Minute)
		for {
			select {
			case line, more := <-lines:
				if !more {
					t.Fatalf("it ended: %s", s.complaint)
				}
				if !strings.HasPrefix(line, "waiting for a change") {
					continue
				}
				ran, err := notebook.Read(filepath.Join(out, "page.ipynb"))
				if err != nil {
					t.Fatal(err)
				}
				if outputs := ran.Cells[1].Outputs; len(outputs) == 1 && strings.TrimSpace(outputs[0].Text) == text {
					return
				}
			case <-limit:
				_ = s.Process.Kill()
				t.Fatalf("no run shows %q", text)
			}
		}
	}
	shows("calm first")
	save("second")
	shows("calm second")
	write(t, data, "rough")
	shows("rough second")
	if err := s.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	for range lines {
	}
	_ = s.Wait()
	if status := s.ProcessState.Sys().(syscall.WaitStatus); status.ExitStatus() != 0 {
		t.Errorf("it ended with %v: %s", s.ProcessState, s.complaint)
	}
	empty(t, s.temp)
}
