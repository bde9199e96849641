package tests

import (
	"bytes"
	"debug/elf"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	. "github.com/gomlx/gomlx/core/graph"

	"sublunar/datasets"
	"sublunar/lib/backend"
	"sublunar/lib/domain"
	"sublunar/lib/field"
	"sublunar/lib/jet"
	"sublunar/lib/network"
	"sublunar/lib/operator"
	"sublunar/lib/pinn"
	"sublunar/lib/sindy"
)

// leaving are tiny fits of every kind, each with what it writes to a file, an input that is none of those stored in it, and what the fit itself gives
// for that. Nothing is said of how good the fits are.
var leaving = []struct {
	name  string
	write func(path string) (in []byte, want []float64, err error)
	near  float64 // of the largest value
}{
	{"an operator", leavingOperator, 1e-5},
	{"a network", leavingNetwork, 1e-9},
	{"random features", leavingFeatures, 1e-9},
	{"equations", leavingEquations, 1e-9},
}

func leavingOperator(path string) ([]byte, []float64, error) {
	all, err := datasets.Darcy(datasets.Pairs{Side: 17, Fine: 33, Count: 24, Seed: 7})
	if err != nil {
		return nil, nil, err
	}
	fitted, err := operator.Fit(operator.FNO{Modes: []int{5, 5}, Channels: 16, Layers: 2, Grid: operator.Ends}, all, operator.Training{Epochs: 2})
	if err != nil {
		return nil, nil, err
	}
	if err := fitted.Export(path, all.X); err != nil {
		return nil, nil, err
	}
	last, err := all.X.Slice(all.Len()-2, all.Len())
	if err != nil {
		return nil, nil, err
	}
	y, err := fitted.Predict(last)
	if err != nil {
		return nil, nil, err
	}
	in, err := last.NPY()
	return in, y.Values, err
}

// rod is heat that spreads, with the ends built in by a function of the program.
var rod = pinn.Problem{
	Domain: domain.Box(domain.Span("x", 0, math.Pi), domain.Span("t", 0, 1)),
	Fields: []pinn.Field{{Name: "u", Unit: "K", Exactly: func(x pinn.Coordinates, n jet.Jet) jet.Jet {
		return jet.Mul(jet.Sin(x.Of("x")), jet.AddScalar(jet.Mul(x.Of("t"), n), 1))
	}}},
	Residual: func(p *pinn.Point) *Node {
		u := p.Field("u")
		return Sub(u.D("t"), MulScalar(u.D("x", "x"), 0.5))
	},
}

// askedOf is a solution's u and u_x at points, as a table and as numbers: x, t, u and u_x side by side.
func askedOf(s *pinn.Solution, path string) ([]byte, []float64, error) {
	if err := s.Export(path, "u", "u_x"); err != nil {
		return nil, nil, err
	}
	points, err := rod.Domain.Inside(50, domain.Halton{Seed: 5})
	if err != nil {
		return nil, nil, err
	}
	u, err := s.At("u", points.Values)
	if err != nil {
		return nil, nil, err
	}
	slope, err := s.At("u", points.Values, "x")
	if err != nil {
		return nil, nil, err
	}
	in := bytes.NewBufferString("x,t\n")
	var want []float64
	for i := range u {
		x, t := points.Values[2*i], points.Values[2*i+1]
		fmt.Fprintf(in, "%g,%g\n", x, t)
		want = append(want, x, t, u[i], slope[i])
	}
	return in.Bytes(), want, nil
}

func leavingNetwork(path string) ([]byte, []float64, error) {
	s, err := rod.Solve(network.MLP{Hidden: []int{20, 20, 20}}, pinn.Training{Steps: 3, Points: 300, Adapt: pinn.Fixed{}})
	if err != nil {
		return nil, nil, err
	}
	return askedOf(s, path)
}

func leavingFeatures(path string) ([]byte, []float64, error) {
	s, err := rod.Collocate(pinn.RandomFeatures{Count: 100, Scale: 3}, pinn.Collocation{})
	if err != nil {
		return nil, nil, err
	}
	return askedOf(s.Solution, path)
}

func leavingEquations(path string) ([]byte, []float64, error) {
	run, err := datasets.Lorenz(datasets.Trajectory{Samples: 2000})
	if err != nil {
		return nil, nil, err
	}
	found, err := sindy.Fit(run, sindy.Polynomials(2), sindy.STLSQ{Threshold: 0.1})
	if err != nil {
		return nil, nil, err
	}
	times := field.Linspace(run.Axis.Name, run.Axis.Unit, 0, 1, 21)
	if err := found.Export(path, []float64{1, 2, 20}, times); err != nil {
		return nil, nil, err
	}
	start := []float64{-3, -4, 15}
	path1, err := found.Simulate(start, times)
	if err != nil {
		return nil, nil, err
	}
	in := bytes.NewBufferString(times.Name + "," + strings.Join(found.Variables, ",") + "\n")
	var want []float64
	for i, t := range times.Values {
		fmt.Fprint(in, t)
		want = append(want, t)
		for v := range start {
			if i == 0 {
				fmt.Fprintf(in, ",%g", start[v])
			} else {
				fmt.Fprint(in, ",")
			}
			want = append(want, path1.Columns[v].Values[i])
		}
		fmt.Fprintln(in)
	}
	return in.Bytes(), want, nil
}

// A fit of each kind leaves the notebook as a static binary, which gives what the fit gives. What it takes, from the process's start to its answer, is
// told and not judged: BenchmarkExport measures it.
func TestExport(t *testing.T) {
	for _, l := range leaving {
		t.Run(l.name, func(t *testing.T) {
			dir := t.TempDir()
			model, folder := filepath.Join(dir, "model.safetensors"), filepath.Join(dir, "out")
			in, want, err := l.write(model)
			must(t, "fit and export", err)
			printed, code := sublunar(t, 10*time.Minute, "export", model, "--out", folder)
			t.Logf("on %s\n%s", backend.Name(), printed)
			if code != 0 {
				t.Fatalf("export ended with %d", code)
			}
			binary := filepath.Join(folder, "bin", "model")
			isStatic(t, binary)
			out, took := ask(t, binary, in)
			got, err := numbers(out)
			must(t, "read the answer", err)
			largest, off := 0.0, math.Abs(float64(len(got)-len(want)))
			for i := range min(len(got), len(want)) {
				largest, off = math.Max(largest, math.Abs(want[i])), math.Max(off, math.Abs(got[i]-want[i]))
			}
			t.Logf("%d numbers, off by %.1e of the largest; %.1f ms of processor from start to answer", len(got), off/largest, float64(took.Microseconds())/1e3)
			if !(off <= l.near*largest) {
				t.Errorf("off by %g of the largest", off/largest)
			}
		})
	}
}

// ask runs a binary, and gives what it printed and the processor's time.
func ask(t testing.TB, binary string, in []byte) ([]byte, time.Duration) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), binary)
	cmd.Stdin, cmd.Stderr = bytes.NewReader(in), os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	return out, cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
}

// numbers of an answer, an array or a table.
func numbers(out []byte) ([]float64, error) {
	if bytes.HasPrefix(out, []byte("\x93NUMPY")) {
		a, err := field.ParseNPY(out)
		return a.Values, err
	}
	columns, err := field.ParseColumns(out)
	if err != nil {
		return nil, err
	}
	var all []float64
	for i := range columns[0].Values {
		for _, c := range columns {
			all = append(all, c.Values[i])
		}
	}
	return all, nil
}

// isStatic sees that a binary asks the system for no library.
func isStatic(t *testing.T, binary string) {
	t.Helper()
	if runtime.GOOS != "linux" {
		return
	}
	f, err := elf.Open(binary)
	must(t, "open the binary", err)
	defer f.Close()
	for _, p := range f.Progs {
		if p.Type == elf.PT_INTERP || p.Type == elf.PT_DYNAMIC {
			t.Errorf("the binary isn't static: it has a %v", p.Type)
		}
	}
}

// BenchmarkExport is the time from the start of an exported binary's process to its answer for a few inputs.
func BenchmarkExport(b *testing.B) {
	for _, l := range leaving {
		dir := b.TempDir()
		model, folder := filepath.Join(dir, "model.safetensors"), filepath.Join(dir, "out")
		in, _, err := l.write(model)
		if err != nil {
			b.Fatal(err)
		}
		export := exec.Command(command, "export", model, "--out", folder)
		export.Dir = checkout
		if out, err := export.CombinedOutput(); err != nil {
			b.Fatalf("%v\n%s", err, out)
		}
		b.Run(l.name, func(b *testing.B) {
			var processor time.Duration
			for b.Loop() {
				_, took := ask(b, filepath.Join(folder, "bin", "model"), in)
				processor += took
			}
			b.ReportMetric(float64(processor.Microseconds())/1e3/float64(b.N), "ms-processor/op")
		})
	}
}
