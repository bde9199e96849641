package kernel

import (
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestWheelsScript chooses pins by their markers, for another Python than the one that asks.
func TestWheelsScript(t *testing.T) {
	python, err := findPython()
	if err != nil || exec.Command(python, "-m", "pip", "--version").Run() != nil {
		t.Skip("no Python with pip here, which fetches wheels")
	}
	folder := t.TempDir()
	script, pins := filepath.Join(folder, "wheels.py"), filepath.Join(folder, "pins.txt")
	putFile(t, script, string(wheelsScript))
	putFile(t, pins, `# made by a tool
a==1.0 \
    --hash=sha256:11 \
    --hash=sha256:12
    # via b
b==2.0 ; python_full_version < '3.11.5' \
    --hash=sha256:21
b==3.0 ; python_full_version >= '3.11.5' \
    --hash=sha256:31
c==1.0 ; sys_platform == 'win32' \
    --hash=sha256:41
d==1.0 ; python_version < '3.11' and implementation_name != 'PyPy' \
    --hash=sha256:51
`)
	for version, want := range map[string]string{
		"3.10.0":  "a==1.0 b==2.0 d==1.0",
		"3.11.0":  "a==1.0 b==2.0",
		"3.11.99": "a==1.0 b==3.0",
		"3.14.0":  "a==1.0 b==3.0",
	} {
		out, err := exec.Command(python, script, pins, version).CombinedOutput()
		if err != nil {
			t.Fatalf("%v: %s", err, out)
		}
		var got []string
		for line := range strings.Lines(string(out)) {
			pin, hashes, _ := strings.Cut(strings.TrimSpace(line), " ")
			got = append(got, pin)
			if pin == "a==1.0" && hashes != "--hash=sha256:11 --hash=sha256:12" {
				t.Errorf("the hashes of a are %q", hashes)
			}
		}
		if text := strings.Join(got, " "); text != want {
			t.Errorf("for Python %s: %s, not %s", version, text, want)
		}
	}
	// The real list has something for each version that is said to be pinned.
	putFile(t, pins, string(requirements))
	for _, minor := range Pythons {
		out, err := exec.Command(python, script, pins, minor+".0").Output()
		if err != nil || strings.Count(string(out), "\n") < 80 || !strings.Contains(string(out), "jupyterlab==") {
			t.Errorf("for Python %s: %d packages, %v", minor, strings.Count(string(out), "\n"), err)
		}
	}
}

func TestCheckPython(t *testing.T) {
	for _, minor := range []string{"3.9", "3.15", "3", "3.12.1", "", "three"} {
		if err := CheckPython(minor); err == nil || !strings.Contains(err.Error(), "3.10, ") {
			t.Errorf("%q: %v", minor, err)
		}
	}
	if err := CheckPython("3.12"); err != nil {
		t.Error(err)
	}
}
