package peers

import (
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"sublunar/datasets"
	"sublunar/lib/field"
	"sublunar/lib/sindy"
)

// The peak of memory against the number of frames: PySINDy holds them and its library, ours sees them once.
func TestMemory(t *testing.T) {
	const child, side = "SUBLUNAR_MEMORY_CHILD", 64
	if asked := os.Getenv(child); asked != "" {
		frames, err := strconv.Atoi(asked)
		if err != nil {
			t.Fatal(err)
		}
		stream(t, frames, side)
		return
	}
	if !*peers {
		t.Skip("runs PySINDy in an environment of its own; ask for it with -peers")
	}
	python := environment(t)
	var table strings.Builder
	table.WriteString("| frames of 64 x 64 | values | PySINDy's peak | ours |\n|---|---|---|---|\n")
	for _, frames := range []int{50, 100, 200, 400, 800, 100_000} {
		theirs := "" // what it would take is told by the rows before
		if frames <= 800 {
			dye := must(datasets.Dye(datasets.Filming{Frames: frames, Side: side}))(t)
			u := field.Array{Shape: []int{frames, side, side}}
			for frame := range dye.Frames {
				u.Values = append(u.Values, frame...)
			}
			arrays := write(t, map[string]field.Array{"u": u, "t": dye.Times.Array(), "y": dye.Axes[0].Array(), "x": dye.Axes[1].Array()})
			theirs = fmt.Sprintf("%.0f MB", call(t, python, "film", arrays, 1, 0.01).Peak)
		}
		cmd := exec.Command(os.Args[0], "-test.run=^TestMemory$")
		cmd.Env = append(os.Environ(), child+"="+strconv.Itoa(frames))
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		peak := cmd.ProcessState.SysUsage().(*syscall.Rusage).Maxrss / 1024
		fmt.Fprintf(&table, "| %d | %.1g | %s | %d MB |\n", frames, float64(frames*side*side), theirs, peak)
	}
	t.Logf("\n%s", table.String())
	if err := os.WriteFile(filepath.Join(home(t), "memory.md"), []byte(table.String()), 0o644); err != nil {
		t.Fatal(err)
	}
}

// stream finds the law of frames that nobody keeps.
func stream(t *testing.T, frames, side int) {
	dye := must(datasets.Dye(datasets.Filming{Frames: frames, Side: side}))(t)
	powers := sindy.Polynomials(3)
	r := sindy.Regression{Library: sindy.Sum(powers, sindy.Derivatives(powers, 2)), Solver: sindy.STLSQ{Threshold: 0.001}}
	found := must(r.FitFrames(sindy.Movie{
		Variables: []string{"u"}, Space: dye.Axes, Step: dye.Times.Values[1], Frames: dye.Frames,
		// A dye that has spread for long is all but gone: radii from the first frames would be guesses.
		Radii: []float64{0.02, 0.6, 0.6},
	}))(t)
	for term, c := range dye.Coefficients["u_t"] {
		if off := math.Abs(found.Coefficient("u_t", term)/c - 1); off > 1e-3 {
			t.Errorf("%d frames: %s is off by %.2g", frames, term, off)
		}
	}
}
