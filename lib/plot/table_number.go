package plot

import (
	"math"
	"strconv"
	"strings"

	"sublunar/lib/field"
)

// A number is a value of a table, as it is to be read: its decimal, a power of ten where the column
// needs one, and how much is missing at its right for the decimal points of the column to align.
type number struct {
	decimal string // "-1.25"; empty: missing
	power   string // "-5": times ten to the -5; empty: none
	right   int    // places missing at the right
}

// numbersOf writes a column alike: with the same decimals where its values are of like size, else each
// as a factor and a power of ten.
func numbersOf(c field.Column, digits int) []number {
	out := make([]number, len(c.Values))
	lo, hi := math.Inf(1), 0.0
	for i, v := range c.Values {
		if a := math.Abs(v); !c.IsMissing(i) && finite(v) && v != 0 {
			lo, hi = min(lo, a), max(hi, a)
		}
	}
	decimals, powers := 0, false
	if hi > 0 {
		// Enough decimals for all digits of the largest value, and two of the least.
		high, low := int(math.Floor(math.Log10(hi))), int(math.Floor(math.Log10(lo)))
		decimals = max(0, digits-1-high, min(1-low, digits+2))
		powers = hi >= 1e7 || hi < 1e-4 || high-low > digits+1
		// Two digits of the least value may be more than there are: whole numbers stay whole.
		for decimals > 0 && !powers && sameWithout(c, decimals-1) {
			decimals--
		}
	}
	for i, v := range c.Values {
		switch {
		case c.IsMissing(i):
		case math.IsInf(v, 0):
			out[i].decimal = strings.Replace(strconv.FormatFloat(v, 'g', -1, 64), "+Inf", "∞", 1)
			out[i].decimal = strings.Replace(out[i].decimal, "-Inf", "-∞", 1)
		case powers && v != 0:
			m, e, _ := strings.Cut(strconv.FormatFloat(v, 'e', digits-1, 64), "e")
			n, _ := strconv.Atoi(e)
			out[i].decimal, out[i].power = m, strconv.Itoa(n)
		case powers:
			out[i].decimal = "0"
		default:
			out[i].decimal = strconv.FormatFloat(v, 'f', decimals, 64)
			if strings.Trim(out[i].decimal, "-0.") == "" {
				out[i].decimal = strings.TrimPrefix(out[i].decimal, "-")
			}
		}
	}
	// What is not a plain decimal ends where whole numbers do.
	for i, v := range out {
		if !powers && decimals > 0 && !strings.Contains(v.decimal, ".") {
			out[i].right = decimals + 1
		}
	}
	return out
}

// sameWithout says that so few decimals write every value exactly.
func sameWithout(c field.Column, decimals int) bool {
	for i, v := range c.Values {
		if c.IsMissing(i) || !finite(v) {
			continue
		}
		short, err := strconv.ParseFloat(strconv.FormatFloat(v, 'f', decimals, 64), 64)
		if err != nil || short != v {
			return false
		}
	}
	return true
}

// text is the number for a terminal, with spaces at its right.
func (n number) text() string {
	if n.decimal == "" {
		return "–" + strings.Repeat(" ", n.right)
	}
	s := minus(n.decimal)
	if n.power != "" {
		s += "×10" + raised.Replace(n.power)
	}
	return s + strings.Repeat(" ", n.right)
}

// padded is the number for a page, with spaces at its right as wide as figures.
func (n number) padded() string {
	return strings.ReplaceAll(strings.TrimRight(n.text(), " "), " ", "\u2007") + strings.Repeat("\u2007", n.right)
}

func (n number) latex() string {
	if n.decimal == "" {
		return "--"
	}
	s := strings.Replace(n.decimal, "∞", `\infty`, 1)
	switch {
	case n.power != "":
		return "$" + s + `\times10^{` + n.power + "}$"
	case s[0] == '-' || s[0] == '\\':
		return "$" + s + "$"
	}
	return s
}
