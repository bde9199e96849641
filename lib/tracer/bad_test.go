package tracer_test

import (
	"errors"
	"math"
	"strings"
	"testing"

	"sublunar/lib/field"
	"sublunar/lib/tracer"
)

func TestBadBasins(t *testing.T) {
	box := tracer.Box(10, 10, 4, 4)
	uneven := box
	uneven.X.Values = []float64{1, 2, 3, 5}
	down := box
	down.Y.Values = []float64{4, 3, 2, 1}
	mixed := box
	mixed.X.Unit = "degrees_east"
	short := box
	short.Land = make([]bool, 3)
	dry := box
	dry.Land = make([]bool, 16)
	for i := range dry.Land {
		dry.Land[i] = true
	}
	for says, b := range map[string]tracer.Basin{
		"must ascend in even steps":       uneven,
		"\"y\" must ascend":               down,
		"degrees_east and degrees_north":  mixed,
		"a mask of 3 cells":               short,
		"a basin needs water":             dry,
		"keep them in -90 to 90":          tracer.Region(0, 10, 60, 95, 4, 4),
		"ends at a pole|end at a pole":    tracer.Region(0, 10, 60, 90, 4, 4),
		"go round 400 degrees":            tracer.Region(0, 400, 10, 20, 4, 4),
		"axis \"x\" has no values":        tracer.Box(1, 1, 0, 2),
		"2 or more":                       tracer.Box(1, 1, 1, 2),
		"ends of kind 7; give Wall, Open": {X: box.X, Y: box.Y, EndsX: 7},
	} {
		err := b.Check()
		found := false
		for _, s := range strings.Split(says, "|") {
			found = found || err != nil && strings.Contains(err.Error(), s)
		}
		if !found || !strings.HasPrefix(err.Error(), "tracer: ") {
			t.Errorf("%v, want %q", err, says)
		}
	}
}

func TestBadTransports(t *testing.T) {
	b := tracer.Box(1000, 1000, 4, 4)
	b.Land = make([]bool, 16)
	b.Land[5] = true
	f := ok(tracer.DoubleGyre(b, field.Axis{}, tracer.Gyres{}))(t)
	changing := f
	changing.Times, changing.Psi = field.Linspace("t", "s", 0, 10, 2), []field.Grid{f.Psi[0], f.Psi[0]}
	leaky := tracer.Still(b)
	leaky.Psi[0].Values[0] = 1
	leaky.Psi[0].Values[1] = 2
	hole := tracer.Still(b)
	hole.Psi[0].Values[7] = math.NaN()
	thin := tracer.Still(b)
	thin.Psi[0].Values = thin.Psi[0].Values[:24]
	good := b.Sample("dye", "", func(_, _ float64) float64 { return 1 })
	at := func(i int, v float64) field.Grid {
		g := b.Sample("dye", "", func(_, _ float64) float64 { return 1 })
		g.Values[i] = v
		return g
	}
	elsewhere := good
	elsewhere.Axes = []field.Axis{b.Y, field.Linspace("x", "m", 0, 3, 4)}
	enough := errors.New("enough")
	source := func(s tracer.Source) tracer.Transport {
		return tracer.Transport{Flow: f, Sources: []tracer.Source{s}}
	}
	second := field.Linspace("t", "s", 0, 1, 2)
	for _, c := range []struct {
		says  string
		run   tracer.Transport
		first field.Grid
		times field.Axis
	}{
		{"the largest is", tracer.Transport{Flow: f, Step: 1e9}, good, second},
		{"pass a coast", tracer.Transport{Flow: leaky}, good, second},
		{"streamfunction 0 is NaN at corner [1, 2]", tracer.Transport{Flow: hole}, good, second},
		{"a streamfunction of 24 values", tracer.Transport{Flow: thin}, good, second},
		{"1 streamfunctions for 2 times", tracer.Transport{Flow: tracer.Flow{Basin: b, Times: second, Psi: f.Psi}}, good, second},
		{"the flow is known from 0 to 10", tracer.Transport{Flow: changing}, good, field.Linspace("t", "s", 5, 11, 2)},
		{"is -0.5 in cell [0, 3]; a concentration is 0 or more", tracer.Transport{Flow: f}, at(3, -0.5), second},
		{"is NaN in cell [1, 2], which is water", tracer.Transport{Flow: f}, at(6, math.NaN()), second},
		{"on the cells' centres", tracer.Transport{Flow: f}, elsewhere, second},
		{"the times descend", tracer.Transport{Flow: f}, good, field.Linspace("t", "s", 1, 0, 2)},
		{"Diffusivity is -1", tracer.Transport{Flow: f, Diffusivity: -1}, good, second},
		{"the mixing is -1 in cell [0, 2]", tracer.Transport{Flow: f, Mixing: at(2, -1)}, good, second},
		{"the mixing is NaN in cell [0, 3]", tracer.Transport{Flow: f, Mixing: at(3, math.NaN())}, good, second},
		{"on the cells' centres", tracer.Transport{Flow: f, Mixing: elsewhere}, good, second},
		{"no Surface.Depth", tracer.Transport{Flow: f, Surface: tracer.Surface{Piston: 1}}, good, second},
		{"on land (cell [1, 1])", source(tracer.Source{X: 300, Y: 300, Amount: 1}), good, second},
		{"outside the basin", source(tracer.Source{X: 3000, Y: 300, Amount: 1}), good, second},
		{"what takes tracer away", source(tracer.Source{X: 900, Y: 300, Amount: -1}), good, second},
		{"let it end after", source(tracer.Source{X: 900, Y: 300, Amount: 1, From: 2, Until: 1}), good, second},
		{"stopped at time 1: enough", tracer.Transport{Flow: f, Observe: func(p field.Progress) error {
			if p.Step == 2 {
				return enough
			}
			return nil
		}}, good, second},
	} {
		_, err := c.run.Run(c.first, c.times)
		if err == nil || !strings.Contains(err.Error(), c.says) || !strings.HasPrefix(err.Error(), "tracer: ") {
			t.Errorf("%v, want %q", err, c.says)
		}
	}
	// On land anything may stand.
	if _, err := (tracer.Transport{Flow: f}).Run(at(5, math.NaN()), second); err != nil {
		t.Error(err)
	}
	for says, build := range map[string]func() error{
		"give a speed of 0 or more": func() error { _, err := tracer.DoubleGyre(b, field.Axis{}, tracer.Gyres{Sway: 0.1}); return err },
		"make EndsX Open or Periodic": func() error {
			_, err := tracer.MeanderingJet(b, field.Axis{}, tracer.Jet{})
			return err
		},
	} {
		if err := build(); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%v, want %q", err, says)
		}
	}
}
