//go:build unix && !linux

package wire

import (
	"syscall"
	"time"
)

// Elsewhere than on Linux a process can't look into another's environment: what a kernel has put
// into process groups of its own is left to the kernel to end.

func attributes() *syscall.SysProcAttr { return &syscall.SysProcAttr{Setpgid: true} }

func killMarked(string) {}

func interruptMarked(string, int) {}

func readsInput(string, time.Duration) bool { return false }

func sinceBoot() time.Duration { return 0 }

func killedForMemory() int { return -1 }
