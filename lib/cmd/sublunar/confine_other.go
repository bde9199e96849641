//go:build !linux

package main

import (
	"errors"
	"os/exec"
)

var errNoConfinement = errors.New("only Linux can shut a program in")

func confine(*exec.Cmd, string, []string) error { return errNoConfinement }

func canConfine() error { return errNoConfinement }

func confined(string, string, string, []string) error { return errNoConfinement }
