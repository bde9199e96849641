package command_test

import (
	"bytes"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"sublunar/lib/field"
	"sublunar/lib/portable"
	"sublunar/lib/portable/command"
	"sublunar/lib/safetensors"
)

// growth is logistic growth, x' = 2 x - 2 x^2, with what it does from 0.1: exactly 1 / (1 + 9 exp(-2 t)).
func growth() *portable.Model {
	b := portable.NewBuilder(1)
	b.Array("coefficients", []float64{2, -2}, 2)
	x := b.Input(0)
	program, tensors := b.Program(b.Apply("add", b.Apply("multiply", b.Element("coefficients", 0), x), b.Apply("multiply", b.Element("coefficients", 1), b.Apply("multiply", x, x))))
	r := portable.Reference{X: []float64{0, 0.5, 2}, XShape: []int{3}, YShape: []int{3, 1}}
	for _, at := range r.X {
		r.Y = append(r.Y, 1/(1+9*math.Exp(-2*at)))
	}
	return &portable.Model{Kind: portable.Equations, Tolerance: 1e-6, About: "x' = 2 x - 2 x^2", Time: portable.Quantity{Name: "t", Unit: "s"},
		Inputs: []portable.Quantity{{Name: "x"}}, Outputs: []portable.Quantity{{Name: "x"}}, Programs: []*portable.Program{program}, Tensors: tensors, References: []portable.Reference{r}}
}

// lines are u = x/2 + 0.1 and v = -3x/2 + 0.1, as a solution.
func lines() *portable.Model {
	return &portable.Model{Kind: portable.Solution, Tolerance: 1e-12, About: "two lines",
		Inputs: []portable.Quantity{{Name: "x", Unit: "m", High: 1}}, Outputs: []portable.Quantity{{Name: "u", Unit: "m/s"}, {Name: "v"}},
		Programs: []*portable.Program{{Inputs: [][]int{{2, 1}}, Outputs: []int{4}, Steps: []portable.Step{
			{Op: "tensor", Tensor: "weights τ", Shape: []int{1, 2}},
			{Op: "tensor", Tensor: "shift", Shape: []int{}},
			{Op: "dot", Of: []int{0, 1}, With: [][]int{{1}, {}, {0}, {}}, Shape: []int{2, 2}},
			{Op: "add", Of: []int{3, 2}, Shape: []int{2, 2}},
		}}},
		Tensors:    map[string]safetensors.Tensor{"weights τ": safetensors.F32([]float64{0.5, -1.5}, 1, 2), "shift": safetensors.F64([]float64{0.1}), "none": safetensors.F64(nil, 0, 3)},
		References: []portable.Reference{{XShape: []int{3, 1}, X: []float64{0, 1, 2}, YShape: []int{3, 2}, Y: []float64{0.1, 0.1, 0.6, -1.4, 1.1, -2.9}}},
	}
}

// squares is y = x^2 on a line of 4 points, as an operator.
func squares() *portable.Model {
	return &portable.Model{Kind: portable.Operator, Tolerance: 1e-12, Inputs: make([]portable.Quantity, 1), Outputs: make([]portable.Quantity, 1),
		Programs:   []*portable.Program{{Inputs: [][]int{{1, 4, 1}}, Outputs: []int{1}, Steps: []portable.Step{{Op: "multiply", Of: []int{0, 0}, Shape: []int{1, 4, 1}}}}},
		References: []portable.Reference{{XShape: []int{1, 4}, X: []float64{1, 2, 3, 4}, YShape: []int{1, 4}, Y: []float64{1, 4, 9, 16}}}}
}

// What goes in as a table, an array or an archive comes out so, and what is wrong is said in one line.
func TestRun(t *testing.T) {
	dir := t.TempDir()
	models := map[string][]byte{}
	for name, m := range map[string]*portable.Model{"growth": growth(), "lines": lines(), "squares": squares()} {
		path := filepath.Join(dir, name)
		if err := m.Write(path); err != nil {
			t.Fatal(err)
		}
		var err error
		if models[name], err = os.ReadFile(path); err != nil {
			t.Fatal(err)
		}
	}
	models["broken"] = []byte("text")
	answer := func(model, in string, args ...string) (out, complaint string, code int) {
		var printed, complaints bytes.Buffer
		code = command.Run(models[model], model, args, strings.NewReader(in), &printed, &complaints)
		return printed.String(), complaints.String(), code
	}
	table := filepath.Join(dir, "points.csv")
	if err := os.WriteFile(table, []byte("y,x (m)\n7,4\n8,0\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	npz := filepath.Join(dir, "x.npz")
	if err := field.WriteNPZ(npz, map[string]field.Array{"x": {Shape: []int{2, 4}, Values: []float64{1, 2, 3, 4, 5, 6, 7, 8}}, "other": field.NewArray(1)}); err != nil {
		t.Fatal(err)
	}
	unnamed := filepath.Join(dir, "unnamed.npz")
	if err := field.WriteNPZ(unnamed, map[string]field.Array{"a": field.NewArray(1), "b": field.NewArray(1)}); err != nil {
		t.Fatal(err)
	}
	y := filepath.Join(dir, "y.npz")
	for _, c := range []struct {
		model, in string
		args      []string
		code      int
		says      string
	}{
		{"lines", "", []string{table}, 0, "x (m),u (m/s),v\n4,2.1,-5.9\n0,0.1,0.1\n"},
		{"lines", "x\n4\n", nil, 0, "x (m),u (m/s),v\n4,2.1,-5.9\n"},
		{"lines", "x\n4\n", []string{"-"}, 0, "4,2.1,-5.9"},
		{"squares", "a\n1\n2\n3\n4\n", nil, 0, "y1\n1\n4\n9\n16\n"},
		{"growth", "t,x\n0,0.1\n2,\n", nil, 0, "t (s),x\n0,0.1\n2,0.858"},
		{"lines", "", []string{"-check"}, 0, "1e-12 is allowed"},
		{"growth", "", []string{"-about"}, 0, "x' = 2 x - 2 x^2"},
		{"growth", "", []string{"-help"}, 0, "first row is the start"},
		{"squares", "", []string{"-o", y, npz}, 0, ""},
		{"squares", "", []string{"-steps", "2", "-o", filepath.Join(dir, "frames.npy"), npz}, 0, ""},
		{"squares", "a\n1\n2\n3\n4\n", []string{"-steps", "2"}, 1, "for arrays"},
		{"lines", "", []string{"-steps", "2"}, 2, "of an operator"},
		{"squares", "", []string{"-steps", "20", npz}, 1, "no longer finite"},
		{"lines", "", nil, 1, "nothing came in"},
		{"lines", "z\n4\n", nil, 1, `no column "x"`},
		{"lines", "x (km)\n4\n", nil, 1, "convert it"},
		{"lines", "x,z\n4,1\n,2\n", nil, 1, "has a gap"},
		{"lines", "4\n5\n", nil, 1, "names"},
		{"squares", "a,b\n1,2\n", nil, 1, "2 columns"},
		{"squares", "a\n1\n", nil, 1, "4 points"},
		{"squares", "", []string{unnamed}, 1, "named x"},
		{"growth", "t,x\n0,\n", nil, 1, "the start"},
		{"growth", "t,x\n1,1\n0,1\n", nil, 1, "in order"},
		{"growth", "PK", nil, 1, "from a table"},
		{"lines", "", []string{"nowhere.csv"}, 1, "nowhere.csv"},
		{"lines", "", []string{"-o", "y.txt", table}, 2, ".npz"},
		{"lines", "", []string{"-x"}, 2, "-help"},
		{"lines", "", []string{"a", "b"}, 2, "2 files"},
		{"lines", "", []string{"-o", filepath.Join(dir, "no", "folder.csv"), table}, 1, "no such file"},
		{"squares", "", []string{"-o", filepath.Join(dir, "y.csv"), npz}, 1, "is no table"},
		{"lines", "", []string{"-o", filepath.Join(dir, "u.csv"), table}, 0, ""},
		{"broken", "", nil, 1, "no safetensors file"},
	} {
		out, complaint, code := answer(c.model, c.in, c.args...)
		said := out
		if c.code != 0 {
			said = complaint
			if strings.Count(complaint, "\n") != 1 || out != "" {
				t.Errorf("%s %v: %q and %q; want one line", c.model, c.args, out, complaint)
			}
		}
		if code != c.code || !strings.Contains(said, c.says) {
			t.Errorf("%s %v with %q ended with %d and said %q%q; want %d and %q", c.model, c.args, c.in, code, out, complaint, c.code, c.says)
		}
	}
	all, err := field.ReadNPZ(y)
	if err != nil || !slices.Equal(all["y"].Values, []float64{1, 4, 9, 16, 25, 36, 49, 64}) || !slices.Equal(all["y"].Shape, []int{2, 4}) {
		t.Errorf("%v, %v", all, err)
	}
	frames, err := field.ReadNPY(filepath.Join(dir, "frames.npy"))
	if err != nil || !slices.Equal(frames.Shape, []int{2, 2, 4}) || frames.Values[7] != 256 || frames.Values[15] != 4096 {
		t.Errorf("%v, %v", frames, err)
	}
	if text, err := os.ReadFile(filepath.Join(dir, "u.csv")); err != nil || !strings.Contains(string(text), "4,2.1,-5.9") {
		t.Errorf("%q, %v", text, err)
	}
	piped, err := os.ReadFile(npz)
	if err != nil {
		t.Fatal(err)
	}
	out, _, _ := answer("squares", string(piped))
	if a, err := field.ParseNPY([]byte(out)); err != nil || len(a.Values) != 8 || a.Values[7] != 64 {
		t.Errorf("through a pipe: %v, %v", a, err)
	}
}
