package backend_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gomlx/compute"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"sublunar/lib/backend"
)

// say makes the backend, lets it compute, and prints what it is on the file that SAY names: stdout must stay empty.
func say() error {
	engine, err := backend.New()
	if err != nil {
		return err
	}
	again, err := backend.New()
	if err != nil || again != engine {
		return errors.New("New gave two backends in one process")
	}
	sum, err := CallOnce(engine, func(x *Node) *Node { return ReduceAllSum(Mul(x, x)) }, []float64{1, 2, 3})
	if err != nil {
		return err
	}
	if engine.HasSharedBuffers() == (backend.Name() == "xla:cuda") {
		return fmt.Errorf("shared buffers on %s: %t", backend.Name(), engine.HasSharedBuffers())
	}
	text := fmt.Sprintf("%s\n%s\n%g", backend.Name(), backend.Why(), tensors.ToScalar[float64](sum))
	return os.WriteFile(os.Getenv("SAY"), []byte(text), 0o644)
}

// asked plays say and returns the name and the reason; nothing may have been printed.
func asked(t *testing.T, settings ...string) (name, why string) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "said")
	stdout, stderr, err := play(t.Context(), "say", append(settings, "SAY="+file)...)
	if err != nil {
		t.Fatalf("%v: %s", err, stderr)
	}
	if stdout != "" || stderr != "" {
		t.Errorf("the backend is not silent: stdout %q, stderr %q", stdout, stderr)
	}
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	said := strings.Split(string(text), "\n")
	if len(said) != 3 || said[2] != "14" {
		t.Fatalf("it computed wrong: %q", said)
	}
	return said[0], said[1]
}

func TestWithoutPluginPureGo(t *testing.T) {
	name, why := asked(t, "SUBLUNAR_HOME="+folderWith(t, ""), "HOME="+t.TempDir(), "PJRT_PLUGIN_LIBRARY_PATH="+t.TempDir())
	if name != "go" || !strings.Contains(why, "Pure Go") {
		t.Errorf("%s: %s", name, why)
	}
}

func TestPluginGivesXLA(t *testing.T) {
	plugin := xlaPlugin(t)
	name, why := asked(t, "SUBLUNAR_HOME="+folderWith(t, plugin))
	if name != "xla:cpu" && name != "xla:cuda" {
		t.Errorf("%s: %s", name, why)
	}
}

// TestBrokenPlugin shows that a file that is no plugin costs nothing but speed, and that Why says so.
func TestBrokenPlugin(t *testing.T) {
	xlaPlugin(t)
	broken := filepath.Join(t.TempDir(), "broken.so")
	if err := os.WriteFile(broken, []byte("this is no library"), 0o755); err != nil {
		t.Fatal(err)
	}
	name, why := asked(t, "SUBLUNAR_HOME="+folderWith(t, broken))
	if name != "go" || !strings.Contains(why, "XLA on the CPU failed") {
		t.Errorf("%s: %s", name, why)
	}
}

// TestNoNetwork gives proxies that refuse everything, and no plugin: the answer must come all the same.
func TestNoNetwork(t *testing.T) {
	const closed = "http://127.0.0.1:9"
	name, _ := asked(t, "SUBLUNAR_HOME="+folderWith(t, ""), "HOME="+t.TempDir(), "PJRT_PLUGIN_LIBRARY_PATH="+t.TempDir(),
		"HTTP_PROXY="+closed, "HTTPS_PROXY="+closed, "GOPROXY=off")
	if name != "go" {
		t.Errorf("got %s", name)
	}
}

func TestDemandedBackend(t *testing.T) {
	name, why := asked(t, "GOMLX_BACKEND=go:ops_sequential")
	if name != "go:ops_sequential" || !strings.Contains(why, "GOMLX_BACKEND") {
		t.Errorf("%s: %s", name, why)
	}
}

// TestDemandedButMissing shows that who names a backend gets no other in its place.
func TestDemandedButMissing(t *testing.T) {
	for _, config := range []string{"xla:/nowhere/plugin.so", "abacus", "go:no_such_option"} {
		_, stderr, err := play(t.Context(), "say", "GOMLX_BACKEND="+config, "SAY="+filepath.Join(t.TempDir(), "said"))
		if err == nil || !strings.Contains(stderr, "GOMLX_BACKEND="+config) || !strings.Contains(stderr, "unset it") {
			t.Errorf("%s: error %v, said %q", config, err, stderr)
		}
	}
}

// TestReport looks at the line that a runner reads: one for a process, however often New is called.
func TestReport(t *testing.T) {
	file := filepath.Join(t.TempDir(), "report")
	for range 2 {
		asked(t, "GOMLX_BACKEND=go:ops_sequential", "SUBLUNAR_REPORT="+file)
	}
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(string(text)), "\n")
	if len(lines) != 2 {
		t.Fatalf("2 processes wrote %d lines: %s", len(lines), text)
	}
	var line struct{ Kind, Name, Why string }
	if err := json.Unmarshal([]byte(lines[0]), &line); err != nil {
		t.Fatal(err)
	}
	if line.Kind != "backend" || line.Name != "go:ops_sequential" || line.Why == "" {
		t.Errorf("got %+v", line)
	}
}

func Example() {
	os.Setenv(compute.ConfigEnvVar, "go:ops_sequential") // only so that this example says the same everywhere
	engine, err := backend.New()
	if err != nil {
		fmt.Println(err)
		return
	}
	slope, err := CallOnce(engine, func(x *Node) *Node { return Gradient(ReduceAllSum(Sin(x)), x)[0] }, []float64{0, 1})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, s := range slope.Value().([]float64) {
		fmt.Printf("%.4g ", s)
	}
	fmt.Println(backend.Why())
	// Output: 1 0.5403 go:ops_sequential, because GOMLX_BACKEND says so.
}
