package notebook

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestWriteReplacesWhole(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "a.ipynb")
	if err := os.WriteFile(file, []byte("old"), 0o600); err != nil {
		t.Fatal(err)
	}
	link := filepath.Join(dir, "link.ipynb")
	if err := os.Symlink("a.ipynb", link); err != nil {
		t.Fatal(err)
	}
	if err := New(NewCode("x")).Write(link); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(file)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
	if l, err := os.Lstat(link); err != nil || l.Mode()&os.ModeSymlink == 0 {
		t.Error("the link is gone")
	}
	if _, err := Read(file); err != nil {
		t.Error(err)
	}
	onlyFiles(t, dir, "a.ipynb", "link.ipynb")
}

// What can't be written leaves the old file, and nothing beside it.
func TestFailedWriteLeavesTheOldFile(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "a.ipynb")
	if err := os.WriteFile(file, []byte("old"), 0o644); err != nil {
		t.Fatal(err)
	}
	nb := New(&Cell{Type: "prose", ID: "x"})
	if err := nb.Write(file); err == nil || !strings.Contains(err.Error(), "cell 1 (id x): cell_type") {
		t.Errorf("got %v", err)
	}
	if err := New().Write(dir); err == nil || !strings.Contains(err.Error(), "is not a file") {
		t.Errorf("got %v", err)
	}
	if err := New().Write(filepath.Join(dir, "none", "a.ipynb")); err == nil || !strings.Contains(err.Error(), "can't write") {
		t.Errorf("got %v", err)
	}
	if data, err := os.ReadFile(file); err != nil || string(data) != "old" {
		t.Errorf("the file holds %q, %v", data, err)
	}
	onlyFiles(t, dir, "a.ipynb")
}

func onlyFiles(t *testing.T, dir string, want ...string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, e := range entries {
		got = append(got, e.Name())
	}
	if strings.Join(got, " ") != strings.Join(want, " ") {
		t.Errorf("the folder holds %q, want %q", got, want)
	}
}

// Encode refuses what it could not read again.
func TestEncodeRefusesWhatIsNotValid(t *testing.T) {
	minus := -1
	for want, nb := range map[string]*Notebook{
		"is nil":                      {Cells: []*Cell{nil}},
		"outputs stand in a markdown": New(&Cell{Type: Markdown, Outputs: []Output{NewStream("stdout", "")}}),
		"execution_count is -1":       New(&Cell{Type: Code, ExecutionCount: &minus}),
		"attachments stand in a code": New(&Cell{Type: Code, Attachments: map[string]MIMEBundle{}}),
		"source is in Extra":          New(&Cell{Type: Code, Extra: MIMEBundle{"source": []byte(`"x"`)}}),
		"data.text/plain is 5":        New(&Cell{Type: Code, Outputs: []Output{NewDisplay(MIMEBundle{"text/plain": []byte("5")}, nil)}}),
		"is not JSON":                 New(&Cell{Type: Code, Outputs: []Output{NewDisplay(MIMEBundle{"application/json": []byte("{")}, nil)}}),
		"name is empty":               New(&Cell{Type: Code, Outputs: []Output{NewStream("", "x")}}),
	} {
		out, err := nb.Encode()
		if err == nil || !strings.Contains(err.Error(), want) || out != nil {
			t.Errorf("got %v, want %q", err, want)
		}
	}
}

// Bytes that are no text, which a program may print, are written as U+FFFD.
func TestEncodeWritesUTF8(t *testing.T) {
	c := NewCode("x")
	c.SetOutputs(1, NewStream("stdout", "a\xffb"))
	out, err := New(c).Encode()
	if err != nil {
		t.Fatal(err)
	}
	nb, err := Parse(out)
	if err != nil {
		t.Fatal(err)
	}
	if got := nb.Cells[0].Outputs[0].Text; got != "a\uFFFDb" {
		t.Errorf("got %q", got)
	}
}

func TestCloneIsDeep(t *testing.T) {
	nb := New(NewCode("x", "keep"))
	nb.Cells[0].SetOutputs(3, NewDisplay(MIMEBundle{"text/plain": []byte(`"a"`)}, Metadata{}))
	c := nb.Clone()
	c.Cells[0].AddTag("other")
	c.Cells[0].Outputs[0].Data.SetText("text/plain", "b")
	*c.Cells[0].ExecutionCount = 9
	c.ClearOutputs()
	text, _ := nb.Cells[0].Outputs[0].Data.Text("text/plain")
	if nb.Cells[0].HasTag("other") || text != "a" || *nb.Cells[0].ExecutionCount != 3 {
		t.Error("a change of the copy changed the notebook")
	}
}
