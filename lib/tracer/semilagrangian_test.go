package tracer_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"sublunar/lib/field"
	"sublunar/lib/tracer"
)

// A hill comes back after one turn in steps of several cells, better than by fluxes, and no value is new.
func TestSemiLagrangianTurns(t *testing.T) {
	var errs []float64
	for _, n := range []int{32, 64} {
		f, hill := turning(n, 1)
		last := ok(tracer.SemiLagrangian{Flow: f, Wavy: true}.Run(hill, field.Linspace("t", "s", 0, 1, 2)))(t)[1]
		errs = append(errs, distance(last, hill))
	}
	if order := math.Log2(errs[0] / errs[1]); order < 2 || errs[1] > 0.005 {
		t.Errorf("errors %.2g, order %.2f", errs, order)
	}
	t.Logf("errors %.2g", errs)
}

// On any coast values stay between the least and the greatest; amounts don't stay, as is said.
func TestSemiLagrangianBounds(t *testing.T) {
	lost, beyond := 0.0, 0.0
	for seed := range uint64(6) {
		f := random(seed, 14, 17, tracer.Ends(seed%3), tracer.Wall, field.Linspace("t", "s", 0, 1e4, 3))
		first := rough(f.Basin, seed)
		last := ok(tracer.SemiLagrangian{Flow: f, Step: 2000}.Run(first, field.Linspace("t", "s", 0, 1e4, 2)))(t)[1]
		lo, hi, _ := last.Range()
		if a, b, _ := first.Range(); lo < a || hi > b {
			t.Errorf("seed %d: from %g to %g, began from %g to %g", seed, lo, hi, a, b)
		}
		lost = math.Max(lost, math.Abs(ok(f.Basin.Total(last))(t)/ok(f.Basin.Total(first))(t)-1))
	}
	f, _ := turning(20, 1)
	_, beyond, _ = ok(tracer.SemiLagrangian{Flow: f, Wavy: true}.Run(f.Basin.Sample("front", "", func(x, _ float64) float64 { return math.Round(x) }), field.Linspace("t", "s", 0, 0.1, 2)))(t)[1].Range()
	if beyond--; lost < 1e-3 || beyond <= 0 {
		t.Errorf("it loses %.1e and goes beyond by %.1e without a limit: this test sees nothing", lost, beyond)
	}
	if _, err := (tracer.SemiLagrangian{Flow: random(1, 14, 17, tracer.Wall, tracer.Wall, field.Axis{}), Step: -1}).Run(field.Grid{}, field.Axis{}); err == nil || !strings.Contains(err.Error(), "0 or more") {
		t.Error(err)
	}
}

// BenchmarkSemiLagrangian is a step of four cells on 256 x 256.
func BenchmarkSemiLagrangian(b *testing.B) {
	f, hill := turning(256, 1)
	for b.Loop() {
		ok(tracer.SemiLagrangian{Flow: f}.Run(hill, field.Linspace("t", "s", 0, 0.004, 2)))(b)
	}
}

func ExampleSemiLagrangian() {
	basin := tracer.Box(400e3, 200e3, 80, 40)
	flow, err := tracer.DoubleGyre(basin, field.Axis{}, tracer.Gyres{Speed: 0.2})
	if err != nil {
		fmt.Println(err)
		return
	}
	dye := basin.Sample("dye", "", func(x, y float64) float64 { return math.Exp(-math.Hypot(x-100e3, y-60e3) / 30e3) })
	days, err := tracer.SemiLagrangian{Flow: flow}.Run(dye, field.Linspace("time", "s", 0, 864e3, 2))
	if err != nil {
		fmt.Println(err)
		return
	}
	before, _ := basin.Total(dye)
	after, _ := basin.Total(days[1])
	fmt.Printf("the amount changes by %.2f%%\n", 100*(after/before-1))
	// Output:
	// the amount changes by 0.04%
}
