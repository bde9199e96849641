package notebook

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// arbitrary makes notebooks with everything that the format has, odd text included.
type arbitrary struct{ *rand.Rand }

var pieces = []string{"a", "\n", "\r\n", "\r", "\t", `"`, `\`, "<b>&amp;", "é", "月", "𝛼", "\u2028", "\u0085", "\v", "\x00", "\x1b[31m", "x := 1", " ", ""}

func (r arbitrary) text() string {
	var b strings.Builder
	for range r.IntN(8) {
		b.WriteString(pieces[r.IntN(len(pieces))])
	}
	return b.String()
}

func (r arbitrary) json(depth int) any {
	switch n := r.IntN(8); {
	case n == 0:
		return nil
	case n == 1:
		return r.IntN(2) == 0
	case n == 2:
		return json.Number([]string{"0", "-1", "1.50", "1e-07", "12345678901234567890", "-0.0"}[r.IntN(6)])
	case n < 5 || depth > 3:
		return r.text()
	case n < 6:
		list := []any{}
		for range r.IntN(4) {
			list = append(list, r.json(depth+1))
		}
		return list
	}
	m := map[string]any{}
	for range r.IntN(4) {
		m[r.text()] = r.json(depth + 1)
	}
	return m
}

func (r arbitrary) metadata() Metadata {
	m := Metadata{}
	for range r.IntN(3) {
		m["x"+r.text()] = compact(r.json(0))
	}
	return m
}

func (r arbitrary) bundle() MIMEBundle {
	b := MIMEBundle{}
	for range r.IntN(4) {
		switch mime := []string{"text/plain", "text/html", "image/png", "image/svg+xml", "application/javascript", "application/json", "application/vnd.x.v1+json"}[r.IntN(7)]; {
		case IsJSON(mime):
			b[mime] = compact(r.json(0))
		default:
			b.SetText(mime, r.text())
		}
	}
	return b
}

func (r arbitrary) count() *int {
	if r.IntN(2) == 0 {
		return nil
	}
	n := r.IntN(1000)
	return &n
}

func (r arbitrary) output() Output {
	switch r.IntN(4) {
	case 0:
		return NewStream([]string{"stdout", "stderr"}[r.IntN(2)], r.text())
	case 1:
		return NewDisplay(r.bundle(), r.metadata())
	case 2:
		return Output{Type: ExecuteResult, Data: r.bundle(), Metadata: r.metadata(), ExecutionCount: r.count()}
	}
	o := NewError(r.text(), r.text(), nil)
	for range r.IntN(3) {
		o.Traceback = append(o.Traceback, r.text())
	}
	return o
}

func (r arbitrary) notebook() *Notebook {
	nb := New()
	nb.Extra = map[string]json.RawMessage{}
	for i := range r.IntN(6) {
		c := &Cell{Type: []CellType{Code, Markdown, Raw}[r.IntN(3)], ID: fmt.Sprintf("id-%d", i), Source: r.text(), Metadata: r.metadata(), Extra: map[string]json.RawMessage{}}
		for range r.IntN(3) {
			c.AddTag(fmt.Sprintf("tag%d", r.IntN(3)))
		}
		switch {
		case c.Type == Code:
			c.ExecutionCount = r.count()
			for range r.IntN(4) {
				o := r.output()
				o.Extra = map[string]json.RawMessage{}
				c.Outputs = append(c.Outputs, o)
			}
		case r.IntN(3) == 0:
			c.Attachments = map[string]MIMEBundle{r.text(): r.bundle()}
		}
		nb.Cells = append(nb.Cells, c)
	}
	return nb
}

// Any notebook is read back as it was written, and writing it again gives the same bytes.
func TestRandomNotebooksComeBack(t *testing.T) {
	for seed := range uint64(500) {
		nb := arbitrary{rand.New(rand.NewPCG(seed, 1))}.notebook()
		text, err := nb.Encode()
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		back, err := Parse(text)
		if err != nil {
			t.Fatalf("seed %d: %v\n%s", seed, err, text)
		}
		if d := cmp.Diff(nb, back); d != "" {
			t.Fatalf("seed %d (-written +read):\n%s", seed, d)
		}
		again, err := back.Encode()
		if err != nil || !bytes.Equal(text, again) {
			t.Fatalf("seed %d: written again it differs: %v", seed, err)
		}
	}
}

// python finds an interpreter with nbformat: the checkout's own, else the one on the PATH.
func python(t *testing.T) string {
	t.Helper()
	for _, p := range []string{"../../.sublunar/venv/bin/python", "python3"} {
		if strings.Contains(p, "/") {
			p, _ = filepath.Abs(p)
		}
		if exec.Command(p, "-c", "import nbformat").Run() == nil {
			return p
		}
	}
	t.Skip("there is no Python with nbformat here: sublunar setup makes one")
	return ""
}

// Jupyter's own library finds what we write valid, reads it, and writes it as the very same bytes.
func TestNbformatAgrees(t *testing.T) {
	interpreter := python(t)
	dir := t.TempDir()
	for seed := range uint64(100) {
		nb := arbitrary{rand.New(rand.NewPCG(seed, 2))}.notebook()
		if err := nb.Write(filepath.Join(dir, fmt.Sprintf("%03d.ipynb", seed))); err != nil {
			t.Fatal(err)
		}
	}
	// Python writes floats anew (1.50 as 1.5), so numbers are compared by value there.
	script := `
import glob, io, json, sys, nbformat
class Kept(str): pass
for f in sorted(glob.glob(sys.argv[1] + "/*.ipynb")):
    raw = open(f, encoding="utf8", newline="").read()
    nb = nbformat.reads(raw, as_version=4)
    nbformat.validate(nb)
    same = nbformat.writes(nb) + "\n"
    if same != json.dumps(json.loads(raw), ensure_ascii=False, indent=1, sort_keys=True, separators=(",", ": ")) + "\n":
        sys.exit(f + ": nbformat writes other text")
    if "1.50" not in raw and "12345678901234567890" not in raw and same != raw:
        sys.exit(f + ": other bytes")
    print(f)
`
	out, err := exec.Command(interpreter, "-c", script, dir).CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if n := strings.Count(string(out), ".ipynb"); n != 100 {
		t.Fatalf("%d notebooks were looked at, not 100:\n%s", n, out)
	}
}

// The control: nbformat refuses a notebook that breaks the format, so the test above can fail.
func TestNbformatRefusesWhatIsWrong(t *testing.T) {
	interpreter := python(t)
	file := filepath.Join(t.TempDir(), "bad.ipynb")
	bad := `{"nbformat":4,"nbformat_minor":5,"metadata":{},"cells":[{"cell_type":"code","id":"a b","metadata":{},"source":""}]}`
	if err := os.WriteFile(file, []byte(bad), 0o644); err != nil {
		t.Fatal(err)
	}
	script := "import nbformat,sys; nbformat.validate(nbformat.reads(open(sys.argv[1]).read(), as_version=4))"
	if out, err := exec.Command(interpreter, "-c", script, file).CombinedOutput(); err == nil {
		t.Errorf("nbformat took it: %s", out)
	}
	if _, err := Read(file); err == nil {
		t.Error("we took it")
	}
}
