package workshop

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"sublunar/lib/notebook"
)

const (
	period      = "// period of a swing, in s.\nfunc period(length float64) float64 {\n\treturn 2 * math.Pi * math.Sqrt(length/9.81)\n}"
	checkPeriod = "%%\nclaim.Hint(\"How much of a circle?\").Check(\"a metre's (s)\", period(1), claim.Relative(1e-3), 2.006, \"Huygens\")"
)

// page is a notebook with cells that have ids c1, c2, ...
func page(t *testing.T, cells ...*notebook.Cell) *notebook.Notebook {
	t.Helper()
	for i, c := range cells {
		c.ID = "c" + string(rune('1'+i))
	}
	nb := notebook.New(cells...)
	if err := nb.Validate(); err != nil {
		t.Fatal(err)
	}
	return nb
}

// with gives a cell metadata of nbgrader's.
func with(c *notebook.Cell, meta map[string]any) *notebook.Cell {
	if err := c.Metadata.Set("nbgrader", meta); err != nil {
		panic(err)
	}
	return c
}

func TestMake(t *testing.T) {
	ran := notebook.NewCode(period, TagSolution, "mine")
	ran.SetOutputs(3, notebook.NewStream("stdout", "2.006\n"))
	nb := page(t,
		notebook.NewMarkdown("# Swings"),
		ran,
		notebook.NewCode(checkPeriod+"\n// BEGIN HIDDEN TESTS\nclaim.AtMost(\"error\", 0, 1, \"s\")\n// END HIDDEN TESTS"),
		notebook.NewMarkdown("Because it is longer.", TagSolution),
		with(notebook.NewCode("%%\nclaim.Check(\"gravity\", 9.81, claim.Relative(0.01), 9.81, \"s\")"),
			map[string]any{"grade": true, "grade_id": "gravity", "points": 2.5, "schema_version": 3, "solution": false, "locked": true, "task": false}),
		with(notebook.NewMarkdown("Draw a swing.\n### BEGIN MARK SCHEME\nfour lines\n### END MARK SCHEME"),
			map[string]any{"grade": false, "grade_id": "draw", "points": 4, "schema_version": 3, "solution": false, "locked": true, "task": true}),
	)
	before, err := nb.Encode()
	if err != nil {
		t.Fatal(err)
	}
	s, err := Make(nb)
	if err != nil {
		t.Fatal(err)
	}
	if after, err := nb.Encode(); err != nil || string(after) != string(before) {
		t.Errorf("the notebook itself was changed: %v", err)
	}
	if s.Exercises != 2 || !slices.Equal(s.Checks, []int{2, 4}) || s.Points() != 1+1+2.5+4 {
		t.Errorf("%d exercises, checks in %v, %g points", s.Exercises, s.Checks, s.Points())
	}
	for i, want := range []string{
		"",
		`{"grade":false,"grade_id":"c2","locked":false,"schema_version":3,"solution":true,"task":false}`,
		`{"grade":true,"grade_id":"c3","locked":true,"points":1,"schema_version":3,"solution":false,"task":false}`,
		`{"grade":true,"grade_id":"c4","locked":false,"points":1,"schema_version":3,"solution":true,"task":false}`,
		`{"grade":true,"grade_id":"gravity","locked":true,"points":2.5,"schema_version":3,"solution":false,"task":false}`,
		`{"grade":false,"grade_id":"draw","locked":true,"points":4,"schema_version":3,"solution":false,"task":true}`,
	} {
		if got := string(s.Source.Cells[i].Metadata["nbgrader"]); got != want {
			t.Errorf("nbgrader reads of cell %d\n%s\nnot\n%s", i+1, got, want)
		}
	}
	student, untouched := s.Student(), s.Untouched()
	for i, want := range []string{
		"# Swings",
		"// period of a swing, in s.\nfunc period(length float64) float64 {\n\t// YOUR CODE HERE\n\tpanic(errors.New(\"still to be written: see the task above\"))\n}",
		"%%\ndefer claim.Lesson(\"How much of a circle?\")()\n" + strings.TrimPrefix(checkPeriod, "%%\n"),
		"YOUR ANSWER HERE",
		"%%\ndefer claim.Lesson()()\nclaim.Check(\"gravity\", 9.81, claim.Relative(0.01), 9.81, \"s\")",
		"Draw a swing.",
	} {
		c := student.Cells[i]
		if c.Source != want {
			t.Errorf("students read in cell %d\n%s\nnot\n%s", i+1, c.Source, want)
		}
		if c.Metadata["nbgrader"] != nil || c.HasTag(TagSolution) || len(c.Outputs) > 0 || c.ExecutionCount != nil {
			t.Errorf("students have in cell %d more than its source: %v, %v", i+1, c.Metadata, c.Outputs)
		}
		if locked := string(c.Metadata["editable"]) == "false"; locked != slices.Contains([]int{2, 4, 5}, i) {
			t.Errorf("cell %d: can't be edited is %v", i+1, locked)
		}
	}
	if !student.Cells[1].HasTag("mine") {
		t.Error("another tag of the cell is lost")
	}
	if u := untouched.Cells[2].Source; !strings.Contains(u, "claim.Grade()") || !strings.Contains(u, "claim.AtMost") {
		t.Errorf("nbgrader runs a check without its hidden tests:\n%s", u)
	}
	if untouched.Cells[1].Source != student.Cells[1].Source {
		t.Errorf("what a student hands in untouched has a solution in it:\n%s", untouched.Cells[1].Source)
	}

	if err := s.Ungrade(2); err != nil {
		t.Fatal(err)
	}
	if s.Points() != 7.5 || !slices.Equal(s.Checks, []int{4}) || strings.Contains(s.Untouched().Cells[2].Source, "claim.Grade()") {
		t.Errorf("a check without points leaves %g and %v:\n%s", s.Points(), s.Checks, s.Untouched().Cells[2].Source)
	}
	if err := s.Ungrade(4); err == nil || !strings.Contains(err.Error(), "cell 5") {
		t.Errorf("points that the author gave went with %v", err)
	}
}

// TestOwnLesson: who calls Lesson knows what to show; that it is graded is added all the same.
func TestOwnLesson(t *testing.T) {
	const own = "%%\ndefer claim.Lesson(\"mine\")()\nclaim.Check(\"a\", 1, claim.Absolute(1), 1, \"s\")"
	got, err := teach(own, true)
	want := "%%\n// BEGIN HIDDEN TESTS\nclaim.Grade()\n// END HIDDEN TESTS" + strings.TrimPrefix(own, "%%")
	if err != nil || got != want {
		t.Errorf("it became\n%s\n(%v), not\n%s", got, err, want)
	}
}

func TestMakeRefuses(t *testing.T) {
	broken := notebook.NewCode(period, TagSolution)
	broken.SetOutputs(1, notebook.NewError("ERROR", "exit status 2", nil))
	graded := map[string]any{"grade": true, "grade_id": "c2", "points": 1, "schema_version": 3, "solution": false, "locked": true, "task": false}
	for name, c := range map[string]struct {
		cells []*notebook.Cell
		says  string
	}{
		"no solution":           {[]*notebook.Cell{notebook.NewCode(checkPeriod)}, "no cell is tagged `solution`"},
		"no claim":              {[]*notebook.Cell{notebook.NewCode(period, TagSolution)}, "no cell makes a claim"},
		"a claim that can't be": {[]*notebook.Cell{notebook.NewCode(period, TagSolution), notebook.NewCode("func check() { claim.Check(\"a\", 1, claim.Absolute(1), 1, \"s\") }")}, "no cell makes a claim"},
		"an error":              {[]*notebook.Cell{broken, notebook.NewCode(checkPeriod)}, "cell 1: its outputs hold an error"},
		"a claim in a solution": {[]*notebook.Cell{notebook.NewCode(period+"\n"+checkPeriod, TagSolution)}, "cell 1: a cell tagged `solution` makes claims"},
		"an id twice":           {[]*notebook.Cell{with(notebook.NewCode(checkPeriod), graded), notebook.NewCode(period, TagSolution)}, `cell 2: grade_id "c2" is that of cell 1 too`},
		"an id with a space":    {[]*notebook.Cell{with(notebook.NewCode(period, TagSolution), map[string]any{"grade_id": "a b"}), notebook.NewCode(checkPeriod)}, "letters, digits"},
		"less than no points":   {[]*notebook.Cell{notebook.NewCode(period, TagSolution), with(notebook.NewCode(checkPeriod), map[string]any{"points": -1})}, "cell 2: nbgrader's metadata gives -1 points"},
		"metadata of no kind":   {[]*notebook.Cell{with(notebook.NewCode(period, TagSolution), map[string]any{"grade": "yes"})}, "can't be read"},
		"a later schema":        {[]*notebook.Cell{with(notebook.NewCode(period, TagSolution), map[string]any{"schema_version": 4})}, "schema version 4"},
		"points for no claim":   {[]*notebook.Cell{notebook.NewCode(period, TagSolution), with(notebook.NewCode("%%\nf()"), graded)}, "makes no claims"},
		"a raw cell":            {[]*notebook.Cell{notebook.NewRaw("x", TagSolution)}, "raw"},
		"markers and no tag":    {[]*notebook.Cell{notebook.NewCode("func f() {\n// BEGIN SOLUTION\n// END SOLUTION\n}")}, "not the tag"},
		"hidden, but no tests":  {[]*notebook.Cell{notebook.NewCode("%%\n// BEGIN HIDDEN TESTS\nf()\n// END HIDDEN TESTS")}, "makes no claims"},
		"half a test hidden":    {[]*notebook.Cell{notebook.NewCode("%%\nclaim.Check(\n// BEGIN HIDDEN TESTS\n\"a\", 1, claim.Absolute(1), 1, \"s\")\n// END HIDDEN TESTS")}, "whole statements"},
		"hidden without an end": {[]*notebook.Cell{notebook.NewCode(checkPeriod + "\n// BEGIN HIDDEN TESTS")}, "no END HIDDEN TESTS"},
		"nothing to cut":        {[]*notebook.Cell{notebook.NewMarkdown("# A"), notebook.NewCode("var x = 1", TagSolution)}, "cell 2: there is nothing to cut"},
	} {
		if s, err := Make(page(t, c.cells...)); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: got %v and %v, not an error with %q", name, s, err, c.says)
		}
	}
}

func TestFiles(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "here")
	for _, name := range []string{"a.csv", "data/b.csv", "pictures/c.svg", "d.svg", "other.ipynb", "never.csv", "../outside.csv"} {
		path := filepath.Join(folder, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, nil, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	found, err := Files(page(t,
		notebook.NewMarkdown("![c](pictures/c.svg \"a title\") <img src=\"d.svg\"> [go on](other.ipynb) ![gone](gone.svg) ![far](https://example.org/a.svg)"),
		notebook.NewCode("var data = \"a.csv\" // never.csv"),
		notebook.NewCode("%%\nfmt.Println(read(`./data/b.csv`), \"data\", \"a.csv\", \"\")"),
		notebook.NewCode("%%bash\ncat never.csv"),
	), folder)
	if want := []string{"pictures/c.svg", "d.svg", "a.csv", "data/b.csv"}; err != nil || !slices.Equal(found, want) {
		t.Errorf("it needs %q (%v), not %q", found, err, want)
	}
	for _, name := range []string{"../outside.csv", filepath.Join(folder, "a.csv")} {
		if _, err := Files(page(t, notebook.NewCode("var data = `"+name+"`")), folder); err == nil || !strings.Contains(err.Error(), "cell 1 names "+name) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
