package main

import (
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

func decode(t *testing.T, from io.Reader, into any) {
	t.Helper()
	if err := json.NewDecoder(from).Decode(into); err != nil {
		t.Fatal(err)
	}
}

// TestFreshCheckoutOffline runs a notebook in a checkout where nothing is set up, with no network, no Python and no C compiler:
// all that it needs is in Go's caches.
func TestFreshCheckoutOffline(t *testing.T) {
	if testing.Short() {
		t.Skip("builds the kernel's tools")
	}
	root := checkoutOfThis(t)
	write(t, filepath.Join(root, "notebooks", "sum.ipynb"), plain("%%\nfmt.Println(6 * 7)"))
	env := []string{"PATH=" + onlyGo(t), "GOPROXY=off", "GOFLAGS=", "HTTPS_PROXY=http://127.0.0.1:9", "HTTP_PROXY=http://127.0.0.1:9"}
	out, complaint, code := sublunar(t, root, env, "run")
	if strings.Contains(complaint, "GOPROXY=off") {
		t.Skip("Go's caches lack a module: ", complaint)
	}
	if code != 0 || !strings.Contains(out, "no claims") {
		t.Fatalf("it ended with %d: %s%s", code, out, complaint)
	}
	text, err := os.ReadFile(filepath.Join(root, ".sublunar", "out", "sum.ipynb"))
	if err != nil || !strings.Contains(string(text), "42") {
		t.Errorf("the result has no output: %s, %v", text, err)
	}
	// All that was made lies in .sublunar: without it the checkout is as it was.
	before := tree(t, checkoutOfThis(t))
	for _, ours := range []string{".sublunar", "notebooks"} {
		if err := os.RemoveAll(filepath.Join(root, ours)); err != nil {
			t.Fatal(err)
		}
	}
	if tree(t, root) != before {
		t.Error("set-up changed the checkout outside of .sublunar")
	}
}

// TestSeeds runs a notebook whose claim's number is its seed.
func TestSeeds(t *testing.T) {
	h := home(t)
	source := `func init() { gob.Register(map[string]any{}) }
%%
gonbui.SendData(&protocol.DisplayData{Data: map[protocol.MIMEType]any{
	"application/vnd.sublunar.claim+json": map[string]any{"name": "n", "status": "held", "got": float64(seed), "want": 1.0,
		"tolerance": map[string]any{"kind": "absolute", "size": 9.0, "words": "within 9 of 1"}, "source": "this test"}}})
if err := gonbui.Error(); err != nil {
	panic(err)
}
gonbui.Sync() // the kernel stops reading when the program ends`
	page := `{"cells":[{"cell_type":"code","id":"a","metadata":{"tags":["parameters"]},"execution_count":null,"outputs":[],"source":"var seed = 7"},
{"cell_type":"code","id":"b","metadata":{},"execution_count":null,"outputs":[],"source":` + quote(t, source) + `}],
"metadata":{"kernelspec":{"name":"sublunar","display_name":"x","language":"go"}},"nbformat":4,"nbformat_minor":5}`
	path := filepath.Join(t.TempDir(), "seeded.ipynb")
	write(t, path, page)
	where := t.TempDir()
	out, complaint, code := sublunar(t, h.Root, nil, "run", path, "--seeds", "3", "--out", where, "--format", "ipynb")
	if code != 0 || !strings.Contains(out, "over 3 seeds: 1 to 3, median 2") {
		t.Fatalf("it ended with %d: %s%s", code, out, complaint)
	}
	f, err := os.Open(filepath.Join(where, "seeds.json"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var all []spread
	decode(t, f, &all)
	if len(all) != 1 || all[0].Least != 1 || all[0].Most != 3 || all[0].Held != 3 || len(all[0].Got) != 3 {
		t.Errorf("seeds.json has %+v", all)
	}
	for _, name := range []string{"seeded-seed1.ipynb", "seeded-seed3.ipynb"} {
		if _, err := os.Stat(filepath.Join(where, name)); err != nil {
			t.Error(err)
		}
	}
}

func quote(t *testing.T, text string) string {
	t.Helper()
	quoted, err := json.Marshal(text)
	if err != nil {
		t.Fatal(err)
	}
	return string(quoted)
}

// TestFullDisk limits the size of files, which fails as a full disk does: at a write.
func TestFullDisk(t *testing.T) {
	shell, err := exec.LookPath("sh")
	if err != nil {
		t.Skip(err)
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	root := checkout(t, map[string]string{"good.ipynb": page("go", "var steps = 3")})
	before := tree(t, root)
	cmd := exec.CommandContext(t.Context(), shell, "-c", `ulimit -f 8; exec "$0" run`, self)
	cmd.Dir, cmd.Env = root, append(os.Environ(), asCommand+"=1")
	complaint, _ := cmd.CombinedOutput()
	if code := cmd.ProcessState.ExitCode(); code != exitFailed || !strings.Contains(string(complaint), "results can't be written") {
		t.Errorf("it ended with %d and said %s", code, complaint)
	}
	if tree(t, root) != before {
		t.Error("files changed")
	}
}

// TestDoctor looks at the doctor of this checkout, in words and as JSON.
func TestDoctor(t *testing.T) {
	h := home(t)
	out, complaint, code := sublunar(t, h.Root, nil, "doctor", "--json")
	var findings []struct{ About, Verdict, Found, Do string }
	decode(t, strings.NewReader(out), &findings)
	broken := 0
	for _, f := range findings {
		if f.Verdict == "broken" {
			broken++
		}
		if f.Verdict != "ok" && f.Do == "" {
			t.Errorf("it does not say what to do: %+v", f)
		}
	}
	if len(findings) < 10 || broken > 0 || code != 0 {
		t.Errorf("it ended with %d and found %+v; %s", code, findings, complaint)
	}
	// On nothing it is broken, and says so with its exit code.
	if out, _, code := sublunar(t, checkout(t, nil), nil, "doctor"); code != exitFailed || !strings.Contains(out, "→ go tool sublunar setup") {
		t.Errorf("of a bare checkout it says, with %d:\n%s", code, out)
	}
}
