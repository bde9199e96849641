package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// stalling is a notebook swept over seed. Each member adds a line to a log when it ends; seed 2 stalls for good while the file
// "stall" is there, which it takes away and tells through a pipe.
type stalling struct {
	path, log, stall, pipe string
}

func newStalling(t *testing.T) stalling {
	t.Helper()
	folder := t.TempDir()
	s := stalling{filepath.Join(folder, "stalling.ipynb"), filepath.Join(folder, "log"), filepath.Join(folder, "stall"), filepath.Join(folder, "pipe")}
	if err := syscall.Mkfifo(s.pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	body := fmt.Sprintf(`%%%%
if seed == 2 && os.Remove(%q) == nil {
	os.WriteFile(%q, []byte("stalls"), 0)
	time.Sleep(time.Hour)
}
log, _ := os.OpenFile(%q, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
fmt.Fprintln(log, seed)
log.Close()`, s.stall, s.pipe, s.log)
	cell := func(tags, source string) string {
		return fmt.Sprintf(`{"cell_type":"code","id":"c%d","metadata":{%s},"execution_count":null,"outputs":[],"source":%q}`, len(tags), tags, source)
	}
	write(t, s.path, `{"cells":[`+cell(`"tags":["parameters"]`, "var seed = 1 // which draw")+","+cell("", body)+
		`],"metadata":{"kernelspec":{"name":"x","display_name":"x","language":"go"}},"nbformat":4,"nbformat_minor":5}`)
	write(t, s.stall, "")
	return s
}

// stalls waits until seed 2 does.
func (s stalling) stalls(t *testing.T) {
	t.Helper()
	said := make(chan error, 1)
	go func() {
		_, err := os.ReadFile(s.pipe) // waits for a writer
		said <- err
	}()
	select {
	case err := <-said:
		if err != nil {
			t.Fatal(err)
		}
	case <-time.After(2 * time.Minute):
		t.Fatal("the member does not run")
	}
}

// ended lists the seeds of the members that have, in order.
func (s stalling) ended(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile(s.log)
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(slices.Sorted(slices.Values(strings.Fields(string(text)))), " ")
}

// killWorker kills the process of a command's worker.
func killWorker(t *testing.T, mark string) {
	t.Helper()
	for _, p := range marked(mark) {
		pid, line, _ := strings.Cut(p, " ")
		if n, err := strconv.Atoi(pid); err == nil && strings.Contains(line, " sweep-worker ") {
			if err := syscall.Kill(n, syscall.SIGKILL); err != nil {
				t.Fatal(err)
			}
			return
		}
	}
	t.Fatalf("no worker among %q", marked(mark))
}

// TestSweepGoesOn kills first the command, then in the next call its worker, in the middle of a member: at last all members are
// there once, and none was done twice.
func TestSweepGoesOn(t *testing.T) {
	h := home(t)
	n := newStalling(t)
	out := t.TempDir()
	args := []string{"sweep", n.path, "--over", "seed=1:3", "--out", out}
	s := start(t, h.Root, nil, self(t), args...)
	n.stalls(t)
	if err := s.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = s.Wait()
	allGone(t, s.mark) // its worker, the kernel and the cell too
	if got := n.ended(t); got != "1" {
		t.Fatalf("%s ended before the kill", got)
	}

	write(t, n.stall, "")
	s = start(t, h.Root, nil, self(t), append(args, "--jobs", "2")...)
	done := make(chan error, 1)
	n.stalls(t)
	busy, err := os.ReadDir(filepath.Join(out, "busy"))
	if err != nil || len(busy) == 0 {
		t.Errorf("no member looks busy, %v", err)
	}
	for _, p := range marked(s.mark) { // the worker whose member stalls, not the other
		pid, line, _ := strings.Cut(p, " ")
		if strings.Contains(line, " sweep-worker ") && strings.Contains(line, "--part 0/") {
			process, _ := strconv.Atoi(pid)
			if err := syscall.Kill(process, syscall.SIGKILL); err != nil {
				t.Fatal(err)
			}
		}
	}
	go func() { done <- s.Wait() }()
	select {
	case err := <-done:
		if err != nil {
			t.Errorf("%v: %s", err, s.complaint)
		}
	case <-time.After(2 * time.Minute):
		t.Fatalf("it never ends: %s", s.complaint)
	}
	if got := n.ended(t); got != "1 2 3" {
		t.Errorf("%s ended, want 1 2 3", got)
	}
	table, err := os.ReadFile(filepath.Join(out, "summary.csv"))
	if err != nil || strings.Count(string(table), ",ok,") != 3 {
		t.Errorf("%v; the summary is %s", err, table)
	}
	if !strings.Contains(s.complaint.String(), "1 of 3 members are done already") {
		t.Errorf("it says %s", s.complaint)
	}
	before := tree(t, out)
	if stdout, complaint, code := sublunar(t, h.Root, nil, args...); code != 0 || !strings.Contains(stdout, "3 of 3 members done") || tree(t, out) != before {
		t.Errorf("once more: %d, %s%s", code, stdout, complaint)
	}
	write(t, n.path, strings.Replace(page("go", "var seed = 5 // which draw"), "\"a\"", "\"b\"", 1))
	if _, complaint, code := sublunar(t, h.Root, nil, args...); code != exitFailed || !strings.Contains(complaint, "the notebook has been changed since") {
		t.Errorf("of another notebook: %d, %s", code, complaint)
	}
}
