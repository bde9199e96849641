package operator

import (
	"slices"
	"strings"
	"testing"

	"github.com/gomlx/compute/dtypes"

	"sublunar/lib/backend"
	"sublunar/lib/field"
	"sublunar/lib/internal/enginetest"
)

// trained are the parameters after some epochs of a fit on an engine, and the loss of the last.
func trained(t *testing.T, engine enginetest.Engine, o Operator, s Source, settings Training) ([][]float64, float64) {
	t.Helper()
	settings.Precision, settings.Rate = dtypes.Float64, 1e-2
	if settings.Epochs == 0 {
		settings.Epochs = 2
	}
	r, err := newTrainer(engine.Backend, o, s, settings)
	if err != nil {
		t.Fatal(err)
	}
	defer r.close()
	loss := 0.0
	for e := range settings.Epochs {
		if loss, err = r.epoch(e); err != nil {
			t.Fatal(err)
		}
	}
	p, err := r.parameters()
	if err != nil {
		t.Fatal(err)
	}
	return p, loss
}

// apart is how far two lots of parameters are.
func apart(a, b [][]float64) float64 {
	most := 0.0
	for i := range a {
		most = max(most, furthest(a[i], b[i]))
	}
	return most
}

// sharings are fits whose batches can be parted: with all that a step may do.
func sharings() map[string]func(Training) (Operator, Source, Training) {
	all := growth(16, 8, 4, 1)
	windows := field.Samples{X: pick(all, 0, 1), Y: pick(all, 1, 4)}
	return map[string]func(Training) (Operator, Source, Training){
		"AdamW": func(t Training) (Operator, Source, Training) { return small, heat(16, 16, Periodic, 1), t },
		"noise, flips": func(t Training) (Operator, Source, Training) {
			t.Noise, t.Symmetry = 0.1, Flips
			return small, heat(16, 16, Periodic, 1), t
		},
		"SOAP": func(t Training) (Operator, Source, Training) { // one step: eigenvectors that are alike turn on rounding
			t.Method, t.Epochs = SOAP, 1
			return small, heat(8, 16, Periodic, 1), t
		},
		"three steps, H1": func(t Training) (Operator, Source, Training) {
			t.Unroll, t.Loss = 3, H1
			return corrected, windows, t
		},
	}
}

// A batch in parts gives the step of the whole batch; the mean of steps of parts does not.
func TestParts(t *testing.T) {
	pure := engines(t)[0]
	for name, of := range sharings() {
		o, s, whole := of(Training{Batch: 8})
		_, _, parts := of(Training{Batch: 8, Parts: 4})
		_, _, smaller := of(Training{Batch: 2})
		want, loss := trained(t, pure, o, s, whole)
		got, same := trained(t, pure, o, s, parts)
		other, _ := trained(t, pure, o, s, smaller)
		if off, control := apart(want, got), apart(want, other); !(off < 1e-12) || !(max(loss-same, same-loss) < 1e-12) || control < 1e-4 {
			t.Errorf("%s: in parts off by %.2g, and the loss by %.2g; in smaller batches by %.2g", name, off, loss-same, control)
		}
	}
}

// Several devices give the step of one, and hold the same parameters after it, bit by bit. Were each to see its own samples alone, they would not.
func TestDevices(t *testing.T) {
	engine := enginetest.Fastest(t)
	if engine.Backend.NumDevices() < 4 {
		t.Skipf("%s has %d devices", engine.Name, engine.Backend.NumDevices())
	}
	of := sharings()["noise, flips"]
	o, s, one := of(Training{Batch: 8})
	_, _, four := of(Training{Batch: 8, Devices: 4})
	pure := engines(t)[0] // has one, and compiles nothing
	want, _ := trained(t, pure, o, s, one)
	got, _ := trained(t, engine, o, s, four)
	if off := apart(want, got); !(off < 1e-10) {
		t.Errorf("on four devices off by %.2g", off)
	}
	_, _, both := of(Training{Batch: 8, Devices: 2, Parts: 2, Epochs: 2, Rate: 1e-2, Precision: dtypes.Float64})
	r, err := newTrainer(engine.Backend, o, s, both)
	if err != nil {
		t.Fatal(err)
	}
	defer r.close()
	for e := range 2 {
		if _, err := r.epoch(e); err != nil {
			t.Fatal(err)
		}
	}
	if got, err = r.parameters(); err != nil {
		t.Fatal(err)
	}
	_, _, alone := of(Training{Batch: 4}) // what one of two devices would do, told nothing by the other
	other, _ := trained(t, pure, o, s, alone)
	if off, control := apart(want, got), apart(want, other); !(off < 1e-10) || control < 1e-4 {
		t.Errorf("in two parts on two devices off by %.2g; on its own, one of them by %.2g", off, control)
	}
	for i, s := range r.state {
		a, errA := backend.Numbers(s[0])
		b, errB := backend.Numbers(s[1])
		if errA != nil || errB != nil || !slices.Equal(a, b) {
			t.Errorf("array %d of the state: apart by %g (%v, %v)", i, furthest(a, b), errA, errB)
		}
		if d, err := s[1].Device(); err != nil || d != 1 {
			t.Errorf("array %d of the second device is on %d (%v)", i, d, err)
		}
	}
}

func TestBadSharing(t *testing.T) {
	good := heat(20, 16, Periodic, 1)
	for _, c := range []struct {
		t    Training
		want string
	}{
		{Training{Parts: -1}, "give 1 or more"},
		{Training{Batch: 10, Parts: 4}, "a multiple of 4"},
		{Training{Devices: 1000}, "at most that many"},
		{Training{Withhold: 1}, "give 0 to 1"},
		{Training{Withhold: 0.01}, "leaves one at least"},
		{Training{Withhold: 0.2, Validate: good}, "give one of the two"},
		{Training{Resolutions: []Resolution{{Every: 3, Epochs: 1}}}, "a divisor of 16"},
		{Training{Resolutions: []Resolution{{Every: 4, Epochs: 1}}}, "at most 2 modes"},
		{Training{Resolutions: []Resolution{{Every: 1, Epochs: 1}}}, "every second point"},
		{Training{Resolutions: []Resolution{{Every: 2, Epochs: 50}}}, "leave some"},
	} {
		if _, err := Fit(small, good, c.t); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("want %q, got %v", c.want, err)
		}
	}
	if _, err := Fit(DeepONet{Points: []int{16}}, good, Training{Resolutions: []Resolution{{Every: 2, Epochs: 1}}}); err == nil || !strings.Contains(err.Error(), "takes one grid") {
		t.Errorf("got %v", err)
	}
}

// BenchmarkDevices is an epoch of 64 samples on 64 points on one device, on two, and in four parts: on a CPU all share its cores.
func BenchmarkDevices(b *testing.B) {
	engine := enginetest.Fastest(b)
	for _, c := range []struct {
		name     string
		settings Training
	}{{"one", Training{}}, {"two", Training{Devices: 2}}, {"parts", Training{Parts: 4}}} {
		b.Run(c.name, func(b *testing.B) {
			if engine.Backend.NumDevices() < c.settings.Devices {
				b.Skip("too few devices")
			}
			epochs(b, engine, FNO{Modes: []int{8}, Channels: 16, Layers: 2}, heat(64, 64, Periodic, 1), c.settings)
		})
	}
}
