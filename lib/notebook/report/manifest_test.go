package report

import (
	"bytes"
	"encoding/json"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sublunar/lib/notebook"
)

func someManifest() Manifest {
	seed := int64(0)
	return Manifest{
		Started: time.Date(2026, 5, 1, 14, 0, 0, 999, time.FixedZone("x", 7200)), Seconds: 1.23456,
		Versions: map[string]string{"b": "2", "a": "<1>"},
		Notebooks: []Run{{Name: "a.ipynb", Status: "ok", Seed: &seed, Cells: []CellRun{{Cell: 1, ID: "x", Status: "ok", Seconds: math.NaN()}},
			Claims: []Claim{{Name: "n", Status: ClaimFailed, Got: Number(math.NaN()), Want: Number(math.Inf(-1))}}}},
	}
}

func TestManifestComesBack(t *testing.T) {
	file := filepath.Join(t.TempDir(), "manifest.json")
	if err := someManifest().Write(file); err != nil {
		t.Fatal(err)
	}
	m, err := ReadManifest(file)
	if err != nil {
		t.Fatal(err)
	}
	want := someManifest()
	want.Schema, want.Seconds, want.Notebooks[0].Cells[0].Seconds = 1, 1.235, 0
	want.Started = want.Started.UTC().Truncate(time.Second)
	if d := cmp.Diff(want, m, cmp.Comparer(func(a, b Number) bool { return a == b || a != a && b != b })); d != "" {
		t.Errorf("-want +got:\n%s", d)
	}
	a, err := m.Encode()
	if err != nil {
		t.Fatal(err)
	}
	b, err := someManifest().Encode()
	if err != nil || !bytes.Equal(a, b) {
		t.Errorf("the same values gave other bytes:\n%s\n%s", a, b)
	}
	for _, part := range []string{`"started": "2026-05-01T12:00:00Z"`, `"a": "<1>"`, `"got": "NaN"`, `"want": "-Inf"`, `"seed": 0`} {
		if !strings.Contains(string(a), part) {
			t.Errorf("lacks %s:\n%s", part, a)
		}
	}
}

func TestReadManifestSaysWhatIsWrong(t *testing.T) {
	file := filepath.Join(t.TempDir(), "m.json")
	for text, want := range map[string]string{"oops": "is not a manifest", `{"schema":9}`: "schema 9"} {
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		if _, err := ReadManifest(file); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", text, err)
		}
	}
}

func TestReadClaim(t *testing.T) {
	good := `{"name":"sigma","status":"held","got":10.01,"want":10,"tolerance":{"kind":"relative","size":0.005,"words":"within 0.5% of 10"},"source":"Lorenz 1963"}`
	c, ok, err := ReadClaim(notebook.MIMEBundle{ClaimMIME: []byte(good)})
	if err != nil || !ok || c.Got != 10.01 || c.Tolerance.Size != 0.005 {
		t.Errorf("%+v %v %v", c, ok, err)
	}
	if _, ok, err := ReadClaim(notebook.MIMEBundle{"text/plain": []byte(`""`)}); ok || err != nil {
		t.Error("found a claim where there is none")
	}
	for in, want := range map[string]string{
		`{"name":"","status":"held"}`:               "name is empty",
		`{"name":"a","status":"fine"}`:              `"fine" is none of`,
		`{"name":"a","status":"held","got":"many"}`: "is no number",
		`[]`: "claim:",
	} {
		if _, _, err := ReadClaim(notebook.MIMEBundle{ClaimMIME: []byte(in)}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", in, err, want)
		}
	}
}

func TestNumberKeepsEveryFloat(t *testing.T) {
	for _, f := range []float64{0, -1.5, 1e300, 5e-324, math.Pi, math.Inf(1), math.Inf(-1), math.NaN()} {
		data, err := json.Marshal(Number(f))
		if err != nil {
			t.Fatal(err)
		}
		var back Number
		if err := json.Unmarshal(data, &back); err != nil || math.Float64bits(float64(back)) != math.Float64bits(f) && !math.IsNaN(f) {
			t.Errorf("%v became %v: %v", f, back, err)
		}
	}
}

func TestReadMachine(t *testing.T) {
	m := ReadMachine()
	if m.OS == "" || m.Arch == "" || m.Cores < 1 || m.MemoryBytes < 0 {
		t.Errorf("%+v", m)
	}
}

func TestReadCommit(t *testing.T) {
	if c := ReadCommit(t.TempDir()); c != (Commit{}) {
		t.Errorf("a folder that is no checkout gave %+v", c)
	}
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("there is no git on the PATH")
	}
	dir := t.TempDir()
	git := func(args ...string) {
		t.Helper()
		cmd := exec.Command("git", append([]string{"-c", "user.name=a", "-c", "user.email=a@b.c", "-c", "commit.gpgsign=false"}, args...)...)
		cmd.Dir = dir
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("git %v: %v\n%s", args, err, out)
		}
	}
	file := filepath.Join(dir, "f")
	if err := os.WriteFile(file, []byte("1"), 0o644); err != nil {
		t.Fatal(err)
	}
	git("init", "-q")
	git("add", "f")
	git("commit", "-q", "-m", "first")
	git("tag", "v0.1.0")
	c := ReadCommit(dir)
	if len(c.Commit) != 40 || c.Dirty || c.Version != "v0.1.0" {
		t.Errorf("%+v", c)
	}
	if err := os.WriteFile(file, []byte("2"), 0o644); err != nil {
		t.Fatal(err)
	}
	if !ReadCommit(dir).Dirty {
		t.Error("a changed file is not seen")
	}
}

func TestReadVersions(t *testing.T) {
	dir := t.TempDir()
	mod := "module x\n\ngo 1.26\n\nrequire gonum.org/v1/gonum v0.17.0\nrequire (\n\tgithub.com/gomlx/gomlx v0.28.3 // indirect\n)\ntool example.com/x\n"
	if err := os.WriteFile(filepath.Join(dir, "go.mod"), []byte(mod), 0o644); err != nil {
		t.Fatal(err)
	}
	v := ReadVersions(dir)
	if len(v) != 3 || v["gonum.org/v1/gonum"] != "v0.17.0" || v["github.com/gomlx/gomlx"] != "v0.28.3" || !strings.HasPrefix(v["go"], "go") {
		t.Errorf("%v", v)
	}
	if v := ReadVersions(t.TempDir()); len(v) != 1 {
		t.Errorf("without a go.mod: %v", v)
	}
}
