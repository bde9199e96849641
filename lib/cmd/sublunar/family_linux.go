package main

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// ownSession lets the process be asked to end when we are killed.
func ownSession() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setsid: true, Pdeathsig: syscall.SIGTERM}
}

// adoptOrphans makes this process the parent of descendants whose own parent dies: Jupyter's kernels live in sessions of
// their own, and a killed server leaves them.
func adoptOrphans() { _ = unix.Prctl(unix.PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) }

// killOrphans asks all that descend from this process to end, then kills them. Kernels tidy up when asked, so they are given
// a while for it.
func killOrphans() {
	deadline := time.Now().Add(grace / 2)
	sent := unix.SIGTERM
	for {
		reap()
		left := children(os.Getpid())
		if len(left) == 0 {
			return
		}
		for _, pid := range left {
			_ = unix.Kill(pid, sent)
		}
		if time.Now().After(deadline) {
			sent = unix.SIGKILL
		}
		if time.Now().After(deadline.Add(grace)) {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
}

// reap collects children that have ended.
func reap() {
	for {
		pid, err := unix.Wait4(-1, nil, unix.WNOHANG, nil)
		if err != nil || pid <= 0 {
			return
		}
	}
}

// children lists the direct children of a process.
func children(parent int) []int {
	var found []int
	tasks, err := os.ReadDir(fmt.Sprintf("/proc/%d/task", parent))
	if err != nil {
		return nil
	}
	for _, t := range tasks {
		text, err := os.ReadFile(fmt.Sprintf("/proc/%d/task/%s/children", parent, t.Name()))
		if err != nil {
			continue
		}
		for _, field := range strings.Fields(string(text)) {
			if pid, err := strconv.Atoi(field); err == nil {
				found = append(found, pid)
			}
		}
	}
	return found
}
