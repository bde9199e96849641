package field

import (
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// What we write, numpy reads as the same numbers; skipped where there is no numpy. (What numpy
// writes is in testdata, so that is tested everywhere.)
func TestNumpyReadsWhatWeWrite(t *testing.T) {
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("no python3 on this machine")
	}
	if out, err := exec.Command(python, "-c", "import numpy").CombinedOutput(); err != nil {
		t.Skipf("python3 has no numpy: %s", strings.TrimSpace(string(out)))
	}
	dir := t.TempDir()
	one, many := filepath.Join(dir, "one.npy"), filepath.Join(dir, "many.npz")
	if err := ramp(12).WriteNPY(one); err != nil {
		t.Fatal(err)
	}
	if err := WriteNPZ(many, map[string]Array{"u": ramp(0), "τ": {Values: []float64{2.5}}, "none": NewArray(0, 3)}); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(python, "-c", `
import sys, numpy as np
ramp = np.arange(24.0).reshape(2, 3, 4)
a, z = np.load(sys.argv[1]), np.load(sys.argv[2])
assert a.dtype == np.float64 and a.shape == (2, 3, 4) and (a == ramp - 12).all(), a
assert sorted(z.files) == ["none", "u", "τ"], z.files
assert (z["u"] == ramp).all() and z["τ"].shape == () and z["τ"] == 2.5 and z["none"].shape == (0, 3)
assert np.load(sys.argv[1], mmap_mode="r").offset % 64 == 0
print("same")`, one, many).CombinedOutput()
	if err != nil || strings.TrimSpace(string(out)) != "same" {
		t.Errorf("numpy: %v\n%s", err, out)
	}
}
