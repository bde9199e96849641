package tex

import (
	"fmt"
	"strings"
)

// An env is how an environment's table stands: brackets around it, and a class for the page's CSS,
// which sets the columns ("aligned": right, left, right, left, ...).
type env struct {
	open, close string
	class       string
}

var environments = map[string]env{
	"matrix": {}, "pmatrix": {open: "(", close: ")"}, "bmatrix": {open: "[", close: "]"},
	"Bmatrix": {open: "{", close: "}"}, "vmatrix": {open: "|", close: "|"}, "Vmatrix": {open: "‖", close: "‖"},
	"smallmatrix": {class: "tight"},
	"array":       {class: "array"},
	"cases":       {open: "{", class: "cases"}, "dcases": {open: "{", class: "cases"}, "rcases": {close: "}", class: "cases"},
	"aligned": {class: "aligned"}, "align": {class: "aligned"}, "align*": {class: "aligned"},
	"alignat": {class: "aligned"}, "alignat*": {class: "aligned"}, "alignedat": {class: "aligned"},
	"split": {class: "aligned"}, "eqnarray": {class: "aligned"}, "eqnarray*": {class: "aligned"},
	"gather": {class: "gathered"}, "gather*": {class: "gathered"}, "gathered": {class: "gathered"},
	"multline": {class: "gathered"}, "multline*": {class: "gathered"},
	"equation": {class: "gathered"}, "equation*": {class: "gathered"}, "displaymath": {class: "gathered"},
}

// environment reads \begin{name} ... \end{name}.
func environment(p *parser, _ token) atom {
	name, ok := p.verbatim()
	e, known := environments[name]
	if !ok || !known {
		p.fail(`\begin{%s} is not known`, name)
		return atom{none: true}
	}
	align := ""
	if name == "array" || strings.HasPrefix(name, "aligned") || strings.HasPrefix(name, "alignat") {
		p.skipOption()
		if name == "array" || strings.HasSuffix(name, "at") || strings.HasSuffix(name, "at*") {
			if align, ok = p.verbatim(); !ok {
				p.fail(`\begin{%s} needs its columns in braces`, name)
			}
		}
	}
	rows := p.table(`\end`)
	if p.next() != `\end` {
		p.fail(`\begin{%s} lacks its \end`, name)
		return atom{none: true}
	}
	if end, _ := p.verbatim(); end != name {
		p.fail(`\begin{%s} is ended by \end{%s}`, name, end)
	}
	attr := ""
	if e.class != "" {
		attr = fmt.Sprintf(`class="%s"`, e.class)
	}
	var ml string
	switch e.class {
	case "aligned", "gathered":
		attr += ` displaystyle="true"`
		ml = mtable(alignedColumns(rows, e.class), attr)
	case "cases":
		ml = mtable(setColumns(rows, "left", "left"), attr)
	case "array":
		ml = mtable(setColumns(rows, columns(align)...), attr)
	default:
		ml = mtable(rows, attr)
	}
	if e.open != "" || e.close != "" {
		ml = "<mrow>" + bracket(e.open, "prefix") + ml + bracket(e.close, "postfix") + "</mrow>"
	}
	return atom{ml: ml}
}

func (p *parser) skipOption() {
	if p.peek() == "[" {
		for t := p.next(); t != "]" && t != ""; t = p.next() {
		}
	}
}

func bracket(s, form string) string {
	if s == "" {
		return ""
	}
	return `<mo form="` + form + `" stretchy="true" fence="true">` + s + "</mo>"
}

// columns reads an array's column letters: l, c, r.
func columns(align string) []string {
	var out []string
	for _, r := range align {
		switch r {
		case 'l':
			out = append(out, "left")
		case 'r':
			out = append(out, "right")
		case 'c':
			out = append(out, "center")
		}
	}
	return out
}

// A cell is what stands between two &, and how it is aligned ("": in the middle).
type cell struct{ ml, align string }

// table reads rows of cells up to the end token, which stays.
func (p *parser) table(end token) [][]cell {
	rows := [][]cell{{}}
	for p.err == nil {
		last := len(rows) - 1
		rows[last] = append(rows[last], cell{ml: strings.Join(p.row(end), "")})
		switch t := p.peek(); t {
		case "&":
			p.next()
		case `\\`, `\cr`:
			p.next()
			p.skipOption() // \\[2pt]
			rows = append(rows, nil)
		case end:
			if n := len(rows); n > 1 && len(rows[n-1]) == 1 && rows[n-1][0].ml == "" {
				rows = rows[:n-1] // a \\ after the last row
			}
			return rows
		case "":
			return nil // the caller says what lacks its end
		default:
			p.fail("%s stands alone", t)
		}
	}
	return nil
}

// alignedColumns sets right, left, right, left, ... as the & of align mean.
func alignedColumns(rows [][]cell, class string) [][]cell {
	if class == "gathered" {
		return rows
	}
	width := 0
	for _, r := range rows {
		width = max(width, len(r))
	}
	var align []string
	for i := range width {
		align = append(align, []string{"right", "left"}[i%2])
	}
	return setColumns(rows, align...)
}

func setColumns(rows [][]cell, align ...string) [][]cell {
	for _, r := range rows {
		for i := range r {
			if i < len(align) {
				r[i].align = align[i]
			}
		}
	}
	return rows
}

func mtable(rows [][]cell, attr string) string {
	var b strings.Builder
	b.WriteString(strings.TrimRight("<mtable "+attr, " ") + ">")
	for _, r := range rows {
		b.WriteString("<mtr>")
		for _, c := range r {
			if c.align == "" {
				b.WriteString("<mtd>" + c.ml + "</mtd>")
			} else {
				// MathML Core has no columnalign. Chromium moves the row inside a cell only for its own
				// keyword; browsers that don't know that one keep the first.
				fmt.Fprintf(&b, `<mtd style="text-align:%s;text-align:-webkit-%[1]s">%s</mtd>`, c.align, c.ml)
			}
		}
		b.WriteString("</mtr>")
	}
	b.WriteString("</mtable>")
	return b.String()
}
