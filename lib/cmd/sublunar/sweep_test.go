package main

import (
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

func TestSweepWrongUse(t *testing.T) {
	notebooks := map[string]string{"good.ipynb": page("go", "var steps = 3 // how many\nvar data = \"\" // file: a CSV"), "python.ipynb": page("python", "steps = 3")}
	const good = "notebooks/good.ipynb"
	for _, c := range []struct {
		args []string
		says string
	}{
		{[]string{good}, "--over NAME=FIRST:LAST"},
		{[]string{good, "--over", "steps=1:3", "--table", "a.csv"}, "say what to sweep over"},
		{[]string{good, "--table", "nowhere.csv"}, "nowhere.csv"},
		{[]string{good, "--over", "steps"}, "name=1:1000"},
		{[]string{good, "--over", "steps=5:1"}, "no step"},
		{[]string{good, "--over", "steps=0:1:0.5"}, "whole number"},
		{[]string{good, "--over", "stepps=1:3"}, "steps, data"},
		{[]string{good, "--over", "steps=1:3", "-p", "steps=2"}, "leave one out"},
		{[]string{good, "--over", "steps=1:3", "--over", "steps=4"}, "swept twice"},
		{[]string{good, "--over", "steps=1:3", "-p", "data=nowhere.csv"}, "nowhere.csv"},
		{[]string{good, "--over", "steps=1:3", "--jobs", "-1"}, "--jobs"},
		{[]string{good, "--over", "steps=1:3", "--timeout", "0"}, "--timeout"},
		{[]string{good, "--over", "steps=1:3", "--wait"}, "--slurm"},
		{[]string{good, "--over", "steps=1:3", "--slurm", "--sbatch", "mem=4G"}, "with its dashes"},
		{[]string{"notebooks/nowhere.ipynb", "--over", "steps=1:3"}, "there is no notebook"},
		{[]string{"notebooks/python.ipynb", "--over", "steps=1:3"}, "python"},
		{nil, "arg"},
	} {
		root := checkout(t, notebooks)
		before := tree(t, root)
		_, complaint, code := sublunar(t, root, nil, append([]string{"sweep"}, c.args...)...)
		if code != exitWrongUse || !strings.Contains(complaint, c.says) || strings.Count(strings.TrimSpace(complaint), "\n") > 0 {
			t.Errorf("%v ended with %d and said %q, want %q", c.args, code, complaint, c.says)
		}
		if after := tree(t, root); after != before {
			t.Errorf("%v: files changed:\n%s\nbefore:\n%s", c.args, after, before)
		}
	}
}

// TestSweepFails shows a failing member beside those that don't: the rest is done, the table has all, and the next call tries it
// again.
func TestSweepFails(t *testing.T) {
	h := home(t)
	folder, out := t.TempDir(), t.TempDir()
	path := filepath.Join(folder, "fails.ipynb")
	source := strings.Replace(page("go", "var seed = 1 // which draw"), `}],`, `},{"cell_type":"code","id":"b","metadata":{},"execution_count":null,"outputs":[],"source":`+
		strconv.Quote("%%\nif seed == 1 {\n\tpanic(\"no sea\")\n}")+`}],`, 1)
	write(t, path, source)
	args := []string{"sweep", path, "--over", "seed=1,2", "--out", out}
	for range 2 {
		stdout, complaint, code := sublunar(t, h.Root, nil, args...)
		if code != exitFailed || !strings.Contains(stdout, "1 of 2 members done, 1 failed") || !strings.Contains(stdout, "seed=1: ") || !strings.Contains(stdout, "no sea") {
			t.Errorf("it ended with %d: %s%s", code, stdout, complaint)
		}
	}
	kept, _ := filepath.Glob(filepath.Join(out, "members", "*.ipynb"))
	if len(kept) != 1 || !strings.Contains(kept[0], "seed=1") {
		t.Errorf("the notebooks of %v are kept", kept)
	}
}
