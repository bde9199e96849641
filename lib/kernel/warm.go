package kernel

import (
	"context"
	"fmt"
	"os"
	"os/exec"

	"sublunar/lib/kernel/internal/own"
	"sublunar/lib/notebook"
)

func (h *Home) warmStamp() string { return h.Bin(".warm.stamp") }

// buildCache is Go's for cells.
func (h *Home) buildCache() string {
	if caches, ok := own.In(h.Dir()); ok {
		return caches.GOCACHE
	}
	return goEnv()["GOCACHE"]
}

// warmStep compiles what cells import, with the flags that they are built with, so that a newcomer's first cell waits for none
// of it. What is warm is Go's build cache, so the stamp names that cache too.
func (h *Home) warmStep() step {
	stamp := h.warmStamp()
	inputs := func() string {
		return h.inputs(launcherSources...) + h.buildCache() + Compiler()
	}
	return step{
		name:    "compiling the library (a minute or two, once)",
		about:   "compiled library",
		without: "the first cell compiles it instead",
		done: func() bool {
			have, err := os.ReadFile(stamp)
			return err == nil && string(have) == inputs()
		},
		make: func(ctx context.Context, _ Observe) error {
			warm := exec.CommandContext(ctx, h.Bin("launcher"), "warm")
			warm.Dir = h.Root
			warm.Env = h.Environment(os.Environ())
			if out, err := warm.CombinedOutput(); err != nil {
				return fmt.Errorf("%w: %s", err, lastLine(string(out)))
			}
			return notebook.WriteWhole(stamp, []byte(inputs()))
		},
	}
}
