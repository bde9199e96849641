package kernel

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"

	"sublunar/lib/notebook"
)

// toolStep builds a main package of our module, or of one that it pins, into bin. A stamp beside it holds a hash of what it
// was built from, so that it is built again when that has changed.
func (h *Home) toolStep(name, title, pkg string) step {
	return h.buildStep(name, title, "", []string{pkg}, func() string {
		return h.inputs(launcherSources...)
	})
}

// launcherSources are the folders that the launcher is built from, beside the modules that go.mod pins.
var launcherSources = []string{filepath.Join("lib", "kernel", "launcher"), filepath.Join("lib", "kernel", "internal")}

// goplsStep builds gopls from a module file of its own: it needs another version of x/tools than ours.
func (h *Home) goplsStep() step {
	module := filepath.Join("lib", "kernel", "gopls")
	return h.buildStep("gopls", "gopls, for completion and inspection", "cells run as before, but Tab completes nothing",
		[]string{"-modfile=" + filepath.Join(module, "gopls.mod"), "golang.org/x/tools/gopls"},
		func() string { return h.inputs(module) })
}

func (h *Home) buildStep(name, title, without string, what []string, inputs func() string) step {
	stamp := h.Bin("." + name + ".stamp")
	return step{
		name: "building " + title, about: title, without: without,
		done: func() bool {
			text, err := os.ReadFile(stamp)
			_, missing := os.Stat(h.Bin(name))
			return err == nil && missing == nil && string(text) == inputs()
		},
		make: func(ctx context.Context, _ Observe) error {
			if err := os.MkdirAll(filepath.Dir(stamp), 0o755); err != nil {
				return err
			}
			made := h.Bin("." + name + freshSuffix)
			defer os.Remove(made)
			if err := h.goBuild(ctx, append([]string{"-o", made}, what...)); err != nil {
				return err
			}
			if err := os.Rename(made, h.Bin(name)); err != nil {
				return err
			}
			return notebook.WriteWhole(stamp, []byte(inputs()))
		},
	}
}

// BuildCommand builds the command sublunar, of the library that the project has, as a program that names no folder of this machine.
func (h *Home) BuildCommand(ctx context.Context, out string) error {
	return h.goBuild(ctx, []string{"-o", out, "./lib/cmd/sublunar"})
}

// goBuild builds with no C and no symbols: these tools need neither, and start the faster.
func (h *Home) goBuild(ctx context.Context, args []string) error {
	build := exec.CommandContext(ctx, "go", append([]string{"build", "-trimpath", "-ldflags=-s -w"}, args...)...)
	build.Dir = h.Library()
	build.Env = append(os.Environ(), "CGO_ENABLED=0", "GOWORK=off")
	var complaint bytes.Buffer
	build.Stderr = &complaint
	if err := build.Run(); err != nil {
		return fmt.Errorf("%w: %s", err, lastLine(complaint.String()))
	}
	return nil
}

// inputs is a hash of the Go version, the pinned modules, and the sources below folders, all of the library.
func (h *Home) inputs(folders ...string) string {
	hash, library := sha256.New(), h.Library()
	fmt.Fprintln(hash, goVersion(), runtime.GOARCH)
	add := func(path string) {
		if f, err := os.Open(path); err == nil {
			name, _ := filepath.Rel(library, path) // a copy of the checkout is as good
			fmt.Fprintln(hash, name)
			_, _ = io.Copy(hash, f)
			f.Close()
		}
	}
	add(filepath.Join(library, "go.mod"))
	add(filepath.Join(library, "go.sum"))
	for _, folder := range folders {
		_ = filepath.WalkDir(filepath.Join(library, folder), func(path string, d fs.DirEntry, err error) error {
			if err == nil && d.Type().IsRegular() && !strings.HasSuffix(path, "_test.go") {
				add(path)
			}
			return nil
		})
	}
	return hex.EncodeToString(hash.Sum(nil))
}

func lastLine(text string) string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	return strings.TrimSpace(lines[len(lines)-1])
}
