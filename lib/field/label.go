package field

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// label joins a name and its unit: "time (yr)"; no unit leaves the name alone.
func label(name, unit string) string {
	if unit == "" {
		return name
	}
	return name + " (" + unit + ")"
}

// splitLabel is label's inverse on a column head: "time (yr)" and "time [yr]" are time in yr. Only
// brackets that close at the very end hold a unit, so "q (W/(m^2 K))" has the unit W/(m^2 K) and
// "f(x) at noon" has none. "f(x) ()" says that f(x) is the name, and has no unit.
func splitLabel(head string) (name, unit string) {
	head = strings.TrimSpace(head)
	if head == "" {
		return "", ""
	}
	var opening, closing byte
	switch closing = head[len(head)-1]; closing {
	case ')':
		opening = '('
	case ']':
		opening = '['
	default:
		return head, ""
	}
	depth := 0
	for i := len(head) - 1; i > 0; i-- { // i > 0: "(yr)" alone is a name, for it names no quantity
		switch head[i] {
		case closing:
			depth++
		case opening:
			if depth--; depth == 0 {
				return strings.TrimSpace(head[:i]), strings.TrimSpace(head[i+1 : len(head)-1])
			}
		}
	}
	return head, ""
}

// joinLabel writes a column head that splitLabel reads back as the same name and unit. Where none
// of its forms does (a name with spaces around it, a unit with lone brackets), it says so.
func joinLabel(name, unit string) (string, error) {
	forms := []string{name + " (" + unit + ")", name + " [" + unit + "]"}
	if unit == "" {
		forms = []string{name, name + " ()"}
	}
	if name == "" || strings.ContainsAny(name+unit, "\r\n\x00") || !utf8.ValidString(name+unit) {
		return "", fmt.Errorf("the name %q with the unit %q can't stand at the head of a column; "+
			"give it a name, in UTF-8, with no line breaks in it", name, unit)
	}
	for _, head := range forms {
		if n, u := splitLabel(head); n == name && u == unit {
			return head, nil
		}
	}
	return "", fmt.Errorf("the name %q with the unit %q would not read back the same; "+
		"remove spaces around them and unmatched brackets", name, unit)
}
