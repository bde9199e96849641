package tex

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// atom reads one character, number, group or command with its arguments.
func (p *parser) atom() atom {
	t := p.next()
	switch {
	case t == "":
		return atom{none: true}
	case t == "{":
		return atom{ml: p.group()}
	case t.command():
		return p.command(t)
	case digit(t[0]):
		p.pos--
		return atom{ml: p.number()}
	}
	if s, ok := characters[t]; ok {
		return atom{ml: s}
	}
	r, _ := utf8.DecodeRuneInString(string(t))
	if unicode.IsLetter(r) {
		return atom{ml: identifier(string(t), p.font)}
	}
	return atom{ml: "<mo>" + escape(string(t)) + "</mo>"}
}

// number reads digits with one decimal point.
func (p *parser) number() string {
	start, dot := p.pos, false
	for p.pos < len(p.src) {
		c := p.src[p.pos]
		if c == '.' && !dot && p.pos+1 < len(p.src) && digit(p.src[p.pos+1]) {
			dot = true
		} else if !digit(c) {
			break
		}
		p.pos++
	}
	return "<mn>" + alphabet(p.src[start:p.pos], p.font) + "</mn>"
}

// command reads a command's arguments and writes its element.
func (p *parser) command(t token) atom {
	if s, ok := letters[t]; ok {
		return atom{ml: identifier(s, p.font)}
	}
	if s, ok := operators[t]; ok {
		return atom{ml: "<mo>" + escape(s) + "</mo>"}
	}
	if s, ok := delimiters[t]; ok {
		return atom{ml: `<mo stretchy="false">` + escape(s) + "</mo>"}
	}
	if s, ok := bigOperators[t]; ok {
		return atom{ml: `<mo>` + s + "</mo>", limits: !integrals[t]}
	}
	if w, ok := spaces[t]; ok {
		return atom{ml: `<mspace width="` + w + `"/>`}
	}
	if s, ok := accents[t]; ok {
		return p.accent(t, s)
	}
	if font, ok := fonts[t]; ok {
		was := p.font
		p.font = font
		arg := p.argument(t)
		p.font = was
		return atom{ml: arg}
	}
	if textCommands[t] {
		text, ok := p.verbatim()
		if !ok {
			p.fail("%s needs its text in braces", t)
		}
		return p.textWithMaths(text)
	}
	name := string(t[1:])
	if functions[name] {
		return p.function(name, false)
	}
	if limitFunctions[name] {
		return p.function(strings.ReplaceAll(name, "arg", "arg "), true)
	}
	if f, ok := structures[t]; ok {
		return f(p, t)
	}
	p.fail("%s is not known", t)
	return atom{none: true}
}

// function writes an upright name.
func (p *parser) function(name string, limits bool) atom {
	if limits {
		return atom{ml: `<mo movablelimits="true" form="prefix" lspace="0" rspace="0.1667em">` + escape(name) + "</mo>", limits: true}
	}
	// U+2061, "function application", is how MathML says that what follows is the argument.
	return atom{ml: `<mi>` + escape(name) + `</mi>`, after: "<mo>\u2061</mo>"}
}

// textWithMaths writes \text{...}; maths between dollars inside it is maths again.
func (p *parser) textWithMaths(text string) atom {
	parts := strings.Split(text, "$")
	if len(parts)%2 == 0 {
		p.fail("a $ in text lacks its partner")
		return atom{none: true}
	}
	var out []string
	for i, part := range parts {
		switch {
		case i%2 == 1:
			if p.depth > maxDepth/2 {
				p.fail("text and maths are nested too deep")
				return atom{none: true}
			}
			inner := &parser{lexer: lexer{src: part}, depth: p.depth + 1}
			out = append(out, mrow(inner.row("")))
			if inner.err != nil {
				p.err = inner.err
			}
		case part != "":
			// Spaces at an end count in text; no-break spaces keep them.
			plain := strings.NewReplacer(`\ `, " ", `\%`, "%", `\_`, "_", `\&`, "&", `\#`, "#", `\$`, "$", "~", "\u00a0", "{", "", "}", "", "\n", " ").Replace(part)
			out = append(out, "<mtext>"+escape(strings.ReplaceAll(plain, " ", "\u00a0"))+"</mtext>")
		}
	}
	return atom{ml: mrow(out)}
}

// accent puts a mark over or under its argument.
func (p *parser) accent(t token, mark accentMark) atom {
	arg := p.argument(t)
	stretch := ""
	if !mark.stretchy {
		stretch = ` stretchy="false"`
	}
	mo := `<mo` + stretch + `>` + mark.text + "</mo>"
	if mark.under {
		return atom{ml: `<munder accentunder="true">` + arg + mo + "</munder>", limits: mark.limits}
	}
	return atom{ml: `<mover accent="true">` + arg + mo + "</mover>", limits: mark.limits}
}
