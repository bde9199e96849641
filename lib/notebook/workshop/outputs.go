package workshop

import (
	"regexp"
	"slices"

	"sublunar/lib/kernel/cellerror"
	"sublunar/lib/notebook"
)

// notCompiled is how a stock GoNB's errors begin when a cell was no program; ours gives the error a name.
var notCompiled = regexp.MustCompile(`^(failed to run "|parsing go files)`)

// Failed says whether a cell's outputs hold an error.
func Failed(c *notebook.Cell) bool { return slices.ContainsFunc(c.Outputs, isError) }

// NotCompiled says whether they hold one that says that the cell does not compile.
func NotCompiled(c *notebook.Cell) bool {
	return slices.ContainsFunc(c.Outputs, func(o notebook.Output) bool {
		return isError(o) && (o.ErrorName == cellerror.Compile || notCompiled.MatchString(o.ErrorValue))
	})
}

// WritesErrors says whether they hold anything on stderr, which nbgrader counts as a failure.
func WritesErrors(c *notebook.Cell) bool {
	return slices.ContainsFunc(c.Outputs, func(o notebook.Output) bool { return o.Type == notebook.Stream && o.Name == "stderr" })
}

func isError(o notebook.Output) bool { return o.Type == notebook.Error }
