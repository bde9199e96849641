package notebook

import (
	"fmt"
	"maps"
	"slices"
)

// Parse reads a notebook from the text of an .ipynb file and checks it. Cells without an id (as in
// nbformat 4.0 to 4.4) get one. The error says which line, or which cell and field, is wrong.
func Parse(data []byte) (*Notebook, error) {
	tree, err := decodeFile(data)
	if err != nil {
		return nil, err
	}
	t, ok := tree.(map[string]any)
	if !ok {
		return nil, notNotebook{fmt.Sprintf("it holds %s where a notebook is an object with cells", kind(tree))}
	}
	p := &parser{}
	nb := p.notebook(t)
	if p.err == nil {
		nb.fillIDs()
		p.err = nb.Validate()
	}
	if p.err != nil {
		return nil, p.err
	}
	return nb, nil
}

// A parser turns JSON trees into cells and outputs. It keeps the first error and the place it is at.
type parser struct {
	at  string // "cell 3 (id intro)", "cell 3 (id intro), output 1"
	err error
}

func (p *parser) fail(field, problem string, args ...any) {
	if p.err == nil {
		p.err = &ValidationError{Place: p.at, Field: field, Problem: fmt.Sprintf(problem, args...)}
	}
}

func (p *parser) notebook(t map[string]any) *Notebook {
	nb := &Notebook{}
	p.version(t, nb)
	if p.err != nil {
		return nil
	}
	nb.Metadata = p.object(t, "metadata")
	for i, v := range p.list(t, "cells") {
		p.at = place(i, nil)
		cell, ok := v.(map[string]any)
		if !ok {
			p.fail("", "holds %s where a cell is an object", kind(v))
			break
		}
		nb.Cells = append(nb.Cells, p.cell(cell, i, nb.Minor))
	}
	p.at = ""
	nb.Extra = rest(t)
	return nb
}

// version takes nbformat and nbformat_minor, and refuses what this package can't read.
func (p *parser) version(t map[string]any, nb *Notebook) {
	major, ok := t["nbformat"]
	if !ok {
		p.err = notNotebook{`it is JSON, but has no field "nbformat"`}
		return
	}
	switch n := integer(major); {
	case n < 0:
		p.fail("nbformat", "is %s; write 4", kind(major))
	case n < Major:
		p.fail("nbformat", "is %d; only 4 can be read. Convert the file first: jupyter nbconvert --to notebook --nbformat 4 FILE", n)
	case n > Major:
		p.fail("nbformat", "is %d, newer than the 4 that can be read; save the notebook as nbformat 4", n)
	}
	minor, ok := t["nbformat_minor"]
	if nb.Minor = integer(minor); nb.Minor < 0 {
		if !ok {
			p.fail("nbformat_minor", "is missing; write 5")
		}
		p.fail("nbformat_minor", "is %s; write a whole number such as 5", kind(minor))
	}
	delete(t, "nbformat")
	delete(t, "nbformat_minor")
}

func (p *parser) cell(t map[string]any, i, minor int) *Cell {
	c := &Cell{}
	if _, ok := t["id"]; ok {
		c.ID = p.text(t, "id")
	}
	p.at = place(i, c)
	c.Type = CellType(p.text(t, "cell_type"))
	c.Metadata = p.object(t, "metadata")
	if !c.known() {
		if minor <= Minor {
			p.fail("cell_type", "is %q; use code, markdown or raw", c.Type)
		}
		c.Extra = rest(t)
		return c
	}
	c.Source = p.lines(t, "source")
	if files, ok := t["attachments"]; ok && c.Type != Code {
		c.Attachments = p.attachments(files)
		delete(t, "attachments")
	}
	if c.Type == Code {
		c.ExecutionCount = p.count(t, "execution_count")
		at := p.at
		for j, v := range p.list(t, "outputs") {
			p.at = fmt.Sprintf("%s, output %d", at, j+1)
			o, ok := v.(map[string]any)
			if !ok {
				p.fail("", "holds %s where an output is an object", kind(v))
				break
			}
			c.Outputs = append(c.Outputs, p.output(o, minor))
		}
		p.at = at
	}
	c.Extra = rest(t)
	return c
}

func (p *parser) output(t map[string]any, minor int) Output {
	o := Output{Type: OutputType(p.text(t, "output_type"))}
	switch o.Type {
	case Stream:
		o.Name, o.Text = p.text(t, "name"), p.lines(t, "text")
	case Error:
		o.ErrorName, o.ErrorValue = p.text(t, "ename"), p.text(t, "evalue")
		for _, v := range p.list(t, "traceback") {
			line, ok := v.(string)
			if !ok {
				p.fail("traceback", "holds %s; each line must be a string", kind(v))
			}
			o.Traceback = append(o.Traceback, line)
		}
	case DisplayData, ExecuteResult:
		o.Data = p.bundle(t["data"], "data")
		delete(t, "data")
		o.Metadata = p.object(t, "metadata")
		if o.Type == ExecuteResult {
			o.ExecutionCount = p.count(t, "execution_count")
		}
	default:
		if minor <= Minor {
			p.fail("output_type", "is %q; use stream, display_data, execute_result or error", o.Type)
		}
	}
	o.Extra = rest(t)
	return o
}

func (p *parser) attachments(v any) map[string]MIMEBundle {
	files, ok := v.(map[string]any)
	if !ok {
		p.fail("attachments", "is %s; write an object of files, or leave the field out", kind(v))
	}
	out := map[string]MIMEBundle{}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		out[name] = p.bundle(files[name], "attachments."+name)
	}
	return out
}

// bundle reads {"text/plain": ..., "image/png": ...}, joining text that is given as lines.
func (p *parser) bundle(v any, field string) MIMEBundle {
	t, ok := v.(map[string]any)
	if !ok {
		p.fail(field, "is %s; write an object of MIME types", kind(v))
		return nil
	}
	b := MIMEBundle{}
	for _, mime := range slices.Sorted(maps.Keys(t)) {
		v := t[mime]
		if !IsJSON(mime) {
			s, ok := joined(v)
			if !ok {
				p.fail(field+"."+mime, "is %s; write a string or a list of strings", kind(v))
			}
			v = s
		}
		b[mime] = compact(v)
	}
	return b
}
