package main

import (
	"bytes"
	"debug/buildinfo"
	"debug/elf"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"sublunar/lib/field"
	"sublunar/lib/kernel"
	"sublunar/lib/portable"
	"sublunar/lib/safetensors"
)

// growth is logistic growth, x' = 2 x - 2 x^2, with what it does from 0.1: exactly 1 / (1 + 9 exp(-2 t)).
func growth(t *testing.T, path string) {
	t.Helper()
	b := portable.NewBuilder(1)
	b.Array("coefficients", []float64{2, -2}, 2)
	x := b.Input(0)
	program, tensors := b.Program(b.Apply("add", b.Apply("multiply", b.Element("coefficients", 0), x), b.Apply("multiply", b.Element("coefficients", 1), b.Apply("multiply", x, x))))
	r := portable.Reference{X: []float64{0, 0.5, 2}, XShape: []int{3}, YShape: []int{3, 1}}
	for _, at := range r.X {
		r.Y = append(r.Y, 1/(1+9*math.Exp(-2*at)))
	}
	save(t, path, &portable.Model{Kind: portable.Equations, Tolerance: 1e-6, About: "x' = 2 x - 2 x^2", Time: portable.Quantity{Name: "t", Unit: "s"},
		Inputs: []portable.Quantity{{Name: "x"}}, Outputs: []portable.Quantity{{Name: "x"}}, Programs: []*portable.Program{program}, Tensors: tensors, References: []portable.Reference{r}})
}

// lines are u = x/2 + 0.1 and v = -3x/2 + 0.1, as a solution.
func lines(t *testing.T, path string) {
	t.Helper()
	save(t, path, &portable.Model{Kind: portable.Solution, Tolerance: 1e-12, About: "two lines\n//go:embed /etc/passwd\r\x00",
		Inputs: []portable.Quantity{{Name: "x", Unit: "m", High: 1}}, Outputs: []portable.Quantity{{Name: "u", Unit: "m/s"}, {Name: "v"}},
		Programs: []*portable.Program{{Inputs: [][]int{{2, 1}}, Outputs: []int{4}, Steps: []portable.Step{
			{Op: "tensor", Tensor: "weights τ", Shape: []int{1, 2}},
			{Op: "tensor", Tensor: "shift", Shape: []int{}},
			{Op: "dot", Of: []int{0, 1}, With: [][]int{{1}, {}, {0}, {}}, Shape: []int{2, 2}},
			{Op: "add", Of: []int{3, 2}, Shape: []int{2, 2}},
		}}},
		Tensors:    map[string]safetensors.Tensor{"weights τ": safetensors.F32([]float64{0.5, -1.5}, 1, 2), "shift": safetensors.F64([]float64{0.1}), "none": safetensors.F64(nil, 0, 3)},
		References: []portable.Reference{{XShape: []int{3, 1}, X: []float64{0, 1, 2}, YShape: []int{3, 2}, Y: []float64{0.1, 0.1, 0.6, -1.4, 1.1, -2.9}}},
	})
}

func save(t *testing.T, path string, m *portable.Model) {
	t.Helper()
	if err := m.Write(path); err != nil {
		t.Fatal(err)
	}
}

// root is this checkout's.
func root(t *testing.T) string {
	t.Helper()
	home, err := kernel.Find("")
	if err != nil {
		t.Fatal(err)
	}
	return home.Root
}

// exported exports a model, and gives the folder and its binary.
func exported(t *testing.T, model string, args ...string) (folder, binary string) {
	t.Helper()
	folder = filepath.Join(t.TempDir(), "out")
	printed, complaint, code := sublunar(t, root(t), nil, append([]string{"export", model, "--out", folder}, args...)...)
	if code != 0 || !strings.Contains(printed, "is allowed") || complaint != "" {
		t.Fatalf("it ended with %d: %s%s", code, printed, complaint)
	}
	binaries, err := os.ReadDir(filepath.Join(folder, "bin"))
	if err != nil || len(binaries) != 1 {
		t.Fatalf("binaries %v: %v", binaries, err)
	}
	return folder, filepath.Join(folder, "bin", binaries[0].Name())
}

// answer runs an exported binary in a folder where there is nothing of Go's.
func answer(t *testing.T, binary, in string, args ...string) (out, complaint string, code int) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), binary, args...)
	cmd.Dir, cmd.Env, cmd.Stdin = filepath.Dir(binary), []string{"PATH="}, strings.NewReader(in)
	var printed, complaints bytes.Buffer
	cmd.Stdout, cmd.Stderr = &printed, &complaints
	if err := cmd.Run(); err != nil && cmd.ProcessState == nil {
		t.Fatal(err)
	}
	return printed.String(), complaints.String(), cmd.ProcessState.ExitCode()
}

// The binary holds no C and asks for no library of the system; the package passes its own test, and another module can import it.
func TestExportIsPlainGo(t *testing.T) {
	model := filepath.Join(t.TempDir(), "Two lines.safetensors")
	lines(t, model)
	folder, binary := exported(t, model)
	if filepath.Base(binary) != "twolines"+exeSuffix() {
		t.Errorf("the binary is %s", binary)
	}
	if info, err := buildinfo.ReadFile(binary); err != nil || !strings.Contains(info.String(), "CGO_ENABLED=0") || len(info.Deps) != 0 {
		t.Errorf("it was built so: %v, %v", info, err)
	}
	if runtime.GOOS == "linux" {
		f, err := elf.Open(binary)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		for _, p := range f.Progs {
			if p.Type == elf.PT_INTERP || p.Type == elf.PT_DYNAMIC {
				t.Errorf("it isn't static: it has a %v", p.Type)
			}
		}
	}
	other := t.TempDir()
	write(t, filepath.Join(other, "go.mod"), "module other\n\ngo 1.26.5\n\nrequire twolines v0.0.0\n\nreplace twolines => "+folder+"\n")
	write(t, filepath.Join(other, "main.go"), `package main

import (
	"fmt"
	"twolines"
)

func main() {
	y, err := twolines.Predict(twolines.Array{Shape: []int{1, 1}, Values: []float64{4}})
	far, wrong := twolines.Check()
	fmt.Println(y.Values, err, far < 1e-12, wrong)
}
`)
	for _, c := range []struct {
		in   string
		args []string
		says string
	}{
		{folder, []string{"vet", "./..."}, ""},
		{folder, []string{"test", "."}, "ok"},
		{other, []string{"run", "."}, "[2.1 -5.9] <nil> true <nil>"},
	} {
		cmd := exec.CommandContext(t.Context(), "go", c.args...)
		cmd.Dir, cmd.Env = c.in, append(os.Environ(), "CGO_ENABLED=0", "GOFLAGS=", "GOPROXY=off", "GOWORK=off")
		if out, err := cmd.CombinedOutput(); err != nil || !strings.Contains(string(out), c.says) {
			t.Errorf("go %v: %v\n%s", c.args, err, out)
		}
	}
}

// The binary answers where there is no Go, from a file and through a pipe.
func TestExportedBinary(t *testing.T) {
	dir := t.TempDir()
	model, table, to := filepath.Join(dir, "growth.safetensors"), filepath.Join(dir, "times.csv"), filepath.Join(dir, "x.npy")
	growth(t, model)
	_, binary := exported(t, model)
	write(t, table, "t,x\n0,0.1\n2,\n")
	exact := 1 / (1 + 9*math.Exp(-4))
	out, complaint, code := answer(t, binary, "t,x\n0,0.1\n2,\n")
	if !strings.HasPrefix(out, "t (s),x\n0,0.1\n2,0.858") || complaint != "" || code != 0 {
		t.Errorf("it ended with %d and said %q%q", code, out, complaint)
	}
	if _, complaint, code = answer(t, binary, "", "-o", to, table); code != 0 {
		t.Errorf("it ended with %d: %s", code, complaint)
	}
	if x, err := field.ReadNPY(to); err != nil || len(x.Values) != 4 || math.Abs(x.Values[3]-exact) > 1e-6 {
		t.Errorf("%v, %v; want %g", x, err, exact)
	}
	if _, complaint, code = answer(t, binary, "", "nowhere.csv"); code != exitFailed || strings.Count(complaint, "\n") != 1 {
		t.Errorf("it ended with %d: %q", code, complaint)
	}
}

// Each way to go wrong is one line, and leaves nothing behind.
func TestExportRefuses(t *testing.T) {
	dir := t.TempDir()
	model, other := filepath.Join(dir, "growth.safetensors"), filepath.Join(dir, "other.safetensors")
	growth(t, model)
	arrays, cut := filepath.Join(dir, "arrays.safetensors"), filepath.Join(dir, "cut.safetensors")
	if err := (safetensors.File{Tensors: map[string]safetensors.Tensor{"coefficients": safetensors.F64([]float64{2}, 1)}}).Write(arrays); err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(model)
	if err != nil {
		t.Fatal(err)
	}
	write(t, cut, string(whole[:len(whole)-3]))
	// A weight that was changed in its ninth digit.
	m, err := portable.Read(model)
	if err != nil {
		t.Fatal(err)
	}
	m.Tensors["coefficients"] = safetensors.F64([]float64{2 + 1e-5, -2}, 2)
	save(t, other, m)
	write(t, filepath.Join(dir, "full", "file"), "text")
	for _, c := range []struct {
		args []string
		code int
		says string
	}{
		{[]string{filepath.Join(dir, "nowhere"), "--out", "new"}, exitWrongUse, "there is no model"},
		{[]string{model}, exitWrongUse, "out"},
		{[]string{"--out", "new"}, exitWrongUse, "1 arg"},
		{[]string{model, "--out", "full"}, exitWrongUse, "there is something in it"},
		{[]string{model, "--out", filepath.Join("full", "file")}, exitWrongUse, "--out"},
		{[]string{model, "--out", "new", "--name", "Größe!"}, exitWrongUse, "--name"},
		{[]string{model, "--out", "new", "--name", "func"}, exitWrongUse, "--name"},
		{[]string{model, "--out", "new", "--name", "sort"}, exitWrongUse, "Go's own"},
		{[]string{model, "--out", "new", "--module", "sublunar/x"}, exitWrongUse, "--module"},
		{[]string{model, "--out", "new", "--module", "a b"}, exitWrongUse, "--module"},
		{[]string{model, "--out", "new", "--tolerance", "-1"}, exitWrongUse, "--tolerance"},
		{[]string{arrays, "--out", "new"}, exitFailed, "arrays alone"},
		{[]string{cut, "--out", "new"}, exitFailed, "cut off"},
		{[]string{other, "--out", "new"}, exitFailed, "nothing was written"},
		{[]string{model, "--out", "new", "--tolerance", "1e-30"}, exitFailed, "nothing was written"},
	} {
		before := tree(t, dir)
		here := append([]string{}, c.args...)
		for i, a := range here {
			if i > 0 && here[i-1] == "--out" {
				here[i] = filepath.Join(dir, a)
			}
		}
		out, complaint, code := sublunar(t, root(t), nil, append([]string{"export"}, here...)...)
		if code != c.code || !strings.Contains(complaint, c.says) || strings.Count(strings.TrimSpace(complaint), "\n") > 0 {
			t.Errorf("%v ended with %d: %s%s; want %d and a word of %q", c.args, code, out, complaint, c.code, c.says)
		}
		if tree(t, dir) != before {
			t.Errorf("%v left something behind", c.args)
		}
	}
	// The tolerance may be loosened, and the package says so.
	folder, binary := exported(t, other, "--tolerance", "1e-3", "--module", "example.org/me/growth")
	if out, _, _ := answer(t, binary, "", "-check"); !strings.Contains(out, "0.001 is allowed") {
		t.Errorf("it says %q", out)
	}
	if text, err := os.ReadFile(filepath.Join(folder, "go.mod")); err != nil || !strings.HasPrefix(string(text), "module example.org/me/growth\n") {
		t.Errorf("go.mod is %q, %v", text, err)
	}
}
