//go:build !unix

package wire

import (
	"syscall"
	"time"
)

func attributes() *syscall.SysProcAttr { return nil }

func killMarked(string) {}

func interruptMarked(string, int) {}

func readsInput(string, time.Duration) bool { return false }

func sinceBoot() time.Duration { return 0 }

func killedForMemory() int { return -1 }
