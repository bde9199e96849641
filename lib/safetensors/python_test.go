package safetensors_test

import (
	"fmt"
	"math"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"sublunar/lib/kernel"
	"sublunar/lib/kernel/testvenv"
	"sublunar/lib/safetensors"
)

// Python's own safetensors reads what is written here, and what it writes is read here.
func TestPython(t *testing.T) {
	python := testvenv.Python(t, "safetensors", filepath.Join("testdata", "requirements.txt"), "--no-deps")
	ours, theirs := filepath.Join(t.TempDir(), "ours.safetensors"), filepath.Join(t.TempDir(), "theirs.safetensors")
	f := safetensors.File{Metadata: map[string]string{"by": "ours", "τ": `"`}, Tensors: map[string]safetensors.Tensor{
		"weights τ": safetensors.F32([]float64{0.5, -1.5, 1. / 3}, 1, 3), "wide": safetensors.F64([]float64{1. / 3, math.Inf(-1)}, 2),
		"one": safetensors.F64([]float64{0.1}), "none": safetensors.F64(nil, 0, 3)}}
	if err := f.Write(ours); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), python, filepath.Join("testdata", "round.py"), ours, theirs)
	cmd.Env = kernel.PythonEnvironment()
	if out, err := cmd.CombinedOutput(); err != nil || strings.TrimSpace(string(out)) != "same" {
		t.Fatalf("Python: %v\n%s", err, out)
	}
	f, err := safetensors.Read(theirs)
	if err != nil {
		t.Fatal(err)
	}
	if f.Metadata["by"] != "the reference" || f.Metadata["τ"] != `"` || len(f.Tensors) != 15 {
		t.Errorf("%v, %d arrays", f.Metadata, len(f.Tensors))
	}
	for name, tensor := range f.Tensors {
		values, err := tensor.Float64s()
		want := "[0 1 2 3 4 5]"
		switch name {
		case "bool":
			want = "[0 1 0 1 0 1]"
		case "one":
			want = "[2.5]"
		case "none":
			want = "[]"
		case "an odd name/τ":
			want = "[1.5]"
		}
		if fmt.Sprint(values) != want || err != nil {
			t.Errorf("%s, %s: %v, %v", name, tensor.DType, values, err)
		}
	}
}
