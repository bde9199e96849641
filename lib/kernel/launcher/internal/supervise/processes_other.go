//go:build !linux

package supervise

import "syscall"

// Only Linux lets a process adopt orphans and see the tree below it: elsewhere GoNB is asked to
// end, and what it leaves is its own.

func becomeSubreaper() error { return nil }

func dieWithParent() *syscall.SysProcAttr { return nil }

func killDescendants() {}

func killMarked(string) {}
