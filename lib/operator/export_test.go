package operator

import (
	"bytes"
	"encoding/gob"
	"math"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	. "github.com/gomlx/gomlx/core/graph"

	"sublunar/lib/field"
	"sublunar/lib/portable"
	"sublunar/lib/safetensors"
	"sublunar/lib/spectral"
)

// Every architecture, every projection and a solver's step leave, and predict the same as here.
func TestExport(t *testing.T) {
	for name, f := range writings(t) {
		x := heat(3, 16, Periodic, 2).X
		if len(f.Shape.Points) == 2 {
			x = field.NewArray(3, 8, 8, 2)
			for i := range x.Values {
				x.Values[i] = float64(i * i % 11)
			}
		}
		exportedAgrees(t, name, f, x)
		if name == "KeepMean" { // as another cell of a notebook gets it
			var b bytes.Buffer
			var kept *Fitted
			if err := gob.NewEncoder(&b).Encode(f); err != nil {
				t.Fatal(err)
			}
			if err := gob.NewDecoder(&b).Decode(&kept); err != nil {
				t.Fatal(err)
			}
			exportedAgrees(t, name+" that was kept", kept, x)
		}
	}
}

// exportedAgrees exports and reads back, and sees that samples which aren't references come out the same too, and others' weights don't.
func exportedAgrees(t *testing.T, name string, f *Fitted, x field.Array) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "model.safetensors")
	if err := f.Export(path, x); err != nil {
		t.Errorf("%s: %v", name, err)
		return
	}
	m, err := portable.Read(path)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	far, err := m.Verify()
	if err != nil {
		t.Errorf("%s: %v", name, err)
	}
	t.Logf("%s: off by %.1e, %d steps", name, far, len(m.Programs[0].Steps))
	other := field.Array{Shape: x.Shape, Values: slices.Clone(x.Values)}
	for i := range other.Values {
		other.Values[i] *= math.Cos(float64(i))
	}
	want, err := f.Predict(other)
	if err != nil {
		t.Fatal(err)
	}
	got, err := m.Predict(other)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	if off := furthest(got.Values, want.Values); !slices.Equal(got.Shape, want.Shape) || !(off <= 1e-4*(1+slices.Max(want.Values))) {
		t.Errorf("%s: shape %v off by %g; want %v", name, got.Shape, off, want.Shape)
	}
}

// Planes, cubes and squares that are averaged over all their ways to lie.
func TestExportAveraged(t *testing.T) {
	samples := field.Samples{X: field.NewArray(6, 8, 8), Y: field.NewArray(6, 8, 8)}
	for i := range samples.X.Values {
		samples.X.Values[i], samples.Y.Values[i] = math.Sin(float64(i*i)), math.Cos(float64(i*i))
	}
	for _, grid := range []Grid{Periodic, Ends} {
		f, err := Fit(FNO{Modes: []int{3, 3}, Channels: 4, Layers: 1, Grid: grid}, samples, Training{Epochs: 1, Symmetry: Turns})
		if err != nil {
			t.Fatal(err)
		}
		f.Average = true
		exportedAgrees(t, "averaged on "+grid.String(), f, samples.X)
	}
}

// On two grids, by the same weights; on a third not.
func TestExportGrids(t *testing.T) {
	f, err := Fit(small, heat(20, 16, Periodic, 1), Training{Epochs: 1})
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "model.safetensors")
	fine := heat(2, 32, Periodic, 3).X
	if err := f.Export(path, heat(5, 16, Periodic, 2).X, fine, fine); err != nil {
		t.Fatal(err)
	}
	m, err := portable.Read(path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := m.Verify(); err != nil || len(m.Programs) != 2 || len(m.References) != 3 {
		t.Errorf("%d grids, %d references: %v", len(m.Programs), len(m.References), err)
	}
	if _, err := m.Predict(heat(2, 64, Periodic, 3).X); err == nil || !strings.Contains(err.Error(), "16 or 32 points") {
		t.Errorf("a grid that it wasn't exported for: %v", err)
	}
	if err := f.Export(path); err == nil || !strings.Contains(err.Error(), "test.X") {
		t.Errorf("without samples: %v", err)
	}
	if err := f.Export(path, field.NewArray(0, 16)); err == nil || !strings.Contains(err.Error(), "one or more") {
		t.Errorf("of no samples: %v", err)
	}
	slow := FNO{Modes: []int{4}, Channels: 4, Layers: 1, Route: spectral.ByFFT}
	f.Operator = slow
	if _, err := f.record(nil, []int{16}); err == nil {
		t.Error("another operator's weights are recorded")
	}
	byFFT := Corrected{By: small, Step: func(x *Node) *Node {
		return ExpandAxes(spectral.Box{Points: []int{16}, Route: spectral.ByFFT}.Inverse(spectral.Box{Points: []int{16}, Route: spectral.ByFFT}.Forward(Squeeze(x, 2))), 2)
	}}
	if plan, err := NewPlan(f.engine, byFFT, f.Shape); err == nil {
		f.Operator, f.plan, f.parameters = byFFT, plan, plan.Start(1)
		if err := f.Export(path, heat(5, 16, Periodic, 2).X); err == nil {
			t.Error("an FFT is exported")
		}
	}
}

// What has left goes on from its own last frame as it does here, with a history of frames too.
func TestExportRollout(t *testing.T) {
	two := field.Samples{X: field.NewArray(20, 16, 3), Y: field.NewArray(20, 16, 2)}
	for i := range two.X.Values {
		two.X.Values[i] = math.Sin(float64(i * i))
	}
	for i := range two.Y.Values {
		two.Y.Values[i] = math.Cos(float64(i * i))
	}
	for name, pairs := range map[string]field.Samples{"one channel": heat(20, 16, Periodic, 1), "history": two} {
		f, err := Fit(small, pairs, Training{Epochs: 1})
		if err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(t.TempDir(), "model.safetensors")
		if err := f.Export(path, pairs.X); err != nil {
			t.Fatal(err)
		}
		m, err := portable.Read(path)
		if err != nil {
			t.Fatal(err)
		}
		want, err := f.Rollout(pairs.X, 5)
		if err != nil {
			t.Fatal(err)
		}
		got, err := m.Rollout(pairs.X, 5)
		if err != nil {
			t.Fatal(err)
		}
		if off := furthest(got.Values, want.Values); !slices.Equal(got.Shape, want.Shape) || !(off < 1e-4) {
			t.Errorf("%s: shape %v, want %v; off by %g", name, got.Shape, want.Shape, off)
		}
		if _, err := m.Rollout(pairs.X, 0); err == nil {
			t.Error("no steps are taken")
		}
	}
}

// Weights go out and come back, and another's come in; what doesn't fit changes nothing.
func TestWeights(t *testing.T) {
	f, err := Fit(small, heat(20, 16, Periodic, 1), Training{Epochs: 1})
	if err != nil {
		t.Fatal(err)
	}
	x := heat(3, 16, Periodic, 2).X
	was, err := f.Predict(x)
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	path, exported := filepath.Join(folder, "weights.safetensors"), filepath.Join(folder, "model.safetensors")
	if err := f.SaveWeights(path); err != nil {
		t.Fatal(err)
	}
	if err := f.Export(exported, x); err != nil {
		t.Fatal(err)
	}
	for _, from := range []string{path, exported} {
		g, err := Fit(small, heat(20, 16, Periodic, 1), Training{Epochs: 1, Seed: 9})
		if err != nil {
			t.Fatal(err)
		}
		before, err := g.Predict(x)
		if err != nil || furthest(before.Values, was.Values) == 0 {
			t.Fatalf("another seed gives the same (%v): this test sees nothing", err)
		}
		if err := g.LoadWeights(from); err != nil {
			t.Fatal(err)
		}
		if now, err := g.Predict(x); err != nil || furthest(now.Values, was.Values) > 1e-5 {
			t.Errorf("%s: off by %g (%v)", from, furthest(now.Values, was.Values), err)
		}
	}
	file, err := safetensors.Read(path)
	if err != nil {
		t.Fatal(err)
	}
	name := blockName(0, f.plan.Blocks[0])
	for says, change := range map[string]safetensors.Tensor{"has the shape": safetensors.F32(nil, 0), "must be finite": safetensors.F32(slices.Repeat([]float64{math.NaN()}, f.plan.Blocks[0].Len()), f.plan.Blocks[0].Shape...), "has no array": {}} {
		bad := safetensors.File{Tensors: map[string]safetensors.Tensor{}}
		for n, tensor := range file.Tensors {
			if n == name {
				tensor = change
			}
			if tensor.DType != "" {
				bad.Tensors[n] = tensor
			}
		}
		at := filepath.Join(folder, "bad.safetensors")
		if err := bad.Write(at); err != nil {
			t.Fatal(err)
		}
		if err := f.LoadWeights(at); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%v; want a word of %q", err, says)
		}
	}
	if now, err := f.Predict(x); err != nil || furthest(now.Values, was.Values) != 0 {
		t.Errorf("weights that were refused changed something (%v)", err)
	}
}

// One field of 64 x 64 points through an FNO of the default size, exported and not.
func BenchmarkExported(b *testing.B) {
	samples := field.Samples{X: field.NewArray(4, 64, 64), Y: field.NewArray(4, 64, 64)}
	for i := range samples.X.Values {
		samples.X.Values[i], samples.Y.Values[i] = math.Sin(float64(i*i)), math.Cos(float64(i*i))
	}
	f, err := Fit(FNO{Modes: []int{12, 12}, Grid: Ends}, samples, Training{Epochs: 1, Batch: 4})
	if err != nil {
		b.Fatal(err)
	}
	path := filepath.Join(b.TempDir(), "model.safetensors")
	if err := f.Export(path, samples.X); err != nil {
		b.Fatal(err)
	}
	one, err := samples.X.Slice(0, 1)
	if err != nil {
		b.Fatal(err)
	}
	m, err := portable.Read(path)
	if err != nil {
		b.Fatal(err)
	}
	for name, predict := range map[string]func(field.Array) (field.Array, error){"exported": m.Predict, "here": f.Predict} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if _, err := predict(one); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	b.Run("read", func(b *testing.B) {
		for b.Loop() {
			if _, err := portable.Read(path); err != nil {
				b.Fatal(err)
			}
		}
	})
}
