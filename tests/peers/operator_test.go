package peers

import (
	"flag"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"sublunar/datasets"
	"sublunar/lib/backend"
	"sublunar/lib/field"
	"sublunar/lib/operator"
)

var epochs = flag.Int("epochs", 20, "epochs of the operators on Darcy's equation")

// An epoch is what a peer prints after each: see operator_neuraloperator.py.
type epoch struct {
	Parameters  int     `json:"parameters"`
	Seconds     float64 `json:"seconds"`
	CPU         float64 `json:"cpu_seconds"`
	Error, Fine float64
	PeakMB      float64 `json:"peak_mb"`
}

// TestOperator fits neuraloperator's FNO, by its own recipe, and ours to the same 1,000 media of Darcy's equation on 17 x 17 points, and tests both on
// 100 others there and on 33 x 33.
func TestOperator(t *testing.T) {
	if !*peers {
		t.Skip("runs neuraloperator in an environment of its own; ask for it with -peers")
	}
	python := environmentOf(t, "operator", "operator-requirements.txt")
	fine, err := datasets.Darcy(datasets.Pairs{Count: 1200, Side: 33, Fine: 129, Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	coarse := field.Samples{X: must(fine.X.Every(2))(t), Y: must(fine.Y.Every(2))(t)}
	train, rest := coarse.Split(1000)
	validate, test := rest.Split(100)
	_, testFine := fine.Split(1100)
	arrays := filepath.Join(t.TempDir(), "darcy.npz")
	if err := field.WriteNPZ(arrays, map[string]field.Array{"train_x": train.X, "train_y": train.Y, "test_x": test.X, "test_y": test.Y,
		"fine_x": testFine.X, "fine_y": testFine.Y}); err != nil {
		t.Fatal(err)
	}
	var table strings.Builder
	table.WriteString("| Darcy, 1,000 media of 17 x 17 | parameters | first epoch, s | an epoch, s (processor's) | error on 17 x 17 | on 33 x 33 | s to neuraloperator's last error | peak MB |\n|---|---|---|---|---|---|---|---|\n")
	row := func(name string, all []epoch, goal float64) {
		var seconds, cpu []float64
		reached, total := math.NaN(), 0.0
		for i, e := range all {
			total += e.Seconds
			if math.IsNaN(reached) && e.Error <= goal {
				reached = total
			}
			if i > 0 {
				seconds, cpu = append(seconds, e.Seconds), append(cpu, e.CPU)
			}
		}
		last := all[len(all)-1]
		fmt.Fprintf(&table, "| %s | %d | %.2g | %.2g (%.2g) | %.4f | %.4f | %.3g | %.0f |\n", name, last.Parameters, all[0].Seconds, median(seconds), median(cpu),
			last.Error, last.Fine, reached, last.PeakMB)
	}
	theirs := theirEpochs(t, python, arrays)
	goal := theirs[len(theirs)-1].Error
	row("neuraloperator 2.0.0, its recipe", theirs, goal)
	same := operator.FNO{Modes: []int{5, 5}, Channels: 30, Grid: operator.Ends}
	lean := operator.FNO{Modes: []int{5, 5}, Channels: 30, Hidden: -1, Widen: 60, Grid: operator.Ends}
	row("ours, without hidden channels", ourEpochs(t, lean, operator.Training{Batch: 32, Rate: 8e-3, Loss: operator.H1}, train, validate, test, testFine), goal)
	row("ours, AdamW", ourEpochs(t, same, operator.Training{Batch: 32, Rate: 5e-3, Loss: operator.H1}, train, validate, test, testFine), goal)
	row("ours, SOAP, told of the square's symmetry", ourEpochs(t, same, operator.Training{Method: operator.SOAP, Rate: 5e-3, Loss: operator.H1, Symmetry: operator.Turns},
		train, validate, test, testFine), goal)
	t.Logf("on %s, %d epochs\n\n%s", backend.Name(), *epochs, table.String())
	if err := os.WriteFile(filepath.Join(home(t), "operator.md"), []byte(table.String()), 0o644); err != nil {
		t.Fatal(err)
	}
}

func median(values []float64) float64 {
	if len(values) == 0 {
		return math.NaN()
	}
	values = slices.Sorted(slices.Values(values))
	return values[len(values)/2]
}

func theirEpochs(t *testing.T, python, arrays string) []epoch {
	t.Helper()
	all := script(t, python, "operator_neuraloperator.py", func(e epoch) bool { return e.Parameters > 0 }, arrays, "--epochs", fmt.Sprint(*epochs))
	if len(all) == 0 {
		t.FailNow()
	}
	return all
}

// ourEpochs are timed by Observe, from the end of one to that of the next, with a look at 100 samples for validation: the errors until the last are of those.
func ourEpochs(t *testing.T, o operator.Operator, training operator.Training, train, validate, test, fine field.Samples) []epoch {
	t.Helper()
	var all []epoch
	at, used := time.Now(), spent()
	training.Epochs = *epochs
	training.Validate = validate
	training.Observe = func(p field.Progress) error {
		e := epoch{Seconds: time.Since(at).Seconds(), CPU: spent() - used, Error: p.Values[len(p.Values)-1].Value}
		all = append(all, e)
		at, used = time.Now(), spent()
		return nil
	}
	fitted, err := operator.Fit(o, train, training)
	if err != nil {
		t.Fatal(err)
	}
	last := &all[len(all)-1]
	report, err := fitted.Test(test)
	if err != nil {
		t.Fatal(err)
	}
	onFine, err := fitted.Test(fine)
	if err != nil {
		t.Fatal(err)
	}
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		t.Fatal(err)
	}
	last.Parameters, last.Error, last.Fine, last.PeakMB = fitted.Parameters(), report.Mean, onFine.Mean, float64(usage.Maxrss)/1024
	return all
}
