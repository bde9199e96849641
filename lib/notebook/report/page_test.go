package report

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"
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
	from := time.Date(2026, 4, 30, 9, 30, 0, 0, time.UTC)
	run := Run{
		Name: "drop.ipynb", Status: "failed", Error: `cell 9 failed: panic: boom`, Seconds: 12.34, Claims: claims,
		Parameters: map[string]string{"radius": "2e-05"}, InputSHA256: SHA256([]byte("in")), OutputSHA256: SHA256([]byte("out")),
		Cells: []CellRun{{Cell: 3, ID: "c2", Status: "kept", Seconds: 0.41, From: &from}, {Cell: 4, ID: "c3", Status: "ok", Seconds: 8.2}, {Cell: 6, ID: "c5", Status: "ok", Seconds: 1.1},
			{Cell: 8, ID: "c7", Status: "ok", Seconds: 0.6}, {Cell: 9, ID: "c8", Status: "error", Seconds: 0.5}},
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

// The page holds what it needs once, and asks nobody for anything.
func TestPageStandsAlone(t *testing.T) {
	page := string(dropPage(t))
	for what, n := range map[string]int{
		`<figure class="figure vega"`: 2, "<script>": 5, `type="application/json"`: 2, `id="how-it-was-made"`: 1,
		"University of Washington Interactive Data Lab": 2, // Vega and Vega-Lite
	} {
		if got := strings.Count(page, what); got < n || strings.HasPrefix(what, "<") && got != n {
			t.Errorf("%s stands %d times, not %d", what, got, n)
		}
	}
	// Outside its scripts the page has addresses in links only.
	naked := regexp.MustCompile(`(?s)<script.*?</script>|<details class="fold licences">.*?</details>`).ReplaceAllString(page, "")
	for _, loads := range []string{` src="http`, "url(", "@import", "<link", "<iframe"} {
		if strings.Contains(naked, loads) {
			t.Errorf("the page holds %s", loads)
		}
	}
	for _, words := range []string{"cell 9 failed: panic: boom", "1 cell not run again, of 2026-04-30 09:30 UTC", "1 claim held", "1 not applicable", "radius = 2e-05", "8.20 s",
		"got <b>NaN</b>, wanted within 1% of 12.75", `href="#cell-8"`, "with changes not committed", "8.0 GiB"} {
		if !strings.Contains(naked, words) {
			t.Errorf("the page lacks %q", words)
		}
	}
}

// A notebook without figures carries no Vega, and the same notebook gives the same bytes.
func TestPlainPageIsSmall(t *testing.T) {
	nb := notebook.New(notebook.NewMarkdown("# Only words"), notebook.NewCode("x := 1"), notebook.NewRaw("not shown"))
	a, err := HTML(nb, Meta{})
	if err != nil {
		t.Fatal(err)
	}
	if len(a) > 40_000 || bytes.Contains(a, []byte("not shown")) || !bytes.Contains(a, []byte("<title>Only words</title>")) {
		t.Errorf("%d bytes:\n%s", len(a), a)
	}
	b, err := HTML(nb, Meta{})
	if err != nil || !bytes.Equal(a, b) {
		t.Error("the same notebook gave other bytes")
	}
	if !bytes.Equal(dropPage(t), dropPage(t)) {
		t.Error("the same run gave other bytes")
	}
}

// A claim that can't be read is an error: it must not vanish from the tally.
func TestBadClaimIsAnError(t *testing.T) {
	c := notebook.NewCode("x")
	c.SetOutputs(1, notebook.NewDisplay(notebook.MIMEBundle{ClaimMIME: []byte(`{"name":"a","status":"sure"}`)}, nil))
	_, err := HTML(notebook.New(c), Meta{})
	if err == nil || !strings.Contains(err.Error(), `cell 1: claim "a": status "sure"`) {
		t.Errorf("got %v", err)
	}
}

func BenchmarkHTML(b *testing.B) {
	nb, err := notebook.Read(filepath.Join("testdata", "drop.ipynb"))
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := HTML(nb, Meta{Name: "drop.ipynb"}); err != nil {
			b.Fatal(err)
		}
	}
}
