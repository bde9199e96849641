package kernel

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
)

// Observe is told what set-up does, a line at a time; nil means that nobody listens.
type Observe func(line string)

// A Part is a set of steps.
type Part int

const (
	// ForOne is what a single headless run needs: the kernel and its tools, and XLA where there is a C compiler.
	ForOne Part = iota - 1
	// ForRun is that, and the library compiled ahead, all of it.
	ForRun
	// ForLab is that, gopls for completion, and JupyterLab.
	ForLab
	// ForGPU is that, and XLA's CUDA plugin with NVIDIA's libraries.
	ForGPU
)

// A step makes one thing. Done looks, and is quick; make does it, whole or not at all. A step that is not needed for notebooks
// to run, such as XLA's plugin, says by how much the rest can do without it.
type step struct {
	name    string // what it does, for set-up
	about   string // what it makes, for the doctor
	done    func() bool
	make    func(context.Context, Observe) error
	without string // what is lost when it can't be had; "" means nothing works without it

	personal bool // it is made among the user's own files, not in .sublunar
}

// Setup makes what is missing. It may be called at any time, by several processes at once: the second waits for the first.
// A step that fails and that can be done without is told to observe; the error is that of the first that can't.
func (h *Home) Setup(ctx context.Context, part Part, observe Observe) error {
	if observe == nil {
		observe = func(string) {}
	}
	return h.take(ctx, h.steps(part), observe)
}

func (h *Home) take(ctx context.Context, steps []step, observe Observe) error {
	if allDone(steps) {
		return nil
	}
	if !h.Mine() {
		return h.takeOthers(ctx, steps, observe)
	}
	if err := os.MkdirAll(h.Dir(), 0o755); err != nil {
		return fmt.Errorf("set-up can't write in %s: %w", h.Root, remedied(err))
	}
	unlock, err := lock(ctx, filepath.Join(h.Dir(), "lock"), func() { observe("waiting for another set-up of this checkout to end") })
	if err != nil {
		return remedied(err)
	}
	defer unlock()
	h.sweep()
	for _, s := range steps {
		if s.done() {
			continue
		}
		observe(s.name)
		if err := s.make(ctx, observe); err != nil {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			if s.without == "" {
				return fmt.Errorf("%s: %w", s.about, remedied(err))
			}
			observe(fmt.Sprintf("  it can't be had: %v", remedied(err)))
			observe("  going on without it: " + s.without)
		}
	}
	return nil
}

// remedied adds to an error of the system's what to do about it. Of errors in other programs only the text is known.
func remedied(err error) error {
	text := strings.ToLower(err.Error())
	switch {
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT), strings.Contains(text, "no space left"), strings.Contains(text, "quota exceeded"):
		return fmt.Errorf("%w; make room (a full set-up takes about %d GB) and try again", err, room>>30)
	case errors.Is(err, syscall.EROFS), strings.Contains(text, "read-only file system"), errors.Is(err, fs.ErrPermission):
		return fmt.Errorf("%w; clone the project into a folder that you may write in", err)
	case strings.Contains(text, indexSilent), strings.Contains(text, "no such host"), strings.Contains(text, "network is unreachable"), strings.Contains(text, "name resolution"):
		return fmt.Errorf("%w; connect to the network, or name your mirror (PIP_INDEX_URL, GOPROXY), and try again", err)
	}
	return err
}

func allDone(steps []step) bool {
	for _, s := range steps {
		if !s.done() {
			return false
		}
	}
	return true
}

func (h *Home) steps(part Part) []step {
	steps := []step{
		h.gonbStep(),
		h.toolStep("goimports", "goimports", "golang.org/x/tools/cmd/goimports"),
		h.toolStep("launcher", "the launcher", "sublunar/lib/kernel/launcher"),
	}
	if HasCompiler() {
		steps = append(steps, h.pluginStep())
	}
	steps = append(steps, h.specStep())
	steps = append(steps, h.sharedSteps()...)
	if part >= ForLab {
		steps = append(steps, h.goplsStep(), h.pythonStep(), h.linkStep())
	}
	if part >= ForGPU {
		steps = append(steps, h.cudaStep())
	}
	if part >= ForRun {
		steps = append(steps, h.warmStep())
	}
	return steps
}
