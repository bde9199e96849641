package field

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"
)

// A csvError is a fault at a place in a CSV text; ReadCSV puts the file's name before it.
type csvError struct {
	line, column int // from 1; column 0: the whole line
	problem      string
}

func (e *csvError) Error() string {
	if e.column == 0 {
		return fmt.Sprintf("line %d: %s", e.line, e.problem)
	}
	return fmt.Sprintf("line %d, column %d: %s", e.line, e.column, e.problem)
}

// csvLines walks over the lines of a text that are neither empty nor comments. Lines end in \n,
// \r\n or a lone \r.
type csvLines struct {
	rest []byte
	line int // number of the line that next returned last, from 1
}

func (l *csvLines) next() (text []byte, ok bool) {
	for len(l.rest) > 0 {
		l.line++
		end := bytes.IndexAny(l.rest, "\r\n")
		switch {
		case end < 0:
			text, l.rest = l.rest, nil
		case l.rest[end] == '\r' && end+1 < len(l.rest) && l.rest[end+1] == '\n':
			text, l.rest = l.rest[:end], l.rest[end+2:]
		default:
			text, l.rest = l.rest[:end], l.rest[end+1:]
		}
		// Only spaces are trimmed to judge a line: tabs may be its separators.
		if t := bytes.TrimLeft(text, " "); len(bytes.TrimSpace(t)) > 0 && t[0] != '#' {
			return text, true
		}
	}
	return nil, false
}

// plainText refuses what is not UTF-8 text, and takes the byte order mark off.
func plainText(data []byte) ([]byte, error) {
	data, _ = bytes.CutPrefix(data, []byte("\uFEFF"))
	if bytes.HasPrefix(data, []byte{0xff, 0xfe}) || bytes.HasPrefix(data, []byte{0xfe, 0xff}) {
		return nil, errors.New("the text is UTF-16; save it as UTF-8 (in a spreadsheet: \"CSV UTF-8\")")
	}
	if bytes.HasPrefix(data, []byte("PK\x03\x04")) {
		return nil, errors.New("this is a zip or spreadsheet file, not CSV; export it as CSV, or read an .npz with ReadNPZ")
	}
	bad := bytes.IndexByte(data, 0)
	problem := "a zero byte: this is no text file; export the data as CSV"
	if bad < 0 && !utf8.Valid(data) {
		for bad = 0; ; {
			r, size := utf8.DecodeRune(data[bad:])
			if r == utf8.RuneError && size <= 1 {
				break
			}
			bad += size
		}
		problem = fmt.Sprintf("byte %#02x is not UTF-8; save the file as UTF-8", data[bad])
	}
	if bad >= 0 {
		return nil, &csvError{line: 1 + bytes.Count(data[:bad], []byte("\n")), problem: problem}
	}
	return data, nil
}

// A cell is one entry of a line, its quotes and the spaces around it taken off.
type cell struct {
	text   string
	quoted bool
}

// cells cuts a line at the separator, reusing the slice given. Quotes count only where a cell
// begins with one; inside them "" is a quote and a separator is text.
func cells(into []cell, line string, sep byte, number int) ([]cell, error) {
	into = into[:0]
	for {
		start := strings.TrimLeft(line, " ")
		if !strings.HasPrefix(start, `"`) {
			text, rest, more := strings.Cut(line, string(sep))
			into = append(into, cell{text: strings.TrimSpace(text)})
			if !more {
				return into, nil
			}
			line = rest
			continue
		}
		text, rest, err := unquote(start)
		if err == nil {
			if rest = strings.TrimLeft(rest, " "); rest != "" && rest[0] != sep {
				err = fmt.Errorf("%s follows the closing quote; double a quote that is part of the text (\"\")", clip(rest))
			}
		}
		if err != nil {
			return nil, &csvError{number, len(into) + 1, err.Error()}
		}
		into = append(into, cell{text: text, quoted: true})
		if rest == "" {
			return into, nil
		}
		line = rest[1:]
	}
}

// unquote reads a quoted text from its opening quote, and returns what follows the closing one.
func unquote(s string) (text, rest string, err error) {
	s = s[1:]
	for {
		i := strings.IndexByte(s, '"')
		if i < 0 {
			return "", "", errors.New("the quote is not closed on this line; close it, or take it out")
		}
		text, s = text+s[:i], s[i+1:]
		if !strings.HasPrefix(s, `"`) {
			return text, s, nil
		}
		text, s = text+`"`, s[1:]
	}
}

// separator finds which of tab, semicolon and comma divides the head of a table: one that stands
// outside quotes and brackets (a unit may hold one). Where several do, the tab wins, then the
// semicolon: people write commas within names more often than those.
func separator(head string) byte {
	var found [3]bool
	depth, quoted := 0, false
	for i := 0; i < len(head); i++ {
		switch c := head[i]; {
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '(' || c == '[':
			depth++
		case c == ')' || c == ']':
			depth = max(depth-1, 0)
		case c == '\t':
			found[0] = true // never part of a name
		case depth == 0 && c == ';':
			found[1] = true
		case depth == 0 && c == ',':
			found[2] = true
		}
	}
	for i, sep := range []byte("\t;,") {
		if found[i] {
			return sep
		}
	}
	return ','
}

// clip shows the beginning of a text in an error.
func clip(s string) string {
	const most = 40
	if utf8.RuneCountInString(s) > most {
		s = string([]rune(s[:min(len(s), 4*most+4)])[:most]) + "..."
	}
	return fmt.Sprintf("%q", s)
}
