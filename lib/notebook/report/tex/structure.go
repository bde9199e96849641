package tex

import (
	"strings"
)

// structures are the commands that build something from their arguments. The map is filled in init,
// since the functions in it read commands themselves.
var structures map[token]func(p *parser, t token) atom

func init() {
	structures = map[token]func(p *parser, t token) atom{
		`\frac`: fraction, `\dfrac`: fraction, `\tfrac`: fraction, `\cfrac`: fraction,
		`\binom`: binomial, `\dbinom`: binomial, `\tbinom`: binomial,
		`\sqrt`: root,
		`\left`: fence,
		`\big`:  sized("1.2em"), `\bigl`: sized("1.2em"), `\bigr`: sized("1.2em"), `\bigm`: sized("1.2em"),
		`\Big`: sized("1.8em"), `\Bigl`: sized("1.8em"), `\Bigr`: sized("1.8em"), `\Bigm`: sized("1.8em"),
		`\bigg`: sized("2.4em"), `\biggl`: sized("2.4em"), `\biggr`: sized("2.4em"), `\biggm`: sized("2.4em"),
		`\Bigg`: sized("3em"), `\Biggl`: sized("3em"), `\Biggr`: sized("3em"), `\Biggm`: sized("3em"),
		`\begin`:        environment,
		`\operatorname`: operatorName, `\operatorname*`: operatorName,
		`\overset`: stacked, `\underset`: stacked, `\stackrel`: stacked,
		`\substack`: substack,
		`\not`:      negated,
		`\boxed`:    boxed,
		`\phantom`:  phantom, `\hphantom`: phantom, `\vphantom`: phantom,
		`\pmod`: modulo, `\bmod`: modulo, `\mod`: modulo,
		`\hspace`: skipped, `\hspace*`: skipped, `\label`: skipped, `\vspace`: skipped,
		`\tag`: tag, `\tag*`: tag,
		`\color`: skipped, `\textcolor`: coloured,
		`\nonumber`: nothing, `\notag`: nothing, `\hline`: nothing, `\allowbreak`: nothing, `\relax`: nothing,
		`\mathop`: class, `\mathrel`: class, `\mathbin`: class, `\mathord`: class, `\mathopen`: class, `\mathclose`: class, `\mathstrut`: nothing,
		`\xrightarrow`: arrow, `\xleftarrow`: arrow,
	}
}

func fraction(p *parser, t token) atom {
	top, bottom := p.argument(t), p.argument(t)
	ml := "<mfrac>" + top + bottom + "</mfrac>"
	switch t {
	case `\dfrac`, `\cfrac`:
		ml = `<mstyle displaystyle="true" scriptlevel="0">` + ml + "</mstyle>"
	case `\tfrac`:
		ml = `<mstyle displaystyle="false" scriptlevel="0">` + ml + "</mstyle>"
	}
	return atom{ml: ml}
}

func binomial(p *parser, t token) atom {
	top, bottom := p.argument(t), p.argument(t)
	return atom{ml: `<mrow><mo>(</mo><mfrac linethickness="0">` + top + bottom + "</mfrac><mo>)</mo></mrow>"}
}

func root(p *parser, t token) atom {
	if p.peek() != "[" {
		return atom{ml: "<msqrt>" + p.argument(t) + "</msqrt>"}
	}
	p.next()
	degree := mrow(p.row("]"))
	if p.next() != "]" {
		p.fail(`\sqrt[ lacks its ]`)
	}
	return atom{ml: "<mroot>" + p.argument(t) + degree + "</mroot>"}
}

// fence reads \left( ... \middle| ... \right).
func fence(p *parser, _ token) atom {
	out := []string{p.delimiter(`\left`, `form="prefix" `)}
	for p.err == nil {
		out = append(out, p.row(`\right`)...)
		switch t := p.next(); t {
		case `\right`:
			out = append(out, p.delimiter(t, `form="postfix" `))
			return atom{ml: "<mrow>" + strings.Join(out, "") + "</mrow>"}
		case `\middle`:
			out = append(out, p.delimiter(t, `lspace="0.05em" rspace="0.05em" `))
		default:
			p.fail(`\left lacks its \right`)
		}
	}
	return atom{none: true}
}

// delimiter reads a bracket that stretches; a dot is none.
func (p *parser) delimiter(of token, attr string) string {
	t := p.next()
	s, ok := delimiters[t]
	switch {
	case t == ".":
		return ""
	case t == "":
		p.fail("%s lacks its bracket", of)
	case !ok && t.command():
		p.fail("%s is followed by %s, which is no bracket", of, t)
	case !ok:
		s = string(t)
	}
	return "<mo " + attr + `stretchy="true" fence="true">` + escape(s) + "</mo>"
}

func sized(size string) func(p *parser, t token) atom {
	return func(p *parser, t token) atom {
		return atom{ml: p.delimiter(t, `minsize="`+size+`" maxsize="`+size+`" `)}
	}
}

func operatorName(p *parser, t token) atom {
	name, ok := p.verbatim()
	if !ok {
		p.fail("%s needs its name in braces", t)
	}
	return p.function(strings.NewReplacer(`\,`, "\u2009", `\`, "").Replace(name), t == `\operatorname*`)
}

func stacked(p *parser, t token) atom {
	mark, base := p.argument(t), p.argument(t)
	if t == `\underset` {
		return atom{ml: "<munder>" + base + mark + "</munder>"}
	}
	return atom{ml: "<mover>" + base + mark + "</mover>"}
}

func substack(p *parser, t token) atom {
	if p.next() != "{" {
		p.fail("%s needs its lines in braces", t)
		return atom{none: true}
	}
	rows := p.table("}")
	if p.next() != "}" {
		p.fail(`\substack lacks its }`)
	}
	return atom{ml: mtable(rows, `class="tight"`)}
}

func negated(p *parser, t token) atom {
	a := p.atom()
	i := strings.LastIndex(a.ml, "</m")
	if a.none || i < 0 {
		p.fail("%s lacks what should follow it", t)
		return a
	}
	a.ml = a.ml[:i] + "\u0338" + a.ml[i:] // a combining long solidus
	return a
}

func boxed(p *parser, t token) atom {
	return atom{ml: `<mrow class="boxed">` + p.argument(t) + "</mrow>"}
}

func phantom(p *parser, t token) atom { return atom{ml: "<mphantom>" + p.argument(t) + "</mphantom>"} }

func modulo(p *parser, t token) atom {
	word := `<mspace width="0.25em"/><mi>mod</mi><mspace width="0.25em"/>`
	if t == `\pmod` {
		return atom{ml: `<mrow><mspace width="0.5em"/><mo stretchy="false">(</mo><mi>mod</mi><mspace width="0.25em"/>` +
			p.argument(t) + `<mo stretchy="false">)</mo></mrow>`}
	}
	return atom{ml: "<mrow>" + word + "</mrow>"}
}

// skipped reads an argument that changes nothing here.
func skipped(p *parser, t token) atom {
	if _, ok := p.verbatim(); !ok {
		p.fail("%s needs its argument in braces", t)
	}
	return atom{none: true}
}

// coloured leaves colours to the page, whose dark side would hide some.
func coloured(p *parser, t token) atom {
	if _, ok := p.verbatim(); !ok {
		p.fail("%s needs a colour in braces", t)
	}
	return atom{ml: p.argument(t)}
}

func nothing(*parser, token) atom { return atom{none: true} }

func class(p *parser, t token) atom {
	return atom{ml: "<mrow>" + p.argument(t) + "</mrow>", limits: t == `\mathop`}
}

func tag(p *parser, t token) atom {
	text, ok := p.verbatim()
	if !ok {
		p.fail("%s needs its text in braces", t)
	}
	if t == `\tag` {
		text = "(" + text + ")"
	}
	return atom{ml: `<mspace width="2em"/><mtext>` + escape(text) + "</mtext>"}
}

func arrow(p *parser, t token) atom {
	s := "→"
	if t == `\xleftarrow` {
		s = "←"
	}
	return atom{ml: `<mover><mo stretchy="true">` + s + `</mo><mpadded lspace="0.4em" width="+0.8em">` + p.argument(t) + "</mpadded></mover>"}
}
