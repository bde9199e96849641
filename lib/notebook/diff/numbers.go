package diff

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
)

var number = regexp.MustCompile(`[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?`)

// mostMoved is how many numbers of a line are told of.
const mostMoved = 6

// moved says how far the numbers of a line moved, where all else in it stayed; "" where it did not.
func moved(old, new string) string {
	if number.ReplaceAllString(old, "#") != number.ReplaceAllString(new, "#") {
		return ""
	}
	a, b := number.FindAllString(old, -1), number.FindAllString(new, -1)
	var parts []string
	for i := range a {
		if a[i] == b[i] {
			continue
		}
		x, errX := strconv.ParseFloat(a[i], 64)
		y, errY := strconv.ParseFloat(b[i], 64)
		if errX != nil || errY != nil {
			return ""
		}
		if len(parts) == mostMoved {
			parts = append(parts, "...")
			break
		}
		parts = append(parts, difference(x, y))
	}
	return strings.Join(parts, "; ")
}

// difference is a number's way from a to b: "10.1 -> 10.2 (+0.99 %)".
func difference(a, b float64) string {
	text := fmt.Sprintf("%.6g -> %.6g", a, b)
	switch d := b - a; {
	case math.IsNaN(d) || math.IsInf(d, 0):
		return text
	case a == 0:
		return fmt.Sprintf("%s (%+.3g)", text, d)
	default:
		return fmt.Sprintf("%s (%+.2g %%)", text, 100*d/math.Abs(a))
	}
}
