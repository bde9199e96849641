package report

import (
	"encoding/xml"
	"strings"
	"testing"
	"time"
)

func TestJUnit(t *testing.T) {
	seed := int64(3)
	m := Manifest{Started: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC), Seconds: 12.3456, Notebooks: []Run{
		{Name: "notebooks/a.ipynb", Status: "ok", Seconds: 2, Cells: []CellRun{{Cell: 2, Status: "ok", Seconds: 1.5}, {Cell: 3, Status: "skipped"}},
			Claims: []Claim{{Name: "mass", Status: ClaimHeld}, {Name: "on your data", Status: ClaimNotApplicable}}},
		{Name: "notebooks/b.ipynb", Status: "failed", Error: "1 claim failed", Seed: &seed, Cells: []CellRun{{Cell: 2, Status: "ok"}}, Claims: []Claim{{Name: "mass", Status: ClaimFailed, Got: 2, Want: 1}}},
		{Name: "notebooks/c.ipynb", Status: "failed", Error: "cell 2: \x1b[31mpanic\x1b[0m: the sea <is> empty\nmain.go:3", Cells: []CellRun{{Cell: 2, Status: "error"}, {Cell: 4, Status: "not run"}}},
		{Name: "notebooks/d.ipynb", Status: "stopped", Error: "can't start the kernel"},
	}}
	text, err := m.JUnit()
	if err != nil {
		t.Fatal(err)
	}
	var back junitSuites
	if err := xml.Unmarshal(text, &back); err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	if back.Tests != 9 || back.Failures != 1 || back.Errors != 2 || back.Skipped != 3 || len(back.Suites) != 4 {
		t.Errorf("9 cases, 1 failure, 2 errors and 3 skipped in 4 suites are wanted:\n%s", text)
	}
	for _, want := range []string{`name="claim: mass"`, `message="2, wanted`, `classname="b (seed 3)"`, `message="cell 2: panic: the sea &lt;is&gt; empty"`, `time="12.346"`, `timestamp="2026-01-02T03:04:05"`} {
		if !strings.Contains(string(text), want) {
			t.Errorf("no %s in\n%s", want, text)
		}
	}
}
