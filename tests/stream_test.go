package tests

import (
	"fmt"
	"math"
	"os"
	"os/exec"
	"runtime/debug"
	"strings"
	"syscall"
	"testing"

	"sublunar/lib/field"
	"sublunar/lib/sindy"
)

// streamed are the coefficients of the movie below.
var streamed = map[string]map[string]float64{"u_t": {"u_x": -0.5, "u_y": 0.3, "u_xx": 0.1, "u_yy": 0.05, "u_xy": 0.02}}

// waves yields frames of waves that are carried and spread, an exact solution of that law.
func waves(x, y field.Axis, frames int, step float64) func(yield func([]float64, error) bool) {
	list := [][3]float64{{3, 1, 0}, {-1, 4, 1}, {2, -3, 2}, {5, 2, 3}, {-4, -1, 4}, {1, 6, 5}}
	return func(yield func([]float64, error) bool) {
		frame := make([]float64, x.Len()*y.Len())
		cosine, sine := make([]float64, y.Len()), make([]float64, y.Len())
		for f := range frames {
			t := float64(f) * step
			clear(frame)
			for _, w := range list {
				k, l := w[0], w[1]
				fade := math.Exp(-(0.1*k*k + 0.05*l*l + 0.02*k*l) * t)
				for j, at := range y.Values {
					sine[j], cosine[j] = math.Sincos(l*(at+0.3*t) + w[2])
				}
				for i, at := range x.Values {
					s, c := math.Sincos(k * (at - 0.5*t))
					row := frame[i*y.Len():][:y.Len()]
					for j := range row {
						row[j] += fade * (c*cosine[j] - s*sine[j])
					}
				}
			}
			if !yield(frame, nil) {
				return
			}
		}
	}
}

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
	x, y := field.Linspace("x", "", 0, 2*math.Pi, side), field.Linspace("y", "", 0, 2*math.Pi, side)
	powers := sindy.Polynomials(8)
	r := sindy.Regression{Library: sindy.Sum(powers, sindy.Derivatives(powers, 2)), Solver: sindy.STLSQ{Threshold: 0.001}}
	found, err := r.FitFrames(sindy.Movie{
		Variables: []string{"u"}, Space: []field.Axis{x, y}, Step: 0.002, Frames: waves(x, y, frames, 0.002),
	})
	must(t, "fit", err)
	off := worstCoefficient(found, streamed)
	fmt.Printf("%d terms, off by %.2g\n%s\n", len(found.Library), off, found)
	if !(off < 1e-4) {
		t.Errorf("the coefficients are off by %.2g", off)
	}
}
