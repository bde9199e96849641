package main

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"sublunar/lib/kernel"
	"sublunar/lib/notebook"
	"sublunar/lib/notebook/supplement"
)

// built is the command as people have it: it starts itself again, which a test's program can't stand in for.
func built(t *testing.T) func(dir string, args ...string) (string, int) {
	t.Helper()
	program := filepath.Join(t.TempDir(), "sublunar")
	if out, err := exec.Command("go", "build", "-o", program, ".").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return func(dir string, args ...string) (string, int) {
		t.Helper()
		cmd := exec.CommandContext(t.Context(), program, args...)
		cmd.Dir = dir
		out, err := cmd.CombinedOutput()
		if cmd.ProcessState == nil {
			t.Fatal(err)
		}
		return string(out), cmd.ProcessState.ExitCode()
	}
}

// measured is a notebook that claims what it finds in a file, that it is given, and draws it. It also claims what it can reach: what that is
// differs between the machine that it was made on and a clean place.
const measured = `import (
	"fmt"
	"net"
	"os"
	"strings"
	"time"

	"github.com/janpfeifer/gonb/gonbui"
	"github.com/janpfeifer/gonb/gonbui/protocol"
)

func show(data map[protocol.MIMEType]any) {
	gonbui.SendData(&protocol.DisplayData{Data: data})
	if err := gonbui.Error(); err != nil {
		panic(err)
	}
	gonbui.Sync()
}

func claim(name string, got float64) {
	show(map[protocol.MIMEType]any{"application/vnd.sublunar.claim+json": map[string]any{"name": name, "status": "held", "got": got, "want": 1.0,
		"tolerance": map[string]any{"kind": "absolute", "size": 0.5, "words": "within 0.5 of 1"}, "source": "this test"}})
}

func init() { gob.Register(map[string]any{}) }

func one(could bool) float64 {
	if could {
		return 1
	}
	return 0
}

%%
text, err := os.ReadFile(data)
if err != nil {
	panic(err)
}
claim("numbers in the file", float64(len(strings.Fields(string(text))))-2)
show(map[protocol.MIMEType]any{"image/svg+xml": "<svg viewBox=\"0 0 100 100\"><text>" + strings.TrimSpace(string(text)) + "</text></svg>"})`

const reaching = `%%
_, err := os.ReadFile(SECRET)
claim("reads the home", one(err == nil))
err = os.WriteFile(SECRET+".new", nil, 0o644)
claim("writes in it", one(err == nil))
c, err := net.DialTimeout("tcp", ADDRESS, 2*time.Second)
claim("reaches the network", one(err == nil))
if err == nil {
	c.Close()
}
claim("has an environment", one(os.Getenv("SUBLUNAR_TEST_SECRET") != ""))`

// confinable is canConfine, with this test's program standing in for the command, which starts itself again.
func confinable(t *testing.T) error {
	t.Helper()
	t.Setenv(asCommand, "1")
	return canConfine()
}

func TestSupplementVerifies(t *testing.T) {
	h := home(t)
	sublunar := built(t)
	folder := t.TempDir()
	write(t, filepath.Join(folder, "numbers.txt"), "1 2 3\n")
	nb := notebook.Notebook{Cells: []*notebook.Cell{notebook.NewCode("var data = \"\" // file: numbers", "parameters"), notebook.NewCode(measured)}}
	path := filepath.Join(folder, "measured.ipynb")
	writeNotebook(t, path, &nb)
	write(t, filepath.Join(folder, "CITATION.cff"), citation)
	zipped := filepath.Join(folder, "s.zip")
	if out, code := sublunar(h.Root, "supplement", path, "-p", "data="+filepath.Join(folder, "numbers.txt"), "--citation", filepath.Join(folder, "CITATION.cff"), "--out", zipped); code != 0 {
		t.Fatalf("supplement ended with %d:\n%s", code, out)
	}
	inside := filesOf(t, zipped)
	for _, name := range []string{"REPRODUCE.md", "go.mod", "go.sum", "data/numbers.txt", "notebooks/measured.ipynb", "results/measured.ipynb", "results/measured.html",
		"results/manifest.json", "results/claims.tex", "results/figures/measured-cell03-1.svg", "results/figures/measured-cell03-1.pdf", "results/figures/figures.json", "ro-crate-metadata.json", "CITATION.cff"} {
		if _, ok := inside["s/"+name]; !ok {
			t.Errorf("the archive has no %s", name)
		}
	}
	for name, text := range inside {
		if strings.Contains(text, folder) || strings.Contains(text, h.Root) {
			t.Errorf("%s names a folder of this machine", name)
		}
	}
	t.Run("RO-Crate", func(t *testing.T) { testCrate(t, zipped) })
	if err := confinable(t); err != nil {
		t.Skipf("the rest runs what an archive holds, shut in: %v", err)
	}
	// As a reader does it: the archive unpacked, and what REPRODUCE.md says typed in.
	unpacked, err := supplement.Open(zipped, t.TempDir(), supplement.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	if err := copyTools(h, &kernel.Home{Root: unpacked}); err != nil { // as where set-up has been there: TestVendored does without
		t.Fatal(err)
	}
	typed := twoCommands(t, filepath.Join(unpacked, "REPRODUCE.md"))
	typing := exec.CommandContext(t.Context(), "sh", "-e", "-c", typed)
	typing.Dir = unpacked
	said, err := typing.CombinedOutput()
	if err != nil || !strings.Contains(string(said), "2 identical, 0 within tolerance, 0 differ") || strings.Count(string(said), " cores, ") != 2 {
		t.Errorf("%s\nended with %v:\n%s", typed, err, said)
	}
	// Other results under good checksums: a forger's, or another machine's.
	forged := filepath.Join(folder, "forged.zip")
	rewrite(t, zipped, forged, func(name, text string) string {
		if name == "s/results/measured.ipynb" {
			return strings.ReplaceAll(strings.ReplaceAll(text, `"got": 1.0`, `"got": 1.7`), `"got": 1,`, `"got": 1.7,`)
		}
		return text
	})
	if out, code := sublunar(h.Root, "verify", forged); code != exitWrongUse || !strings.Contains(out, "was changed") {
		t.Errorf("a changed archive ended with %d:\n%s", code, out)
	}
}

// Twice made of one run's results, an archive is the same to the byte.
func TestSameResultsGiveTheSameArchive(t *testing.T) {
	h := home(t)
	folder := t.TempDir()
	path, results := filepath.Join(folder, "plain.ipynb"), filepath.Join(folder, "results")
	write(t, path, plain("%%\nfmt.Println(6 * 7)"))
	if out, complaint, code := sublunar(t, h.Root, nil, "run", path, "--out", results); code != 0 {
		t.Fatalf("run ended with %d: %s%s", code, out, complaint)
	}
	still := checkoutOfThis(t) // nobody edits it meanwhile
	write(t, filepath.Join(still, "CITATION.cff"), citation)
	var archives []string
	for _, name := range []string{"a", "b"} { // in folders of their own: an archive's name is in it
		zipped := filepath.Join(folder, name, "s.zip")
		if err := os.Mkdir(filepath.Dir(zipped), 0o755); err != nil {
			t.Fatal(err)
		}
		if out, complaint, code := sublunar(t, still, nil, "supplement", path, "--results", results, "--out", zipped); code != 0 {
			t.Fatalf("supplement ended with %d: %s%s", code, out, complaint)
		}
		bytes, err := os.ReadFile(zipped)
		if err != nil {
			t.Fatal(err)
		}
		archives = append(archives, string(bytes))
	}
	if archives[0] != archives[1] {
		t.Error("two archives of the same results differ")
	}
}

// twoCommands are what REPRODUCE.md says to type.
func twoCommands(t *testing.T, file string) string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	_, block, _ := strings.Cut(string(text), "\n\n    ")
	block, _, _ = strings.Cut(block, "\n\n")
	commands := strings.Split(block, "\n    ")
	if len(commands) != 2 || !strings.HasPrefix(commands[0], "sha256sum ") || !strings.HasSuffix(commands[1], "go tool sublunar verify .") {
		t.Fatalf("the first commands of REPRODUCE.md are %q", commands)
	}
	return strings.Join(commands, "\n")
}

func TestVerifyShutsIn(t *testing.T) {
	if err := confinable(t); err != nil {
		t.Skip(err)
	}
	h := home(t)
	sublunar := built(t)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	folder := t.TempDir()
	secret := filepath.Join(folder, "secret")
	write(t, secret, "not for strangers")
	t.Setenv("SUBLUNAR_TEST_SECRET", "nor this")
	cell := strings.NewReplacer("SECRET+", strconv.Quote(secret)+"+", "(SECRET)", "("+strconv.Quote(secret)+")", "ADDRESS", strconv.Quote(listener.Addr().String())).Replace(reaching)
	head, _, _ := strings.Cut(measured, "\n%%")
	path := filepath.Join(folder, "reaching.ipynb")
	writeNotebook(t, path, &notebook.Notebook{Cells: []*notebook.Cell{notebook.NewCode(head), notebook.NewCode(cell)}})
	zipped := filepath.Join(folder, "r.zip")
	if out, code := sublunar(h.Root, "supplement", path, "--out", zipped); code != 0 {
		t.Fatalf("supplement ended with %d:\n%s", code, out)
	}
	if err := os.Remove(secret + ".new"); err != nil {
		t.Fatalf("run openly, a notebook can write: %v", err)
	}
	out, code := sublunar(h.Root, "verify", zipped)
	if code != exitFailed || !strings.Contains(out, "0 identical, 0 within tolerance, 4 differ") {
		t.Errorf("verify ended with %d; all four should have come out as 0, and so differ:\n%s", code, out)
	}
	if _, err := os.Stat(secret + ".new"); err == nil {
		t.Error("an archive wrote outside of its folder")
	}
}

func writeNotebook(t *testing.T, path string, nb *notebook.Notebook) {
	t.Helper()
	nb.Metadata = notebook.Metadata{}
	if err := nb.Metadata.Set("kernelspec", map[string]string{"name": "sublunar", "display_name": "Go (sublunar)", "language": "go"}); err != nil {
		t.Fatal(err)
	}
	if err := nb.Write(path); err != nil {
		t.Fatal(err)
	}
}

func filesOf(t *testing.T, file string) map[string]string {
	t.Helper()
	archive, err := zip.OpenReader(file)
	if err != nil {
		t.Fatal(err)
	}
	defer archive.Close()
	files := map[string]string{}
	for _, f := range archive.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		files[f.Name] = string(text)
	}
	return files
}

// rewrite copies an archive with some of its files changed.
func rewrite(t *testing.T, from, to string, change func(name, text string) string) {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	changed := false
	for name, text := range filesOf(t, from) {
		part, err := w.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		now := change(name, text)
		changed = changed || now != text
		if _, err := fmt.Fprint(part, now); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if !changed {
		t.Fatal("nothing was changed")
	}
	write(t, to, b.String())
}
