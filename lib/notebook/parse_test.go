package notebook

import (
	"bytes"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// A notebook with one cell, in which a test puts something wrong.
func withCell(cell string) string {
	return `{"nbformat":4,"nbformat_minor":5,"metadata":{},"cells":[{"cell_type":"markdown","id":"a","metadata":{},"source":""},` + cell + `]}`
}

func withOutput(output string) string {
	return withCell(`{"cell_type":"code","id":"b","metadata":{},"source":"","execution_count":null,"outputs":[` + output + `]}`)
}

// Each error says where it is, which field it is, and what to write.
func TestErrorsSayWhatToChange(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"empty", " \n", "not a notebook: the file is empty"},
		{"not JSON", "{\n \"cells\": [\n oops", "not a notebook: line 3: invalid character 'o'"},
		{"cut off", "{\n \"cells\": [", "not a notebook: line 2: the file ends too early"},
		{"two values", "{} {}", "not a notebook: line 1: more text follows"},
		{"a web page", "\n<!DOCTYPE html>", "this is a web page"},
		{"NaN", "{\n\"a\": NaN}", "line 2: NaN is not JSON"},
		{"merge", "{\n<<<<<<< HEAD\n}", "line 2 is a merge conflict"},
		{"latin-1", "{\n\"a\": \"\xe9\"}", "line 2 is not UTF-8"},
		{"half a pair", "{\n\n\"a\": \"\\ud83d!\"}", `line 3 holds \ud83d, half of a character`},
		{"a list", "[]", "not a notebook: it holds a list"},
		{"other JSON", `{"a":1}`, `no field "nbformat"`},
		{"version 3", `{"nbformat":3,"nbformat_minor":0,"worksheets":[],"metadata":{}}`, "nbformat is 3; only 4 can be read. Convert the file first: jupyter nbconvert"},
		{"version 5", `{"nbformat":5}`, "nbformat is 5, newer"},
		{"version text", `{"nbformat":"4"}`, "nbformat is a string; write 4"},
		{"no minor", `{"nbformat":4}`, "nbformat_minor is missing; write 5"},
		{"no cells", `{"nbformat":4,"nbformat_minor":5,"metadata":{}}`, "cells is missing; write a list"},
		{"no metadata", `{"nbformat":4,"nbformat_minor":5,"cells":[]}`, "metadata is missing; write an object"},
		{"cell is text", withCell(`"x"`), "cell 2: holds a string where a cell is an object"},
		{"cell type", withCell(`{"cell_type":"prose","id":"b","metadata":{},"source":""}`), `cell 2 (id b): cell_type is "prose"; use code, markdown or raw`},
		{"source", withCell(`{"cell_type":"raw","id":"b","metadata":{},"source":[1]}`), "cell 2 (id b): source is a list; write a string or a list of strings"},
		{"no source", withCell(`{"cell_type":"raw","id":"b","metadata":{}}`), "cell 2 (id b): source is missing"},
		{"same id", withCell(`{"cell_type":"raw","id":"a","metadata":{},"source":""}`), "cell 2 (id a): id is that of cell 1 too"},
		{"bad id", withCell(`{"cell_type":"raw","id":"a b","metadata":{},"source":""}`), `id is "a b"; use 1 to 64`},
		{"tags", withCell(`{"cell_type":"raw","id":"b","metadata":{"tags":"x"},"source":""}`), "cell 2 (id b): metadata.tags is not a list"},
		{"tag twice", withCell(`{"cell_type":"raw","id":"b","metadata":{"tags":["x","x"]},"source":""}`), "metadata.tags holds x twice"},
		{"count", withCell(`{"cell_type":"code","id":"b","metadata":{},"source":"","outputs":[],"execution_count":"1"}`), "execution_count is a string; write a whole number, or null"},
		{"no count", withCell(`{"cell_type":"code","id":"b","metadata":{},"source":"","outputs":[]}`), "execution_count is missing"},
		{"no outputs", withCell(`{"cell_type":"code","id":"b","metadata":{},"source":"","execution_count":1}`), "outputs is missing; write a list"},
		{"output type", withOutput(`{"output_type":"sound"}`), `cell 2 (id b), output 1: output_type is "sound"`},
		{"stream text", withOutput(`{"output_type":"stream","name":"stdout","text":{}}`), "output 1: text is an object; write a string"},
		{"no data", withOutput(`{"output_type":"display_data","metadata":{}}`), "output 1: data is null; write an object of MIME types"},
		{"number as text", withOutput(`{"output_type":"display_data","metadata":{},"data":{"text/plain":1}}`), "data.text/plain is the number 1"},
		{"traceback", withOutput(`{"output_type":"error","ename":"","evalue":"","traceback":[null]}`), "traceback holds null; each line must be a string"},
		{"kernelspec", `{"nbformat":4,"nbformat_minor":5,"cells":[],"metadata":{"kernelspec":{"name":"x"}}}`, "metadata.kernelspec must have a string display_name"},
	} {
		_, err := Parse([]byte(c.in))
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s:\n got %v\nwant ...%s...", c.name, err, c.want)
		}
	}
}

func TestReadNamesTheFile(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "welcome.ipynb")
	if err := os.WriteFile(file, []byte("{\n{"), 0o644); err != nil {
		t.Fatal(err)
	}
	_, err := Read(file)
	if err == nil || !strings.Contains(err.Error(), "welcome.ipynb is not a notebook: line 2: ") {
		t.Errorf("got %v", err)
	}
	if _, err := Read(filepath.Join(dir, "none.ipynb")); !errors.Is(err, fs.ErrNotExist) || !strings.Contains(err.Error(), "there is no notebook") {
		t.Errorf("got %v", err)
	}
	if _, err := Read(dir); err == nil || !strings.Contains(err.Error(), "is a folder") {
		t.Errorf("got %v", err)
	}
}

// What the package does not know stays, at every level; numbers keep their digits.
func TestKeepsWhatItDoesNotKnow(t *testing.T) {
	in := `{"nbformat":4,"nbformat_minor":5,"future":{"b":1.50,"a":12345678901234567890123},"metadata":{"mine":[1e3,-0.0]},"cells":[
	{"cell_type":"markdown","id":"m","metadata":{"mine":{"x":"<&>"}},"source":[],"outputs":"odd"},
	{"cell_type":"code","id":"c","metadata":{},"source":"","execution_count":7,"attachments":{"f":{}},"outputs":[
	 {"output_type":"stream","name":"stdout","text":["a\n","b"],"when":"now"},
	 {"output_type":"display_data","data":{"application/x+json":[1.0],"image/png":["QQ","=="]},"metadata":{"k":null},"extra":true}]}]}`
	nb, err := Parse([]byte(in))
	if err != nil {
		t.Fatal(err)
	}
	out, err := nb.Encode()
	if err != nil {
		t.Fatal(err)
	}
	var got, want any
	for data, v := range map[string]*any{string(out): &got, in: &want} {
		d := json.NewDecoder(strings.NewReader(data))
		d.UseNumber()
		if err := d.Decode(v); err != nil {
			t.Fatal(err)
		}
	}
	// Jupyter, too, joins a picture given as lines.
	outputs := want.(map[string]any)["cells"].([]any)[1].(map[string]any)["outputs"].([]any)
	outputs[1].(map[string]any)["data"].(map[string]any)["image/png"] = "QQ=="
	want.(map[string]any)["cells"].([]any)[1].(map[string]any)["source"] = []any{}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("changed (-want +got):\n%s", d)
	}
}

// 4.0 to 4.4 become 4.5: the same ids each time, and equal cells get different ones.
func TestUpgradesOldNotebooks(t *testing.T) {
	data, err := os.ReadFile("testdata/old42.ipynb")
	if err != nil {
		t.Fatal(err)
	}
	var texts [][]byte
	for range 2 {
		nb, err := Parse(data)
		if err != nil {
			t.Fatal(err)
		}
		out, err := nb.Encode()
		if err != nil {
			t.Fatal(err)
		}
		texts = append(texts, out)
	}
	if !bytes.Equal(texts[0], texts[1]) {
		t.Error("two upgrades differ")
	}
	nb, err := Parse(texts[0])
	if err != nil {
		t.Fatal(err)
	}
	if nb.Minor != 5 || nb.Cells[1].ID == nb.Cells[2].ID || nb.Cells[1].Source != nb.Cells[2].Source {
		t.Errorf("minor %d, ids %q %q", nb.Minor, nb.Cells[1].ID, nb.Cells[2].ID)
	}
	// A cell put before the others leaves their ids.
	old, err := Parse(data)
	if err != nil {
		t.Fatal(err)
	}
	more, err := Parse(bytes.Replace(data, []byte(`"cells": [`), []byte(`"cells": [{"cell_type":"raw","metadata":{},"source":"new"},`), 1))
	if err != nil {
		t.Fatal(err)
	}
	for i, c := range old.Cells {
		if more.Cells[i+1].ID != c.ID {
			t.Errorf("cell %d: id %s became %s", i, c.ID, more.Cells[i+1].ID)
		}
	}
}

// A later 4.x may hold kinds of cells and outputs that are not known yet: they stay as they are.
func TestKeepsALaterMinorVersion(t *testing.T) {
	in := `{"nbformat":4,"nbformat_minor":9,"metadata":{},"cells":[{"cell_type":"hologram","id":"h","metadata":{},"beam":3},
	{"cell_type":"code","id":"c","metadata":{},"source":"","execution_count":null,"outputs":[{"output_type":"smell","of":"rose"}]}]}`
	nb, err := Parse([]byte(in))
	if err != nil {
		t.Fatal(err)
	}
	out, err := nb.Encode()
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`"nbformat_minor": 9`, `"beam": 3`, `"of": "rose"`} {
		if !strings.Contains(string(out), want) {
			t.Errorf("%s is lost", want)
		}
	}
}

func TestCheckKernel(t *testing.T) {
	for meta, want := range map[string]string{
		`{"kernelspec":{"name":"sublunar","display_name":"Go (sublunar)","language":"go"}}`: "",
		`{"kernelspec":{"name":"gonb","display_name":"Go"}}`:                                "",
		`{"kernelspec":{"name":"my-go","display_name":"Mine","language":"Go"}}`:             "",
		`{"language_info":{"name":"go"}}`:                                                   "",
		`{}`:                                                                                "names no kernel",
		`{"kernelspec":{"name":"python3","display_name":"P"}}`:                              `for the kernel "python3", not for Go`,
		`{"kernelspec":{"name":"python3","display_name":"P","language":"python"},"language_info":{"name":"python"}}`: `"python3" (language python), not for Go; choose the kernel "Go (sublunar)"`,
	} {
		nb, err := Parse([]byte(`{"nbformat":4,"nbformat_minor":5,"cells":[],"metadata":` + meta + `}`))
		if err != nil {
			t.Fatal(err)
		}
		err = CheckKernel(nb)
		if want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("%s: %v, want %q", meta, err, want)
		}
	}
}
