package report

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"sublunar/lib/notebook"
)

// dropPage is the page of the fixture with all that a page can have.
func dropPage(t testing.TB) []byte {
	t.Helper()
	nb, err := notebook.Read(filepath.Join("testdata", "drop.ipynb"))
	if err != nil {
		t.Fatal(err)
	}
	claims, err := Claims(nb)
	if err != nil {
		t.Fatal(err)
	}
	run := Run{
		Name: "drop.ipynb", Status: "failed", Error: `cell 9 failed: panic: boom`, Seconds: 12.34, Claims: claims,
		Parameters: map[string]string{"radius": "2e-05"}, InputSHA256: SHA256([]byte("in")), OutputSHA256: SHA256([]byte("out")),
		Cells: []CellRun{{3, "c2", "ok", 0.41}, {4, "c3", "ok", 8.2}, {6, "c5", "ok", 1.1}, {8, "c7", "ok", 0.6}, {9, "c8", "error", 0.5}},
	}
	m := Manifest{
		Started: time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC), Seconds: 13, Code: Commit{Commit: "0123456789abcdef0123456789abcdef01234567", Dirty: true},
		Backend:  Backend{Name: "xla:cpu", Why: "no GPU was found", Version: "PJRT 0.106", PluginSHA256: SHA256([]byte("plugin"))},
		Machine:  Machine{OS: "Debian GNU/Linux 12 (bookworm)", Arch: "amd64", CPU: "A processor", Cores: 2, MemoryBytes: 8 << 30},
		Versions: map[string]string{"go": "go1.26.5", "github.com/gomlx/gomlx": "v0.28.3"}, Notebooks: []Run{run},
	}
	html, err := HTML(nb, Meta{Name: "drop.ipynb", Run: &run, Manifest: &m})
	if err != nil {
		t.Fatal(err)
	}
	if file := os.Getenv("SUBLUNAR_PAGE"); file != "" { // to look at it
		if err := os.WriteFile(file, html, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return html
}

func TestPageIsMade(t *testing.T) { dropPage(t) }
