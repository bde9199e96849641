package layers_test

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"sublunar/lib/kernel/launcher/internal/layers"
)

// The test binary plays the launcher, told apart by its environment: LOWER, a newline, UPPER.
const asLayers = "SUBLUNAR_TEST_LAYERS"

func TestMain(m *testing.M) {
	if folders := os.Getenv(asLayers); folders != "" {
		lower, upper, _ := strings.Cut(folders, "\n")
		if err := layers.Serve(os.Stdin, os.Stdout, lower, upper); err != nil {
			os.Stderr.WriteString(err.Error())
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

// build has the real go command build a small program in a folder of its own, and gives which of the packages it compiled.
func build(t *testing.T, module, program string, env ...string) []string {
	t.Helper()
	for name, text := range map[string]string{"go.mod": "module m\n\ngo 1.26\n", "main.go": program} {
		if err := os.WriteFile(filepath.Join(module, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	command := exec.Command("go", "build", "-x", "-o", filepath.Join(module, "program"), ".")
	command.Dir = module
	command.Env = append(append(os.Environ(), "CGO_ENABLED=0", "GOFLAGS=", "GOWORK=off"), env...)
	printed, err := command.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, printed)
	}
	var compiled []string
	for line := range strings.Lines(string(printed)) {
		if _, rest, ok := strings.Cut(line, "/compile -o "); ok {
			_, rest, _ = strings.Cut(rest, " -p ")
			name, _, _ := strings.Cut(rest, " ")
			compiled = append(compiled, name)
		}
	}
	return compiled
}

// TestStudentOverTeacher has the real go command work with both layers: what the teacher compiled is not compiled again, what
// the student compiles is found the next time, and nothing of the teacher's changes.
func TestStudentOverTeacher(t *testing.T) {
	teacher, student, module := t.TempDir(), t.TempDir(), t.TempDir()
	build(t, module, "package main\n\nimport \"errors\"\n\nfunc main() { panic(errors.New(\"x\")) }\n", "GOCACHE="+teacher)
	before := listing(t, teacher)

	both := []string{"GOCACHE=" + t.TempDir(), "GOCACHEPROG=" + os.Args[0], asLayers + "=" + teacher + "\n" + student}
	const program = "package main\n\nimport (\"errors\"; \"unicode/utf16\")\n\nfunc main() { println(errors.New(\"x\"), utf16.IsSurrogate('x')) }\n"
	compiled := build(t, module, program, both...)
	if got := strings.Join(compiled, " "); got != "unicode/utf16 main" && got != "main unicode/utf16" {
		t.Errorf("it compiled %q, want only what the teacher had not", got)
	}
	if again := build(t, module, program, both...); len(again) != 0 {
		t.Errorf("the second time it compiled %q", again)
	}
	if after := listing(t, teacher); after != before {
		t.Error("the teacher's cache was changed")
	}
	// Each layer is as the go command keeps it: put together they serve without us.
	merged := filepath.Join(t.TempDir(), "merged")
	for _, layer := range []string{teacher, student} {
		if err := exec.Command("cp", "-r", layer+"/.", merged).Run(); err != nil {
			t.Fatal(err)
		}
	}
	if alone := build(t, module, program, "GOCACHE="+merged); len(alone) != 0 {
		t.Errorf("the layers put together do not serve alone: it compiled %q", alone)
	}
}

func listing(t *testing.T, folder string) string {
	t.Helper()
	var all strings.Builder
	err := filepath.WalkDir(folder, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		all.WriteString(path + info.ModTime().String() + "\n")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all.String()
}

// TestBadRequests shows that a request that can't be done is answered with an error, and that the next one is answered too.
func TestBadRequests(t *testing.T) {
	lower, upper := t.TempDir(), t.TempDir()
	requests := `{"ID":1,"Command":"get"}
{"ID":2,"Command":"dance","ActionID":"AAEC"}
{"ID":3,"Command":"put","ActionID":"AAEC","OutputID":"AwQF","BodySize":9}
"AAEC"
{"ID":4,"Command":"get","ActionID":"AAEC"}
{"ID":5,"Command":"put","ActionID":"AAEC","OutputID":"AwQF","BodySize":3}
"AAEC"
{"ID":6,"Command":"get","ActionID":"AAEC"}
{"ID":7,"Command":"close"}
`
	var out bytes.Buffer
	if err := layers.Serve(strings.NewReader(requests), &out, lower, upper); err != nil {
		t.Fatal(err)
	}
	answers := json.NewDecoder(&out)
	for id, want := range []string{"", "no action", "unknown command dance", "another size", "miss", "", "", ""} {
		var r struct {
			ID       int
			Err      string
			Miss     bool
			Size     int64
			DiskPath string
		}
		if err := answers.Decode(&r); err != nil || r.ID != id {
			t.Fatalf("answer %d is %+v, %v", id, r, err)
		}
		if miss := want == "miss"; r.Miss != miss || !miss && (!strings.Contains(r.Err, want) || want == "" && r.Err != "") {
			t.Errorf("request %d: %+v, want %q", id, r, want)
		}
		if id == 6 {
			if body, err := os.ReadFile(r.DiskPath); err != nil || r.Size != 3 || string(body) != "\x00\x01\x02" {
				t.Errorf("what was put is %q (%v)", body, err)
			}
		}
	}
	if err := layers.Serve(strings.NewReader("{]"), &out, lower, upper); err == nil {
		t.Error("a request that is none gave no error")
	}
}

// FuzzServe: whatever the layers hold and whatever is asked, there is an answer or an error, and nothing outside the folders.
func FuzzServe(f *testing.F) {
	f.Add(`{"ID":1,"Command":"get","ActionID":"AAEC"}`, "v1 000102 030405 3 1\n")
	f.Add(`{"ID":1,"Command":"put","ActionID":"Li4=","OutputID":"Li4=","BodySize":0}`, "v1")
	f.Fuzz(func(t *testing.T, requests, line string) {
		above := t.TempDir()
		lower, upper := filepath.Join(above, "lower"), filepath.Join(above, "upper")
		if err := os.MkdirAll(filepath.Join(lower, "00"), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(lower, "00", "000102-a"), []byte(line), 0o644); err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		layers.Serve(strings.NewReader(requests), &out, lower, upper)
		inside, err := os.ReadDir(above)
		if err != nil || len(inside) > 2 {
			t.Errorf("it wrote beside its folders: %v, %v", inside, err)
		}
	})
}
