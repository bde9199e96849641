package tex

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// A token is a command with its backslash ("\frac", "\,"), one character, or "" at the end.
type token string

func (t token) command() bool { return len(t) > 1 && t[0] == '\\' }

// A lexer cuts TeX source into tokens. Spaces separate only, but for text in \text{...}.
type lexer struct {
	src string
	pos int
}

// next returns the token at the position and moves past it.
func (l *lexer) next() token {
	l.space()
	if l.pos >= len(l.src) {
		return ""
	}
	start := l.pos
	r, n := utf8.DecodeRuneInString(l.src[l.pos:])
	l.pos += n
	if r != '\\' || l.pos >= len(l.src) {
		return token(l.src[start:l.pos])
	}
	for l.pos < len(l.src) && letter(l.src[l.pos]) {
		l.pos++
	}
	if l.pos == start+1 { // a control symbol: \, \{ \\ and the like
		_, n := utf8.DecodeRuneInString(l.src[l.pos:])
		l.pos += n
		return token(l.src[start:l.pos])
	}
	if l.pos < len(l.src) && l.src[l.pos] == '*' && starred[l.src[start+1:l.pos]] {
		l.pos++
	}
	return token(l.src[start:l.pos])
}

// peek returns the next token and stays where it is.
func (l *lexer) peek() token {
	pos := l.pos
	t := l.next()
	l.pos = pos
	return t
}

// space moves past white space and comments.
func (l *lexer) space() {
	for l.pos < len(l.src) {
		r, n := utf8.DecodeRuneInString(l.src[l.pos:])
		switch {
		case unicode.IsSpace(r):
			l.pos += n
		case r == '%':
			end := strings.IndexByte(l.src[l.pos:], '\n')
			if end < 0 {
				end = len(l.src) - l.pos
			}
			l.pos += end
		default:
			return
		}
	}
}

// verbatim returns the text between { and its }, as \text and \begin want it.
func (l *lexer) verbatim() (string, bool) {
	l.space()
	if !strings.HasPrefix(l.src[l.pos:], "{") {
		return "", false
	}
	depth := 0
	for i := l.pos; i < len(l.src); i++ {
		switch l.src[i] {
		case '\\':
			i++
		case '{':
			depth++
		case '}':
			if depth--; depth == 0 {
				text := l.src[l.pos+1 : i]
				l.pos = i + 1
				return text, true
			}
		}
	}
	return "", false
}

// starred are the commands that have a form with a star.
var starred = map[string]bool{"operatorname": true, "hspace": true, "tag": true}

func letter(c byte) bool { return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' }

func digit(c byte) bool { return '0' <= c && c <= '9' }
