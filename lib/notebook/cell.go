package notebook

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
)

// A CellType says what a cell holds.
type CellType string

const (
	Code     CellType = "code"
	Markdown CellType = "markdown"
	Raw      CellType = "raw"
)

// A Cell is one cell of a notebook.
type Cell struct {
	Type CellType
	// ID names the cell within its notebook: 1 to 64 of a-z A-Z 0-9 - _. An empty ID is filled in
	// when the notebook is read or written.
	ID string
	// Source is the cell's text, lines joined.
	Source   string
	Metadata Metadata
	// ExecutionCount is the prompt number of a code cell's last run; nil when it has not run.
	ExecutionCount *int
	// Outputs of a code cell, in the order they came.
	Outputs []Output
	// Attachments are files inside a Markdown or raw cell, by file name. Nil: the field is absent.
	Attachments map[string]MIMEBundle
	// Extra holds the fields that this package does not know.
	Extra map[string]json.RawMessage
}

// NewCode returns a code cell that has not run. Tags are optional.
func NewCode(source string, tags ...string) *Cell { return newCell(Code, source, tags) }

// NewMarkdown returns a Markdown cell. Tags are optional.
func NewMarkdown(source string, tags ...string) *Cell { return newCell(Markdown, source, tags) }

// NewRaw returns a raw cell. Tags are optional.
func NewRaw(source string, tags ...string) *Cell { return newCell(Raw, source, tags) }

func newCell(t CellType, source string, tags []string) *Cell {
	c := &Cell{Type: t, Source: source, Metadata: Metadata{}}
	for _, tag := range tags {
		c.AddTag(tag)
	}
	return c
}

// Tags returns the cell's tags (metadata.tags); nil when it has none.
func (c *Cell) Tags() []string {
	var tags []string
	if _, err := c.Metadata.Get("tags", &tags); err != nil {
		return nil
	}
	return tags
}

// HasTag says whether the cell carries the tag.
func (c *Cell) HasTag(tag string) bool { return slices.Contains(c.Tags(), tag) }

// AddTag adds a tag that the cell does not have yet.
func (c *Cell) AddTag(tag string) {
	if !c.HasTag(tag) {
		c.setTags(append(c.Tags(), tag))
	}
}

// RemoveTag takes a tag away; the field goes with the last one.
func (c *Cell) RemoveTag(tag string) {
	if c.HasTag(tag) {
		c.setTags(slices.DeleteFunc(c.Tags(), func(t string) bool { return t == tag }))
	}
}

func (c *Cell) setTags(tags []string) {
	if len(tags) == 0 {
		delete(c.Metadata, "tags")
		return
	}
	if c.Metadata == nil {
		c.Metadata = Metadata{}
	}
	c.Metadata["tags"] = compact(anySlice(tags))
}

// ClearOutputs removes a code cell's outputs and execution count; other cells stay as they are.
func (c *Cell) ClearOutputs() {
	if c.Type == Code {
		c.Outputs, c.ExecutionCount = nil, nil
	}
}

// SetOutputs replaces a code cell's outputs and its execution count; count 0 means "not known"
// (null in the file). On a cell that is not code it does nothing.
func (c *Cell) SetOutputs(count int, outputs ...Output) {
	if c.Type != Code {
		return
	}
	c.Outputs, c.ExecutionCount = outputs, nil
	if count > 0 {
		c.ExecutionCount = &count
	}
}

func (c *Cell) clone() *Cell {
	d := *c
	d.Metadata = c.Metadata.clone()
	d.Extra = cloneRaw(c.Extra)
	d.ExecutionCount = cloneInt(c.ExecutionCount)
	d.Outputs = nil
	for _, o := range c.Outputs {
		d.Outputs = append(d.Outputs, o.Clone())
	}
	if c.Attachments != nil {
		d.Attachments = map[string]MIMEBundle{}
		for name, b := range c.Attachments {
			d.Attachments[name] = b.Clone()
		}
	}
	return &d
}

// firstHeading is the text of the first ATX heading ("# Title") outside a code fence.
func firstHeading(markdown string) string {
	fence := ""
	for line := range strings.Lines(markdown) {
		line = strings.TrimSpace(line)
		switch {
		case fence != "":
			if strings.HasPrefix(line, fence) {
				fence = ""
			}
		case strings.HasPrefix(line, "```"), strings.HasPrefix(line, "~~~"):
			fence = line[:3]
		case strings.HasPrefix(line, "#"):
			text := strings.TrimLeft(line, "#")
			if strings.HasPrefix(text, " ") && len(line)-len(text) <= 6 {
				return strings.TrimSpace(strings.TrimRight(text, "# "))
			}
		}
	}
	return ""
}

func cloneInt(p *int) *int {
	if p == nil {
		return nil
	}
	v := *p
	return &v
}

// cloneRaw copies the map; the messages are shared, as nothing here writes into one.
func cloneRaw(m map[string]json.RawMessage) map[string]json.RawMessage { return maps.Clone(m) }
