package tracer_test

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"strings"
	"testing"

	"sublunar/lib/field"
	"sublunar/lib/tracer"
)

// members differ in their diffusivity.
func members(f tracer.Flow, count int) tracer.Ensemble {
	return tracer.Ensemble{
		Members: count,
		Times:   field.Linspace("time", "s", 0, 1e5, 3),
		Member: func(member int) (tracer.Transport, field.Grid, error) {
			r := rand.New(rand.NewPCG(uint64(member), 9))
			return tracer.Transport{Flow: f, Diffusivity: 50 + 50*r.Float64()}, rough(f.Basin, 1), nil
		},
		Each: func(int, int, field.Grid) error { return nil },
	}
}

// Streamed members are those run alone, and mean and spread those of all at once, whatever the workers.
func TestEnsemble(t *testing.T) {
	f := ok(tracer.DoubleGyre(tracer.Box(200e3, 100e3, 20, 10), field.Axis{}, tracer.Gyres{Speed: 0.2}))(t)
	const count = 7
	for _, workers := range []int{1, 3} {
		e := members(f, count)
		e.Workers = workers
		var last tracer.Moments
		kept := make([][]field.Grid, count)
		told := 0
		e.Each = func(member, frame int, c field.Grid) error {
			c.Values = append([]float64{}, c.Values...)
			kept[member] = append(kept[member], c)
			if frame == 2 {
				return last.Add(c)
			}
			return nil
		}
		e.Observe = func(p field.Progress) error {
			told++
			if p.Step != told || p.Total != count {
				t.Errorf("heard of %d of %d as number %d", p.Step, p.Total, told)
			}
			return nil
		}
		if err := e.Run(); err != nil || told != count {
			t.Fatal(err, told)
		}
		mean, square := make([]float64, 200), make([]float64, 200)
		for member := range count {
			run, first, _ := e.Member(member)
			want := ok(run.Run(first, e.Times))(t)
			for frame := range want {
				if off := distance(kept[member][frame], want[frame]); off != 0 {
					t.Errorf("member %d, frame %d is off by %.1e", member, frame, off)
				}
			}
			for i, v := range want[2].Values {
				mean[i] += v / count
			}
		}
		for member := range count {
			for i, v := range kept[member][2].Values {
				square[i] += (v - mean[i]) * (v - mean[i]) / (count - 1)
			}
		}
		for i := range mean {
			if math.Abs(last.Mean().Values[i]-mean[i]) > 1e-14 || math.Abs(last.Deviation().Values[i]-math.Sqrt(square[i])) > 1e-13 {
				t.Fatalf("cell %d: mean %g and deviation %g, want %g and %g", i, last.Mean().Values[i], last.Deviation().Values[i], mean[i], math.Sqrt(square[i]))
			}
		}
	}
}

// A hundred members take no more memory than ten: what is held at the end of each doesn't grow.
func TestEnsembleIsBounded(t *testing.T) {
	f := ok(tracer.DoubleGyre(tracer.Box(200e3, 100e3, 128, 128), field.Axis{}, tracer.Gyres{Speed: 0.001}))(t)
	held := func(count int) (most float64) {
		e := members(f, count)
		e.Times = field.Linspace("time", "s", 0, 10, 2)
		e.Observe = func(p field.Progress) error {
			if p.Step > count-5 {
				runtime.GC()
				var m runtime.MemStats
				runtime.ReadMemStats(&m)
				most = math.Max(most, float64(m.HeapAlloc))
			}
			return nil
		}
		if err := e.Run(); err != nil {
			t.Fatal(err)
		}
		return most
	}
	few, many := held(10), held(100)
	if field := 8.0 * 128 * 128; many > few+20*field { // a hundred fields would be 100 of these
		t.Errorf("ten members hold %.3g bytes, a hundred %.3g", few, many)
	}
}

func TestEnsembleBadInput(t *testing.T) {
	f := ok(tracer.DoubleGyre(tracer.Box(200e3, 100e3, 20, 10), field.Axis{}, tracer.Gyres{Speed: 0.2}))(t)
	enough := errors.New("enough")
	for says, change := range map[string]func(e *tracer.Ensemble){
		"an ensemble of 0 members": func(e *tracer.Ensemble) { e.Members = 0 },
		"member 3: enough": func(e *tracer.Ensemble) {
			e.Each = func(member, _ int, _ field.Grid) error {
				if member == 3 {
					return enough
				}
				return nil
			}
		},
		"stopped after 2 of 5 members: enough": func(e *tracer.Ensemble) {
			e.Observe = func(p field.Progress) error {
				if p.Step == 2 {
					return enough
				}
				return nil
			}
		},
		"member 0: tracer: Decay is -1": func(e *tracer.Ensemble) {
			member := e.Member
			e.Workers = 1
			e.Member = func(k int) (tracer.Transport, field.Grid, error) {
				run, first, err := member(k)
				run.Decay = -1
				return run, first, err
			}
		},
	} {
		e := members(f, 5)
		change(&e)
		if err := e.Run(); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%v, want %q", err, says)
		}
	}
	var m tracer.Moments
	if err := m.Add(rough(f.Basin, 1)); err != nil {
		t.Error(err)
	}
	if err := m.Add(field.Grid{Values: []float64{1}}); err == nil || !strings.Contains(err.Error(), "the same cells") {
		t.Error(err)
	}
}

// BenchmarkEnsemble streams members of 512 x 512 cells, each ten steps.
func BenchmarkEnsemble(b *testing.B) {
	const side, steps = 512, 10
	f := ok(tracer.DoubleGyre(tracer.Box(1e6, 1e6, side, side), field.Axis{}, tracer.Gyres{}))(b)
	run := tracer.Transport{Flow: f, Diffusivity: 10}
	first := rough(f.Basin, 1)
	e := tracer.Ensemble{Members: 8, Times: field.Linspace("time", "s", 0, 0.9*steps*ok(run.LargestStep())(b), 2),
		Member: func(int) (tracer.Transport, field.Grid, error) { return run, first, nil }}
	for b.Loop() {
		var m tracer.Moments
		e.Each = func(_, frame int, c field.Grid) error {
			if frame == 1 {
				return m.Add(c)
			}
			return nil
		}
		if err := e.Run(); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N)*float64(e.Members*side*side*steps)/b.Elapsed().Seconds()/1e6, "Mcells/s")
}

func ExampleEnsemble() {
	basin := tracer.Box(200e3, 100e3, 40, 20)
	flow, err := tracer.DoubleGyre(basin, field.Axis{}, tracer.Gyres{Speed: 0.2})
	if err != nil {
		fmt.Println(err)
		return
	}
	dye := basin.Sample("dye", "kg/m^3", func(x, y float64) float64 { return math.Exp(-math.Hypot(x-50e3, y-30e3) / 20e3) })
	var moments tracer.Moments
	err = tracer.Ensemble{
		Members: 50,
		Times:   field.Linspace("time", "s", 0, 5e5, 2),
		Member: func(member int) (tracer.Transport, field.Grid, error) {
			r := rand.New(rand.NewPCG(uint64(member), 0))
			return tracer.Transport{Flow: flow, Diffusivity: 100 * math.Exp(0.5*r.NormFloat64())}, dye, nil
		},
		Each: func(_, frame int, c field.Grid) error {
			if frame == 1 {
				return moments.Add(c)
			}
			return nil
		},
	}.Run()
	if err != nil {
		fmt.Println(err)
		return
	}
	at, _ := moments.Mean().Index(8, 14)
	fmt.Printf("%.3f and %.3f kg/m^3\n", moments.Mean().Values[at], moments.Deviation().Values[at])
	// Output:
	// 0.251 and 0.003 kg/m^3
}
