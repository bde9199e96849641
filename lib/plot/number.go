package plot

import (
	"math"
	"strconv"
	"strings"
)

// px writes a length of the picture: a hundredth of a pixel is finer than any screen.
func px(v float64) string {
	v = math.Round(v*100) / 100
	if v == 0 {
		return "0" // not -0
	}
	return strconv.FormatFloat(v, 'f', -1, 64)
}

// round keeps so many significant digits, so that the specification in the notebook stays small.
func round(v float64, digits int) float64 {
	r, err := strconv.ParseFloat(strconv.FormatFloat(v, 'g', digits, 64), 64)
	if err != nil {
		return v // rounding up the largest float64 overflows
	}
	return r
}

// figure writes a number for a reader: four digits, a true minus, powers of ten as such.
func figure(v float64) string {
	switch {
	case v == 0:
		return "0"
	case !finite(v):
		return strconv.FormatFloat(v, 'g', -1, 64)
	}
	short, _ := strconv.ParseFloat(strconv.FormatFloat(v, 'g', 4, 64), 64)
	if a := math.Abs(short); a >= 1e-3 && a < 1e5 {
		return minus(strconv.FormatFloat(short, 'f', -1, 64))
	}
	return power(v, 4)
}

// power writes 2×10⁵ with at most the given digits; 10⁵ where the first factor is 1.
func power(v float64, digits int) string {
	s := strconv.FormatFloat(v, 'e', digits-1, 64)
	m, e, _ := strings.Cut(s, "e")
	if strings.Contains(m, ".") {
		m = strings.TrimRight(strings.TrimRight(m, "0"), ".")
	}
	n, _ := strconv.Atoi(e)
	ten := "10" + superscript(n)
	switch m {
	case "1":
		return ten
	case "-1":
		return minus("-" + ten)
	}
	return minus(m) + "×" + ten
}

func minus(s string) string { return strings.Replace(s, "-", "−", 1) }

var raised = strings.NewReplacer("0", "⁰", "1", "¹", "2", "²", "3", "³", "4", "⁴", "5", "⁵",
	"6", "⁶", "7", "⁷", "8", "⁸", "9", "⁹", "-", "⁻")

func superscript(n int) string { return raised.Replace(strconv.Itoa(n)) }

func finite(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }
