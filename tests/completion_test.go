package tests

import (
	"context"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"sublunar/lib/kernel"
	"sublunar/lib/notebook/wire"
)

// TestCompletion asks the kernel what JupyterLab asks it when a reader presses Tab or Shift-Tab in a cell that uses our packages.
func TestCompletion(t *testing.T) {
	home, err := kernel.Find(checkout)
	must(t, "find the checkout", err)
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Minute)
	defer cancel()
	must(t, "set up", home.Setup(ctx, kernel.ForLab, func(string) {}))
	k, err := wire.Start(ctx, wire.Command{Argv: home.Command(), Env: home.Environment(nil), Dir: filepath.Join(checkout, "notebooks")})
	must(t, "start the kernel", err)
	defer k.Close()

	const cell = "import \"sublunar/lib/plot\"\n%%\nplot.Li"
	// gopls starts with the kernel, and says nothing until it has read the packages.
	for {
		c, err := k.Complete(ctx, cell)
		must(t, "complete "+cell, err)
		if slices.ContainsFunc(c.Matches, func(m string) bool { return strings.HasPrefix(m, "Lines") || strings.HasPrefix(m, "plot.Lines") }) {
			break
		}
		t.Logf("offered so far: %q", c.Matches)
		select {
		case <-ctx.Done():
			t.Fatal("plot.Li was not completed to plot.Lines")
		case <-time.After(time.Second):
		}
	}
	const whole = "import \"sublunar/lib/plot\"\n%%\nplot.Lines"
	shown, err := k.Inspect(ctx, whole, len(whole)-2)
	must(t, "inspect plot.Lines", err)
	if text := string(shown["text/markdown"]) + string(shown["text/plain"]); !strings.Contains(text, "func plot.Lines") {
		t.Errorf("inspecting plot.Lines shows %q", shown)
	}
}
