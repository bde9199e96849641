package tests

import (
	"fmt"
	"os"
	"os/exec"
	"runtime/debug"
	"strings"
	"syscall"
	"testing"

	"sublunar/datasets"
	"sublunar/lib/sindy"
)

// With -full: a thousand frames of 1024 x 1024, 10^9 values, 49 terms, in a process of its own whose
// peak of memory must stay under 1 GB.
func TestStreamRow(t *testing.T) {
	const child = "SUBLUNAR_STREAM_CHILD"
	side, frames := 1024, 1000
	if os.Getenv(child) == "" {
		if !*full {
			t.Skip("reads 10^9 values for minutes; ask for it with -full")
		}
		cmd := exec.Command(os.Args[0], "-test.run=^TestStreamRow$", "-test.v")
		cmd.Env = append(os.Environ(), child+"=1")
		out, err := cmd.CombinedOutput()
		peak := cmd.ProcessState.SysUsage().(*syscall.Rusage).Maxrss / 1024
		t.Logf("peak %d MB, %.0f s of two cores\n%s", peak, cmd.ProcessState.UserTime().Seconds(), out)
		if err != nil || peak > 1000 || !strings.Contains(string(out), "off by") {
			t.Errorf("error %v, peak of memory %d MB, want under 1000", err, peak)
		}
		return
	}
	debug.SetGCPercent(20)
	dye, err := datasets.Dye(datasets.Filming{Frames: frames, Side: side})
	must(t, "film", err)
	powers := sindy.Polynomials(8)
	r := sindy.Regression{Library: sindy.Sum(powers, sindy.Derivatives(powers, 2)), Solver: sindy.STLSQ{Threshold: 0.001}}
	found, err := r.FitFrames(sindy.Movie{
		Variables: []string{"u"}, Space: dye.Axes, Step: dye.Times.Values[1], Frames: dye.Frames,
	})
	must(t, "fit", err)
	off := worstCoefficient(found, dye.Coefficients)
	fmt.Printf("%d terms, off by %.2g\n%s\n", len(found.Library), off, found)
	if !(off < 1e-4) {
		t.Errorf("the coefficients are off by %.2g", off)
	}
}
