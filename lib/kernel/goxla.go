package kernel

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"sublunar/lib/notebook/report"
)

const goxlaModule = "github.com/gomlx/go-xla"

// goxlaTime is what go-xla's installer, which has no limit of its own, may take for its 60 MB.
const goxlaTime = 10 * time.Minute

// installByGoXLA runs go-xla's installer as a process of its own, for it can't be interrupted, and prints as it likes.
func (h *Home) installByGoXLA(ctx context.Context, observe Observe) error {
	ctx, cancel := context.WithTimeout(ctx, goxlaTime)
	defer cancel()
	return h.inScratch("cpu", func(scratch, _ string) error {
		tool := filepath.Join(scratch, "goxla")
		if err := h.goBuild(ctx, []string{"-o", tool, "./lib/kernel/internal/goxla"}); err != nil {
			return err
		}
		observe("  asking go-xla's own installer")
		into := filepath.Join(scratch, "lib")
		if out, err := exec.CommandContext(ctx, tool, into).CombinedOutput(); err != nil {
			return errors.New(reason(lastLine(string(out))))
		}
		found, err := filepath.Glob(filepath.Join(into, "pjrt_c_api_cpu_v*_plugin.*"))
		if err != nil || len(found) != 1 {
			return fmt.Errorf("it left %d plugins", len(found))
		}
		sum, err := report.SHA256File(found[0])
		if err != nil {
			return err
		}
		if err := os.Chmod(found[0], 0o644); err != nil {
			return err
		}
		return h.place("cpu", plugin{
			Name: goxlaModule, Version: filepath.Base(found[0]), Source: "a release of gomlx/pjrt-cpu-binaries", SHA256: sum,
		}, found[0])
	})
}

// reason is the end of a chain of errors: what is before it names addresses that a person can do nothing about.
func reason(line string) string {
	if at := strings.LastIndex(line, ": "); at >= 0 {
		return line[at+len(": "):]
	}
	return line
}
