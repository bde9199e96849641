package runner

import (
	"errors"
	"fmt"
	"strings"

	"sublunar/lib/notebook"
	"sublunar/lib/notebook/wire"
)

// A CellError is a cell that failed.
type CellError struct {
	Cell  int    // its place in the notebook, from 1, Markdown cells counted
	Count int    // its execution count, the n of In [n]; 0 when not known
	Line  string // its first line
	Name  string // a word for the kind of failure
	// Message says what went wrong, without colours: a compiler's errors with the cell's own line
	// numbers, a panic with its line, or else the last lines of stderr.
	Message string
	// Err is a *wire.TimeoutError, *wire.InputError, *wire.DeathError, or nil.
	Err error
	// Fatal: the run can't go on even if the cell may fail.
	Fatal bool
}

func (e *CellError) Error() string {
	where := fmt.Sprintf("cell %d", e.Cell)
	if e.Count > 0 {
		where += fmt.Sprintf(" (In [%d])", e.Count)
	}
	return fmt.Sprintf("%s `%s`: %s", where, cut(e.Line, 60), e.Message)
}

func (e *CellError) Unwrap() error { return e.Err }

func errorName(err error) string {
	var timeout *wire.TimeoutError
	var input *wire.InputError
	var death *wire.DeathError
	switch {
	case errors.As(err, &timeout):
		return "Timeout"
	case errors.As(err, &input):
		return "InputRefused"
	case errors.As(err, &death):
		return "KernelDied"
	}
	return "RunError"
}

// show adds an error that no kernel sent to a cell's outputs, so that the notebook tells it too.
func (b *book) show(p *page, name, message string) {
	b.apply(p, wire.Event{Output: notebook.NewError(name, message, []string{name + ": " + message})})
}

// badClaim says what is wrong with a claim that can't be read.
func (b *book) badClaim(p *page) string {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, c := range p.claims {
		if c.err != nil {
			return c.err.Error()
		}
	}
	return ""
}

// cut shortens text to n characters.
func cut(s string, n int) string {
	r := []rune(s)
	if len(r) <= n {
		return s
	}
	return string(r[:n-1]) + "…"
}

// firstLine is the first line of a cell that says something.
func firstLine(source string) string {
	for line := range strings.Lines(source) {
		line = strings.TrimSpace(line)
		if line != "" && line != "%%" && line != "//gonb:%%" && !strings.HasPrefix(line, "import") {
			return line
		}
	}
	return strings.TrimSpace(source)
}
