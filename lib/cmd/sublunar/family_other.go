//go:build !linux

package main

import "syscall"

func ownSession() *syscall.SysProcAttr { return &syscall.SysProcAttr{} }

// Elsewhere than on Linux a process can't adopt orphans; Jupyter ends its kernels itself when it is asked to end.
func adoptOrphans() {}
func killOrphans()  {}
