package peers

import (
	"encoding/json"
	"flag"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"sublunar/datasets"
	"sublunar/lib/derivative"
	"sublunar/lib/field"
	"sublunar/lib/kernel/testvenv"
	"sublunar/lib/sindy"
)

var peers = flag.Bool("peers", false, "run the Python peers, which are installed first")

// A result is what one side did with a task.
type result struct {
	Seconds      float64              `json:"seconds"`
	Terms        int                  `json:"terms"`
	Coefficients []map[string]float64 `json:"coefficients"`
	Peak         float64              `json:"peak_mb"`
}

// off is the largest relative error of the coefficients; infinite where the terms aren't the true ones.
func (r result) off(truth []map[string]float64) float64 {
	worst := 0.0
	for i, terms := range truth {
		if i >= len(r.Coefficients) || len(r.Coefficients[i]) != len(terms) {
			return math.Inf(1)
		}
		for name, c := range terms {
			got, ok := r.Coefficients[i][name]
			if !ok {
				return math.Inf(1)
			}
			worst = math.Max(worst, math.Abs(got/c-1))
		}
	}
	return worst
}

func TestSindy(t *testing.T) {
	if !*peers {
		t.Skip("runs PySINDy in an environment of its own; ask for it with -peers")
	}
	python := environment(t)
	var table strings.Builder
	table.WriteString("| task | PySINDy 2.1.0 | off | ours | off | times faster |\n|---|---|---|---|---|---|\n")
	row := func(task string, theirs result, theirOff float64, ours result, ourOff float64) {
		fmt.Fprintf(&table, "| %s | %.3g s | %s | %.2g s | %s | %.0f |\n", task, theirs.Seconds, offText(theirOff), ours.Seconds, offText(ourOff), theirs.Seconds/ours.Seconds)
	}

	// The start of PySINDy's own examples: from others its thresholding loses a term of x' here.
	run := must(datasets.Lorenz(datasets.Trajectory{Initial: []float64{-8, 7, 27}}))(t)
	lorenz := must(datasets.Find("Lorenz"))(t)
	states := must(run.Array())(t)
	dt := field.Array{Shape: []int{1}, Values: []float64{run.Axis.Values[1]}}
	arrays := write(t, map[string]field.Array{"x": states, "dt": dt})
	mine, theirs := ours(lorenz.Coefficients, run.Names()), renamed(lorenz.Coefficients, run.Names())
	thresholds := sindy.STLSQ{Threshold: 0.02}
	for _, form := range []struct {
		name string
		r    sindy.Regression
	}{
		{"Lorenz, 10,000 samples, 56 terms, finite differences (ours of accuracy 4)", sindy.Regression{Library: sindy.Polynomials(5), Form: sindy.Strong{}, Solver: thresholds}},
		{"the same, ours of accuracy 2 as well", sindy.Regression{Library: sindy.Polynomials(5), Form: sindy.Strong{Method: derivative.FiniteDifference{Accuracy: 2}}, Solver: thresholds}},
		{"the same, ours from integrals between samples", sindy.Regression{Library: sindy.Polynomials(5), Form: sindy.Integral{}, Solver: thresholds}},
		{"the same, ours in the weak form", sindy.Regression{Library: sindy.Polynomials(5), Solver: thresholds}},
	} {
		peer := call(t, python, "fit", arrays, 9, 0.1)
		own := timed(t, 9, func() (*sindy.Model, error) { return form.r.Fit(run) })
		t.Logf("%s: PySINDy %v", form.name, peer.Coefficients)
		row(form.name, peer, peer.off(theirs), own, own.off(mine))
	}
	peer := call(t, python, "ensemble", arrays, 3, 0.1)
	own := timed(t, 9, func() (*sindy.Model, error) {
		_, err := sindy.Regression{Library: sindy.Polynomials(5), Solver: thresholds}.Bootstrap(run, sindy.Resampling{Draws: 100})
		return nil, err
	})
	row("ensemble of 100 of these", peer, math.NaN(), own, math.NaN())

	for _, f := range []struct {
		name  string
		of    func(datasets.Field) (datasets.Evolution, error)
		terms map[string]string // of ours in PySINDy's names, and by what its coefficient is larger
	}{
		{"Burgers", datasets.Burgers, map[string]string{"u_xx": "x0_11"}},
		{"KdV", datasets.KdV, map[string]string{"u_xxx": "x0_111"}},
		{"KS", datasets.KS, map[string]string{"u_xx": "x0_11", "u_xxxx": "x0_1111"}},
	} {
		for _, noise := range []float64{0, 0.01, 0.2} {
			made := must(f.of(datasets.Field{Noise: noise, Seed: 1}))(t)
			u := made.Fields[0]
			arrays := write(t, map[string]field.Array{"x": u.Axes[1].Array(), "t": u.Axes[0].Array(), "u": must(u.Array())(t)})
			truth, least := map[string]float64{"x0x0_1": 2 * made.Coefficients["u_t"]["(u^2)_x"]}, math.Inf(1)
			for ours, name := range f.terms {
				truth[name] = made.Coefficients["u_t"][ours]
			}
			for _, c := range truth {
				least = math.Min(least, math.Abs(c))
			}
			peer := call(t, python, f.name, arrays, 3, least/2)
			powers := sindy.Polynomials(3)
			r := sindy.Regression{Library: sindy.Sum(powers, sindy.Derivatives(powers, 4))}
			own := timed(t, 9, func() (*sindy.Model, error) { return r.FitFields(u) })
			task := fmt.Sprintf("%s, weak form, %g%% noise (%d terms, ours %d)", f.name, 100*noise, peer.Terms, own.Terms)
			row(task, peer, peer.off([]map[string]float64{truth}), own, own.off([]map[string]float64{made.Coefficients["u_t"]}))
			t.Logf("%s %g: PySINDy %v, peak %.0f MB", f.name, noise, peer.Coefficients, peer.Peak)
		}
	}
	t.Logf("\n%s", table.String())
	path := filepath.Join(home(t), "table.md")
	if err := os.WriteFile(path, []byte(table.String()), 0o644); err != nil {
		t.Fatal(err)
	}
}

func offText(off float64) string {
	switch {
	case math.IsNaN(off):
		return ""
	case math.IsInf(off, 1):
		return "wrong terms"
	}
	return fmt.Sprintf("%.1e", off)
}

// timed is the middle time of some fits.
func timed(t *testing.T, repeats int, fit func() (*sindy.Model, error)) (r result) {
	t.Helper()
	var seconds []float64
	for range repeats {
		start := time.Now()
		m, err := fit()
		if err != nil {
			t.Fatal(err)
		}
		seconds = append(seconds, time.Since(start).Seconds())
		if m == nil {
			continue
		}
		r.Terms, r.Coefficients = len(m.Library), nil
		for _, eq := range m.Equations {
			terms := map[string]float64{}
			for k, c := range eq.Coefficients {
				if c != 0 {
					terms[eq.Terms[k]] = c
				}
			}
			r.Coefficients = append(r.Coefficients, terms)
		}
	}
	slices.Sort(seconds)
	r.Seconds = seconds[repeats/2]
	return r
}

// ours are a law's terms in the order of its equations.
func ours(law map[string]map[string]float64, names []string) (all []map[string]float64) {
	for _, n := range names {
		all = append(all, law[n+"'"])
	}
	return all
}

// renamed is the same with PySINDy's names, x0, x1 ...
func renamed(law map[string]map[string]float64, names []string) (all []map[string]float64) {
	for _, terms := range ours(law, names) {
		out := map[string]float64{}
		for term, c := range terms {
			for v, n := range names {
				// A letter that no name has, for a name may be x itself.
				term = strings.ReplaceAll(term, n, "@"+strconv.Itoa(v))
			}
			out[strings.ReplaceAll(term, "@", "x")] = c
		}
		all = append(all, out)
	}
	return all
}

// call runs one of PySINDy's tasks in a process of its own.
func call(t *testing.T, python, task, arrays string, repeats int, threshold float64) (r result) {
	t.Helper()
	out, err := exec.Command(python, "sindy.py", task, arrays, strconv.Itoa(repeats), fmt.Sprint(threshold)).Output()
	if err != nil {
		if e, ok := err.(*exec.ExitError); ok {
			out = e.Stderr
		}
		t.Fatalf("%s: %v\n%s", task, err, out)
	}
	lines := strings.Split(strings.TrimSpace(string(out)), "\n")
	if err := json.Unmarshal([]byte(lines[len(lines)-1]), &r); err != nil {
		t.Fatalf("%s: %v\n%s", task, err, out)
	}
	return r
}

func write(t *testing.T, arrays map[string]field.Array) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "arrays.npz")
	if err := field.WriteNPZ(path, arrays); err != nil {
		t.Fatal(err)
	}
	return path
}

func home(t *testing.T) string {
	t.Helper()
	folder, err := filepath.Abs("../../.sublunar/peers")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	return folder
}

// environment is the Python of PySINDy's environment.
func environment(t *testing.T) string { return environmentOf(t, "sindy", "requirements.txt") }

// environmentOf is the Python of a peer's environment.
func environmentOf(t *testing.T, name, requirements string) string {
	t.Helper()
	return testvenv.Python(t, name, requirements)
}

// must fails the test on an error.
func must[T any](v T, err error) func(*testing.T) T {
	return func(t *testing.T) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}
