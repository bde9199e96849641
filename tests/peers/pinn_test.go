package peers

import (
	"bufio"
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gomlx/compute/dtypes"

	"sublunar/lib/backend"
	"sublunar/lib/field"
	"sublunar/lib/network"
	"sublunar/lib/optim"
	"sublunar/lib/pinn"
	"sublunar/lib/pinn/zoo"
	"sublunar/lib/plot"
)

var (
	limit  = flag.Float64("limit", 120, "seconds of each curve on Burgers' equation")
	figure = flag.String("figure", "", "file for the figure of the curves, such as curves.svg")
)

// A line is what a peer prints: see pinn_burgers.py.
type line struct {
	Kind       string   `json:"kind"`
	Peer       string   `json:"peer"`
	Precision  string   `json:"precision"`
	Parameters int      `json:"parameters"`
	Points     int      `json:"points"`
	Seconds    *float64 `json:"seconds"`
	CPU        *float64 `json:"cpu_seconds"`
	Error      *float64 `json:"error"`
	Threshold  float64  `json:"threshold"`
}

// A curve is the error of one way against the seconds since training began.
type curve struct {
	name                   string
	parameters, points     int
	seconds, spent, errors []float64
}

// reached is when a curve first was at an error; NaN where it never was.
func (c curve) reached(goal float64) (seconds, spent float64) {
	for i, e := range c.errors {
		if e <= goal {
			return c.seconds[i], c.spent[i]
		}
	}
	return math.NaN(), math.NaN()
}

func TestPinn(t *testing.T) {
	if !*peers {
		t.Skip("runs JAX, DeepXDE and jinns in environments of their own; ask for it with -peers")
	}
	jax := environmentOf(t, "pinn", "pinn-requirements.txt")
	torch := environmentOf(t, "deepxde", "pinn-deepxde-requirements.txt")

	var steps, curves strings.Builder
	steps.WriteString("| a step on 4 x 64, 10,000 points | precision | seconds | processor seconds | times ours |\n|---|---|---|---|---|\n")
	base := map[string]float64{}
	for _, kind := range []dtypes.DType{dtypes.Float32, dtypes.Float64} {
		seconds, spent := ourStep(t, kind)
		name := strings.ToLower(kind.String())
		base[name] = seconds
		fmt.Fprintf(&steps, "| ours, gradient and Adam | %s | %.3g | %.3g | 1 |\n", name, seconds, spent)
	}
	var all []curve
	for _, peer := range []struct {
		title, python, script string
	}{
		{"JAX, nested gradients", jax, "pinn_jax.py"},
		{"JAX, our jets and blocks", jax, "pinn_jax_jets.py"},
		{"JAX, our Levenberg-Marquardt", jax, "pinn_jax_lm.py"},
		{"DeepXDE on PyTorch", torch, "pinn_deepxde.py"},
		{"jinns, natural gradient", jax, "pinn_jinns.py"},
	} {
		found := map[string]*curve{}
		for _, l := range script(t, peer.python, peer.script, func(l line) bool { return l.Kind != "" }, "--seconds", fmt.Sprint(*limit)) {
			switch {
			case l.Kind == "step" && l.Seconds != nil:
				times := "" // of the same work as ours
				if b := base[l.Precision]; b > 0 && l.Points == 10_000 && !strings.Contains(peer.title, "Levenberg") {
					times = fmt.Sprintf("%.1f", *l.Seconds/b)
				}
				fmt.Fprintf(&steps, "| %s (%d parameters, %d points) | %s | %.3g | %.3g | %s |\n", l.Peer, l.Parameters, l.Points, l.Precision, *l.Seconds, orNaN(l.CPU), times)
			case l.Kind == "point" && l.Seconds != nil && l.Error != nil:
				c := found[l.Precision]
				if c == nil {
					c = &curve{name: peer.title + ", " + l.Precision, parameters: l.Parameters, points: l.Points}
					found[l.Precision] = c
				}
				c.seconds, c.spent, c.errors = append(c.seconds, *l.Seconds), append(c.spent, orNaN(l.CPU)), append(c.errors, *l.Error)
			}
		}
		for _, c := range found {
			all = append(all, *c)
		}
	}
	slices.SortFunc(all, func(a, b curve) int { return strings.Compare(a.name, b.name) })
	all = append(all, ourCurve(t, "ours, Gauss-Newton", network.MLP{Hidden: []int{20, 20, 20}}), ourCurve(t, "ours, told of the layer", zoo.Burgers().Network))

	curves.WriteString("| Burgers' equation | parameters | s to 1e-3 | to 1e-5 | to 1e-7 | best | after s |\n|---|---|---|---|---|---|---|\n")
	for _, c := range all {
		fmt.Fprintf(&curves, "| %s | %d |", c.name, c.parameters)
		for _, goal := range []float64{1e-3, 1e-5, 1e-7} {
			if s, spent := c.reached(goal); math.IsNaN(s) {
				curves.WriteString(" never |")
			} else {
				fmt.Fprintf(&curves, " %.3g (%.3g) |", s, spent)
			}
		}
		fmt.Fprintf(&curves, " %.1e | %.0f |\n", slices.Min(c.errors), c.seconds[len(c.seconds)-1])
	}
	for _, goal := range []float64{1e-3, 1e-5, 1e-7} {
		cost, err := zoo.Burgers().Classical(goal)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&curves, "| %s, error %.1e | | %.2g | | | | |\n", cost.Method, cost.Error, cost.Seconds)
	}
	t.Logf("on %s; processor seconds in brackets\n\n%s\n%s", backend.Name(), steps.String(), curves.String())
	if err := os.WriteFile(filepath.Join(home(t), "pinn.md"), []byte(steps.String()+"\n"+curves.String()), 0o644); err != nil {
		t.Fatal(err)
	}
	if *figure != "" {
		draw(t, all, *figure)
	}
}

// ourStep is the middle time of an Adam step on a 4 x 64 network and 10,000 points, compiled before.
func ourStep(t *testing.T, kind dtypes.DType) (seconds, processor float64) {
	t.Helper()
	var at, cpu []float64
	_, err := zoo.Burgers().Problem.Solve(network.MLP{Hidden: []int{64, 64, 64, 64}}, pinn.Training{
		Method: optim.Adam{}, Points: 10_000, Steps: 25, Every: 25, Precision: kind, Adapt: pinn.Fixed{},
		Observe: func(field.Progress) error {
			at, cpu = append(at, float64(time.Now().UnixNano())/1e9), append(cpu, spent())
			return nil
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	return middle(at), middle(cpu)
}

// middle of the differences.
func middle(at []float64) float64 {
	var d []float64
	for i := 1; i < len(at); i++ {
		d = append(d, at[i]-at[i-1])
	}
	return median(d)
}

// ourCurve fits a network to Burgers' equation until the limit. Measuring the error doesn't count.
func ourCurve(t *testing.T, name string, n network.Network) curve {
	t.Helper()
	c := zoo.Burgers()
	out := curve{name: name}
	training := c.Training
	training.Steps, training.Time = 1<<20, time.Duration(*limit*float64(time.Second))
	var last, lastSpent float64
	began, begun := time.Now(), spent()
	training.Watch = func(s *pinn.Solution) ([]field.Value, error) {
		now, nowSpent := time.Since(began).Seconds()-last, spent()-begun-lastSpent
		e, err := zoo.Error(c, s)
		out.parameters, out.points = len(s.Parameters), s.Points
		out.seconds, out.spent, out.errors = append(out.seconds, now), append(out.spent, nowSpent), append(out.errors, e)
		last, lastSpent = time.Since(began).Seconds()-now, spent()-begun-nowSpent
		return nil, err
	}
	if _, err := c.Problem.Solve(n, training); err != nil {
		t.Fatal(err)
	}
	return out
}

// script runs a peer, and gives the lines that it prints as JSON and that are results. Where it fails, the test does, and what it printed before
// counts.
func script[T any](t *testing.T, python, name string, result func(T) bool, args ...string) []T {
	t.Helper()
	var complaint bytes.Buffer
	cmd := exec.Command(python, append([]string{name}, args...)...)
	cmd.Stderr = &complaint
	out, err := cmd.Output()
	if err != nil { // other peers still run
		t.Errorf("%s: %v\n%s", name, err, complaint.String())
	}
	var all []T
	for s := bufio.NewScanner(bytes.NewReader(out)); s.Scan(); {
		var l T
		if json.Unmarshal(s.Bytes(), &l) == nil && result(l) {
			all = append(all, l)
		}
	}
	if len(all) == 0 {
		t.Errorf("%s printed no results:\n%s\n%s", name, out, complaint.String())
	}
	return all
}

func orNaN(v *float64) float64 {
	if v == nil {
		return math.NaN()
	}
	return *v
}

// draw shows the curves in one figure.
func draw(t *testing.T, all []curve, path string) {
	t.Helper()
	var figures []*plot.Figure
	for _, c := range all {
		s := field.Series{Axis: field.Axis{Name: "time", Unit: "s"}, Columns: []field.Column{{Name: c.name}}}
		best := math.Inf(1)
		for i, e := range c.errors {
			best = math.Min(best, e)
			if len(s.Axis.Values) == 0 || c.seconds[i] > s.Axis.Values[len(s.Axis.Values)-1] {
				s.Axis.Values = append(s.Axis.Values, math.Max(c.seconds[i], 1e-3))
				s.Columns[0].Values = append(s.Columns[0].Values, best)
			}
		}
		figures = append(figures, plot.Lines(s))
	}
	f := plot.Overlay(figures...).LogX().LogY().Y("relative L2 error so far", "").Title("Burgers' equation, two CPU cores")
	if err := f.WriteFile(path); err != nil {
		t.Fatal(err)
	}
}
