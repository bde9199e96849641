package sweep

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sublunar/lib/notebook/report"
)

func TestBeginRefuses(t *testing.T) {
	one := map[string]string{"seed": "1"}
	plan := Plan{Notebook: "/n.ipynb", SHA256: "1", Fixed: map[string]string{"data": "a.csv"}, Dir: "/d", Files: map[string]string{"a.csv": "x"}, Members: []map[string]string{one}}
	path := t.TempDir()
	if _, err := Begin(path, plan); err != nil {
		t.Fatal(err)
	}
	for say, change := range map[string]func(*Plan){
		"it is of /n.ipynb":                        func(p *Plan) { p.Notebook = "/m.ipynb" },
		"the notebook has been changed since":      func(p *Plan) { p.SHA256 = "2" },
		"its fixed parameters are data=a.csv":      func(p *Plan) { p.Fixed = nil },
		"it was begun in /d":                       func(p *Plan) { p.Dir = "/e" },
		"a.csv has been changed since":             func(p *Plan) { p.Files = map[string]string{"a.csv": "y"} },
		"the sweep has no members":                 func(p *Plan) { p.Members = nil },
		"two members are alike: seed=1":            func(p *Plan) { p.Members = append(p.Members, one) },
		"name another folder, or delete this one":  func(p *Plan) { p.SHA256 = "2" },
		"holds another sweep: the notebook has be": func(p *Plan) { p.SHA256 = "3" },
	} {
		p := plan
		p.Members = plan.Members[:1:1]
		change(&p)
		if _, err := Begin(path, p); err == nil || !strings.Contains(err.Error(), say) {
			t.Errorf("the error is %v, want one that says %q", err, say)
		}
	}
	if err := os.WriteFile(filepath.Join(path, "sweep.json"), []byte("{"), 0o666); err != nil {
		t.Fatal(err)
	}
	if _, err := Begin(path, plan); err == nil || !strings.Contains(err.Error(), "is no sweep's") {
		t.Errorf("the error is %v", err)
	}
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o666); err != nil {
		t.Fatal(err)
	}
	if _, err := Begin(file, plan); err == nil {
		t.Error("a file is a folder")
	}
}

// What a killed writer left goes once it is old, and not while it may be at work.
func TestHalfWrittenFilesGo(t *testing.T) {
	f := begun(t, "1:2")
	old, young := f.at("members", ".m-a.json.1.part"), f.at("members", ".m-b.json.2.part")
	for _, path := range []string{old, young} {
		if err := os.WriteFile(path, nil, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	then := time.Now().Add(-2 * time.Hour)
	if err := os.Chtimes(old, then, then); err != nil {
		t.Fatal(err)
	}
	if _, err := Begin(f.Path, f.Plan); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(old); err == nil {
		t.Error("an old one stays")
	}
	if _, err := os.Stat(young); err != nil {
		t.Error("a young one goes")
	}
}

func TestSummary(t *testing.T) {
	f := begun(t, "1:3")
	if err := f.Put(done(f.Plan.Members[0])); err != nil {
		t.Fatal(err)
	}
	bad := done(f.Plan.Members[2])
	bad.Whole, bad.Code, bad.Run.Status = false, "abc+", "failed"
	bad.Run.Claims = []report.Claim{{Name: "last, \"not\" least", Status: report.ClaimFailed, Got: 0.1}}
	if err := f.Put(bad); err != nil {
		t.Fatal(err)
	}
	path, err := f.WriteSummary()
	if err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(path)
	want := `seed,status,seconds,code,twice,twice: verdict,"last, ""not"" least","last, ""not"" least: verdict"
1,ok,1.2,,2,held,,
2,not run,,,,,,
3,failed,1.2,abc+,,,0.1,failed
`
	if err != nil || string(got) != want {
		t.Errorf("%v; the summary is\n%s", err, got)
	}
}
