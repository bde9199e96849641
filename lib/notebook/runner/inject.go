package runner

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"sublunar/lib/notebook"
)

// Tags of cells that a run heeds; they mean what they mean to papermill and nbclient.
const (
	TagParameters = "parameters"          // declares what -p may change
	TagInjected   = "injected-parameters" // holds what -p gave; made by a run
	TagRaises     = "raises-exception"    // may fail: the run goes on
	TagSkip       = "skip-execution"      // is not run, and keeps its outputs
)

// Inject checks values by name, given as a reader types them, against the cell tagged `parameters`
// and puts a cell tagged `injected-parameters` after it, in place of one that is there. It returns
// the values as Go literals. With no values, or on an error, it changes nothing. dir is where
// relative paths start; "" is the current folder.
func Inject(nb *notebook.Notebook, values map[string]string, dir string) (map[string]string, error) {
	if len(values) == 0 {
		return nil, nil
	}
	at := nb.Tagged(TagParameters)
	if at < 0 {
		return nil, errors.New("the notebook has no parameters: it has no cell tagged `parameters`; leave -p out")
	}
	declared, err := Parameters(nb.Cells[at].Source)
	if err != nil {
		return nil, err
	}
	byName := map[string]Parameter{}
	for _, p := range declared {
		byName[p.Name] = p
	}
	literals := map[string]string{}
	var problems []error
	for _, name := range slices.Sorted(maps.Keys(values)) {
		p, ok := byName[name]
		if !ok {
			problems = append(problems, fmt.Errorf("the notebook has no parameter %q; it has %s", name, describe(declared)))
			continue
		}
		lit, err := p.Literal(values[name], dir)
		if err != nil {
			problems = append(problems, err)
			continue
		}
		literals[name] = lit
	}
	if len(problems) > 0 {
		return nil, errors.Join(problems...)
	}
	var source strings.Builder
	source.WriteString("// The values that this run was given; they replace those above.")
	for _, p := range declared {
		if lit, ok := literals[p.Name]; ok {
			fmt.Fprintf(&source, "\nvar %s %s = %s", p.Name, p.Type, lit)
		}
	}
	cell := notebook.NewCode(source.String(), TagInjected)
	if old := nb.Tagged(TagInjected); old >= 0 {
		cell.ID = nb.Cells[old].ID
		nb.Cells = slices.Delete(nb.Cells, old, old+1)
		at = nb.Tagged(TagParameters)
	}
	if cell.ID == "" {
		cell.ID = freeID(nb, TagInjected)
	}
	nb.Cells = slices.Insert(nb.Cells, at+1, cell)
	return literals, nil
}

// freeID gives a cell id that begins with stem and that no cell has.
func freeID(nb *notebook.Notebook, stem string) string {
	id := stem
	for n := 2; slices.ContainsFunc(nb.Cells, func(c *notebook.Cell) bool { return c.ID == id }); n++ {
		id = fmt.Sprintf("%s-%d", stem, n)
	}
	return id
}

// describe lists parameters for an error.
func describe(ps []Parameter) string {
	if len(ps) == 0 {
		return "none"
	}
	var parts []string
	for _, p := range ps {
		parts = append(parts, p.Name+" ("+p.Type+")")
	}
	return strings.Join(parts, ", ")
}

// checkTags refuses a notebook whose tags contradict each other.
func checkTags(nb *notebook.Notebook) error {
	first := 0
	for i, c := range nb.Cells {
		if !c.HasTag(TagParameters) {
			continue
		}
		if c.Type != notebook.Code {
			return fmt.Errorf("cell %d is tagged `parameters` but holds no code", i+1)
		}
		if first > 0 {
			return fmt.Errorf("cells %d and %d are both tagged `parameters`; tag one", first, i+1)
		}
		first = i + 1
	}
	return nil
}
