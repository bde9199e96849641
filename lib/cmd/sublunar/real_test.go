package main

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"sublunar/lib/kernel"
	"sublunar/lib/notebook/report"
)

// checkoutOfThis is a folder with links to this checkout's code, and a .sublunar and notebooks of its own.
func checkoutOfThis(t *testing.T) string {
	t.Helper()
	home, err := kernel.Find("")
	if err != nil {
		t.Fatal(err)
	}
	root := t.TempDir()
	for _, name := range []string{"go.mod", "go.sum"} {
		text, err := os.ReadFile(filepath.Join(home.Root, name))
		if err != nil {
			t.Fatal(err)
		}
		write(t, filepath.Join(root, name), string(text))
	}
	for _, name := range []string{"lib", "datasets"} {
		if err := os.CopyFS(filepath.Join(root, name), os.DirFS(filepath.Join(home.Root, name))); err != nil && !os.IsNotExist(err) {
			t.Fatal(err)
		}
	}
	return root
}

// onlyGo is a PATH with the go command and nothing else.
func onlyGo(t *testing.T) string {
	t.Helper()
	path, err := exec.LookPath("go")
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	if err := os.Symlink(path, filepath.Join(folder, "go")); err != nil {
		t.Fatal(err)
	}
	return folder
}

// home is this checkout, set up for runs.
func home(t *testing.T) *kernel.Home {
	t.Helper()
	h, err := kernel.Find("")
	if err != nil {
		t.Fatal(err)
	}
	if err := h.Setup(t.Context(), kernel.ForRun, func(line string) { t.Log(line) }); err != nil {
		t.Fatal(err)
	}
	return h
}

// TestRun executes notebooks for real, and looks at the exit code, the last lines and the manifest.
func TestRun(t *testing.T) {
	claim := func(status string) string {
		return `%%
gonbui.SendData(&protocol.DisplayData{Data: map[protocol.MIMEType]any{
	"application/vnd.sublunar.claim+json": map[string]any{"name": "n", "status": "` + status + `", "got": 1.0, "want": 1.0,
		"tolerance": map[string]any{"kind": "absolute", "size": 0.5, "words": "within 0.5 of 1"}, "source": "this test"}}})
if err := gonbui.Error(); err != nil {
	panic(err)
}
gonbui.Sync() // the kernel stops reading when the program ends`
	}
	register := "func init() { gob.Register(map[string]any{}) }\n"
	for _, c := range []struct {
		name, source, says, status string
		code                       int
	}{
		{"held", register + claim("held"), "claims: 1 held", statusOK, 0},
		{"claim-failed", register + claim("failed"), "1 failed", statusFailed, exitFailed},
		{"cell-failed", "%%\npanic(\"the sea is empty\")", "no claims", statusFailed, exitFailed},
	} {
		t.Run(c.name, func(t *testing.T) {
			h := home(t)
			folder := t.TempDir()
			path := filepath.Join(folder, c.name+".ipynb")
			write(t, path, plain(c.source))
			before := tree(t, folder)
			out, complaint, code := sublunar(t, h.Root, nil, "run", path, "--out", filepath.Join(folder, "..", "out-"+c.name), "--junit", filepath.Join(folder, "..", c.name+".xml"))
			if code != c.code || !strings.Contains(out, c.says) {
				t.Errorf("it ended with %d and printed %q, and %q", code, out, complaint)
			}
			if tree(t, folder) != before {
				t.Error("the notebook was changed")
			}
			m, err := report.ReadManifest(filepath.Join(folder, "..", "out-"+c.name, "manifest.json"))
			if err != nil {
				t.Fatal(err)
			}
			if text, err := os.ReadFile(filepath.Join(folder, "..", c.name+".xml")); err != nil || strings.Contains(string(text), "<failure") != (c.name == "claim-failed") || strings.Contains(string(text), "<error") != (c.name == "cell-failed") {
				t.Errorf("as JUnit has it: %v\n%s", err, text)
			}
			if got := m.Notebooks[0].Status; got != c.status {
				t.Errorf("the manifest says %q, not %q", got, c.status)
			}
		})
	}
}

// TestInPlace shows that outputs go into a notebook that passes, and never into one that fails.
func TestInPlace(t *testing.T) {
	h := home(t)
	folder := t.TempDir()
	good, bad := filepath.Join(folder, "good.ipynb"), filepath.Join(folder, "bad.ipynb")
	write(t, good, plain("%%\nfmt.Println(6 * 7)"))
	write(t, bad, plain("%%\nos.Exit(3)"))
	before, err := os.ReadFile(bad)
	if err != nil {
		t.Fatal(err)
	}
	out, complaint, code := sublunar(t, h.Root, nil, "run", good, bad, "--inplace", "--out", t.TempDir())
	if code != exitFailed {
		t.Errorf("it ended with %d: %s%s", code, out, complaint)
	}
	text, err := os.ReadFile(good)
	if err != nil {
		t.Fatal(err)
	}
	if !json.Valid(text) || !strings.Contains(string(text), "42") {
		t.Errorf("the notebook that passes has no output: %s", text)
	}
	if after, _ := os.ReadFile(bad); string(after) != string(before) {
		t.Error("the notebook that fails was changed")
	}
}
