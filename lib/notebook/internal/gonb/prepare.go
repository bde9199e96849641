package gonb

import (
	"fmt"
	"os"
	"regexp"
	"runtime"
	"strconv"
	"strings"

	"sublunar/lib/notebook"
	"sublunar/lib/notebook/wire"
)

// A Watch looks at a cell's output as it comes, and then tells whether the cell failed.
type Watch struct {
	// Code is what to send to the kernel in place of the cell's source. It has the same lines.
	Code string

	status   string // the file that shells write their exit status to
	asked    int    // how many shells were asked
	shell    []command
	percent  map[string]bool // the names of the cell's %commands
	program  string          // of a script cell
	isScript bool

	exits   []string // GoNB's lines about programs that failed
	last    string   // the last piece of stderr, when it is such a line
	unknown string   // the first unknown %command that GoNB reported
}

// Prepare looks at a cell before it runs. status is the path of a file that is the cell's own; it
// need not exist. An error says that the cell can't be run without a reader, and why.
func Prepare(source, status string) (*Watch, error) {
	w := &Watch{Code: source, status: status, percent: map[string]bool{}}
	lines := strings.Split(source, "\n")
	if w.program, w.isScript = script(lines); w.isScript {
		if shells[w.program] && len(lines) > 1 {
			w.trap(lines, 1, "", 0)
		}
		w.Code = strings.Join(lines, "\n")
		return w, nil
	}
	for _, c := range commands(lines) {
		if c.sign == '%' {
			w.percent[c.name()] = true
			if name := c.name(); name == "with_inputs" || name == "with_password" {
				return nil, fmt.Errorf("%%%s asks a reader for input, which a notebook that runs by itself does not get: use a parameter", name)
			}
			continue
		}
		w.shell = append(w.shell, c)
		// The command begins after the sign, any space, and the * that means GoNB's folder.
		line := lines[c.line]
		at := strings.IndexByte(line, '!') + 1
		at += len(line[at:]) - len(strings.TrimLeft(line[at:], " \t"))
		if strings.HasPrefix(line[at:], "*") {
			at++
		}
		if rest := strings.TrimSpace(line[at:]); rest != "" && rest != `\` {
			w.trap(lines, c.line, line[:at], len(w.shell)-1)
		}
	}
	w.Code = strings.Join(lines, "\n")
	return w, nil
}

// trap puts, after the beginning of a line, the command that has the shell write down its number and
// its exit status when it ends. Nothing of the line itself changes, so a comment or an open quote
// in it stays what it was. The braces keep `set -x` from showing it (`set -v` shows it all the same).
func (w *Watch) trap(lines []string, line int, keep string, number int) {
	if runtime.GOOS == "windows" || strings.ContainsAny(w.status, "'\"$`\\\n") || w.status == "" {
		return
	}
	lines[line] = fmt.Sprintf(`%strap '{ printf "%%s\n" "%d $?" >>"%s"; } 2>/dev/null' EXIT; %s`,
		keep, number, w.status, lines[line][len(keep):])
	w.asked++
}

// What GoNB writes, each in a message of its own: specialcmd.go and jpyexec.go.
var (
	unknownLine = regexp.MustCompile(`^"%(.+)" unknown or not implemented yet\.$`)
	exitLine    = regexp.MustCompile(`^(?:\^C\n)?((?:exit status \d+|signal: [^\n]+|exit code [^\n]+|wait[^\n]*: [^\n]+))\n$`)
)

// See is given each event of the cell, whole: before anything is left out for being too much.
func (w *Watch) See(e wire.Event) {
	if e.Output.Type != notebook.Stream || e.Output.Name != "stderr" {
		return
	}
	w.last = ""
	if m := exitLine.FindStringSubmatch(e.Output.Text); m != nil {
		w.last = m[1]
		if len(w.exits) < 100 {
			w.exits = append(w.exits, m[1])
		}
	}
	if m := unknownLine.FindStringSubmatch(e.Output.Text); m != nil && w.unknown == "" && w.percent[m[1]] {
		w.unknown = m[1]
	}
}

// Failure says what failed in a cell that the kernel answered with "ok"; "" when nothing did.
func (w *Watch) Failure() string {
	statuses := w.statuses()
	switch {
	case w.unknown != "":
		return fmt.Sprintf("unknown command %%%s: %%help lists the commands there are", w.unknown)
	case w.isScript && w.asked > 0 && len(statuses) > 0:
		if s := statuses[0]; s != 0 {
			return fmt.Sprintf("the %s script failed: exit status %d", w.program, s)
		}
		return ""
	case w.isScript:
		// One program, so GoNB's line is the last thing it could have written.
		if w.program != "" && w.last != "" {
			return fmt.Sprintf("the script failed: %s", w.last)
		}
		return ""
	case len(w.shell) == 0:
		return ""
	}
	for i, c := range w.shell {
		if s := statuses[i]; s != 0 {
			return fmt.Sprintf("!%s failed: exit status %d", strings.TrimSpace(c.text), s)
		}
	}
	if len(statuses) < len(w.shell) && len(w.exits) > 0 {
		return fmt.Sprintf("a shell command (!) failed: %s", w.exits[0])
	}
	return ""
}

// statuses gives the exit statuses that shells wrote down, by their number.
func (w *Watch) statuses() map[int]int {
	found := map[int]int{}
	if w.asked == 0 {
		return found
	}
	text, err := os.ReadFile(w.status)
	if err != nil {
		return found
	}
	for line := range strings.Lines(string(text)) {
		number, status, ok := strings.Cut(strings.TrimSpace(line), " ")
		n, e1 := strconv.Atoi(number)
		s, e2 := strconv.Atoi(status)
		if ok && e1 == nil && e2 == nil {
			found[n] = s
		}
	}
	return found
}
