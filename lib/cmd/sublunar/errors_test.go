package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sublunar/lib/notebook"
)

// TestErrorsInCells shows what a reader's page gets from the real kernel for each way that a cell fails: the message, then the
// lines of their own, and nothing of the runtime.
func TestErrorsInCells(t *testing.T) {
	cells := []struct {
		name, source string
		want         []string // the error's lines, but for colours and the last, which names the whole trace
	}{
		{"shapes in a graph", "import . \"github.com/gomlx/gomlx/core/graph\"\n\nfunc model(a, b *Node) *Node {\n\treturn Add(a, b)\n}\n%%\n" +
			"fmt.Println(must.M1(CallOnce(must.M1(backend.New()), model, []float32{1, 2, 3}, []float32{1, 2})))",
			[]string{"dimension of axis #0 doesn't match", "In [1], line 4: return Add(a, b)", "In [1], line 7: fmt.Println("}},
		{"shapes, by GoMLX's own panic", "%%\nfmt.Println(MustNewExec(must.M1(backend.New()), model).MustExec([]float32{1, 2, 3}, []float32{1, 2}))",
			[]string{"dimension of axis #0 doesn't match", "In [1], line 3: func model(a, b *Node) *Node {", "In [2], line 2: fmt.Println("}},
		{"must", "func load() (int, error) { return 0, errors.New(\"there is no file\") }\n%%\nfmt.Println(must.M1(load()))",
			[]string{"panic: there is no file", "In [3], line 3: fmt.Println(must.M1(load()))"}},
		{"an index", "func pick(xs []int, i int) int {\n\treturn xs[i]\n}\n%%\nfmt.Println(pick([]int{1, 2, 3}, 5))",
			[]string{"panic: runtime error: index out of range [5] with length 3", "In [4], line 2: return xs[i]", "In [4], line 5: fmt.Println(pick("}},
		{"in another cell", "%%\nfmt.Println(pick(nil, 0))",
			[]string{"panic: runtime error: index out of range [0]", "In [4], line 2: return xs[i]", "In [5], line 2: fmt.Println(pick("}},
		{"compiler", "%%\nx := 3\nfmt.Println(y)",
			[]string{"declared and not used: x", "    In [6], line 2: x := 3", "undefined: y", "    In [6], line 3: fmt.Println(y)"}},
		{"syntax", "%%\nfmt.Println(\"a\"\n", []string{"missing ',' before newline in argument list", "    In [7], line 2: fmt.Println("}},
		{"in a fit", "%%\nrun := must.M1(datasets.Lorenz(datasets.Trajectory{Samples: 100}))\nfound := must.M1(sindy.Fit(run, sindy.Polynomials(2), sindy.STLSQ{Threshold: -1}))\nfmt.Println(found)",
			[]string{"panic: sindy: sparse: a threshold of -1", "In [8], line 3: found := must.M1("}},
		{"in a goroutine of a library", "%%\n_ = parallel.Each(2, func(i int) error { panic(\"the sea is empty\") })",
			[]string{"panic: the sea is empty", "In [9], line 2: _ = parallel.Each("}},
	}
	nb := notebook.New()
	for _, c := range cells {
		nb.Cells = append(nb.Cells, notebook.NewCode(c.source, "raises-exception"))
	}
	h := home(t)
	folder, results := t.TempDir(), t.TempDir()
	path := filepath.Join(folder, "errors.ipynb")
	if err := nb.Write(path); err != nil {
		t.Fatal(err)
	}
	out, complaint, code := sublunar(t, h.Root, nil, "run", path, "--out", results, "--format", "ipynb")
	if code != 0 {
		t.Fatalf("it ended with %d: %s%s", code, out, complaint)
	}
	ran, err := notebook.Read(filepath.Join(results, "errors.ipynb"))
	if err != nil {
		t.Fatal(err)
	}
	for i, c := range cells {
		outputs := ran.Cells[i].Outputs
		if len(outputs) != 1 || outputs[0].Type != notebook.Error {
			t.Errorf("%s: %d outputs, not the error alone: %+v", c.name, len(outputs), outputs)
			continue
		}
		lines := strings.Split(strings.NewReplacer("\x1b[31m", "", "\x1b[0m", "").Replace(strings.Join(outputs[0].Traceback, "\n")), "\n")
		if last := len(lines) - 1; strings.HasPrefix(lines[last], "(the whole trace: ") {
			lines = lines[:last]
		}
		if len(lines) != len(c.want) {
			t.Errorf("%s: told %q", c.name, lines)
			continue
		}
		for j := range lines {
			if !strings.Contains(lines[j], c.want[j]) {
				t.Errorf("%s: line %d is %q, not %q", c.name, j+1, lines[j], c.want[j])
			}
		}
	}
	trace, err := os.ReadFile(filepath.Join(h.Dir(), "last-trace.txt"))
	if err != nil || !strings.Contains(string(trace), "goroutine 1 [") {
		t.Errorf("the whole trace is not kept: %v, %s", err, trace)
	}
}
