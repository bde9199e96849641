package portable

import (
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sublunar/lib/field"
	"sublunar/lib/safetensors"
)

// doubler is a solution of one axis and one field, u = 2 x, in blocks of 2 points.
func doubler() *Model {
	return &Model{Kind: Solution, Tolerance: 1e-9, Inputs: []Quantity{{Name: "x", High: 1}}, Outputs: []Quantity{{Name: "u"}},
		Programs: []*Program{{Inputs: [][]int{{2, 1}}, Outputs: []int{2}, Steps: []Step{
			{Op: opTensor, Tensor: "two", Shape: []int{1, 1}},
			{Op: "dot", Of: []int{0, 1}, With: [][]int{{1}, {}, {0}, {}}, Shape: []int{2, 1}},
		}}},
		Tensors:    map[string]safetensors.Tensor{"two": safetensors.F64([]float64{2}, 1, 1)},
		References: []Reference{{XShape: []int{3, 1}, X: []float64{1, 2, 3}, YShape: []int{3, 1}, Y: []float64{2, 4, 6}}},
	}
}

// written is a model as bytes.
func written(t testing.TB, m *Model) ([]byte, error) {
	path := filepath.Join(t.TempDir(), "m")
	if err := m.Write(path); err != nil {
		return nil, err
	}
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return data, nil
}

// What a model says of itself can't clear a terminal, nor end a comment.
func TestModelSaysPlainText(t *testing.T) {
	m := doubler()
	m.About, m.Outputs[0].Name = "a\x1b[2J\r\nb\uFEFF\x00", "u\x07"
	if s := m.String(); strings.ContainsAny(s, "\x1b\r\x00\x07\uFEFF") || !strings.Contains(s, "\nb") {
		t.Errorf("%q", s)
	}
}

func TestModel(t *testing.T) {
	data, err := written(t, doubler())
	if err != nil {
		t.Fatal(err)
	}
	m, err := Decode(data)
	if err != nil {
		t.Fatal(err)
	}
	if far, err := m.Verify(); err != nil || far != 0 {
		t.Errorf("off by %g: %v", far, err)
	}
	y, err := m.Predict(field.Array{Shape: []int{5, 1}, Values: []float64{1, 2, 3, 4, 5}})
	if err != nil || len(y.Values) != 5 || y.Values[4] != 10 {
		t.Errorf("%v, %v", y, err)
	}
	for says, x := range map[string]field.Array{
		"give [n, 1]":  field.NewArray(3, 2),
		"value 1 is N": {Shape: []int{2, 1}, Values: []float64{0, math.NaN()}},
		"has 1 values": {Shape: []int{2, 1}, Values: []float64{0}},
	} {
		if _, err := m.Predict(x); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%v; want a word of %q", err, says)
		}
	}
	if _, err := m.Follow([]float64{1}, []float64{0}); err == nil {
		t.Error("a solution is followed")
	}
	// Other weights are found out, and so is a model that gives no numbers.
	for _, two := range []float64{2 + 1e-8, math.NaN(), math.Inf(1)} {
		wrong := doubler()
		wrong.Tensors["two"] = safetensors.F64([]float64{two}, 1, 1)
		if data, err = written(t, wrong); err != nil {
			t.Fatal(err)
		}
		if m, err = Decode(data); err != nil {
			t.Fatal(err)
		}
		if far, err := m.Verify(); err == nil || far == 0 {
			t.Errorf("with a weight of %.10g it is off by %g, and that passes", two, far)
		}
	}
}

// What isn't whole is refused, by who writes and by who reads.
func TestBadModels(t *testing.T) {
	for says, spoil := range map[string]func(m *Model){
		"a tolerance":           func(m *Model) { m.Tolerance = 0 },
		"without inputs":        func(m *Model) { m.Inputs = nil },
		"it is a \"oracle\"":    func(m *Model) { m.Kind = "oracle" },
		"for an equations":      func(m *Model) { m.Kind = Equations },
		"for an operator":       func(m *Model) { m.Kind = Operator },
		"with 2 quantities":     func(m *Model) { m.Inputs = append(m.Inputs, Quantity{}) },
		"one array of one":      func(m *Model) { m.Programs[0].Outputs = nil },
		"value 7 comes out":     func(m *Model) { m.Programs[0].Outputs[0] = 7 },
		"made of value 4":       func(m *Model) { m.Programs[0].Steps[1].Of[1] = 4 },
		"made of value -1":      func(m *Model) { m.Programs[0].Steps[1].Of[1] = -1 },
		"no array \"two\"":      func(m *Model) { m.Tensors = nil },
		"is known here":         func(m *Model) { m.Programs[0].Steps[1].Op = "exec" },
		"would make [2 1]":      func(m *Model) { m.Programs[0].Steps[1].Shape = []int{2, 2} },
		"it takes 2 and 4":      func(m *Model) { m.Programs[0].Steps[1].With = nil },
		"axes [2] of 2":         func(m *Model) { m.Programs[0].Steps[1].With[0][0] = 2 },
		"names twice":           nil,
		"input 0 has the shape": func(m *Model) { m.Programs[0].Inputs[0] = []int{1 << 27, 1 << 27} },
	} {
		m := doubler()
		if spoil == nil {
			m.Tensors[referenceName(0, "x")] = safetensors.F64([]float64{1}, 1)
			if _, err := written(t, m); err == nil {
				t.Error("weights that are named as a reference are written")
			}
			continue
		}
		spoil(m)
		if _, err := written(t, m); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%v; want a word of %q", err, says)
		}
	}
	for says, metadata := range map[string]map[string]string{
		"arrays alone":       nil,
		"export it again":    {formatKey: "sublunar model 7"},
		"its model isn't":    {formatKey: format, modelKey: "{"},
		"a tolerance of 0":   {formatKey: format, modelKey: "{}"},
		"that doesn't make ": {formatKey: format, modelKey: `{"kind":"solution","tolerance":1,"inputs":[{}],"outputs":[{}],"programs":[null]}`},
	} {
		data, err := safetensors.File{Metadata: metadata}.Encode()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := Decode(data); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%v; want a word of %q", err, says)
		}
	}
	if _, err := Read(t.TempDir() + "/nowhere"); err == nil {
		t.Error("a file that isn't there is read")
	}
}

// Starts that can't be followed.
func TestBadStarts(t *testing.T) {
	b := NewBuilder(1)
	program, tensors := b.Program(b.Apply("exp", b.Input(0)))
	m := &Model{Kind: Equations, Tolerance: 1, Logs: true, Inputs: []Quantity{{Name: "x"}}, Outputs: []Quantity{{Name: "x"}}, Programs: []*Program{program}, Tensors: tensors}
	data, err := written(t, m)
	if err != nil {
		t.Fatal(err)
	}
	if m, err = Decode(data); err != nil {
		t.Fatal(err)
	}
	for says, c := range map[string]struct{ start, times []float64 }{
		"for each of [x]": {nil, []float64{0}},
		"above 0":         {[]float64{-1}, []float64{0}},
		"x starts at NaN": {[]float64{math.NaN()}, []float64{0}},
		"in order":        {[]float64{1}, []float64{1, 0}},
		"without bound":   {[]float64{1}, []float64{0, 100}},
	} {
		if _, err := m.Follow(c.start, c.times); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%v; want a word of %q", err, says)
		}
	}
	if _, err := m.Predict(field.NewArray(1, 1)); err == nil {
		t.Error("equations map an array")
	}
	if _, err := m.Verify(); err == nil || !strings.Contains(err.Error(), "no references") {
		t.Errorf("a model without references is verified: %v", err)
	}
	m.Map = true
	if _, err := m.Follow([]float64{1}, make([]float64, 20)); err == nil || !strings.Contains(err.Error(), "all bounds") {
		t.Errorf("a map that runs away: %v", err)
	}
}

// Whatever program a file holds, it is refused or does arithmetic: nothing panics.
func FuzzModel(f *testing.F) {
	whole, err := json.Marshal(doubler())
	if err != nil {
		f.Fatal(err)
	}
	f.Add(string(whole))
	for _, steps := range []string{
		`{"op":"iota","with":[[0]],"shape":[2,1]},{"op":"add","of":[0,1],"shape":[2,1]}`,
		`{"op":"transpose","of":[0],"with":[[1,0]],"shape":[1,2]},{"op":"reshape","of":[1],"shape":[2,1]}`,
		`{"op":"slice","of":[0],"with":[[0,0],[2,1],[1,1]],"shape":[2,1]},{"op":"reverse","of":[1],"with":[[0]],"shape":[2,1]}`,
		`{"op":"sum along","of":[0],"with":[[0]],"shape":[1]},{"op":"broadcast","of":[1],"with":[[1]],"shape":[2,1]}`,
		`{"op":"concatenate","of":[0,0],"with":[[1]],"shape":[2,2]},{"op":"maximum along","of":[1],"with":[[0,1]],"shape":[]}`,
		`{"op":"less","of":[0,0],"shape":[2,1]},{"op":"where","of":[1,0,0],"shape":[2,1]}`,
	} {
		f.Add(`{"kind":"solution","tolerance":1,"inputs":[{}],"outputs":[{}],"programs":[{"inputs":[[2,1]],"outputs":[2],"steps":[` + steps + `]}]}`)
		f.Add(`{"kind":"operator","tolerance":1,"inputs":[{}],"outputs":[{}],"programs":[{"inputs":[[1,2,1]],"outputs":[2],"steps":[` + steps + `]}]}`)
		f.Add(`{"kind":"equations","tolerance":1,"inputs":[{}],"outputs":[{}],"programs":[{"inputs":[[1]],"outputs":[2],"steps":[` + steps + `]}]}`)
	}
	f.Fuzz(func(t *testing.T, model string) {
		var declared Model
		if json.Unmarshal([]byte(model), &declared) != nil {
			return
		}
		for _, p := range declared.Programs { // those which take long are sound too
			for i := 0; p != nil && i < len(p.Steps); i++ {
				if len(p.Steps) > 50 || size(p.Steps[i].Shape) > 1000 {
					return
				}
			}
			for i := 0; p != nil && i < len(p.Inputs); i++ {
				if size(p.Inputs[i]) > 1000 {
					return
				}
			}
		}
		data, err := safetensors.File{Metadata: map[string]string{formatKey: format, modelKey: model},
			Tensors: map[string]safetensors.Tensor{"two": safetensors.F64([]float64{2}, 1, 1), referenceName(0, "x"): safetensors.F64([]float64{0, 1}, 2, 1), referenceName(0, "y"): safetensors.F64([]float64{0, 1}, 2, 1)}}.Encode()
		if err != nil {
			return
		}
		m, err := Decode(data)
		if err != nil {
			return
		}
		_, _ = m.Verify()
		_ = m.String()
		if m.Kind != Equations {
			shape := m.Programs[0].Inputs[0]
			if m.Kind == Operator {
				shape = append([]int{3}, shape[1:]...)
			}
			if _, err := m.Predict(field.NewArray(shape...)); err != nil && m.Kind == Solution {
				t.Errorf("%s: %v", model, err)
			}
		}
	})
}
