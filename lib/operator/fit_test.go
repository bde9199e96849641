package operator

import (
	"errors"
	"math"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"sublunar/lib/field"
)

var small = FNO{Modes: []int{4}, Channels: 8, Layers: 1}

// Diffusion multiplies the modes, which one layer can: on a grid twice as fine it does so too, having seen none.
func TestFitLearnsDiffusion(t *testing.T) {
	train, test := heat(256, 16, Periodic, 1), heat(32, 16, Periodic, 2)
	f, err := Fit(small, train, Training{Epochs: 15, Rate: 1e-2, Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	coarse, err := f.Test(test)
	if err != nil {
		t.Fatal(err)
	}
	fine, err := f.Test(heat(32, 32, Periodic, 2))
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%v\n%v\n%v", f, coarse, fine)
	if !(coarse.Mean < 0.02) || !(fine.Mean < 1.05*coarse.Mean+1e-3) {
		t.Errorf("errors of %.3g, and of %.3g on twice the points", coarse.Mean, fine.Mean)
	}
	if coarse.Errors[coarse.Order[0]] != slices.Max(coarse.Errors) {
		t.Error("the worst sample doesn't come first")
	}
	// The control: where y has nothing to do with x, no fit gets there.
	none := train
	none.Y = heat(256, 16, Periodic, 3).Y
	f, err = Fit(small, none, Training{Epochs: 15, Rate: 1e-2, Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	if report, err := f.Test(test); err != nil || report.Mean < 0.5 {
		t.Errorf("fields that have nothing to do with each other are foretold to %v (%v)", report, err)
	}
}

// A fit that is stopped goes on from its checkpoint to the same numbers, bit by bit.
func TestResume(t *testing.T) {
	t.Run("AdamW", func(t *testing.T) { resumes(t, Training{}) })
	t.Run("coarse at first, in parts", func(t *testing.T) {
		resumes(t, Training{Parts: 2, Resolutions: []Resolution{{Every: 2, Epochs: 4}}})
	})
	t.Run("SOAP", func(t *testing.T) { resumes(t, Training{Method: SOAP, Noise: 0.01, Symmetry: Flips}) })
}

func resumes(t *testing.T, settings Training) {
	train := heat(40, 16, Periodic, 1)
	settings.Epochs, settings.Batch, settings.Validate, settings.Seed = 6, 8, heat(10, 16, Periodic, 5), 3
	whole, err := Fit(small, train, settings)
	if err != nil {
		t.Fatal(err)
	}
	settings.Checkpoint = filepath.Join(t.TempDir(), "fit.npz")
	enough := errors.New("enough")
	settings.Observe = func(p field.Progress) error {
		if p.Step == 3 {
			return enough
		}
		return nil
	}
	part, err := Fit(small, train, settings)
	if !errors.Is(err, enough) || part == nil || part.Status != Stopped || part.Stats.Epochs != 3 {
		t.Fatalf("%v, %v", part, err)
	}
	settings.Observe = nil
	again, err := Fit(small, train, settings)
	if err != nil {
		t.Fatal(err)
	}
	for i, p := range whole.parameters {
		if !slices.Equal(p, again.parameters[i]) {
			t.Fatalf("block %q differs by %g", whole.plan.Blocks[i].Name, furthest(p, again.parameters[i]))
		}
	}
	if !slices.Equal(whole.Stats.Loss, again.Stats.Loss) || whole.Stats.Kept != again.Stats.Kept {
		t.Errorf("losses %v and %v", whole.Stats.Loss, again.Stats.Loss)
	}
	settings.Rate = 1.5e-3
	if _, err := Fit(small, train, settings); err == nil || !strings.Contains(err.Error(), "of another fit") {
		t.Errorf("another fit's checkpoint: %v", err)
	}
}

// The parameters that are kept are those of the best epoch.
func TestKeepsTheBest(t *testing.T) {
	validate := heat(16, 12, Periodic, 5)
	f, err := Fit(small, heat(16, 12, Periodic, 1), Training{Epochs: 40, Batch: 4, Rate: 0.05, Validate: validate, Patience: 5})
	if err != nil {
		t.Fatal(err)
	}
	report, err := f.Test(validate)
	if err != nil {
		t.Fatal(err)
	}
	if lowest := slices.Min(f.Stats.Validation); math.Abs(report.Mean-lowest) > 1e-6 {
		t.Errorf("an error of %g; the best epoch had %g", report.Mean, lowest)
	}
}

func TestBadInput(t *testing.T) {
	good := heat(20, 16, Periodic, 1)
	holed := heat(20, 16, Periodic, 1)
	holed.X.Values[16*3+2] = math.NaN()
	other := heat(20, 16, Periodic, 1)
	other.Y = heat(20, 12, Periodic, 1).Y
	short := heat(20, 16, Periodic, 1)
	short.Y = heat(19, 16, Periodic, 1).Y
	plane := field.Samples{X: field.NewArray(4, 8, 8), Y: field.NewArray(4, 8, 8)}
	for _, c := range []struct {
		o    Operator
		s    Source
		t    Training
		want string
	}{
		{nil, good, Training{}, "give one"},
		{small, field.Samples{}, Training{}, "the training set"},
		{small, holed, Training{}, "sample 3 has NaN in x, at value 2"},
		{small, other, Training{}, "on the same grid"},
		{small, short, Training{}, "X has 20 samples"},
		{FNO{Modes: []int{4, 4}}, good, Training{}, "for a grid of 2 axes"},
		{FNO{}, good, Training{}, "1 to 3"},
		{FNO{Modes: []int{9}}, good, Training{}, "at most 8 modes there"},
		{FNO{Modes: []int{4}, Extend: -1}, good, Training{}, "extended by -1"},
		{FNO{Modes: []int{4}, Channels: -1}, good, Training{}, "positive"},
		{FNO{Modes: []int{4, 5}}, plane, Training{}, "along axis 1, which has 8 points: give at most 4"},
		{small, good, Training{Epochs: -1}, "none can be negative"},
		{small, good, Training{Rate: math.NaN()}, "positive rate"},
		{small, good, Training{Patience: 3}, "without samples to Validate"},
		{small, good, Training{Loss: 7}, "RelativeL2 or operator.H1"},
		{small, good, Training{Validate: plane}, "the validation set"},
	} {
		if _, err := Fit(c.o, c.s, c.t); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("want %q, got %v", c.want, err)
		}
	}
	f, err := Fit(small, good, Training{Epochs: 1})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.Predict(field.NewArray(2, 16, 3)); err == nil || !strings.Contains(err.Error(), "3 channels") {
		t.Errorf("got %v", err)
	}
	if _, err := f.Predict(field.NewArray(2, 6)); err == nil || !strings.Contains(err.Error(), "6 points") {
		t.Errorf("got %v", err)
	}
	if _, err := f.Test(field.Samples{}); err == nil || !strings.Contains(err.Error(), "the test set") {
		t.Errorf("got %v", err)
	}
}
