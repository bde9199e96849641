package report

import (
	"html"
	"strings"
)

// A tag is one HTML tag taken apart; names are in small letters, values decoded.
type tag struct {
	name       string
	end        bool
	attributes []attribute
}

type attribute struct{ name, value string }

func (t tag) get(name string) string {
	for _, a := range t.attributes {
		if a.name == name {
			return a.value
		}
	}
	return ""
}

func (t tag) has(name string) bool {
	for _, a := range t.attributes {
		if a.name == name {
			return true
		}
	}
	return false
}

const spaceBytes = " \t\n\r\f"

// readTag takes the tag at the start of src ("<" and a letter, or "</" and a letter) apart and
// returns what follows it. The first of two attributes with one name counts, as in browsers.
func readTag(src string) (t tag, rest string, ok bool) {
	rest = src[1:]
	if strings.HasPrefix(rest, "/") {
		t.end, rest = true, rest[1:]
	}
	if rest == "" || !asciiLetter(rest[0]) {
		return t, src, false
	}
	t.name, rest = cutAny(rest, spaceBytes+"/>")
	t.name = strings.ToLower(t.name)
	for {
		rest = strings.TrimLeft(rest, spaceBytes+"/")
		if rest == "" {
			return t, "", true // an unended tag swallows the rest, as in browsers
		}
		if rest[0] == '>' {
			return t, rest[1:], true
		}
		var a attribute
		// A "=" may begin a name, and then belongs to it.
		first := rest[:1]
		a.name, rest = cutAny(rest[1:], spaceBytes+"/>=")
		a.name = strings.ToLower(first + a.name)
		if after := strings.TrimLeft(rest, spaceBytes); strings.HasPrefix(after, "=") {
			a.value, rest = attributeValue(strings.TrimLeft(after[1:], spaceBytes))
		}
		if !t.has(a.name) {
			t.attributes = append(t.attributes, a)
		}
	}
}

func attributeValue(src string) (value, rest string) {
	if src != "" && (src[0] == '"' || src[0] == '\'') {
		value, rest, _ = strings.Cut(src[1:], src[:1])
	} else {
		value, rest = cutAny(src, spaceBytes+">")
	}
	return html.UnescapeString(value), rest
}

// afterEnd is what follows the end tag of the element whose text src is; "" when it never ends.
func afterEnd(src, name string) string {
	for {
		i := strings.Index(src, "</")
		if i < 0 {
			return ""
		}
		src = src[i:]
		if t, rest, ok := readTag(src); ok && t.name == name {
			return rest
		}
		src = src[2:]
	}
}

func cutAny(s, set string) (before, rest string) {
	if i := strings.IndexAny(s, set); i >= 0 {
		return s[:i], s[i:]
	}
	return s, ""
}

func asciiLetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }
