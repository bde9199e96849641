package wire

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"sublunar/lib/notebook"
)

// Limits bound what one cell may show, so that a cell that prints without end costs neither memory
// nor a notebook that no one can open. Text and displays have limits of their own: a flood of text
// drops no picture. The zero value of a field means its default.
type Limits struct {
	Text     int // bytes kept of what a cell prints, both streams together; default 1 MiB
	Tail     int // bytes kept of each stream's end, beyond Text; default 8 KiB
	Displays int // displays a cell; default 10,000
	Data     int // bytes of all its displays together; default 64 MiB
}

func (l Limits) withDefaults() Limits {
	for _, f := range []struct {
		field *int
		value int
	}{{&l.Text, 1 << 20}, {&l.Tail, 8 << 10}, {&l.Displays, 10_000}, {&l.Data, 64 << 20}} {
		if *f.field <= 0 {
			*f.field = f.value
		}
	}
	return l
}

// Dropped says what of a cell's output was left out for being too much.
type Dropped struct {
	Text     int64 // bytes printed
	Displays int   // displays and updates of displays
}

// Any says whether anything was left out.
func (d Dropped) Any() bool { return d.Text > 0 || d.Displays > 0 }

// A gate passes a cell's events on to its sink within the limits. Of text it keeps the head, and
// the tail until the cell ends; of displays the first ones, and updates of these.
type gate struct {
	limits Limits
	sink   Sink

	text, displays, data int // passed on so far, and still shown
	clearing             bool
	tails                map[string]*tail
	names                []string // of tails, in the order they began
	dropped              Dropped
}

// A tail is the end of a stream, and how much was let go before it.
type tail struct {
	text string
	lost int64
}

func newGate(limits Limits, sink Sink) *gate {
	return &gate{limits: limits.withDefaults(), sink: sink, tails: map[string]*tail{}}
}

func (g *gate) pass(e Event) {
	switch {
	case e.Kind == Clear && e.Wait:
		g.clearing = true
	case e.Kind == Clear:
		g.cleared()
	case e.Kind == Show && g.clearing:
		g.cleared()
	}
	switch {
	case e.Kind == Clear || e.Output.Type == notebook.Error:
		g.sink(e)
	case e.Output.Type == notebook.Stream:
		g.passText(e)
	default:
		g.passDisplay(e)
	}
}

// cleared starts the count afresh: what a cell has cleared it shows no more.
func (g *gate) cleared() {
	g.clearing = false
	g.text, g.displays, g.data = 0, 0, 0
	clear(g.tails)
	g.names = nil
}

func (g *gate) passText(e Event) {
	text := e.Output.Text
	if room := g.limits.Text - g.text; len(g.tails) == 0 && room > 0 {
		head := text
		if len(head) > room {
			head = head[:runeStart(head, room)]
		}
		g.text += len(head)
		text = text[len(head):]
		if head != "" {
			g.sink(Event{Output: notebook.NewStream(e.Output.Name, head)})
		}
	}
	if text == "" {
		return
	}
	t := g.tails[e.Output.Name]
	if t == nil {
		t = &tail{}
		g.tails[e.Output.Name] = t
		g.names = append(g.names, e.Output.Name)
	}
	t.text += text
	// Cut at twice the size, so that a flood of short pieces is not copied each time.
	if len(t.text) > 2*g.limits.Tail {
		t.cut(g.limits.Tail)
	}
}

func (t *tail) cut(size int) {
	if len(t.text) <= size {
		return
	}
	at := runeStart(t.text, len(t.text)-size)
	// From a whole line on, where there is one.
	if i := strings.IndexByte(t.text[at:], '\n'); i >= 0 && i+1 < len(t.text)-at {
		at += i + 1
	}
	t.lost += int64(at)
	t.text = strings.Clone(t.text[at:])
}

func (g *gate) passDisplay(e Event) {
	size := 0
	for mime, raw := range e.Output.Data {
		size += len(mime) + len(raw)
	}
	if e.Kind == Update {
		// An update takes the place of what was there: it costs no more than its own size.
		if size > g.limits.Data {
			g.dropped.Displays++
			return
		}
		g.sink(e)
		return
	}
	if g.displays+1 > g.limits.Displays || g.data+size > g.limits.Data {
		g.dropped.Displays++
		return
	}
	g.displays++
	g.data += size
	g.sink(e)
}

// flush shows the tails that were held back, each after a line that says how much is missing.
func (g *gate) flush() Dropped {
	for _, name := range g.names {
		t := g.tails[name]
		t.cut(g.limits.Tail)
		if t.lost > 0 {
			g.dropped.Text += t.lost
			t.text = fmt.Sprintf("\n[... %d bytes of %s left out: a cell's output is kept up to %d bytes ...]\n%s",
				t.lost, name, g.limits.Text, t.text)
		}
		g.sink(Event{Output: notebook.NewStream(name, t.text)})
	}
	if g.dropped.Displays > 0 {
		g.sink(Event{Output: notebook.NewStream("stderr", fmt.Sprintf(
			"\n[... %d displays left out: a cell may show %d, of %d bytes together ...]\n",
			g.dropped.Displays, g.limits.Displays, g.limits.Data))})
	}
	clear(g.tails)
	g.names = nil
	return g.dropped
}

// runeStart gives the last position up to i at which a character of s begins.
func runeStart(s string, i int) int {
	for back := 0; back < utf8.UTFMax && i > 0 && i < len(s) && !utf8.RuneStart(s[i]); back++ {
		i--
	}
	return i
}
