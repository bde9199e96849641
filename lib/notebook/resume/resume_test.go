package resume_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sublunar/lib/notebook"
	"sublunar/lib/notebook/report"
	"sublunar/lib/notebook/resume"
)

func ExampleUnseen() {
	fmt.Printf("%q\n", resume.Unseen("%%\nfmt.Println(must.M1(field.ReadCSV(\"counts.csv\")))"))
	fmt.Printf("%q\n", resume.Unseen("!ls"))
	// Output:
	// ""
	// "it runs a shell command"
}

// A desk is a notebook's folder, a place for records, and the sources of its cells.
type desk struct {
	t        *testing.T
	settings resume.Settings
	cells    []string
	values   map[string]string
	depends  map[string]string
}

func newDesk(t *testing.T, cells ...string) *desk {
	d := &desk{t: t, cells: cells, settings: resume.Settings{Dir: t.TempDir(), Folder: t.TempDir()}, depends: map[string]string{"the library": "1"}}
	d.settings.Depends = func() (map[string]string, error) { return d.depends, nil }
	d.settings.Notebook = filepath.Join(d.settings.Folder, "page.ipynb")
	return d
}

func (d *desk) write(name, text string) {
	d.t.Helper()
	must(d.t, os.WriteFile(filepath.Join(d.settings.Folder, name), []byte(text), 0o644))
}

// run plays a run, in which does is called for each cell that is run. It gives how many were kept and why no more.
func (d *desk) run(does func(i int, keep string) (claim, unkept string)) (kept int, why string, keep string) {
	d.t.Helper()
	var cells []*notebook.Cell
	for _, source := range d.cells {
		cells = append(cells, notebook.NewCode(source))
	}
	p := resume.New(d.settings, cells, d.values)
	kept, why, keep = len(p.Kept), p.Why, d.t.TempDir()
	if p.All() {
		return kept, why, keep
	}
	if err := p.Begin(keep); err != nil {
		d.t.Fatal(err)
	}
	p.Ready(keep)
	claims, unkept := map[int]string{}, map[int]string{}
	for i := kept; i < len(cells); i++ {
		if does != nil {
			claims[i], unkept[i] = does(i, keep)
		}
		cells[i].SetOutputs(i+1, notebook.NewStream("stdout", fmt.Sprint("output of ", d.cells[i])))
		p.Ran(i, keep, 1)
	}
	for i := range kept {
		count, outputs := p.Outputs(i)
		if want := fmt.Sprint("output of ", d.cells[i]); *count != i+1 || len(outputs) != 1 || outputs[0].Text != want {
			d.t.Errorf("the outputs of kept cell %d are %+v", i, outputs)
		}
		cells[i].SetOutputs(i+1, outputs...)
	}
	err := p.Save(func(i int) []report.Claim {
		if claims[i] == "" {
			return nil
		}
		return []report.Claim{{Name: claims[i]}}
	}, func(i int) string { return unkept[i] }, nil)
	if err != nil && !strings.HasSuffix(err.Error(), "changed while it ran") {
		d.t.Fatal(err)
	}
	return kept, why, keep
}

// expect is a run in which nothing goes on, to see what is kept.
func (d *desk) expect(what string, kept int, why string) {
	d.t.Helper()
	got, reason, _ := d.run(nil)
	if got != kept || !strings.Contains(reason, why) || (why == "") != (reason == "") {
		d.t.Errorf("%s: %d cells kept, for %q; want %d, for %q", what, got, reason, kept, why)
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestWhatIsKept(t *testing.T) {
	d := newDesk(t, "var data = \"counts.csv\"", "func f() {}", "%%\nf()")
	d.write("counts.csv", "1,2")
	d.expect("the first run", 0, "no record")
	d.expect("nothing changed", 3, "")
	d.cells[2] = "%%\nf(); f()"
	d.expect("the last cell changed", 2, "its source has changed")
	d.cells = append(d.cells, "%%\n_ = 1")
	d.expect("a cell more", 3, "it did not run before")
	d.cells = d.cells[:3]
	d.expect("a cell fewer", 3, "")
	d.cells[1] = "func f() int { return 1 }"
	d.expect("an earlier cell changed", 1, "its source has changed")
	d.write("counts.csv", "1,3")
	d.expect("data changed", 0, "the file counts.csv changed")
	d.write("more.csv", "1,3")
	d.expect("new data", 0, "the file more.csv changed")
	must(t, os.Remove(filepath.Join(d.settings.Folder, "more.csv")))
	d.expect("data gone", 0, "the file more.csv changed")
	d.depends = map[string]string{"the library": "2"}
	d.expect("the library changed", 0, "the library changed")
	d.depends = map[string]string{"the library": "2", "the environment's SEA": "1"}
	d.expect("a variable more", 0, "the environment's SEA changed")
	d.depends = map[string]string{"the library": "2"}
	d.expect("a variable fewer", 0, "the environment's SEA changed")
	d.values = map[string]string{"n": "4"}
	d.expect("other parameters", 0, "no record")
	d.values = nil
	d.expect("the first parameters", 3, "")
	d.write("page.ipynb", "the page itself")
	d.write(".hidden", "an editor's")
	d.expect("files of no cell", 3, "")
}

// TestNamedFile: a file outside the notebook's folder counts for the cells that name it, and those after them.
func TestNamedFile(t *testing.T) {
	outside := filepath.Join(t.TempDir(), "far.csv")
	d := newDesk(t, "%%\n_ = 1", fmt.Sprintf("%%%%\n_ = %q", outside), "%%\n_ = 2")
	d.run(nil)
	d.expect("not there", 3, "")
	must(t, os.WriteFile(outside, []byte("1"), 0o644))
	d.expect("there now", 1, "a file that it names changed")
	d.expect("the same", 3, "")
}

// TestChangedWhileItRan: what is changed and changed back must not pass for what cells were run with.
func TestChangedWhileItRan(t *testing.T) {
	d := newDesk(t, "%%\n_ = 0", "%%\n_ = 1")
	d.run(func(i int, _ string) (string, string) {
		d.depends = map[string]string{"the library": fmt.Sprint("2", i)}
		return "", ""
	})
	d.depends = map[string]string{"the library": "1"}
	d.expect("the library", 0, "no record")

	outside := filepath.Join(t.TempDir(), "far.csv")
	write := func(text string) { must(t, os.WriteFile(outside, []byte(text), 0o644)) }
	write("1")
	d = newDesk(t, "%%\n_ = 0", fmt.Sprintf("%%%%\n_ = %q", outside))
	d.run(func(i int, _ string) (string, string) {
		write(fmt.Sprint("2", i))
		return "", ""
	})
	write("1")
	d.expect("a file", 1, "a file that it names changed while it ran")
}

// TestWhatIsNotKept: what a run saw of a cell keeps it, and all after it, from being left out.
func TestWhatIsNotKept(t *testing.T) {
	for name, c := range map[string]struct {
		does func(d *desk) (unkept string)
		why  string
	}{
		"it failed":        {func(*desk) string { return "it ended with an error" }, "it ended with an error"},
		"it wrote":         {func(d *desk) string { d.write("made.csv", "1"); return "" }, "it wrote made.csv"},
		"it wrote to data": {func(d *desk) string { d.write("counts.csv", "1,2,3"); return "" }, "the file counts.csv changed"},
	} {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t, "%%\n_ = 0", "%%\n_ = 1", "%%\n_ = 2")
			d.write("counts.csv", "1,2")
			d.run(func(i int, _ string) (string, string) {
				if i == 1 {
					return "", c.does(d)
				}
				return "", ""
			})
			want := 1
			if strings.Contains(c.why, "counts") {
				want = 0 // the first cell may have read it as it was
			}
			d.expect(name, want, c.why)
		})
	}
}

// TestKeepStore: a later cell finds what the kept ones left in the store, as it was then, and nothing of the cells after them.
func TestKeepStore(t *testing.T) {
	d := newDesk(t, "%%\n_ = 0", "%%\n_ = 1", "%%\n_ = 2")
	put := func(keep, name, text string) {
		t.Helper()
		fresh := filepath.Join(keep, "fresh.lock")
		if err := os.WriteFile(fresh, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		if err := os.Rename(fresh, filepath.Join(keep, name)); err != nil {
			t.Fatal(err)
		}
	}
	d.run(func(i int, keep string) (string, string) {
		put(keep, "state.kept", fmt.Sprint("of cell ", i))
		if i == 2 {
			put(keep, "late.kept", "late")
		}
		return "", ""
	})
	d.cells[2] = "%%\n_ = 3"
	found, late := "", true
	d.run(func(i int, keep string) (string, string) {
		text, _ := os.ReadFile(filepath.Join(keep, "state.kept"))
		_, err := os.Stat(filepath.Join(keep, "late.kept"))
		found, late = string(text), err == nil
		put(keep, "state.kept", "of cell 3")
		return "", ""
	})
	if found != "of cell 1" || late {
		t.Errorf("the third cell found %q, and what it had left itself: %v", found, late)
	}
	// A record that was made of a record is as good.
	d.cells[2] = "%%\n_ = 4"
	d.run(func(i int, keep string) (string, string) {
		text, _ := os.ReadFile(filepath.Join(keep, "state.kept"))
		found = string(text)
		return "", ""
	})
	if found != "of cell 1" {
		t.Errorf("the third run's third cell found %q", found)
	}
}

// TestDamagedRecord: what can't be read counts as no record.
func TestDamagedRecord(t *testing.T) {
	for _, name := range []string{"record.json", "outputs.ipynb"} {
		d := newDesk(t, "%%\n_ = 0")
		d.run(nil)
		records, err := filepath.Glob(filepath.Join(d.settings.Dir, "*", name))
		if err != nil || len(records) != 1 {
			t.Fatal(records, err)
		}
		if err := os.WriteFile(records[0], []byte("{"), 0o644); err != nil {
			t.Fatal(err)
		}
		d.expect(name+" is damaged", 0, "no record")
		if left, _ := filepath.Glob(filepath.Join(d.settings.Dir, ".*")); len(left) > 0 {
			t.Errorf("left %v", left)
		}
	}
}

func TestUnseen(t *testing.T) {
	for source, want := range map[string]string{
		"%%\nfmt.Println(1)":                                    "",
		"//gonb:%%\nfmt.Println(1)":                             "",
		"%main\nfmt.Println(1)":                                 "",
		"func f(xs []float64) { xs[0] = 1 }":                    "",
		"%%\nvar b strings.Builder\nb.WriteString(\"a\")":       "",
		"%%\nfmt.Fprintln(os.Stderr, \"careful\")\nos.Exit(0)":  "",
		"%%\ntext := must.M1(os.ReadFile(\"a.txt\"))\n_ = text": "",
		"%%\nplot.Lines(run).Show()":                            "",
		"%%\n!ls":                                               "shell command",
		"%%bash\nls":                                            "command %%bash",
		"%env A=1":                                              "command %env",
		"%main --flag":                                          "command %main",
		"%%\nos.WriteFile(\"a\", nil, 0o644)":                   "calls WriteFile",
		"%%\n_ = os.TempDir()":                                  "uses os.TempDir",
		"%%\nname := \"a\"\nos.ReadFile(name)":                  "os.ReadFile",
		"%%\nhttp.Get(\"http://x\")":                            "package net/http",
		"import \"os/exec\"\n%%\nexec.Command(\"ls\").Run()":    "imports os/exec",
		"import o \"os\"\n%%\no.Remove(\"a\")":                  "imports os",
		"%%\nmust.M(fitted.Save(\"model\"))":                    "calls Save",
		"%%\nmust.M(run.WriteCSV(\"a.csv\"))":                   "calls WriteCSV",
		"func main() { fmt.Println(1) }":                        "func main",
		"%%\nfmt.Println(":                                      "can't be read",
		"%test\nfunc TestA(t *testing.T) {}":                    "command %test",
	} {
		if got := resume.Unseen(source); !strings.Contains(got, want) || (want == "") != (got == "") {
			t.Errorf("%q: %q, want %q", source, got, want)
		}
	}
}

func FuzzUnseen(f *testing.F) {
	for _, source := range []string{"%%\nfmt.Println(1)", "%", "!", "%%\n%%\n", "func main() {", "//gonb:%%", "import \"os\""} {
		f.Add(source)
	}
	f.Fuzz(func(t *testing.T, source string) { resume.Unseen(source) })
}
