package supplement

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"unicode"

	"sublunar/lib/notebook/report"
)

// Macros gives each claim's number as a LaTeX macro, so that a paper's text can't differ from what was run:
//
//	\claimBurgersErrorInU       what came out
//	\claimBurgersErrorInUWanted what it was compared with
//
// A claim's notebook goes before its name where two notebooks, or two cells, have claims of one name.
func Macros(runs []report.Run) string {
	count := map[string]int{}
	for _, r := range runs {
		for _, c := range r.Claims {
			count[macroName(c.Name)]++
		}
	}
	var b strings.Builder
	b.WriteString("% Claims as they came out, for \\input. Numbers need no package but amsmath for \\text.\n")
	used := map[string]int{}
	for _, r := range runs {
		fmt.Fprintf(&b, "%% %s\n", r.Name)
		for _, c := range r.Claims {
			if c.Status == report.ClaimNotApplicable {
				continue
			}
			name := macroName(c.Name)
			if count[name] > 1 {
				name = macroName(strings.TrimSuffix(r.Name[strings.LastIndexByte(r.Name, '/')+1:], ".ipynb")) + name
			}
			if used[name]++; used[name] > 1 {
				name += spelled(strconv.Itoa(used[name]))
			}
			fmt.Fprintf(&b, "\\newcommand{\\claim%s}{\\ensuremath{%s}} %% %s: %s\n", name, latexNumber(float64(c.Got)), c.Status, strings.Join(strings.Fields(c.Wanted()), " "))
			fmt.Fprintf(&b, "\\newcommand{\\claim%sWanted}{\\ensuremath{%s}}\n", name, latexNumber(float64(c.Want)))
		}
	}
	return b.String()
}

// macroName makes a name of letters alone, which is all that a macro's may have: "error in u, t=1" is ErrorInUTOne.
func macroName(text string) string {
	var b strings.Builder
	upper := true
	for _, r := range text {
		switch {
		case r < unicode.MaxASCII && unicode.IsLetter(r):
			if upper {
				r = unicode.ToUpper(r)
			}
			b.WriteRune(r)
			upper = false
		case r >= '0' && r <= '9':
			b.WriteString(spelled(string(r)))
			upper = true
		default:
			upper = true
		}
	}
	return b.String()
}

func spelled(digits string) string {
	words := []string{"Zero", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine"}
	var b strings.Builder
	for _, d := range digits {
		b.WriteString(words[d-'0'])
	}
	return b.String()
}

// latexNumber shows four significant digits, with a power of ten where that is shorter.
func latexNumber(v float64) string {
	switch {
	case math.IsNaN(v):
		return `\text{NaN}`
	case math.IsInf(v, 0):
		return strings.TrimPrefix(strings.Replace(strconv.FormatFloat(v, 'g', -1, 64), "Inf", `\infty`, 1), "+")
	}
	text := strconv.FormatFloat(v, 'g', 4, 64)
	mantissa, exponent, scaled := strings.Cut(text, "e")
	if !scaled {
		return text
	}
	power, _ := strconv.Atoi(exponent)
	return fmt.Sprintf(`%s \times 10^{%d}`, mantissa, power)
}

// latexText escapes what LaTeX would read as its own.
func latexText(s string) string {
	return strings.NewReplacer(`\`, `\textbackslash{}`, "&", `\&`, "%", `\%`, "$", `\$`, "#", `\#`, "_", `\_`, "{", `\{`, "}", `\}`,
		"~", `\textasciitilde{}`, "^", `\textasciicircum{}`, "−", "$-$", "×", `$\times$`, "±", `$\pm$`, "²", "$^2$", "³", "$^3$").Replace(s)
}
