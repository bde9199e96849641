package kernel

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
)

// Observe is told what set-up does, a line at a time; nil means that nobody listens.
type Observe func(line string)

// A Part is a set of steps.
type Part int

const (
	// ForRun is what headless runs need: the kernel and its tools, and XLA where there is a C compiler.
	ForRun Part = iota
	// ForLab is all: gopls for completion, and JupyterLab.
	ForLab
)

// A step makes one thing. Done looks, and is quick; make does it, whole or not at all. A step that is not needed for notebooks
// to run, such as XLA's plugin, says by how much the rest can do without it.
type step struct {
	name    string
	done    func() bool
	make    func(context.Context, Observe) error
	without string // what is lost when it can't be had; "" means nothing works without it
}

// Setup makes what is missing. It may be called at any time, by several processes at once: the second waits for the first.
// A step that fails and that can be done without is told to observe; the error is that of the first that can't.
func (h *Home) Setup(ctx context.Context, part Part, observe Observe) error {
	if observe == nil {
		observe = func(string) {}
	}
	steps := h.steps(part)
	if allDone(steps) {
		return nil
	}
	if err := os.MkdirAll(h.Dir(), 0o755); err != nil {
		return fmt.Errorf("set-up can't write in %s: %w", h.Root, err)
	}
	unlock, err := lock(ctx, filepath.Join(h.Dir(), "lock"), func() { observe("waiting for another set-up of this checkout to end") })
	if err != nil {
		return err
	}
	defer unlock()
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
				return fmt.Errorf("%s: %w", s.name, err)
			}
			observe(fmt.Sprintf("%s: %v", s.name, err))
			observe("  going on without it: " + s.without)
		}
	}
	return nil
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
		h.toolStep("gonb", "the Go kernel (gonb)", "github.com/janpfeifer/gonb"),
		h.toolStep("goimports", "goimports", "golang.org/x/tools/cmd/goimports"),
		h.toolStep("launcher", "the launcher", "sublunar/lib/kernel/launcher"),
	}
	if HasCompiler() {
		steps = append(steps, h.pluginStep())
	}
	steps = append(steps, h.specStep())
	if part == ForLab {
		steps = append(steps, h.goplsStep(), h.pythonStep(), h.linkStep())
	}
	return append(steps, h.warmStep())
}
