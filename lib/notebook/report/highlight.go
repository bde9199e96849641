package report

import (
	"go/scanner"
	"go/token"
	"html"
	"strings"
)

// highlight colours code: Go (and GoNB's % and ! lines) by Go's own scanner, other languages not at
// all. The result is HTML; its text is the code, every byte of it.
func highlight(language, code string) string {
	switch strings.ToLower(language) {
	case "go", "golang", "":
		return highlightGo(code)
	}
	return html.EscapeString(code)
}

// highlightGo scans a copy in which GoNB's own lines are blanked out, so that offsets agree.
func highlightGo(code string) string {
	blank, special := goNBLines(code)
	src := []byte(blank)
	file := token.NewFileSet().AddFile("", -1, len(src))
	var s scanner.Scanner
	s.Init(file, src, func(token.Position, string) {}, scanner.ScanComments)

	var b strings.Builder
	last := 0
	write := func(from, to int, class string) {
		b.WriteString(between(code, last, from, special))
		if class == "" || from == to {
			b.WriteString(html.EscapeString(code[from:to]))
		} else {
			b.WriteString(`<span class="` + class + `">` + html.EscapeString(code[from:to]) + "</span>")
		}
		last = to
	}
	var pending *[2]int // an identifier waits for what follows: a "(" makes it a call
	flush := func(class string) {
		if pending != nil {
			write(pending[0], pending[1], class)
			pending = nil
		}
	}
	for {
		pos, tok, lit := s.Scan()
		if tok == token.EOF {
			break
		}
		if tok == token.SEMICOLON && lit != ";" {
			continue // put in by the scanner at a line's end
		}
		from := file.Offset(pos)
		length := len(lit)
		if length == 0 {
			length = len(tok.String())
		}
		// The scanner drops carriage returns from comments and raw strings; find the true end.
		to := min(from+length+carriageReturns(src, from, lit), len(src))
		if from < last || from > to {
			continue
		}
		if tok == token.LPAREN {
			flush("fn")
		} else {
			flush(identifierClass(code, pending))
		}
		switch {
		case tok == token.IDENT:
			pending = &[2]int{from, to}
		case tok.IsKeyword():
			write(from, to, "kw")
		case tok == token.COMMENT:
			write(from, to, "cm")
		case tok == token.STRING || tok == token.CHAR:
			write(from, to, "st")
		case tok == token.INT || tok == token.FLOAT || tok == token.IMAG:
			write(from, to, "nu")
		}
	}
	flush(identifierClass(code, pending))
	b.WriteString(between(code, last, len(code), special))
	return b.String()
}

func identifierClass(code string, at *[2]int) string {
	if at != nil && predeclared[code[at[0]:at[1]]] {
		return "ty"
	}
	return ""
}

func carriageReturns(src []byte, from int, lit string) int {
	if len(lit) == 0 || lit[0] != '`' && lit[0] != '/' {
		return 0
	}
	n := 0
	for i, left := from, len(lit); left > 0 && i < len(src); i++ {
		if src[i] == '\r' {
			n++
		} else {
			left--
		}
	}
	return n
}

// between escapes plain code, with GoNB's lines in it marked.
func between(code string, from, to int, special [][2]int) string {
	var b strings.Builder
	for _, line := range special {
		if line[0] >= from && line[1] <= to {
			b.WriteString(html.EscapeString(code[from:line[0]]))
			b.WriteString(`<span class="mg">` + html.EscapeString(code[line[0]:line[1]]) + "</span>")
			from = line[1]
		}
	}
	b.WriteString(html.EscapeString(code[from:to]))
	return b.String()
}

// goNBLines finds the lines that GoNB reads itself: those that begin with % or !, and a whole cell
// of another language ("%%bash"). It returns the code with them blanked, and where they are.
func goNBLines(code string) (blank string, special [][2]int) {
	out := []byte(code)
	start := 0
	other := false // in a cell of another language
	for line := range strings.Lines(code) {
		end := start + len(strings.TrimRight(line, "\r\n"))
		body := code[start:end]
		if strings.HasPrefix(body, "%") || strings.HasPrefix(body, "!") {
			special = append(special, [2]int{start, end})
			other = other || strings.HasPrefix(body, "%%") && len(body) > 2 && asciiLetter(body[2])
		}
		if other || len(special) > 0 && special[len(special)-1][0] == start {
			for i := start; i < end; i++ {
				out[i] = ' '
			}
		}
		start += len(line)
	}
	return string(out), special
}

var predeclared = map[string]bool{
	"bool": true, "byte": true, "complex64": true, "complex128": true, "error": true, "float32": true, "float64": true,
	"int": true, "int8": true, "int16": true, "int32": true, "int64": true, "rune": true, "string": true, "any": true,
	"uint": true, "uint8": true, "uint16": true, "uint32": true, "uint64": true, "true": true, "false": true, "nil": true, "iota": true,
}
