package tex

import "strings"

// fonts maps the commands that take an argument to an alphabet.
var fonts = map[token]string{
	`\mathrm`: "normal", `\mathup`: "normal", `\rm`: "normal", `\mathit`: "", `\mathnormal`: "",
	`\mathbf`: "bold", `\mathbfit`: "bolditalic", `\boldsymbol`: "bolditalic", `\bm`: "bolditalic", `\pmb`: "bolditalic", `\symbf`: "bold",
	`\mathbb`: "bb", `\Bbb`: "bb", `\mathcal`: "cal", `\mathscr`: "cal", `\mathfrak`: "frak", `\mathsf`: "sans", `\mathtt`: "mono",
}

// switches change the alphabet for the rest of a group.
var switches = map[token]string{`\bf`: "bold", `\rm`: "normal", `\it`: "", `\cal`: "cal", `\sf`: "sans", `\tt`: "mono"}

// identifier is a letter as an element. A single letter is italic by itself, and upright when the
// alphabet is "normal" or the letter is a capital Greek one, as TeX has it.
func identifier(s, font string) string {
	text := alphabet(s, font)
	if font == "normal" || font == "" && len(s) == 2 && strings.ContainsAny(s, "ΓΔΘΛΞΠΣΥΦΨΩ") {
		return `<mi mathvariant="normal">` + escape(text) + "</mi>"
	}
	return "<mi>" + escape(text) + "</mi>"
}

// A style says where Unicode keeps an alphabet: the first capital, small letter and digit (0: has none).
type style struct{ upper, lower, digit, upperGreek, lowerGreek rune }

var styles = map[string]style{
	"bold":       {upper: 0x1D400, lower: 0x1D41A, digit: 0x1D7CE, upperGreek: 0x1D6A8, lowerGreek: 0x1D6C2},
	"bolditalic": {upper: 0x1D468, lower: 0x1D482, digit: 0x1D7CE, upperGreek: 0x1D71C, lowerGreek: 0x1D736},
	"bb":         {upper: 0x1D538, lower: 0x1D552, digit: 0x1D7D8},
	"cal":        {upper: 0x1D49C, lower: 0x1D4B6},
	"frak":       {upper: 0x1D504, lower: 0x1D51E},
	"sans":       {upper: 0x1D5A0, lower: 0x1D5BA, digit: 0x1D7E2},
	"mono":       {upper: 0x1D670, lower: 0x1D68A, digit: 0x1D7F6},
}

// strays are the letters that Unicode had before it made these alphabets, and keeps elsewhere.
var strays = map[string]map[rune]rune{
	"bb":   {'C': 'ℂ', 'H': 'ℍ', 'N': 'ℕ', 'P': 'ℙ', 'Q': 'ℚ', 'R': 'ℝ', 'Z': 'ℤ'},
	"cal":  {'B': 'ℬ', 'E': 'ℰ', 'F': 'ℱ', 'H': 'ℋ', 'I': 'ℐ', 'L': 'ℒ', 'M': 'ℳ', 'R': 'ℛ', 'e': 'ℯ', 'g': 'ℊ', 'o': 'ℴ'},
	"frak": {'C': 'ℭ', 'H': 'ℌ', 'I': 'ℑ', 'R': 'ℜ', 'Z': 'ℨ'},
}

// alphabet changes letters and digits into those of an alphabet, where it has them.
func alphabet(s, font string) string {
	st, ok := styles[font]
	if !ok {
		return s
	}
	return strings.Map(func(r rune) rune {
		if stray, ok := strays[font][r]; ok {
			return stray
		}
		switch {
		case 'A' <= r && r <= 'Z':
			return st.upper + r - 'A'
		case 'a' <= r && r <= 'z':
			return st.lower + r - 'a'
		case '0' <= r && r <= '9' && st.digit != 0:
			return st.digit + r - '0'
		case 'Α' <= r && r <= 'Ω' && st.upperGreek != 0:
			return st.upperGreek + r - 'Α'
		case 'α' <= r && r <= 'ω' && st.lowerGreek != 0:
			return st.lowerGreek + r - 'α'
		case r == '∇' && st.upperGreek != 0:
			return st.upperGreek + 25
		case r == '∂' && st.lowerGreek != 0:
			return st.lowerGreek + 25
		}
		return r
	}, s)
}
