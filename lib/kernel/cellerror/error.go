package cellerror

import (
	"fmt"
	"strings"
)

// The kinds of errors, as Jupyter's messages name them.
const (
	Panic   = "Panic"
	Compile = "CompileError"
)

// A Place is a line of a cell.
type Place struct {
	Cell   int // the n of In [n]; negative where it is not known
	Line   int // from 1, commands such as %% counted
	Source string
}

// String is the place without the source: "In [3], line 2".
func (p Place) String() string {
	if p.Cell < 0 {
		return fmt.Sprintf("line %d", p.Line)
	}
	return fmt.Sprintf("In [%d], line %d", p.Cell, p.Line)
}

// withSource is the place and what stands there.
func (p Place) withSource() string {
	if text := strings.TrimSpace(p.Source); text != "" {
		return p.String() + ": " + text
	}
	return p.String()
}

// Locate gives the place in a cell of a line of the program, from 1; false for a line that no cell holds.
type Locate func(line int) (Place, bool)

// An Error is what to tell a person of a cell that failed.
type Error struct {
	Name  string   // Panic or Compile
	Value string   // for programs: each problem on a line, its place first or last
	Lines []string // for people, first line first
}

func (e *Error) Error() string { return e.Value }

// red is how a terminal, and Jupyter's page, show what failed.
func red(text string) string { return "\x1b[31m" + text + "\x1b[0m" }
