package runner

import (
	"errors"
	"fmt"
	"regexp"
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

// GoNB's report of a compiler's errors is HTML: errorpublish.go. Its messages are not escaped.
var (
	compiled  = regexp.MustCompile(`failed to run "[^"]*(goimports|go(?:\.exe)?\s+(build|test|get))\b`)
	cellLine  = regexp.MustCompile(`<span class="gonb-cell-line-info">(?:Cell\[(\d+)\]: Line|Cell Line) (\d+)</span>`)
	location  = regexp.MustCompile(`(?s)^.*<span class="gonb-err-location">[^<]*</span></span>`)
	stackCell = regexp.MustCompile(`\[\[ Cell (?:\[(\d+)\] )?Line (\d+) \]\]`)
	ansi      = regexp.MustCompile("\x1b\\[[0-9;?]*[A-Za-z]")
)

// explain says, in a few lines, why the kernel answered a cell with an error.
func (b *book) explain(p *page, reply wire.Reply) string {
	b.mu.Lock()
	defer b.mu.Unlock()
	value := plain(reply.ErrorValue)
	if value == "" {
		value = reply.ErrorName
	}
	if compiled.MatchString(value) {
		if errs := compilerErrors(p, reply.Count); len(errs) > 0 {
			return "does not compile:\n  " + strings.Join(errs, "\n  ")
		}
		return value
	}
	var stderr strings.Builder
	for _, o := range p.outputs {
		if o.Type == notebook.Stream && o.Name == "stderr" {
			stderr.WriteString(o.Text)
		}
	}
	said := plain(stderr.String())
	if panicked := panicLine(said, reply.Count); panicked != "" {
		return panicked
	}
	if value == "signal: killed" && reply.Memory {
		value += ", probably for want of memory: use less data or a smaller model"
	}
	lines := strings.Split(strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(said), reply.ErrorValue)), "\n")
	if lines[0] == "" {
		return value
	}
	if len(lines) > 8 {
		lines = append([]string{"..."}, lines[len(lines)-8:]...)
	}
	return value + "\n  " + strings.Join(lines, "\n  ")
}

// compilerErrors reads the compiler's lines from GoNB's HTML.
func compilerErrors(p *page, count int) []string {
	const most = 12
	var found []string
	for _, o := range p.outputs {
		html, ok := o.Data.Text("text/html")
		if !ok || !strings.Contains(html, "gonb-err-location") {
			continue
		}
		for _, chunk := range strings.Split(html, `<div style="white-space: pre-wrap;">`)[1:] {
			chunk, _, _ = strings.Cut(chunk, `<div class="gonb-err-context">`)
			chunk, _, _ = strings.Cut(chunk, "</div>")
			where := ""
			if m := cellLine.FindStringSubmatch(chunk); m != nil {
				where = inCell(m[1], m[2], count) + ": "
			}
			message := strings.TrimSpace(location.ReplaceAllString(chunk, ""))
			if message == "" || strings.HasPrefix(message, "# ") || message == "exit status 1" {
				continue
			}
			found = append(found, where+message)
		}
	}
	if len(found) > most {
		found = append(found[:most], fmt.Sprintf("... and %d more lines", len(found)-most))
	}
	return found
}

// panicLine gives a panic's first line and the cell's line that it came from; "" when there is none.
func panicLine(stderr string, count int) string {
	for _, word := range []string{"panic: ", "fatal error: "} {
		at := strings.Index("\n"+stderr, "\n"+word)
		if at < 0 {
			continue
		}
		rest := stderr[at:]
		line, _, _ := strings.Cut(rest, "\n")
		if m := stackCell.FindStringSubmatch(rest); m != nil {
			line += " (" + inCell(m[1], m[2], count) + ")"
		}
		return line
	}
	return ""
}

// inCell names a line of a cell; count is the cell that is being spoken of.
func inCell(cell, line string, count int) string {
	if cell != "" && cell != fmt.Sprint(count) {
		return fmt.Sprintf("In [%s] line %s", cell, line)
	}
	return "line " + line
}

// plain is text without a terminal's colours.
func plain(s string) string { return ansi.ReplaceAllString(s, "") }

func cut(s string, n int) string {
	r := []rune(s)
	if len(r) <= n {
		return s
	}
	return string(r[:n-1]) + "…"
}
