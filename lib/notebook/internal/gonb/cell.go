package gonb

import (
	"path"
	"strings"
)

// comment may stand before a special command, so that gofmt leaves the line alone.
const comment = "//gonb:"

// scripts are the first words of cells that are no Go.
var scripts = map[string]bool{"%%writefile": true, "%%script": true, "%%bash": true, "%%sh": true, "%%gx": true}

// shells know `trap ... EXIT`.
var shells = map[string]bool{"sh": true, "bash": true, "dash": true, "ksh": true, "zsh": true}

// A command is a special command of a Go cell: %name ... or !shell command.
type command struct {
	line int  // its first line
	sign byte // '%' or '!'
	text string
}

// name is the word after the %.
func (c command) name() string {
	if fields := strings.Fields(c.text); len(fields) > 0 {
		return fields[0]
	}
	return ""
}

// script says whether a cell is a script, and for which program: "" for a cell that starts none.
func script(lines []string) (program string, ok bool) {
	words := strings.Fields(strings.TrimPrefix(lines[0], comment))
	if len(words) == 0 || !scripts[words[0]] {
		return "", false
	}
	switch {
	case words[0] == "%%bash" || words[0] == "%%sh":
		return words[0][2:], true
	case words[0] == "%%script" && len(words) > 1:
		// With arguments of its own, such as -x, a shell might show the trap.
		if len(words) == 2 {
			return path.Base(words[1]), true
		}
		return "?", true
	}
	return "", true
}

// commands gives the special commands of a Go cell. A command whose line ends in \ goes on in the
// next line.
func commands(lines []string) []command {
	var found []command
	for i := 0; i < len(lines); i++ {
		line := strings.TrimPrefix(lines[i], comment)
		if len(line) < 2 || line[0] != '%' && line[0] != '!' {
			continue
		}
		c := command{line: i, sign: line[0], text: line}
		for strings.HasSuffix(c.text, `\`) && i+1 < len(lines) {
			i++
			c.text = strings.TrimSuffix(c.text, `\`) + " " + strings.TrimPrefix(lines[i], comment)
		}
		c.text = strings.TrimLeft(c.text[1:], " \t")
		found = append(found, c)
	}
	return found
}
