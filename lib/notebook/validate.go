package notebook

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
)

// A ValidationError says where a notebook breaks the format, and what to write instead.
type ValidationError struct {
	Place   string // "cell 3 (id intro), output 1"; empty for the notebook itself
	Field   string // "execution_count", "metadata.tags"; may be empty
	Problem string // "is a string; write a whole number, or null"
}

func (e *ValidationError) Error() string {
	var words []string
	if e.Place != "" {
		words = append(words, e.Place+":")
	}
	if e.Field != "" {
		words = append(words, e.Field)
	}
	return strings.Join(append(words, e.Problem), " ")
}

// place names a cell in an error, counting from 1 as a reader does.
func place(i int, c *Cell) string {
	if c == nil || c.ID == "" {
		return fmt.Sprintf("cell %d", i+1)
	}
	return fmt.Sprintf("cell %d (id %.64s)", i+1, c.ID)
}

func (c *Cell) known() bool { return c.Type == Code || c.Type == Markdown || c.Type == Raw }

var validID = regexp.MustCompile(`^[a-zA-Z0-9_-]{1,64}$`)

// Validate checks the notebook against nbformat 4.5 and returns the first error, a
// [*ValidationError], or nil. [Parse] and [Notebook.Encode] call it.
func (nb *Notebook) Validate() error {
	check := &validator{}
	check.metadata(nb.Metadata, notebookFields)
	seen := map[string]int{}
	for i, c := range nb.Cells {
		if c == nil {
			return &ValidationError{Place: place(i, nil), Problem: "is nil"}
		}
		check.at = place(i, c)
		if first, ok := seen[c.ID]; ok {
			check.fail("id", "is that of cell %d too; change or delete one", first+1)
		}
		seen[c.ID] = i
		if !validID.MatchString(c.ID) {
			check.fail("id", "is %q; use 1 to 64 of a-z A-Z 0-9 - and _", c.ID)
		}
		check.cell(c, nb.Minor > Minor)
	}
	return check.err
}

// A validator keeps the first problem found.
type validator struct {
	at  string
	err error
}

func (v *validator) fail(field, problem string, args ...any) {
	if v.err == nil {
		v.err = &ValidationError{Place: v.at, Field: field, Problem: fmt.Sprintf(problem, args...)}
	}
}

func (v *validator) cell(c *Cell, later bool) {
	v.metadata(c.Metadata, cellFields)
	v.extra(c.Extra, cellNames)
	if !c.known() {
		if !later {
			v.fail("cell_type", "is %q; use code, markdown or raw", c.Type)
		}
		return
	}
	v.extra(c.Extra, []string{"source"})
	switch c.Type {
	case Code:
		v.metadata(c.Metadata, codeFields)
		v.extra(c.Extra, []string{"outputs", "execution_count"})
	case Raw:
		v.metadata(c.Metadata, rawFields)
	}
	if c.Type != Code && len(c.Outputs) > 0 {
		v.fail("outputs", "stand in a %s cell; only code cells have outputs", c.Type)
	}
	if c.ExecutionCount != nil && *c.ExecutionCount < 0 {
		v.fail("execution_count", "is %d; it counts from 0", *c.ExecutionCount)
	}
	if c.Type == Code && c.Attachments != nil {
		v.fail("attachments", "stand in a code cell; only Markdown and raw cells have attachments")
	}
	for name, b := range c.Attachments {
		v.bundle(b, "attachments."+name)
	}
	at := v.at
	for i, o := range c.Outputs {
		v.at = fmt.Sprintf("%s, output %d", at, i+1)
		v.output(o, later)
	}
	v.at = at
}

func (v *validator) output(o Output, later bool) {
	v.extra(o.Extra, outputNames[o.Type])
	switch o.Type {
	case Stream:
		if o.Name == "" {
			v.fail("name", `is empty; write "stdout" or "stderr"`)
		}
	case Error:
	case DisplayData, ExecuteResult:
		v.bundle(o.Data, "data")
		if o.ExecutionCount != nil && *o.ExecutionCount < 0 {
			v.fail("execution_count", "is %d; it counts from 0", *o.ExecutionCount)
		}
	default:
		if !later {
			v.fail("output_type", "is %q; use stream, display_data, execute_result or error", o.Type)
		}
	}
}

// bundle checks that what is not JSON is text.
func (v *validator) bundle(b MIMEBundle, field string) {
	for mime, raw := range b {
		if _, ok := b.Text(mime); !ok && !IsJSON(mime) {
			v.fail(field+"."+mime, "is %.40s; it must be a JSON string", raw)
		}
	}
}

// extra refuses an unknown field that would overwrite a known one.
func (v *validator) extra(extra map[string]json.RawMessage, known []string) {
	for _, k := range known {
		if _, ok := extra[k]; ok {
			v.fail(k, "is in Extra; set the field of that name instead")
		}
	}
}

var cellNames = []string{"cell_type", "id", "metadata"}

var outputNames = map[OutputType][]string{
	Stream:        {"output_type", "name", "text"},
	Error:         {"output_type", "ename", "evalue", "traceback"},
	DisplayData:   {"output_type", "data", "metadata"},
	ExecuteResult: {"output_type", "data", "metadata", "execution_count"},
}
