package tex

import (
	"fmt"
	"strings"
)

const (
	maxLength = 20_000 // bytes of source; a formula is shorter
	maxDepth  = 200    // groups within groups
)

// MathML returns the <math> element for TeX source without its dollar signs. display means a formula
// of its own ($$...$$), with its source kept as the element's alttext. The error names what is not understood.
func MathML(source string, display bool) (string, error) {
	if len(source) > maxLength {
		return "", fmt.Errorf("tex: the formula has %d bytes; split it into some of at most %d", len(source), maxLength)
	}
	p := &parser{lexer: lexer{src: source}}
	rows := p.table("")
	if p.err != nil {
		return "", p.err
	}
	body := rows[0][0].ml
	if len(rows) > 1 || len(rows[0]) > 1 { // MathJax, too, breaks lines where no environment is named
		body = mtable(alignedColumns(rows, "aligned"), `class="aligned" displaystyle="true"`)
	}
	attr := ""
	if display {
		attr = ` display="block"`
	}
	return fmt.Sprintf(`<math%s alttext="%s">%s</math>`, attr, escape(strings.TrimSpace(source)), "<mrow>"+body+"</mrow>"), nil
}

// A parser writes MathML as it reads; it keeps the first error and then reads to the end.
type parser struct {
	lexer
	depth int
	font  string // the alphabet that letters come from: "", "normal", "bold", "bb", ...
	err   error
}

func (p *parser) fail(format string, args ...any) {
	if p.err == nil {
		p.err = fmt.Errorf("tex: "+format, args...)
	}
	p.pos = len(p.src)
}

// An atom is one element and how scripts go with it.
type atom struct {
	ml     string
	after  string // what follows it, its scripts included
	limits bool   // scripts go above and below, as with a sum
	none   bool   // there was nothing to read
}

// row reads atoms up to (not including) a token that ends it, and returns their elements.
// The ends are: the given one, "}", "&", "\\", "\end", "\right", "\middle", and the end of input.
func (p *parser) row(end token) []string {
	var out []string
	if p.depth++; p.depth > maxDepth {
		p.fail("groups are nested more than %d deep", maxDepth)
	}
	defer func() { p.depth-- }()
	for p.err == nil {
		t := p.peek()
		switch t {
		case "", end:
			return out
		case "}", "&", `\\`, `\cr`, `\end`, `\right`, `\middle`:
			return out
		case `\displaystyle`, `\textstyle`, `\scriptstyle`:
			p.next()
			return append(out, fmt.Sprintf(`<mstyle displaystyle="%v">%s</mstyle>`, t == `\displaystyle`, strings.Join(p.row(end), "")))
		}
		if font, ok := switches[t]; ok { // {\bf x}: for the rest of the group
			p.next()
			was := p.font
			p.font = font
			out = append(out, p.row(end)...)
			p.font = was
			return out
		}
		if a := p.scripted(); !a.none {
			out = append(out, a.ml)
		}
	}
	return out
}

// scripted reads an atom with its primes, subscript and superscript.
func (p *parser) scripted() atom {
	base := atom{ml: "<mrow></mrow>"} // for scripts with nothing before: {}^{14}C
	if t := p.peek(); t != "^" && t != "_" && t != "'" {
		if base = p.atom(); base.none {
			return base
		}
	}
	var sub, sup string
	for p.err == nil {
		switch t := p.peek(); t {
		case `\limits`, `\nolimits`:
			p.next()
			base.limits = t == `\limits`
			continue
		case "_":
			p.next()
			if sub != "" {
				p.fail("two subscripts; put braces around one")
			}
			sub = p.argument("_")
			continue
		case "^":
			p.next()
			if sup != "" && !strings.HasPrefix(sup, "<mo>′") {
				p.fail("two superscripts; put braces around one")
			}
			sup += p.argument("^")
			if strings.HasPrefix(sup, "<mo>′") {
				sup = "<mrow>" + sup + "</mrow>"
			}
			continue
		case "'":
			primes := ""
			for p.peek() == "'" {
				p.next()
				primes += "′"
			}
			if sup != "" {
				p.fail("a prime after a superscript; put braces around what comes first")
			}
			sup = "<mo>" + primes + "</mo>"
			continue
		}
		break
	}
	if base.after != "" {
		switch p.peek() {
		case "", "(", "[", ")", "]", "}", ",", "&", "^", `\left`, `\bigl`, `\Bigl`:
		default:
			base.after += `<mspace width="0.1667em"/>` // sin x, but sin(x)
		}
	}
	return atom{ml: attach(base, sub, sup) + base.after}
}

// attach writes a base with its scripts; an empty script is none.
func attach(base atom, sub, sup string) string {
	element := ""
	switch {
	case sub == "" && sup == "":
		return base.ml
	case sup == "":
		element = pick(base.limits, "munder", "msub")
	case sub == "":
		element = pick(base.limits, "mover", "msup")
	default:
		element = pick(base.limits, "munderover", "msubsup")
	}
	return "<" + element + ">" + base.ml + sub + sup + "</" + element + ">"
}

func pick(limits bool, above, beside string) string {
	if limits {
		return above
	}
	return beside
}

// argument reads what a command or script takes: a group in braces, or one atom.
func (p *parser) argument(of token) string {
	switch p.peek() {
	case "", "}", "&", `\\`, "^", "_", `\end`, `\right`:
		p.fail("%s lacks what should follow it", of)
		return ""
	}
	if p.depth++; p.depth > maxDepth {
		p.fail("commands are nested more than %d deep", maxDepth)
	}
	defer func() { p.depth-- }()
	if t := p.peek(); t != "" && digit(t[0]) { // one digit: \frac12 is a half
		return "<mn>" + alphabet(string(p.next()), p.font) + "</mn>"
	}
	if a := p.atom(); a.ml != "" {
		return a.ml
	}
	return "<mrow></mrow>" // an element is wanted, though there is nothing to show
}

// group reads up to the closing brace; the opening one has been read.
func (p *parser) group() string {
	body := p.row("}")
	if p.next() != "}" {
		p.fail("a { lacks its }")
	}
	return mrow(body)
}

// mrow makes one element of several.
func mrow(elements []string) string {
	if len(elements) == 1 {
		return elements[0]
	}
	return "<mrow>" + strings.Join(elements, "") + "</mrow>"
}

// escape makes text safe in XML and HTML; characters that XML does not have become U+FFFD.
func escape(s string) string { return escaper.Replace(strings.Map(allowed, s)) }

var escaper = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;")

func allowed(r rune) rune {
	if r < 0x20 && r != '\t' && r != '\n' && r != '\r' || r == 0xFFFE || r == 0xFFFF {
		return 0xFFFD
	}
	return r
}
