package report

import (
	"fmt"
	"html"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// A sanitiser rewrites HTML from a stranger so that it can only be read. It never passes markup
// through: it takes tags apart and writes anew those on the list below, with the attributes on the
// list, in quotes and escaped. So however a browser would have read the input, the output holds
// nothing else. It leaves no tag open, so that a cell can't break out of its place in the page.
type sanitiser struct {
	// image turns the address of a picture into a data: address that may be shown, or "".
	image func(src string) string
	// slot gives trusted markup for <x-slot n="3">, which the Markdown renderer puts where maths
	// and coloured code go. A stranger who writes one only repeats what stands in the same cell.
	slot func(n int) string

	out     strings.Builder
	open    []string
	dropped map[string]bool // what was left out that could have done something
}

// maxOpen is how deep tags may nest; browsers stop at about 512.
const maxOpen = 200

// allowedTags are the tags that stay, each with the attributes that it may have besides the global ones.
var allowedTags = map[string][]string{
	"a": {"href"}, "abbr": nil, "b": nil, "blockquote": nil, "br": nil, "caption": nil, "center": nil, "cite": nil, "code": nil,
	"col": {"span"}, "colgroup": {"span"}, "dd": nil, "del": nil, "details": {"open"}, "dfn": nil, "div": {"align"}, "dl": nil, "dt": nil,
	"em": nil, "figcaption": nil, "figure": nil, "h1": nil, "h2": nil, "h3": nil, "h4": nil, "h5": nil, "h6": nil, "hr": nil, "i": nil,
	"img": {"alt", "width", "height"}, "input": nil, "ins": nil, "kbd": nil, "li": {"value"}, "mark": nil, "ol": {"start", "reversed", "type"},
	"p": {"align"}, "pre": nil, "q": nil, "s": nil, "samp": nil, "section": nil, "small": nil, "span": nil, "strong": nil, "sub": nil,
	"summary": nil, "sup": nil, "table": nil, "tbody": nil, "td": {"colspan", "rowspan", "align"}, "tfoot": nil,
	"th": {"colspan", "rowspan", "align", "scope"}, "thead": nil, "tr": nil, "tt": nil, "u": nil, "ul": nil, "var": nil, "wbr": nil,
}

var globalAttributes = []string{"id", "title", "lang", "dir"}

var voidTags = map[string]bool{"br": true, "hr": true, "img": true, "wbr": true, "col": true, "input": true}

// swallowed are the tags that go with all they hold; those marked true are worth a word to the reader.
var swallowed = map[string]bool{
	"script": true, "iframe": true, "object": true, "embed": true, "applet": true, "svg": true, "canvas": true,
	"audio": true, "video": true, "template": true, "frameset": true, "portal": true,
	"style": false, "title": false, "noscript": false, "textarea": false, "select": false, "math": false,
	"xmp": false, "noembed": false, "noframes": false, "plaintext": false,
}

// clean rewrites src and names what it left out that could have done something.
func (s *sanitiser) clean(src string) (string, []string) {
	s.dropped = map[string]bool{}
	for len(src) > 0 {
		i := strings.IndexByte(src, '<')
		if i < 0 {
			i = len(src)
		}
		s.text(src[:i])
		src = src[i:]
		if src != "" {
			src = s.markup(src)
		}
	}
	for len(s.open) > 0 {
		s.closeLast()
	}
	var names []string
	for name := range s.dropped {
		names = append(names, name)
	}
	slices.Sort(names)
	return s.out.String(), names
}

func (s *sanitiser) text(t string) { s.out.WriteString(html.EscapeString(html.UnescapeString(t))) }

// markup handles what begins with "<" and returns what follows it.
func (s *sanitiser) markup(src string) string {
	switch {
	case strings.HasPrefix(src, "<!--"):
		_, rest, _ := strings.Cut(src[4:], "-->")
		return rest
	case strings.HasPrefix(src, "<!"), strings.HasPrefix(src, "<?"):
		_, rest, _ := strings.Cut(src, ">")
		return rest
	}
	tag, rest, ok := readTag(src)
	if !ok {
		s.text("<")
		return src[1:]
	}
	if tell, ok := swallowed[tag.name]; ok {
		if tell {
			s.dropped["<"+tag.name+">"] = true
		}
		if !tag.end && tag.name != "embed" {
			return afterEnd(rest, tag.name)
		}
		return rest
	}
	for _, a := range tag.attributes {
		if strings.HasPrefix(a.name, "on") {
			s.dropped[a.name] = true
		}
	}
	if tag.name == "x-slot" && s.slot != nil {
		n, _ := strconv.Atoi(tag.get("n"))
		s.out.WriteString(s.slot(n))
		return rest
	}
	if _, ok := allowedTags[tag.name]; !ok {
		return rest
	}
	if tag.end {
		s.end(tag.name)
	} else {
		s.start(tag)
	}
	return rest
}

func (s *sanitiser) end(name string) {
	if voidTags[name] || !slices.Contains(s.open, name) {
		return
	}
	for s.open[len(s.open)-1] != name {
		s.closeLast()
	}
	s.closeLast()
}

func (s *sanitiser) closeLast() {
	last := len(s.open) - 1
	s.out.WriteString("</" + s.open[last] + ">")
	s.open = s.open[:last]
}

func (s *sanitiser) start(t tag) {
	if !voidTags[t.name] {
		if len(s.open) >= maxOpen {
			return
		}
		s.open = append(s.open, t.name)
	}
	switch t.name {
	case "img":
		if s.picture(t) {
			return
		}
	case "input": // the box of a task list, and nothing else
		if !strings.EqualFold(t.get("type"), "checkbox") {
			return
		}
		s.out.WriteString(`<input type="checkbox" disabled`)
		if t.has("checked") {
			s.out.WriteString(` checked`)
		}
		s.out.WriteString(`>`)
		return
	}
	s.out.WriteString("<" + t.name)
	for _, a := range t.attributes {
		switch {
		case a.name == "href" && t.name == "a":
			if safeLink(a.value) {
				s.attribute("href", a.value)
				s.attribute("rel", "noopener noreferrer")
			} else {
				s.dropped["a link"] = true
			}
		case a.name == "style":
			if css := safeStyle(a.value); css != "" {
				s.attribute("style", css)
			}
		case a.name == "src" && t.name == "img":
			s.attribute("src", s.image(a.value))
		case slices.Contains(globalAttributes, a.name) || slices.Contains(allowedTags[t.name], a.name):
			s.attribute(a.name, a.value)
		}
	}
	s.out.WriteString(">")
}

// picture writes the address of a picture that can't be inside the page as a link, and says so.
func (s *sanitiser) picture(t tag) bool {
	src := t.get("src")
	if s.image != nil && s.image(src) != "" {
		return false
	}
	words := "picture not in this page: " + t.get("alt") + " " + shorten(src, 80)
	if safeLink(src) {
		fmt.Fprintf(&s.out, `<a class="missing" href="%s" rel="noopener noreferrer">[%s]</a>`, html.EscapeString(src), html.EscapeString(words))
	} else {
		s.out.WriteString(`<span class="missing">[` + html.EscapeString(words) + `]</span>`)
	}
	return true
}

func (s *sanitiser) attribute(name, value string) {
	fmt.Fprintf(&s.out, ` %s="%s"`, name, html.EscapeString(value))
}

// safeLink allows the web, mail, and places relative to the page.
func safeLink(href string) bool {
	// Browsers skip control characters and spaces when they look for the scheme; so do we.
	href = strings.ToLower(strings.Map(func(r rune) rune {
		if r <= 0x20 || r == 0x7f {
			return -1
		}
		return r
	}, href))
	i := strings.IndexAny(href, ":/?#\\")
	if i < 0 || href[i] != ':' {
		return true
	}
	return slices.Contains([]string{"http", "https", "mailto"}, href[:i])
}

var (
	safeProperty = regexp.MustCompile(`^(text-align|vertical-align|font-(weight|style|size|family)|color|background(-color)?|` +
		`padding(-\w+)?|margin(-\w+)?|border(-[a-z-]+)?|width|min-width|max-width|height|white-space|text-decoration|line-height|` +
		`float|list-style(-type)?|opacity|text-indent|letter-spacing|font-variant(-numeric)?|font-feature-settings)$`)
	negative  = regexp.MustCompile(`-[0-9.]`) // would move a thing over another
	safeValue = regexp.MustCompile(`^[a-zA-Z0-9#%., ()"'-]{1,120}$`)
)

// safeStyle keeps the declarations that dress text and tables: none that loads, moves or covers.
func safeStyle(css string) string {
	var kept []string
	for d := range strings.SplitSeq(css, ";") {
		name, value, ok := strings.Cut(d, ":")
		name, value = strings.ToLower(strings.TrimSpace(name)), strings.TrimSpace(value)
		lower := strings.ToLower(value)
		if ok && safeProperty.MatchString(name) && safeValue.MatchString(value) &&
			!strings.Contains(lower, "url") && !strings.Contains(lower, "image") && !negative.MatchString(value) {
			kept = append(kept, name+":"+value)
		}
	}
	return strings.Join(kept, ";")
}

func shorten(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n-1]) + "…"
	}
	return s
}
