package tests

import (
	"cmp"
	"errors"
	"flag"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"gonum.org/v1/gonum/stat"

	"sublunar/datasets"
	"sublunar/lib/backend"
	"sublunar/lib/field"
	"sublunar/lib/operator"
)

var apeSeed = flag.Uint64("ape-seed", 1, "of APEBench's waves and networks, in TestAPEBenchRows")

// A bench is a setting of APEBench's one-dimensional table: steps of training, of 20 pairs of frames each, and frames foretold.
type bench struct {
	laws                  []string
	points, steps, frames int
}

var (
	// shortBench is for every run. APEBench itself has 160 points and 10,000 steps.
	shortBench = bench{laws: []string{"Advection", "KSConservative"}, points: 64, steps: 250, frames: 31}
	longBench  = bench{laws: []string{"Advection", "Burgers", "KdV", "KSConservative"}, points: 64, steps: 2000, frames: 101}
)

// apeRivals have some 15,000 parameters each.
func apeRivals() (names []string, all []operator.Operator) {
	return []string{"FNO", "U-Net", "ResNet", "Dilated"}, []operator.Operator{
		operator.FNO{Modes: []int{12}, Channels: 16, Layers: 2},
		operator.UNet{Axes: 1, Channels: 10},
		operator.ResNet{Axes: 1, Channels: 20, Blocks: 6},
		operator.ResNet{Axes: 1, Channels: 20, Blocks: 2, Gaps: []int{1, 2, 4, 4, 2, 1}},
	}
}

// TestAPEBenchRows lets four operators learn the step of a law from runs, and go on alone from states that they haven't seen: errors are those of the first step, and
// the geometric mean over all steps, as in APEBench's tables.
func TestAPEBenchRows(t *testing.T) {
	b := shortBench
	if *full {
		b = longBench
	}
	var table strings.Builder
	fmt.Fprintf(&table, "%d points, %d steps of training, %d frames alone, seed %d; float32 on %s\n", b.points, b.steps, b.frames-1, *apeSeed, backend.Name())
	for _, law := range b.laws {
		s, err := datasets.APEBench(law)
		must(t, "find the law", err)
		s.Points = b.points
		train, err := s.Train(datasets.Runs{Seed: *apeSeed})
		must(t, "make runs to fit on", err)
		test, err := s.Test(datasets.Runs{Count: 20, Frames: b.frames, Seed: *apeSeed})
		must(t, "make runs to test on", err)
		pairs, err := train.Windows(1, 1)
		must(t, "pair frames", err)
		first, rest, err := test.Starts(1)
		must(t, "part the runs", err)
		still, err := operator.Still(first, b.frames-1)
		must(t, "stand still", err)
		once := map[string]float64{"standing still": alone(t, still, rest)[0]}
		fmt.Fprintf(&table, "%-15s", law)
		names, all := apeRivals()
		mean := map[string]float64{}
		for k, name := range names {
			fitted, err := operator.Fit(all[k], pairs, operator.Training{Epochs: max(1, 20*b.steps/pairs.Len()), Batch: 20, Seed: *apeSeed})
			must(t, "fit", err)
			made, err := fitted.Rollout(first, b.frames-1)
			if lost := (*operator.LostError)(nil); err != nil && !errors.As(err, &lost) {
				t.Fatal(err)
			}
			errors := alone(t, made, rest)
			once[name], mean[name] = errors[0], stat.GeometricMean(errors, nil)
			fmt.Fprintf(&table, "  %s %.3g, %.3g", name, once[name], mean[name])
		}
		fmt.Fprintf(&table, "  standing still %.3g\n", once["standing still"])
		best := slices.MinFunc(names, func(a, b string) int { return cmp.Compare(once[a], once[b]) })
		for _, name := range names {
			if !(once[name] < 0.5*once["standing still"]) {
				t.Errorf("%s: %s is off by %.3g after a step, standing still by %.3g", law, name, once[name], once["standing still"])
			}
		}
		if !(once[best] < 0.2*once["standing still"]) {
			t.Errorf("%s: the best, %s, is off by %.3g after a step, standing still by %.3g", law, best, once[best], once["standing still"])
		}
		if law == "KSConservative" && !(mean["FNO"] > 1.1*mean["Dilated"]) {
			t.Errorf("FNO is off by %.3g on KSConservative, the dilated network by %.3g; APEBench's table has 0.54 and 0.16", mean["FNO"], mean["Dilated"])
		}
	}
	t.Log("errors after one step, and the mean of all\n" + table.String())
}

// alone are the mean relative errors of runs [runs, frames, points, ...] after each frame. Past 10, or where the numbers end, a run's error is 10: whoever is there is lost.
func alone(t *testing.T, made, rest field.Array) []float64 {
	t.Helper()
	course, err := operator.Follow(made, rest)
	must(t, "compare runs", err)
	errors := course.Error(10)
	if slices.ContainsFunc(errors, math.IsNaN) {
		t.Fatal("an error is no number")
	}
	return errors
}
