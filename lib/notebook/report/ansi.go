package report

import (
	"fmt"
	"html"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// escapes are the control sequences of terminals: CSI (colours among them), OSC (titles, links)
// and the two-character ones.
var escapes = regexp.MustCompile("\x1b\\[[0-?]*[ -/]*[@-~]|\x1b\\][^\x07\x1b]*(?:\x07|\x1b\\\\)|\x1b[@-Z\\\\^_=>]?")

// ansiHTML turns a terminal's text into HTML: colours and weights into spans, a carriage return
// into an overwritten line; other control sequences are left out.
func ansiHTML(text string) string {
	text = overwrite(text)
	var b strings.Builder
	var st ansiStyle
	open := ""
	last := 0
	write := func(s string) {
		if s == "" {
			return
		}
		if span := st.span(); span != open {
			if open != "" {
				b.WriteString("</span>")
			}
			b.WriteString(span)
			open = span
		}
		b.WriteString(html.EscapeString(s))
	}
	for _, at := range escapes.FindAllStringIndex(text, -1) {
		write(text[last:at[0]])
		last = at[1]
		if seq := text[at[0]:at[1]]; strings.HasPrefix(seq, "\x1b[") && strings.HasSuffix(seq, "m") {
			st.apply(seq[2 : len(seq)-1])
		}
	}
	write(text[last:])
	if open != "" {
		b.WriteString("</span>")
	}
	return b.String()
}

// overwrite does what a terminal does with \r: the line is written anew. Progress bars need it.
func overwrite(text string) string {
	if !strings.Contains(text, "\r") {
		return text
	}
	var b strings.Builder
	for line := range strings.Lines(strings.ReplaceAll(text, "\r\n", "\n")) {
		body := strings.TrimRight(strings.TrimSuffix(line, "\n"), "\r")
		body = body[strings.LastIndexByte(body, '\r')+1:]
		b.WriteString(body)
		if strings.HasSuffix(line, "\n") {
			b.WriteByte('\n')
		}
	}
	return b.String()
}

// An ansiStyle is what the escapes so far have set. Colours are "", a class of the page's 16
// ("3"), or a CSS colour ("#aabbcc").
type ansiStyle struct {
	front, back                     string
	bold, faint, italic, under, not bool
}

func (s ansiStyle) span() string {
	var class, css []string
	colour := func(c, prefix, property string) {
		switch {
		case strings.HasPrefix(c, "#"):
			css = append(css, property+":"+c)
		case c != "":
			class = append(class, prefix+c)
		}
	}
	front, back := s.front, s.back
	if s.not {
		front, back = back, front
		if s.front == "" && s.back == "" {
			class = append(class, "inverse")
		}
	}
	colour(front, "f", "color")
	colour(back, "b", "background-color")
	for name, on := range map[string]bool{"bold": s.bold, "faint": s.faint, "italic": s.italic, "under": s.under} {
		if on {
			class = append(class, name)
		}
	}
	if len(class)+len(css) == 0 {
		return ""
	}
	slices.Sort(class)
	span := "<span"
	if len(class) > 0 {
		span += ` class="` + strings.Join(class, " ") + `"`
	}
	if len(css) > 0 {
		span += ` style="` + strings.Join(css, ";") + `"`
	}
	return span + ">"
}

// apply reads the numbers of one "select graphic rendition" sequence.
func (s *ansiStyle) apply(params string) {
	codes := strings.FieldsFunc(params, func(r rune) bool { return r == ';' || r == ':' })
	if len(codes) == 0 {
		codes = []string{"0"}
	}
	for i := 0; i < len(codes); i++ {
		n, err := strconv.Atoi(codes[i])
		if err != nil {
			return
		}
		switch {
		case n == 0:
			*s = ansiStyle{}
		case n == 1:
			s.bold = true
		case n == 2:
			s.faint = true
		case n == 3:
			s.italic = true
		case n == 4:
			s.under = true
		case n == 7:
			s.not = true
		case n == 22:
			s.bold, s.faint = false, false
		case n == 23:
			s.italic = false
		case n == 24:
			s.under = false
		case n == 27:
			s.not = false
		case n >= 30 && n <= 37:
			s.front = strconv.Itoa(n - 30)
		case n >= 40 && n <= 47:
			s.back = strconv.Itoa(n - 40)
		case n >= 90 && n <= 97:
			s.front = strconv.Itoa(n - 90 + 8)
		case n >= 100 && n <= 107:
			s.back = strconv.Itoa(n - 100 + 8)
		case n == 39:
			s.front = ""
		case n == 49:
			s.back = ""
		case n == 38 || n == 48:
			colour, used := extended(codes[i+1:])
			if n == 38 {
				s.front = colour
			} else {
				s.back = colour
			}
			i += used
		}
	}
}

// extended reads "5;N" of the 256 colours or "2;R;G;B", and says how many numbers that took.
func extended(codes []string) (colour string, used int) {
	n := make([]int, len(codes))
	for i, c := range codes {
		n[i], _ = strconv.Atoi(c)
		n[i] = max(0, min(255, n[i]))
	}
	switch {
	case len(n) >= 4 && n[0] == 2:
		return fmt.Sprintf("#%02x%02x%02x", n[1], n[2], n[3]), 4
	case len(n) >= 2 && n[0] == 5 && n[1] < 16:
		return strconv.Itoa(n[1]), 2
	case len(n) >= 2 && n[0] == 5 && n[1] >= 232:
		grey := 8 + 10*(n[1]-232)
		return fmt.Sprintf("#%02x%02x%02x", grey, grey, grey), 2
	case len(n) >= 2 && n[0] == 5:
		level := [6]int{0, 95, 135, 175, 215, 255}
		c := n[1] - 16
		return fmt.Sprintf("#%02x%02x%02x", level[c/36], level[c/6%6], level[c%6]), 2
	}
	return "", len(n)
}
