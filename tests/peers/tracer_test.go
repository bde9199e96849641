package peers

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"sublunar/lib/backend"
	"sublunar/lib/field"
	"sublunar/lib/tracer"
)

// A transported is what tracer_jax.py prints.
type transported struct {
	Precision  string  `json:"precision"`
	Seconds    float64 `json:"seconds"`
	CPU        float64 `json:"cpu_seconds"`
	Gradient   float64 `json:"gradient"`
	First      float64 `json:"first"`
	Difference float64 `json:"difference"`
}

// TestTracer takes the same steps of the same scheme by ours, on the host, and by JAX, compiled by XLA; beside them a plain copy.
func TestTracer(t *testing.T) {
	if !*peers {
		t.Skip("runs JAX in an environment of its own; ask for it with -peers")
	}
	const side, steps, diffusivity = 512, 20, 10.0
	python := environmentOf(t, "pinn", "pinn-requirements.txt")
	flow, err := tracer.DoubleGyre(tracer.Box(1e6, 1e6, side, side), field.Axis{}, tracer.Gyres{})
	must := func(err error) {
		if err != nil {
			t.Fatal(err)
		}
	}
	must(err)
	b := flow.Basin
	dye := b.Sample("dye", "kg/m^3", func(x, y float64) float64 { return 1 + math.Sin(x/4e4)*math.Cos(y/3e4) })
	model, err := tracer.Transport{Flow: flow, Diffusivity: diffusivity}.Model()
	must(err)
	last := append([]float64{}, dye.Values...)
	end := steps * model.Step
	must(model.Advance(last, 0, end))
	var seconds, used []float64
	c := make([]float64, len(last))
	for range 7 {
		copy(c, dye.Values)
		begun, cpu := time.Now(), spent()
		must(model.Advance(c, 0, end))
		seconds, used = append(seconds, time.Since(begun).Seconds()/steps), append(used, (spent()-cpu)/steps)
	}
	var table strings.Builder
	table.WriteString("| a step of 512 x 512 cells | precision | ms (processor's) | Mcells/s | its gradient, ms | first call, s | difference |\n|---|---|---|---|---|---|---|\n")
	row := func(name, precision string, seconds, cpu, gradient, first, off float64) {
		fmt.Fprintf(&table, "| %s | %s | %.3g (%.3g) | %.0f | %.3g | %.2g | %.1e |\n", name, precision, 1e3*seconds, 1e3*cpu, side*side/seconds/1e6, 1e3*gradient, first, off)
	}
	row("ours, on the host", "float64", median(seconds), median(used), ourGradient(t, flow, diffusivity, model.Step, dye), 0, 0)
	arrays := filepath.Join(t.TempDir(), "tracer.npz")
	must(field.WriteNPZ(arrays, map[string]field.Array{
		"psi":      {Shape: []int{side + 1, side + 1}, Values: flow.Psi[0].Values},
		"first":    {Shape: []int{side, side}, Values: dye.Values},
		"last":     {Shape: []int{side, side}, Values: last},
		"settings": {Shape: []int{5}, Values: []float64{1e6 / side, 1e6 / side, diffusivity, model.Step, steps}},
	}))
	for _, l := range script(t, python, "tracer_jax.py", func(l transported) bool { return l.Seconds > 0 }, arrays) {
		row("JAX", l.Precision, l.Seconds, l.CPU, l.Gradient, l.First, l.Difference)
		if l.Precision == "float64" && l.Difference > 1e-12 {
			t.Errorf("JAX ends %.1e away: it isn't the same scheme", l.Difference)
		}
	}
	copied := plainCopy()
	// A stage reads c, the base and psi, and writes one field: 8 arrays of 8 bytes a step.
	fmt.Fprintf(&table, "\nA copy moves %.1f GB/s; ours reads and writes %.1f.\n", copied/1e9, 8*8*side*side/median(seconds)/1e9)
	t.Logf("on %s\n\n%s", backend.Name(), table.String())
	must(os.WriteFile(filepath.Join(home(t), "tracer.md"), []byte(table.String()), 0o644))
}

// ourGradient is the seconds that the derivative of a step of the graph by its first field takes: Fromm's slopes, for ours has no limiter there.
func ourGradient(t *testing.T, flow tracer.Flow, diffusivity, step float64, dye field.Grid) float64 {
	t.Helper()
	engine, err := backend.New()
	if err != nil {
		t.Fatal(err)
	}
	s, err := tracer.Transport{Flow: flow, Diffusivity: diffusivity}.Stencil(step)
	if err != nil {
		t.Fatal(err)
	}
	exec, err := graph.NewExec(engine, func(x []*graph.Node) *graph.Node {
		return graph.Gradient(graph.ReduceAllSum(graph.Square(s.Next(x, nil)[0])), x[0])[0]
	})
	if err != nil {
		t.Fatal(err)
	}
	defer exec.Finalize()
	state, err := s.State(dye, 0)
	if err != nil {
		t.Fatal(err)
	}
	var seconds []float64
	for n := range 8 {
		begun := time.Now()
		out, err := exec.Call(state[0], state[1])
		if err == nil {
			_, err = tensors.CopyFlatData[float64](out[0])
		}
		if err != nil {
			t.Fatal(err)
		}
		if n > 0 { // the first one compiles
			seconds = append(seconds, time.Since(begun).Seconds())
		}
	}
	return median(seconds)
}

// plainCopy is the bytes a second that a copy of 512 x 512 numbers reads and writes.
func plainCopy() float64 {
	a, b := make([]float64, 512*512), make([]float64, 512*512)
	var seconds []float64
	for range 50 {
		begun := time.Now()
		copy(a, b)
		seconds = append(seconds, time.Since(begun).Seconds())
	}
	return 2 * 8 * 512 * 512 / median(seconds)
}
