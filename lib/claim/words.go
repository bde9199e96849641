package claim

import (
	"math"
	"strconv"
	"strings"
)

// number shows six significant digits, with no zeros at the end.
func number(f float64) string { return strconv.FormatFloat(f, 'g', 6, 64) }

// percent shows a ratio as a percentage.
func percent(ratio float64) string { return number(100*ratio) + "%" }

// result shows got with four significant digits, or with as many more as it takes for the shown
// number to get the same verdict: 10.0501 must not read "10.05, not within 0.5% of 10".
func (c Claim) result() string {
	if math.IsNaN(c.Got) || math.IsInf(c.Got, 0) {
		return strconv.FormatFloat(c.Got, 'g', -1, 64)
	}
	verdict := c.Tolerance.admits(c.Got, c.Want)
	for digits := 4; digits < 17; digits++ {
		shown := strconv.FormatFloat(c.Got, 'g', digits, 64)
		rounded, err := strconv.ParseFloat(shown, 64)
		if err == nil && c.Tolerance.admits(rounded, c.Want) == verdict {
			return strings.TrimSuffix(shown, "e+00")
		}
	}
	return strconv.FormatFloat(c.Got, 'g', -1, 64)
}

// mark is what stands before a claim; it tells the three apart without colour.
func (c Claim) mark() string {
	switch c.Status {
	case Held:
		return "✓"
	case NotApplicable:
		return "○"
	}
	return "✗"
}

// verdict is what stands after the claim's name.
func (c Claim) verdict() string {
	words := c.Tolerance.words(c.Want)
	switch {
	case c.Reason != "":
		return c.result() + "; " + c.Reason
	case c.Status == NotApplicable:
		return c.result() + "; " + words + " is a claim about " + c.Data
	case c.Status == Held:
		return c.result() + ", " + words
	}
	return c.result() + ", not " + words
}

// hinted says whether the hint belongs to what is shown.
func (c Claim) hinted() bool { return c.Status == Failed && c.Hint != "" }

// String is the claim in a line: "✓ held: sigma = 10.02, within 0.5% of 10 (Lorenz 1963)".
func (c Claim) String() string {
	line := c.mark() + " " + c.Status + ": " + c.Name + " = " + c.verdict()
	if c.Source != "" {
		line += " (" + c.Source + ")"
	}
	if c.hinted() {
		line += ". Hint: " + c.Hint
	}
	return line
}
