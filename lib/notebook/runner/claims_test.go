package runner_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"sublunar/lib/notebook"
	"sublunar/lib/notebook/internal/realkernel"
	"sublunar/lib/notebook/report"
	"sublunar/lib/notebook/runner"
)

// claimCell shows claims as lib/claim does.
const claimCell = `import (
	"encoding/gob"
	"github.com/janpfeifer/gonb/gonbui"
	"github.com/janpfeifer/gonb/gonbui/protocol"
)

func init_claims() {
	gob.Register(map[string]any{})
	gob.Register([]any{})
}

func claimed(name, status string, got any) {
	gonbui.SendData(&protocol.DisplayData{Data: map[protocol.MIMEType]any{
		"text/plain": name + " " + status,
		"application/vnd.sublunar.claim+json": map[string]any{
			"name": name, "status": status, "got": got, "want": 10, "source": "a book", "data": "theirs",
			"tolerance": map[string]any{"kind": "relative", "size": 0.005, "words": "within 0.5% of 10"},
		},
	}})
	gonbui.Sync()
}`

func withModule(t testing.TB) runner.Options {
	opts := options(t)
	opts.Kernel.Argv = realkernel.WithModule(t).Argv
	opts.Silent = []string{realkernel.NoGet}
	return opts
}

func TestClaims(t *testing.T) {
	t.Parallel()
	stale := notebook.NewCode("%%\n_ = 1", runner.TagSkip)
	data := notebook.MIMEBundle{}
	data.SetJSON(report.ClaimMIME, map[string]any{"name": "stale", "status": "held", "got": 1, "want": 1})
	stale.SetOutputs(1, notebook.NewDisplay(data, nil))
	nb, r := run(t, withModule(t), stale,
		notebook.NewCode(claimCell),
		notebook.NewCode("%%\nclaimed(\"sigma\", \"held\", 10.01)\nclaimed(\"rho\", \"failed\", \"NaN\")"),
		notebook.NewCode("%%\nclaimed(\"beta\", \"not applicable\", 3)"),
	)
	if r.Failure != nil {
		t.Fatal(r.Failure)
	}
	var got []string
	for _, c := range r.Claims {
		got = append(got, fmt.Sprintf("%s %s in %d", c.Name, c.Status, c.Cell))
	}
	if want := "sigma held in 3, rho failed in 3, beta not applicable in 4"; strings.Join(got, ", ") != want {
		t.Fatalf("got %q, want %q", got, want)
	}
	if c := r.Claims[0]; c.Got != 10.01 || c.Want != 10 || c.Tolerance.Size != 0.005 || c.Tolerance.Words != "within 0.5% of 10" || c.Source != "a book" || c.Data != "theirs" {
		t.Errorf("%+v", c)
	}
	if !math.IsNaN(float64(r.Claims[1].Got)) {
		t.Errorf("%+v", r.Claims[1])
	}
	if r.Count(report.ClaimHeld) != 1 || r.Count(report.ClaimFailed) != 1 || r.Count(report.ClaimNotApplicable) != 1 {
		t.Errorf("%+v", r.Claims)
	}
	// A failed claim fails no cell, but the run.
	if got := statuses(r); got != "skipped, ok, ok, ok" {
		t.Error(got)
	}
	if err := r.Err(); err == nil || !strings.Contains(err.Error(), `claim "rho" failed in cell 3: got NaN, wanted within 0.5% of 10`) {
		t.Errorf("%v", err)
	}
	if _, ok := nb.Cells[2].Outputs[0].Data[report.ClaimMIME]; !ok {
		t.Errorf("the claim is not in the notebook: %+v", nb.Cells[2].Outputs)
	}
}

func TestBadClaimFailsItsCell(t *testing.T) {
	t.Parallel()
	_, r := run(t, withModule(t), notebook.NewCode(claimCell), notebook.NewCode("%%\nclaimed(\"sigma\", \"maybe\", 10.01)"))
	if r.Failure == nil || !strings.Contains(r.Failure.Message, `status "maybe"`) {
		t.Errorf("%+v", r.Failure)
	}
}
