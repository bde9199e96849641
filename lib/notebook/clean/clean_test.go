package clean_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sublunar/lib/notebook"
	"sublunar/lib/notebook/clean"
)

// noisy is a notebook as a day's work in JupyterLab leaves it.
const noisy = `{"cells":[
 {"cell_type":"code","id":"a","execution_count":17,"metadata":{"execution":{"iopub.status.busy":"2026-01-02"},"scrolled":true,"tags":["parameters"]},"source":"%%\nfit()","outputs":[
  {"output_type":"stream","name":"stdout","text":"/tmp/sublunar-12/gonb_ab12cd34/main.go is mine\n"},
  {"output_type":"stream","name":"stderr","text":"/tmp/sublunar-12/gonb_ab12cd34/main.go:7: careful, 0xc000123456, /course/lib/field/axis.go:3\n"},
  {"output_type":"display_data","metadata":{},"data":{"application/vnd.vegalite.v5+json":{"title":"The fit"},"image/svg+xml":"<svg/>","image/png":"aGVsbG8="}},
  {"output_type":"display_data","metadata":{},"data":{"image/png":"aGVsbG8="}},
  {"output_type":"display_data","metadata":{},"data":{"application/vnd.jupyter.widget-view+json":{"model_id":"7"},"text/plain":"IntSlider(value=3)"}}]},
 {"cell_type":"code","id":"b","execution_count":null,"metadata":{},"source":"f()","outputs":[]},
 {"cell_type":"code","id":"c","execution_count":4,"metadata":{},"source":"f()","outputs":[{"output_type":"execute_result","execution_count":4,"metadata":{},"data":{"text/plain":"42"}}]}],
"metadata":{"kernelspec":{"name":"sublunar","display_name":"Go (sublunar)","language":"go"},"widgets":{"state":{}}},"nbformat":4,"nbformat_minor":5}`

func cleaned(t testing.TB, text []byte) []byte {
	t.Helper()
	nb, err := notebook.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	clean.Clean(nb, "/course")
	out, err := nb.Encode()
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func ExampleClean() {
	nb, err := notebook.Parse([]byte(noisy))
	if err != nil {
		fmt.Println(err)
		return
	}
	clean.Clean(nb, "/course")
	for _, c := range nb.Cells {
		if c.ExecutionCount != nil {
			fmt.Println(c.ID, "is number", *c.ExecutionCount)
		}
	}
	fmt.Print(nb.Cells[0].Outputs[1].Text)
	// Output:
	// a is number 1
	// c is number 2
	// main.go:7: careful, 0x…, lib/field/axis.go:3
}

func TestClean(t *testing.T) {
	text := cleaned(t, []byte(noisy))
	nb, err := notebook.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	for _, gone := range []string{"widgets", "iopub", "scrolled", "widget-view", "0xc000123456", "/course"} {
		if bytes.Contains(text, []byte(gone)) {
			t.Errorf("%s is still in it", gone)
		}
	}
	outputs := nb.Cells[0].Outputs
	switch {
	case len(outputs) != 5 && len(outputs) != 4:
		t.Fatalf("%d outputs are left", len(outputs))
	case !strings.HasPrefix(outputs[0].Text, "/tmp/sublunar-12"):
		t.Error("what a program printed was changed")
	case len(outputs[2].Data) != 2 || outputs[2].Data["image/png"] != nil:
		t.Errorf("the figure holds %v", outputs[2].Data.Types())
	case outputs[3].Data["image/png"] == nil:
		t.Error("a picture that stands alone is gone")
	case !nb.Cells[0].HasTag("parameters"):
		t.Error("a tag is gone")
	case *nb.Cells[2].Outputs[0].ExecutionCount != 2:
		t.Error("a result has another number than its cell")
	}
	if again := cleaned(t, text); !bytes.Equal(again, text) {
		t.Error("cleaning it again changes it again")
	}
}

// TestShippedNotebooks: what the runner wrote holds no noise, and keeps its outputs.
func TestShippedNotebooks(t *testing.T) {
	paths, err := filepath.Glob(filepath.Join("..", "..", "..", "notebooks", "*.ipynb"))
	if err != nil || len(paths) == 0 {
		t.Skip("no notebooks here")
	}
	for _, path := range paths {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		nb, err := notebook.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		// As it would be written, for an editor may have saved it otherwise.
		before, err := nb.Encode()
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(cleaned(t, text), before) {
			t.Errorf("%s is changed", filepath.Base(path))
		}
	}
}

func FuzzClean(f *testing.F) {
	f.Add([]byte(noisy))
	f.Fuzz(func(t *testing.T, text []byte) {
		nb, err := notebook.Parse(text)
		if err != nil {
			return
		}
		clean.Clean(nb, "/course")
		once, err := nb.Encode()
		if err != nil {
			return
		}
		if !bytes.Equal(cleaned(t, once), once) {
			t.Errorf("cleaning it again changes it again: %s", once)
		}
	})
}
