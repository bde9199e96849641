package tests

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sublunar/lib/notebook"
	"sublunar/lib/notebook/workshop"
)

// taught are the notebooks that have exercises.
var taught = []string{"00-welcome.ipynb", "01-lynx-and-hare.ipynb"}

// TestExercises: each has its task before it, and a class's copy can be made.
func TestExercises(t *testing.T) {
	for _, path := range everyNotebook(t) {
		nb, err := notebook.Read(path)
		must(t, "read it", err)
		if nb.Tagged(workshop.TagSolution) < 0 {
			continue
		}
		name := filepath.Base(path)
		sheet, err := workshop.Make(nb)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if sheet.Exercises < 2 || len(sheet.Checks) < 2 {
			t.Errorf("%s has %d exercises and %d checks", name, sheet.Exercises, len(sheet.Checks))
		}
		for i, c := range nb.Cells {
			if c.HasTag(workshop.TagSolution) && (i == 0 || !strings.Contains(nb.Cells[i-1].Source, "**Exercise.**")) {
				t.Errorf("%s: cell %d is an exercise, and the text before it sets none", name, i+1)
			}
		}
	}
}

// TestWorkshop makes a class's copies of them for real: they compile with the solutions cut, and no check that gives points holds then.
func TestWorkshop(t *testing.T) {
	if !*full {
		t.Skip("executes two notebooks three times each; ask for it with -full")
	}
	out := filepath.Join(t.TempDir(), "class")
	args := []string{"workshop", "--out", out}
	for _, name := range taught {
		args = append(args, filepath.Join(checkout, "notebooks", name))
	}
	printed, code := sublunar(t, 30*time.Minute, args...)
	if code != 0 || !strings.Contains(printed, "2 notebooks, 4 cells to write, 7 checks for 7 points") || strings.Contains(printed, "gives no points") {
		t.Fatalf("it ended with %d:\n%s", code, printed)
	}
	for _, name := range taught {
		text, err := os.ReadFile(filepath.Join(out, "student", name))
		must(t, "read a student's copy", err)
		for _, solution := range []string{"Exp(Neg(Mul(rate, t)))", "return -slope", `h + \" \" + l`, "math.Sqrt(breed*starve)", "4*math.Pi"} {
			if strings.Contains(string(text), solution) {
				t.Errorf("%s gives %s away to students", name, solution)
			}
		}
	}
}
