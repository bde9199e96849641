package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"sublunar/lib/notebook"
	"sublunar/lib/notebook/report"
)

// resumable is a notebook whose claims depend on all that a run can depend on: the library, data, a parameter, an earlier cell, the
// environment.
func resumable(earlier, last string) *notebook.Notebook {
	return notebook.New(
		notebook.NewCode("var factor = 2.0 // by how much", "parameters"),
		notebook.NewCode("func measured() string { return strings.TrimSpace(string(must.M1(os.ReadFile(\"data.csv\")))) }\n\n"+
			"func seven() float64 { return "+earlier+" }"),
		notebook.NewCode("%%\nfmt.Println(\"run at\", time.Now().UnixNano())\nfmt.Println(must.M1(keep.Once(\"seven\", nil, func() (float64, error) { return seven(), nil })))\nmust.M(keep.Put(\"put\", 7.0))"),
		notebook.NewCode("import \"sublunar/lib/twice\"\n\n%%\nclaim.Check(\"library\", twice.Of(21), claim.Absolute(1e-9), 42, \"arithmetic\")\n"+
			"claim.Check(\"data\", float64(len(measured())), claim.Absolute(1e-9), 5, \"the file\")\n"+
			"claim.Check(\"parameter\", factor, claim.Absolute(1e-9), 2, \"the cell above\")\n"+
			"claim.Check(\"earlier cell\", seven(), claim.Absolute(1e-9), 7, \"the cell above\")\n"+
			"claim.Check(\"environment\", float64(len(os.Getenv(\"SEA\"))), claim.Absolute(1e-9), 4, \"calm\")"),
		notebook.NewCode(last),
	)
}

// TestResume: what has not changed is not run again, and nothing that is resumed turns a claim that fails into one that holds. The
// library is a copy, so that it may be broken.
func TestResume(t *testing.T) {
	root := checkoutOfThis(t)
	library := filepath.Join(root, "lib", "twice", "twice.go")
	write(t, library, "// Package twice doubles.\npackage twice\n\n// Of doubles.\nfunc Of(x float64) float64 { return 2 * x }\n")
	folder := t.TempDir()
	path, data, out := filepath.Join(folder, "page.ipynb"), filepath.Join(folder, "data.csv"), filepath.Join(t.TempDir(), "out")
	page := func(earlier, last string) {
		t.Helper()
		if err := resumable(earlier, last).Write(path); err != nil {
			t.Fatal(err)
		}
	}
	const last = "%%\nfmt.Println(\"the end\")"
	page("7", last)
	write(t, data, "1,2,3\n")
	stamp := regexp.MustCompile(`run at (\d+)`)
	// run gives the exit code, what was said, when the third cell was run, and the manifest's word on the notebook.
	run := func(sea string, args ...string) (int, string, string, report.Run) {
		t.Helper()
		said, complaint, code := sublunar(t, root, []string{"SEA=" + sea}, append([]string{"run", path, "--resume", "--once", "--out", out, "--format", "ipynb"}, args...)...)
		text, err := os.ReadFile(filepath.Join(out, "page.ipynb"))
		if err != nil {
			t.Fatal(err, said, complaint)
		}
		at := stamp.FindStringSubmatch(string(text))
		if at == nil {
			t.Fatalf("the third cell printed nothing: %s%s", said, complaint)
		}
		m, err := report.ReadManifest(filepath.Join(out, "manifest.json"))
		if err != nil {
			t.Fatal(err)
		}
		return code, said, at[1], m.Notebooks[0]
	}

	code, said, first, r := run("calm")
	if kept, _ := r.Kept(); code != 0 || kept != 0 || r.Held() != 5 {
		t.Fatalf("the first run ended with %d, %d kept, %d claims held: %s", code, kept, r.Held(), said)
	}
	code, said, at, r := run("calm")
	if kept, from := r.Kept(); code != 0 || kept != 5 || from.IsZero() || r.Held() != 5 || at != first || !strings.Contains(said, "nothing was run again") {
		t.Errorf("with nothing changed it ended with %d, %d kept, %d claims held: %s", code, kept, r.Held(), said)
	}
	// The last cell needs the others' declarations, and what they kept.
	page("7", "%%\nfmt.Println(\"seven is\", seven(), measured(), must.M1(keep.Get[float64](\"put\")))")
	code, said, at, r = run("calm")
	if kept, _ := r.Kept(); code != 0 || kept != 4 || at != first || !strings.Contains(said, "cell 5 was run: its source has changed") {
		t.Errorf("with the last cell changed it ended with %d, %d kept: %s%s", code, kept, said, r.Error)
	}
	if ran, err := notebook.Read(filepath.Join(out, "page.ipynb")); err != nil || *ran.Cells[4].ExecutionCount != 5 {
		t.Errorf("the cell that was run is not In [5]: %v", err)
	}

	for _, b := range []struct {
		what         string
		spoil, mend  func()
		sea          string
		args         []string
		says, claims string
	}{
		{what: "the library", spoil: func() { write(t, library, "package twice\n\nfunc Of(x float64) float64 { return 3 * x }\n") },
			mend: func() {
				write(t, library, "// Package twice doubles.\npackage twice\n\n// Of doubles.\nfunc Of(x float64) float64 { return 2 * x }\n")
			},
			says: "the library changed", claims: "library"},
		{what: "data", spoil: func() { write(t, data, "1,2\n") }, mend: func() { write(t, data, "1,2,3\n") }, says: "the file data.csv changed", claims: "data"},
		{what: "an earlier cell", spoil: func() { page("8", last) }, mend: func() { page("7", last) }, says: "its source has changed", claims: "earlier cell"},
		{what: "the environment", sea: "rough", says: "the environment's SEA changed", claims: "environment"},
		{what: "a parameter", args: []string{"-p", "factor=3"}, says: "no record", claims: "parameter"},
	} {
		t.Run(b.what, func(t *testing.T) {
			if b.sea == "" {
				b.sea = "calm"
			}
			if b.spoil != nil {
				b.spoil()
			}
			for turn, says := range []string{b.says, "a claim of it failed"} { // the second time the record is of the run that failed
				code, said, _, r := run(b.sea, b.args...)
				if code != exitFailed || r.Failed() != 1 || !strings.Contains(said, says) {
					t.Errorf("turn %d: it ended with %d, %d claims failed: %s%s", turn+1, code, r.Failed(), said, r.Error)
				}
				for _, c := range r.Claims {
					if (c.Status == report.ClaimFailed) != (c.Name == b.claims) {
						t.Errorf("turn %d: the claim of the %s %s", turn+1, c.Name, c.Status)
					}
				}
			}
			if b.mend != nil {
				b.mend()
			}
			if code, said, _, r := run("calm"); code != 0 || r.Held() != 5 {
				t.Errorf("mended, it ended with %d, %d claims held: %s", code, r.Held(), said)
			}
		})
	}
}
