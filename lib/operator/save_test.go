package operator

import (
	"bytes"
	"encoding/gob"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	. "github.com/gomlx/gomlx/core/graph"

	"sublunar/lib/field"
)

// halved is a projection of a program's own.
type halved struct{}

func (halved) Apply(_, y *Node) *Node { return MulScalar(y, 0.5) }

// writings are fits of every architecture, and of every projection.
func writings(t *testing.T) map[string]*Fitted {
	all := map[string]*Fitted{}
	fit := func(name string, o Operator, s Source, settings Training) {
		settings.Epochs = 1
		f, err := Fit(o, s, settings)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		all[name] = f
	}
	line := heat(12, 16, Periodic, 1)
	for _, a := range architectures {
		fit(a.name, a.line, line, Training{})
	}
	fit("corrected", corrected, line, Training{})
	fit("KeepMean", small, line, Training{Project: KeepMean{}, Withhold: 0.3, Symmetry: Flips})
	all["KeepMean"].Average = true
	fit("own projection", small, line, Training{Project: halved{}})
	flows := field.Samples{X: field.NewArray(4, 8, 8, 2), Y: field.NewArray(4, 8, 8, 2)}
	for i := range flows.X.Values {
		flows.X.Values[i], flows.Y.Values[i] = float64(i*i%7), float64(i*i%5)
	}
	fno := FNO{Modes: []int{3, 3}, Channels: 4, Layers: 1}
	fit("Solenoidal", fno, flows, Training{Project: Solenoidal{Lengths: []float64{1, 2}}})
	fit("Solenoidal of a unit square", fno, flows, Training{Project: Solenoidal{}})
	fit("continued", Continued{From: all["KeepMean"]}, line, Training{Project: KeepMean{}})
	return all
}

// same sees that two fits predict the same numbers, bit by bit, and print the same.
func same(t *testing.T, name string, f, g *Fitted) {
	t.Helper()
	x := heat(3, 16, Periodic, 2).X
	if len(f.Shape.Points) == 2 {
		x = field.NewArray(3, 8, 8, 2)
		for i := range x.Values {
			x.Values[i] = float64(i * i % 11)
		}
	}
	a, err := f.Predict(x)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	b, err := g.Predict(x)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	if !slices.Equal(a.Values, b.Values) || !slices.Equal(a.Shape, b.Shape) {
		t.Errorf("%s: apart by %g", name, furthest(a.Values, b.Values))
	}
	_, first, _ := strings.Cut(f.String(), " on ") // after the operator's name
	if _, second, _ := strings.Cut(g.String(), " on "); first != second {
		t.Errorf("%s: %s\nand\n%s", name, first, second)
	}
}

// What is loaded predicts the same numbers, bit by bit; without its projection it would not.
func TestSave(t *testing.T) {
	for name, f := range writings(t) {
		path := filepath.Join(t.TempDir(), "fit.npz")
		if err := f.Save(path); err != nil {
			t.Fatal(err)
		}
		var own []Projection
		if name == "own projection" {
			if _, err := Load(path, f.Operator); err == nil || !strings.Contains(err.Error(), "give that to Load") {
				t.Errorf("its own projection left out: %v", err)
			}
			own = []Projection{halved{}}
		}
		g, err := Load(path, f.Operator, own...)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		same(t, name, f, g)
		if f.project == nil {
			continue
		}
		g.project, g.exec, g.resides = nil, nil, nil
		x := heat(3, 16, Periodic, 2).X
		if len(f.Shape.Points) == 2 {
			continue
		}
		a, err := f.Predict(x)
		if err != nil {
			t.Fatal(err)
		}
		if b, err := g.Predict(x); err != nil || furthest(a.Values, b.Values) < 1e-3 {
			t.Errorf("%s: without it the prediction is the same (%v): this test sees nothing", name, err)
		}
	}
}

// gob's form is as good, and says what it can't hold.
func TestGob(t *testing.T) {
	gob.Register(halved{})
	for name, f := range writings(t) {
		var b bytes.Buffer
		err := gob.NewEncoder(&b).Encode(f)
		if name == "corrected" {
			if err == nil || !strings.Contains(err.Error(), "Save it, and Load it") {
				t.Errorf("a function is written down: %v", err)
			}
			continue
		}
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		var g *Fitted
		if err := gob.NewDecoder(&b).Decode(&g); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		same(t, name, f, g)
	}
	f, err := Fit(small, heat(40, 16, Periodic, 1), Training{Epochs: 1})
	if err != nil {
		t.Fatal(err)
	}
	report, err := f.Test(heat(5, 16, Periodic, 2))
	if err != nil {
		t.Fatal(err)
	}
	bands, err := f.Calibrate(heat(40, 16, Periodic, 3), 0.9, 1)
	if err != nil {
		t.Fatal(err)
	}
	type results struct {
		Report *Report
		Bands  *Bands
	}
	var b bytes.Buffer
	if err := gob.NewEncoder(&b).Encode(results{report, bands}); err != nil {
		t.Fatal(err)
	}
	var back results
	if err := gob.NewDecoder(&b).Decode(&back); err != nil {
		t.Fatal(err)
	}
	if back.Report.String() != report.String() || back.Bands.String() != bands.String() {
		t.Errorf("%v, %v; want %v, %v", back.Report, back.Bands, report, bands)
	}
	if _, err := back.Report.Worst(1); err == nil || !strings.Contains(err.Error(), "Test anew") {
		t.Errorf("the samples of a report that was read back: %v", err)
	}
	was, err := bands.Coverage(heat(20, 16, Periodic, 4))
	if err != nil {
		t.Fatal(err)
	}
	if is, err := back.Bands.Coverage(heat(20, 16, Periodic, 4)); err != nil || is != was {
		t.Errorf("coverage %g, before it was written %g (%v)", is, was, err)
	}
}

// Other files, and other operators, are refused.
func TestLoadSaysWhatIsWrong(t *testing.T) {
	f, err := Fit(small, heat(20, 16, Periodic, 1), Training{Epochs: 1})
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "fno.npz")
	if err := f.Save(path); err != nil {
		t.Fatal(err)
	}
	if _, err := Load(path, FNO{Modes: []int{4}, Channels: 9, Layers: 1}); err == nil || !strings.Contains(err.Error(), "the operator that it was of") {
		t.Errorf("another operator: %v", err)
	}
	if _, err := Load(path, small, KeepMean{}); err == nil || !strings.Contains(err.Error(), "give none") {
		t.Errorf("a projection too many: %v", err)
	}
	other := filepath.Join(t.TempDir(), "other.npz")
	if err := field.WriteNPZ(other, map[string]field.Array{"shape": field.NewArray(3)}); err != nil {
		t.Fatal(err)
	}
	if _, err := Load(other, small); err == nil || !strings.Contains(err.Error(), "a file that Save wrote") {
		t.Errorf("another file: %v", err)
	}
	// A file of before there were projections in it is read.
	arrays := f.arrays()
	for _, name := range []string{"projection", "average", "warning", "stats", "loss", "validation"} {
		delete(arrays, name)
	}
	if err := field.WriteNPZ(other, arrays); err != nil {
		t.Fatal(err)
	}
	if g, err := Load(other, small); err != nil || g.Stats.Epochs != 0 {
		t.Errorf("an older file: %v", err)
	}
}
