package tests

import (
	"flag"
	"math"
	"path/filepath"
	"testing"

	"sublunar/datasets"
	"sublunar/lib/backend"
	"sublunar/lib/field"
	"sublunar/lib/operator"
)

var (
	flows      = flag.Int("flows", 36, "histories of TestNavierStokesRow, a sixth of them to test on; 1200 for the published protocol. Each takes 1 to 2 minutes of two processors, once")
	flowEpochs = flag.Int("flow-epochs", 60, "epochs of TestNavierStokesRow; 500 for the published protocol")
)

// TestNavierStokesRow is the row of a stirred flow with a viscosity of 1e-5 in TARGETS.md: from 10 frames of the vorticity an operator foretells the next 10 one by one, each from those
// before, on 64 x 64 points. The number is the mean relative L2 error of all ten frames together. Published, from 1,000 histories and 500 epochs: FNO 0.1556 (Li and others 2021),
// Transolver 0.0900, SpectraNet 0.0822; on data of theirs, where ours are made by our own solver from starts of the
// same distribution. On a GPU, 167 histories (solved on 320 x 320 points) and 60 epochs gave 0.1825 in 139 s.
func TestNavierStokesRow(t *testing.T) {
	if !*full {
		t.Skip("takes long; ask for it with -full")
	}
	const inputs, ahead = 10, 10
	all, err := datasets.Flows(datasets.Flow{Viscosity: 1e-5, Starts: datasets.PublishedStarts, Fine: 384, Count: *flows, Frames: inputs + ahead, Seed: 1, Cache: filepath.Join("..", ".sublunar", "cache", "flows")})
	must(t, "make histories", err)
	train, test := all.Split(all.Len() - all.Len()/6)
	pairs, err := train.Windows(inputs, 1)
	must(t, "pair frames", err)
	fitted, err := operator.Fit(operator.FNO{Modes: []int{12, 12}, Channels: 24}, pairs, operator.Training{Epochs: *flowEpochs, Seed: 1, Noise: 0.003})
	must(t, "fit", err)
	first, rest, err := test.Starts(inputs)
	must(t, "part the histories", err)
	made, err := fitted.Rollout(first, ahead)
	must(t, "foretell", err)
	still, err := operator.Still(first, ahead)
	must(t, "stand still", err)
	asOne := func(a field.Array) field.Array { // all frames of a history together, as if they were one
		return field.Array{Shape: []int{test.Len(), 1, len(a.Values) / test.Len()}, Values: a.Values}
	}
	off := func(made field.Array) float64 {
		course, err := operator.Follow(asOne(made), asOne(rest))
		must(t, "compare histories", err)
		return course.Error(math.Inf(1))[0]
	}
	ours, none := off(made), off(still)
	t.Logf("viscosity 1e-5, %d histories to fit on and %d to test on, %d epochs: off by %.4g; standing still by %.4g; float32 on %s\n%v", train.Len(), test.Len(), *flowEpochs, ours, none, backend.Name(), fitted)
	limit := 0.8 * none
	if train.Len() >= 1000 && *flowEpochs >= 500 {
		limit = 0.1556
	}
	if !(ours <= limit) {
		t.Errorf("off by %.4g; at most %.4g is asked for", ours, limit)
	}
}
