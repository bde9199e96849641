//go:build !unix

package wire

import "syscall"

func attributes() *syscall.SysProcAttr { return nil }

func killMarked(string) {}

func interruptMarked(string, int) {}

func readsInput(string) bool { return false }

func killedForMemory() int { return -1 }
