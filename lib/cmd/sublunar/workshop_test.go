package main

import (
	"encoding/csv"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"sublunar/lib/kernel"
	"sublunar/lib/notebook"
	"sublunar/lib/notebook/workshop"
)

// swing is a lesson of two exercises: one cut as a whole and one in part, with a check that hides a test, one worth three points by
// nbgrader's metadata, and one that holds whatever students write.
func swing(t *testing.T) *notebook.Notebook {
	t.Helper()
	worth := notebook.NewCode(`%%
claim.Hint("A file has as many lines as ends of lines.").Check("lengths", float64(count()), claim.Absolute(0.5), 3, "the file")`)
	if err := worth.Metadata.Set("nbgrader", map[string]any{"grade": true, "grade_id": "lengths", "points": 3, "locked": true, "schema_version": 3, "solution": false, "task": false}); err != nil {
		t.Fatal(err)
	}
	return notebook.New(
		notebook.NewMarkdown("# The swing\n\n![a swing](swing.svg)"),
		notebook.NewCode("var (\n\tgravity = 9.81 // m/s²\n\tdata = \"lengths.csv\" // file: a length a line\n)", "parameters"),
		notebook.NewMarkdown("**Exercise.** How long does a small swing take?"),
		notebook.NewCode("// period is the time of one small swing, in s.\nfunc period(length float64) float64 {\n\treturn 2 * math.Pi * math.Sqrt(length/gravity)\n}\n\n%%\nfmt.Printf(\"%.3f s\\n\", period(1))", "solution"),
		notebook.NewCode(`%%
claim.Hint("Does it grow as the root of the length?").Check("period of four metres over that of one", period(4)/period(1), claim.Relative(1e-12), 2, "a pendulum's law")
// BEGIN HIDDEN TESTS
claim.Hint("How much of a circle is one swing?").Check("period of a metre (s)", period(1), claim.Relative(1e-3), 2.006, "Huygens 1673")
// END HIDDEN TESTS`),
		notebook.NewMarkdown("**Exercise.** Count the lengths."),
		notebook.NewCode("// count is how many lengths there are.\nfunc count() int {\n\t// BEGIN SOLUTION: os.ReadFile reads all of it\n\ttext := must.M1(os.ReadFile(data))\n\treturn strings.Count(string(text), \"\\n\")\n\t// END SOLUTION\n}", "solution"),
		worth,
		notebook.NewCode(`%%
claim.Check("gravity (m/s²)", gravity, claim.Relative(0.01), 9.81, "the table of the parameters")`),
	)
}

// lay writes a notebook with what it needs into a new folder.
func lay(t *testing.T, nb *notebook.Notebook) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "swing.ipynb")
	write(t, filepath.Join(filepath.Dir(path), "lengths.csv"), "1\n2\n4\n")
	write(t, filepath.Join(filepath.Dir(path), "swing.svg"), `<svg xmlns="http://www.w3.org/2000/svg"/>`)
	if err := nb.Write(path); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestWorkshop makes a class's copies for real, and has the real nbgrader grade what three students hand in.
func TestWorkshop(t *testing.T) {
	if testing.Short() {
		t.Skip("runs notebooks, and nbgrader")
	}
	h := home(t)
	out := filepath.Join(t.TempDir(), "monday")
	printed, complaint, code := sublunar(t, h.Root, nil, "workshop", lay(t, swing(t)), "--out", out)
	if code != 0 || !strings.Contains(printed, "1 notebook, 2 cells to write, 2 checks for 4 points") || !strings.Contains(printed, "cell 9 holds without the solutions") {
		t.Fatalf("it ended with %d: %s%s", code, printed, complaint)
	}
	for _, name := range []string{"student/lengths.csv", "teacher/swing.svg", "nbgrader/source/monday/lengths.csv", "README.md"} {
		if _, err := os.Stat(filepath.Join(out, name)); err != nil {
			t.Error(err)
		}
	}
	teacher := opened(t, filepath.Join(out, "teacher", "swing.ipynb"))
	if !strings.Contains(teacher.Cells[3].Source, "math.Sqrt") || len(teacher.Cells[4].Outputs) != 2 {
		t.Error("the teacher's copy lacks a solution, or what came out")
	}

	// What a student sees while at work.
	student := filepath.Join(out, "student", "swing.ipynb")
	nb := opened(t, student)
	nb.Cells[3].AddTag("raises-exception")
	nb.Cells[6].Source = strings.Replace(nb.Cells[6].Source, stub(), "return 2", 1)
	nb.Cells = append(nb.Cells[:4], nb.Cells[6:]...) // what was not looked at yet
	if err := nb.Write(student); err != nil {
		t.Fatal(err)
	}
	ran := t.TempDir()
	printed, complaint, code = sublunar(t, h.Root, nil, "run", student, "--out", ran, "--format", "ipynb")
	if code != 0 {
		t.Errorf("a check that is not met should only say so; the run ended with %d: %s%s", code, printed, complaint)
	}
	nb = opened(t, filepath.Join(ran, "swing.ipynb"))
	said(t, nb.Cells[3], "still to be written: see the task above")
	said(t, nb.Cells[5], "→ lengths: not yet. A file has as many lines as ends of lines.")

	grade(t, h, filepath.Join(out, "nbgrader"), teacher)
}

// grade goes through nbgrader's day with three students: one with the solutions, one with nothing written, and one with a wrong answer who tried to take the
// check away.
func grade(t *testing.T, h *kernel.Home, course string, solved *notebook.Notebook) {
	nbgrader(t, h, course, "generate_assignment", "monday")
	release := filepath.Join(course, "release", "monday")
	given, mine := opened(t, filepath.Join(release, "swing.ipynb")), opened(t, filepath.Join(course, "source", "monday", "swing.ipynb"))
	for i, c := range given.Cells {
		for _, word := range []string{"math.Sqrt", "ReadFile(", "2.006", "Grade()"} {
			if strings.Contains(c.Source, word) {
				t.Errorf("cell %d of the release gives %s away:\n%s", i+1, word, c.Source)
			}
		}
	}
	sheet, err := workshop.Make(solved)
	if err != nil {
		t.Fatal(err)
	}
	if err := sheet.Ungrade(8); err != nil {
		t.Fatal(err)
	}
	for i, c := range sheet.Student().Cells {
		if c.Source != given.Cells[i].Source {
			t.Errorf("nbgrader cuts cell %d to\n%s\nand we to\n%s", i+1, given.Cells[i].Source, c.Source)
		}
	}
	wrong := given.Clone()
	wrong.Cells[3].Source = strings.Replace(wrong.Cells[3].Source, stub(), "return 2 * length", 1)
	wrong.Cells[4].Source = "%%\nfmt.Println(\"all is well\")"
	for student, nb := range map[string]*notebook.Notebook{"solved": mine, "untouched": given, "wrong": wrong} {
		folder := filepath.Join(course, "submitted", student, "monday")
		if err := os.CopyFS(folder, os.DirFS(release)); err != nil {
			t.Fatal(err)
		}
		if err := nb.Write(filepath.Join(folder, "swing.ipynb")); err != nil {
			t.Fatal(err)
		}
	}
	nbgrader(t, h, course, "autograde", "monday")
	nbgrader(t, h, course, "generate_feedback", "monday")
	nbgrader(t, h, course, "export")

	table, err := os.Open(filepath.Join(course, "grades.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer table.Close()
	rows, err := csv.NewReader(table).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	scores := map[string]string{}
	for _, row := range rows[1:] {
		scores[row[3]] = row[len(row)-2] + " of " + row[len(row)-1]
	}
	for student, want := range map[string]string{"solved": "4.0 of 4.0", "untouched": "0.0 of 4.0", "wrong": "0.0 of 4.0"} {
		if scores[student] != want {
			t.Errorf("nbgrader gives %s %q, not %q", student, scores[student], want)
		}
	}
	for student, hints := range map[string]map[int]string{
		"solved": {4: "✓ period of a metre (s): as it should be", 7: "✓ lengths: as it should be"},
		"untouched": {
			4: "→ the check: stopped before its end, see below. Does it grow as the root of the length? How much of a circle is one swing?",
			7: "→ the check: stopped before its end, see below. A file has as many lines as ends of lines.",
			8: "✓ gravity (m/s²): as it should be",
		},
		"wrong": {4: "→ period of a metre (s): not yet. How much of a circle is one swing?"},
	} {
		nb := opened(t, filepath.Join(course, "autograded", student, "monday", "swing.ipynb"))
		page, err := os.ReadFile(filepath.Join(course, "feedback", student, "monday", "swing.html"))
		if err != nil {
			t.Error(err)
		}
		for i, hint := range hints {
			said(t, nb.Cells[i], hint)
			_, words, _ := strings.Cut(hint, ": ")
			if !strings.Contains(string(page), words) {
				t.Errorf("the feedback for %s does not say %q", student, words)
			}
		}
	}
}

// nbgrader runs the real one in a course's folder, with the kernel of this checkout and no settings of the user's.
func nbgrader(t *testing.T, h *kernel.Home, course string, args ...string) {
	t.Helper()
	bin := filepath.Dir(environment(t, "nbgrader"))
	own := t.TempDir()
	cmd := exec.CommandContext(t.Context(), filepath.Join(bin, "nbgrader"), args...)
	cmd.Dir = course
	cmd.Env = append(kernel.PythonEnvironment(), "PATH="+bin+string(filepath.ListSeparator)+os.Getenv("PATH"), "JUPYTER_PATH="+h.Jupyter(),
		"JUPYTER_CONFIG_DIR="+own, "JUPYTER_DATA_DIR="+own, "JUPYTER_RUNTIME_DIR="+own, "IPYTHONDIR="+own)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("nbgrader %v: %v\n%s", args, err, out)
	}
}

func opened(t *testing.T, path string) *notebook.Notebook {
	t.Helper()
	nb, err := notebook.Read(path)
	if err != nil {
		t.Fatal(err)
	}
	return nb
}

// stub is what stands for a solution, in a function.
func stub() string { return strings.ReplaceAll(workshop.Stub, "\n", "\n\t") }

// said looks for words in what a cell shows: as text, or as its error.
func said(t *testing.T, c *notebook.Cell, words string) {
	t.Helper()
	var all []string
	for _, o := range c.Outputs {
		text, _ := o.Data.Text("text/plain")
		all = append(all, o.Text, text, o.ErrorValue)
	}
	if !strings.Contains(strings.Join(all, ""), words) {
		t.Errorf("%q is not in what cell %s shows: %q", words, c.ID, all)
	}
}

// TestWorkshopTries: what only shows when notebooks run. Nothing is written then.
func TestWorkshopTries(t *testing.T) {
	if testing.Short() {
		t.Skip("runs notebooks")
	}
	h := home(t)
	const check = "%%\nclaim.Check(\"f\", f(), claim.Absolute(0.1), 1, \"this test\")"
	for name, c := range map[string]struct {
		solution, check, says string
	}{
		"a variable that is left over": {"func f() float64 {\n\tx := 1.0\n\t// BEGIN SOLUTION\n\treturn x\n\t// END SOLUTION\n}", check, "declared and not used: x"},
		"one that only hidden tests use": {"func f() float64 {\n\treturn 1\n}",
			"%%\ngot := f()\n// BEGIN HIDDEN TESTS\nclaim.Check(\"f\", got, claim.Absolute(0.1), 1, \"this test\")\n// END HIDDEN TESTS", "declared and not used: got"},
		"a claim that fails":            {"func f() float64 {\n\treturn 2\n}", check, "does not hold as it is"},
		"a claim that holds anyway":     {"func f() float64 {\n\treturn 1\n}", "%%\nclaim.Check(\"one\", 1, claim.Absolute(0.1), 1, \"this test\")", "every claim holds without the solutions"},
		"a check that writes on stderr": {"func f() float64 {\n\tprintln(\"so\")\n\treturn 1\n}", check, "writes on stderr"},
	} {
		path := lay(t, notebook.New(notebook.NewCode(c.solution, "solution"), notebook.NewCode(c.check)))
		out := filepath.Join(t.TempDir(), "course")
		printed, complaint, code := sublunar(t, h.Root, nil, "workshop", path, "--out", out)
		if code != exitFailed || !strings.Contains(complaint, c.says) {
			t.Errorf("%s: it ended with %d, and does not say %q: %s%s", name, code, c.says, printed, complaint)
		}
		if left, err := os.ReadDir(filepath.Dir(out)); err != nil || len(left) > 0 {
			t.Errorf("%s: it left %v (%v)", name, left, err)
		}
	}
}

// TestWorkshopWrongUse: one line, nothing written, and nothing run, for the checkout has no kernel.
func TestWorkshopWrongUse(t *testing.T) {
	root := checkout(t, nil)
	full := filepath.Join(root, "full")
	write(t, filepath.Join(full, "gradebook.db"), "of last year")
	for name, nb := range map[string]*notebook.Notebook{
		"good":     swing(t),
		"plain":    notebook.New(notebook.NewCode("%%\nclaim.Check(\"one\", 1, claim.Absolute(0.1), 1, \"this test\")")),
		"far away": notebook.New(append(swing(t).Cells, notebook.NewCode("var also = \"../../go.mod\""))...),
	} {
		text, err := nb.Encode()
		if err != nil {
			t.Fatal(err)
		}
		write(t, filepath.Join(root, "notebooks", name, "page.ipynb"), string(text))
	}
	for name, c := range map[string]struct {
		args []string
		says string
	}{
		"no notebook":            {[]string{"--out", "x"}, "requires at least 1"},
		"no --out":               {[]string{"notebooks/good"}, "--out"},
		"no solutions":           {[]string{"notebooks/plain", "--out", "x"}, "page.ipynb: no cell is tagged `solution`"},
		"no such notebook":       {[]string{"nowhere.ipynb", "--out", "x"}, "there is no notebook"},
		"a folder with things":   {[]string{"notebooks/good", "--out", full}, "name a new folder"},
		"a file for a folder":    {[]string{"notebooks/good", "--out", "go.mod", "--assignment", "a"}, "--out"},
		"a name with a space":    {[]string{"notebooks/good", "--out", "my course"}, "--assignment"},
		"an unknown parameter":   {[]string{"notebooks/good", "--out", "x", "-p", "weight=1"}, "weight"},
		"a file elsewhere":       {[]string{"notebooks/far away", "--out", "x"}, "put the file beside the notebook"},
		"a file of -p elsewhere": {[]string{"notebooks/good", "--out", "x", "-p", "data=go.mod"}, "put the file beside the notebook"},
		"two of one name":        {[]string{"notebooks/good", "notebooks/plain", "--out", "x"}, "same name"},
	} {
		before := tree(t, root)
		_, complaint, code := sublunar(t, root, nil, append([]string{"workshop"}, c.args...)...)
		if !strings.Contains(complaint, c.says) || strings.Count(strings.TrimSpace(complaint), "\n") > 0 {
			t.Errorf("%s: it says %q, not one line with %q", name, complaint, c.says)
		}
		if code != exitWrongUse {
			t.Errorf("%s: it ended with %d", name, code)
		}
		if tree(t, root) != before {
			t.Errorf("%s: files changed", name)
		}
	}
}
