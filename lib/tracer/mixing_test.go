package tracer_test

import (
	"fmt"
	"math"
	"testing"

	"sublunar/lib/field"
	"sublunar/lib/tracer"
)

// With a diffusivity of D (1 - (x/a)^2) Legendre's polynomials decay by themselves, P_2 as exp(-6 D t/a^2): to second order in the cells. In water that
// mixes evenly it doesn't.
func TestLegendreDecays(t *testing.T) {
	const a, diffusivity = 1e4, 50.0
	last := 0.2 * a * a / (6 * diffusivity)
	off := func(n int, mapped bool) float64 {
		b := tracer.Box(2*a, 2*a, n, 2)
		p2 := func(x, _ float64) float64 { return 1.5*(x/a-1)*(x/a-1) - 0.5 }
		law := tracer.Transport{Flow: tracer.Still(b), Diffusivity: diffusivity, Signed: true}
		if mapped {
			law.Mixing = b.Sample("mixing", "", func(x, _ float64) float64 { return 1 - (x/a-1)*(x/a-1) })
		}
		got := ok(law.Run(b.Sample("dye", "", p2), field.Linspace("time", "s", 0, last, 2)))(t)[1]
		want := b.Sample("dye", "", func(x, y float64) float64 { return p2(x, y) * math.Exp(-0.2) })
		return distance(got, want)
	}
	coarse, fine := off(40, true), off(80, true)
	if order := math.Log2(coarse / fine); order < 1.8 || fine > 2e-3 {
		t.Errorf("off by %.3g on 40 cells, %.3g on 80: order %.2f", coarse, fine, order)
	}
	if even := off(80, false); even < 50*fine {
		t.Errorf("mixed evenly it is off by %.3g only", even)
	}
}

// A mixing that is the same everywhere is another diffusivity; one of any shape makes no new extrema and keeps the amount, and nothing passes between
// cells where it is 0.
func TestMixing(t *testing.T) {
	flow := random(6, 14, 12, tracer.Periodic, tracer.Wall, field.Linspace("time", "s", 0, 1e4, 3))
	b := flow.Basin
	first, times := rough(b, 3), field.Linspace("time", "s", 0, 1e4, 3)
	twice := tracer.Transport{Flow: flow, Diffusivity: 20, Mixing: b.Sample("mixing", "", func(_, _ float64) float64 { return 2 })}
	want := ok(tracer.Transport{Flow: flow, Diffusivity: 40}.Run(first, times))(t)[2]
	if off := distance(ok(twice.Run(first, times))(t)[2], want); off > 1e-14 {
		t.Errorf("twice the mixing differs from twice the diffusivity by %.2g", off)
	}
	wild := tracer.Transport{Flow: flow, Diffusivity: 40, Mixing: b.Sample("mixing", "", func(x, y float64) float64 { return math.Exp(3 * math.Sin(x+3*y)) })}
	got := ok(wild.Run(first, times))(t)[2]
	before, after := ok(b.Total(first))(t), ok(b.Total(got))(t)
	if math.Abs(after-before) > 1e-13*before {
		t.Errorf("the amount went from %.16g to %.16g", before, after)
	}
	lo, hi, _ := first.Range()
	if l, h, _ := got.Range(); l < lo-1e-14 || h > hi+1e-14 {
		t.Errorf("%g to %g became %g to %g", lo, hi, l, h)
	}
	strip := tracer.Box(10, 2, 10, 2)
	left := func(x, _ float64) float64 { return max(0, math.Copysign(1, 5-x)) }
	stopped := tracer.Transport{Flow: tracer.Still(strip), Diffusivity: 1, Mixing: strip.Sample("mixing", "", left)}
	for i, v := range ok(stopped.Run(strip.Sample("dye", "", left), field.Linspace("time", "s", 0, 10, 2)))(t)[1].Values {
		if i%10 > 5 && v != 0 {
			t.Errorf("%g in cell %d, behind a cell that doesn't mix", v, i)
		}
	}
}

// Dye spreads from two places, in the east where the water mixes a tenth as well.
func ExampleTransport_mixing() {
	channel := tracer.Box(20e3, 1e3, 40, 2)
	mixing := channel.Sample("mixing", "", func(x, _ float64) float64 {
		if x < 10e3 {
			return 1
		}
		return 0.1
	})
	law := tracer.Transport{Flow: tracer.Still(channel), Diffusivity: 50, Mixing: mixing, Sources: []tracer.Source{{X: 4750, Y: 250, Amount: 1}, {X: 14750, Y: 250, Amount: 1}}}
	later, err := law.Run(channel.Sample("dye", "kg/m^3", func(_, _ float64) float64 { return 0 }), field.Linspace("time", "s", 0, 43200, 2))
	if err != nil {
		fmt.Println(err)
		return
	}
	west, _ := channel.At(later[1], 4750, 750)
	east, _ := channel.At(later[1], 14750, 750)
	fmt.Printf("%.2g and %.2g kg/m^3\n", west, east)
	// Output:
	// 1.9e-07 and 5.5e-07 kg/m^3
}
