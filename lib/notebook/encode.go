package notebook

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Encode returns the notebook as Jupyter writes it: nbformat 4.5 (or the later 4.x it had), one
// space of indent, sorted keys, text as lists of lines, a newline at the end. It gives ids to cells
// that have none. It returns an error, and no text, when the notebook is not valid.
func (nb *Notebook) Encode() ([]byte, error) {
	nb.fillIDs()
	if err := nb.Validate(); err != nil {
		return nil, err
	}
	tree, err := nb.tree()
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	writeJSON(&b, tree, 0)
	b.WriteByte('\n')
	return b.Bytes(), nil
}

// tree builds the value that is written: maps, slices, strings, numbers.
func (nb *Notebook) tree() (map[string]any, error) {
	t, err := extraTree(nb.Extra)
	if err != nil {
		return nil, err
	}
	if t["metadata"], err = rawTree(nb.Metadata, "metadata"); err != nil {
		return nil, err
	}
	cells := make([]any, len(nb.Cells))
	for i, c := range nb.Cells {
		if cells[i], err = c.tree(); err != nil {
			return nil, fmt.Errorf("%s: %w", place(i, c), err)
		}
	}
	t["cells"] = cells
	t["nbformat"] = number(Major)
	t["nbformat_minor"] = number(max(nb.Minor, Minor))
	return t, nil
}

func (c *Cell) tree() (map[string]any, error) {
	t, err := extraTree(c.Extra)
	if err != nil {
		return nil, err
	}
	t["cell_type"], t["id"] = string(c.Type), c.ID
	if t["metadata"], err = rawTree(c.Metadata, "metadata"); err != nil {
		return nil, err
	}
	if !c.known() {
		return t, nil // a cell type of a later 4.x: all else is in Extra
	}
	t["source"] = anySlice(splitLines(c.Source))
	if c.Attachments != nil {
		files := map[string]any{}
		for name, b := range c.Attachments {
			if files[name], err = b.tree(); err != nil {
				return nil, fmt.Errorf("attachment %q: %w", name, err)
			}
		}
		t["attachments"] = files
	}
	if c.Type == Code {
		t["execution_count"] = count(c.ExecutionCount)
		outputs := make([]any, len(c.Outputs))
		for i, o := range c.Outputs {
			if outputs[i], err = o.tree(); err != nil {
				return nil, fmt.Errorf("output %d: %w", i+1, err)
			}
		}
		t["outputs"] = outputs
	}
	return t, nil
}

func (o Output) tree() (map[string]any, error) {
	t, err := extraTree(o.Extra)
	if err != nil {
		return nil, err
	}
	t["output_type"] = string(o.Type)
	switch o.Type {
	case Stream:
		t["name"], t["text"] = o.Name, anySlice(splitLines(o.Text))
	case Error:
		t["ename"], t["evalue"], t["traceback"] = o.ErrorName, o.ErrorValue, anySlice(o.Traceback)
	case DisplayData, ExecuteResult:
		if t["data"], err = o.Data.tree(); err != nil {
			return nil, err
		}
		if t["metadata"], err = rawTree(o.Metadata, "metadata"); err != nil {
			return nil, err
		}
		if o.Type == ExecuteResult {
			t["execution_count"] = count(o.ExecutionCount)
		}
	}
	return t, nil
}

func (b MIMEBundle) tree() (map[string]any, error) {
	t, err := rawTree(b, "data")
	if err != nil {
		return nil, err
	}
	for mime, v := range t {
		if s, ok := v.(string); ok && isSplit(mime) {
			t[mime] = anySlice(splitLines(s))
		}
	}
	return t, nil
}

func extraTree(m map[string]json.RawMessage) (map[string]any, error) { return rawTree(m, "field") }

func rawTree(m map[string]json.RawMessage, what string) (map[string]any, error) {
	t := map[string]any{}
	for k, raw := range m {
		v, err := decodeJSON(raw)
		if err != nil {
			return nil, fmt.Errorf("%s %q is not JSON: %w", what, k, err)
		}
		t[k] = v
	}
	return t, nil
}

func number(n int) json.Number { return json.Number(fmt.Sprint(n)) }

func count(n *int) any {
	if n == nil {
		return nil
	}
	return number(*n)
}

// compact is the tree's JSON without spaces.
func compact(tree any) json.RawMessage {
	var b bytes.Buffer
	writeJSON(&b, tree, -1)
	return b.Bytes()
}

// writeJSON writes a tree as Python's json.dumps(ensure_ascii=False, indent=1, sort_keys=True)
// does, which is how Jupyter writes; depth -1 leaves out all white space. Trees hold nil, bool,
// json.Number, string, []any and map[string]any only.
func writeJSON(b *bytes.Buffer, tree any, depth int) {
	inner := depth + 1
	if depth < 0 {
		inner = -1
	}
	switch v := tree.(type) {
	case nil:
		b.WriteString("null")
	case bool:
		fmt.Fprint(b, v)
	case json.Number:
		b.WriteString(string(v))
	case string:
		writeString(b, v)
	case []any:
		b.WriteByte('[')
		for i, e := range v {
			separate(b, i, inner)
			writeJSON(b, e, inner)
		}
		closeWith(b, ']', len(v), depth)
	case map[string]any:
		b.WriteByte('{')
		for i, k := range slices.Sorted(maps.Keys(v)) {
			separate(b, i, inner)
			writeString(b, k)
			b.WriteByte(':')
			if depth >= 0 {
				b.WriteByte(' ')
			}
			writeJSON(b, v[k], inner)
		}
		closeWith(b, '}', len(v), depth)
	default:
		panic(fmt.Sprintf("notebook: %T in a JSON tree", tree)) // a mistake in this package
	}
}

func separate(b *bytes.Buffer, i, depth int) {
	if i > 0 {
		b.WriteByte(',')
	}
	newline(b, depth)
}

func closeWith(b *bytes.Buffer, c byte, n, depth int) {
	if n > 0 {
		newline(b, depth)
	}
	b.WriteByte(c)
}

func newline(b *bytes.Buffer, depth int) {
	if depth >= 0 {
		b.WriteByte('\n')
		b.WriteString(strings.Repeat(" ", depth))
	}
}

// writeString escapes what Python escapes: quotes, backslashes and control characters below 0x20.
// Unlike encoding/json it leaves <, >, &, U+2028 and U+2029 as they are.
func writeString(b *bytes.Buffer, s string) {
	s = strings.ToValidUTF8(s, "\uFFFD") // a program may print any bytes
	b.WriteByte('"')
	start := 0
	for i := range len(s) {
		c := s[i]
		if c >= 0x20 && c != '"' && c != '\\' {
			continue
		}
		b.WriteString(s[start:i])
		start = i + 1
		switch c {
		case '"', '\\':
			b.WriteByte('\\')
			b.WriteByte(c)
		case '\n':
			b.WriteString(`\n`)
		case '\r':
			b.WriteString(`\r`)
		case '\t':
			b.WriteString(`\t`)
		case '\b':
			b.WriteString(`\b`)
		case '\f':
			b.WriteString(`\f`)
		default:
			fmt.Fprintf(b, `\u%04x`, c)
		}
	}
	b.WriteString(s[start:])
	b.WriteByte('"')
}
