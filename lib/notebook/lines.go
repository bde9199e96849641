package notebook

import (
	"strings"
	"unicode/utf8"
)

// splitLines cuts text after each line end, keeping the ends. It knows the line ends that Python's
// str.splitlines knows, since that is what Jupyter cuts by: besides \n, \r and \r\n also \v, \f,
// the separators 1C to 1E, NEL (U+0085), and U+2028 and U+2029. Joining gives the text again.
func splitLines(s string) []string {
	lines := []string{}
	start := 0
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		i += n
		switch r {
		case '\r':
			if strings.HasPrefix(s[i:], "\n") {
				i++
			}
		case '\n', '\v', '\f', 0x1c, 0x1d, 0x1e, 0x85, 0x2028, 0x2029:
		default:
			continue
		}
		lines = append(lines, s[start:i])
		start = i
	}
	if start < len(s) {
		lines = append(lines, s[start:])
	}
	return lines
}
