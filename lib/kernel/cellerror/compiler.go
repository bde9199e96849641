package cellerror

import (
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
)

// mostProblems is how many of the compiler's lines are shown; the rest mostly follow from the first.
const mostProblems = 10

var position = regexp.MustCompile(`^(?:\S*[/\\])?([^/\\:\s]+\.go):(\d+):(?:(\d+):)? ?(.*)$`)

// Compiler makes an error of what the compiler, or a parser, said of a program; nil where none of it is about a line that
// locate knows. program is the path of the program's file.
func Compiler(text, program string, locate Locate) *Error {
	e := &Error{Name: Compile}
	var values []string
	left, known := 0, 0
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\r\n")
		m := position.FindStringSubmatch(line)
		switch {
		case m != nil && m[1] == filepath.Base(program):
			if known++; known > mostProblems {
				left++
				continue
			}
			message := m[4]
			number, err := strconv.Atoi(m[2])
			at, ok := Place{}, false
			if err == nil {
				at, ok = locate(number)
			}
			if !ok {
				values, e.Lines = append(values, message), append(e.Lines, red(message))
				continue
			}
			values = append(values, at.String()+": "+message)
			e.Lines = append(e.Lines, red(message), "    "+at.withSource())
		case known > 0 && left == 0 && strings.HasPrefix(line, "\t") && strings.TrimSpace(line) != "":
			// The compiler's second line: "have (number)".
			values, e.Lines = append(values, "    "+strings.TrimSpace(line)), append(e.Lines, "    "+strings.TrimSpace(line))
		case strings.Contains(line, "too many errors"):
			left++
		}
	}
	if known == 0 {
		return nil
	}
	if left > 0 {
		values, e.Lines = append(values, "and more like these"), append(e.Lines, "and more like these")
	}
	e.Value = strings.Join(values, "\n")
	return e
}
