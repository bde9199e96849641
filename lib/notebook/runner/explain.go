package runner

import (
	"errors"
	"fmt"
	"go/parser"
	"go/scanner"
	"go/token"
	"regexp"
	"strings"

	"sublunar/lib/kernel/cellerror"
	"sublunar/lib/notebook"
	"sublunar/lib/notebook/wire"
)

// GoNB's report of a compiler's errors is HTML: errorpublish.go. Its messages are not escaped.
var (
	compiled  = regexp.MustCompile(`failed to run "[^"]*(goimports|go(?:\.exe)?\s+(build|test|get))\b`)
	cellLine  = regexp.MustCompile(`<span class="gonb-cell-line-info">(?:Cell\[(\d+)\]: Line|Cell Line) (\d+)</span>`)
	location  = regexp.MustCompile(`(?s)^.*<span class="gonb-err-location">[^<]*</span></span>`)
	stackCell = regexp.MustCompile(`\[\[ Cell (?:\[(\d+)\] )?Line (\d+) \]\]`)
	unparsed  = regexp.MustCompile(`^parsing go files in TempDir "[^"]*": (?:\S*main(?:_test)?\.go:\d+:\d+: )?`)
	ansi      = regexp.MustCompile("\x1b\\[[0-9;?]*[A-Za-z]")
)

// explain says, in a few lines, why the kernel answered a cell with an error.
func (b *book) explain(p *page, source string, reply wire.Reply) string {
	b.mu.Lock()
	defer b.mu.Unlock()
	value := plain(reply.ErrorValue)
	if value == "" {
		value = reply.ErrorName
	}
	switch reply.ErrorName { // of the kernel as set-up builds it; a stock GoNB tells the same in the ways below
	case cellerror.Compile:
		return "does not compile:\n  " + strings.ReplaceAll(hereAsLine(value, reply.Count), "\n", "\n  ")
	case cellerror.Panic:
		return hereAsLine(value, reply.Count)
	}
	if unparsed.MatchString(value) {
		if at := syntaxError(source); at != "" {
			return "does not compile:\n  " + at
		}
		return "does not compile:\n  " + unparsed.ReplaceAllString(value, "")
	}
	if m := compiled.FindStringSubmatch(value); m != nil {
		what := "does not compile"
		if m[2] == "get" {
			what = "imports a package that can't be had"
		}
		if errs := compilerErrors(p, reply.Count); len(errs) > 0 {
			return what + ":\n  " + strings.Join(errs, "\n  ")
		}
		return what + ": " + value
	}
	said := p.text("stderr")
	if out := p.text("stdout"); strings.TrimSpace(said) == reply.ErrorValue && strings.Contains(out, "--- FAIL") {
		said = out // of %test, which says there what failed
	}
	if panicked := panicLine(p, said, reply.Count); panicked != "" {
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

// text joins what a cell printed on a stream, without colours.
func (p *page) text(name string) string {
	var b strings.Builder
	for _, o := range p.outputs {
		if o.Type == notebook.Stream && o.Name == name {
			b.WriteString(o.Text)
		}
	}
	return plain(b.String())
}

// syntaxError parses a cell as GoNB composes it, what follows %% or %main being the body of main, and
// gives the first error with the cell's own line; "" when it finds none. GoNB gives the line of the
// file that it has made of all cells, which helps no one.
func syntaxError(source string) string {
	lines := strings.Split(source, "\n")
	inMain := false
	for i, line := range lines {
		line = strings.TrimPrefix(line, "//gonb:")
		if len(line) < 2 || line[0] != '%' && line[0] != '!' {
			continue
		}
		lines[i] = ""
		if word := strings.Fields(line)[0]; !inMain && (word == "%%" || word == "%main") {
			lines[i], inMain = "func main() {", true
		}
	}
	if inMain {
		lines = append(lines, "}")
	}
	_, err := parser.ParseFile(token.NewFileSet(), "", "package p; "+strings.Join(lines, "\n"), parser.SkipObjectResolution)
	var list scanner.ErrorList
	if !errors.As(err, &list) || len(list) == 0 {
		return ""
	}
	return fmt.Sprintf("line %d: %s", min(list[0].Pos.Line, strings.Count(source, "\n")+1), list[0].Msg)
}

// compilerErrors reads the compiler's lines from GoNB's HTML.
func compilerErrors(p *page, count int) []string {
	const most = 12
	var found []string
	for _, html := range p.reports() {
		for _, chunk := range strings.Split(html, `<div style="white-space: pre-wrap;">`)[1:] {
			chunk, _, _ = strings.Cut(chunk, `<div class="gonb-err-context">`)
			chunk, _, _ = strings.Cut(chunk, "</div>")
			where := ""
			if m := cellLine.FindStringSubmatch(chunk); m != nil {
				where = inCell(m[1], m[2], count) + ": "
			}
			message := strings.TrimSpace(location.ReplaceAllString(chunk, ""))
			if message == "" || strings.HasPrefix(message, "# ") || message == "exit status 1" || strings.HasPrefix(message, `failed to run "`) {
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
// GoNB marks the cell's lines in the stack that it passes on only where one write of the program
// holds the whole of a file's name, which varies; its report in HTML has them always.
func panicLine(p *page, stderr string, count int) string {
	for _, word := range []string{"panic: ", "fatal error: "} {
		at := strings.Index("\n"+stderr, "\n"+word)
		if at < 0 {
			continue
		}
		rest := stderr[at:]
		line, _, _ := strings.Cut(rest, "\n")
		for _, html := range p.reports() {
			if m := cellLine.FindStringSubmatch(html); m != nil {
				return line + " (" + inCell(m[1], m[2], count) + ")"
			}
		}
		if m := stackCell.FindStringSubmatch(rest); m != nil {
			line += " (" + inCell(m[1], m[2], count) + ")"
		}
		return line
	}
	return ""
}

// reports gives GoNB's reports of errors in HTML.
func (p *page) reports() []string {
	var found []string
	for _, o := range p.outputs {
		if html, ok := o.Data.Text("text/html"); ok && strings.Contains(html, "gonb-err-location") {
			found = append(found, html)
		}
	}
	return found
}

// inCell names a line of a cell; count is the cell that is being spoken of.
func inCell(cell, line string, count int) string {
	if cell != "" && cell != fmt.Sprint(count) {
		return fmt.Sprintf("In [%s], line %s", cell, line)
	}
	return "line " + line
}

// hereAsLine leaves the cell's number out where it is the one that is being spoken of.
func hereAsLine(text string, count int) string {
	return strings.ReplaceAll(text, fmt.Sprintf("In [%d], line ", count), "line ")
}

// plain is text without a terminal's colours.
func plain(s string) string { return ansi.ReplaceAllString(s, "") }
