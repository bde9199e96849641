package wire

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"unicode/utf8"

	"sublunar/lib/notebook"
)

// kept runs events through a gate and gives what it shows of each stream, with the number of displays.
func kept(limits Limits, events []Event) (text map[string]string, displays int, dropped Dropped) {
	text = map[string]string{}
	g := newGate(limits, func(e Event) {
		switch {
		case e.Kind == Clear && !e.Wait:
			clear(text)
			displays = 0
		case e.Output.Type == notebook.Stream:
			text[e.Output.Name] += e.Output.Text
		case e.Kind == Show:
			displays++
		}
	})
	for _, e := range events {
		g.pass(e)
	}
	dropped = g.flush()
	return text, displays, dropped
}

func printed(name, text string) Event { return Event{Output: notebook.NewStream(name, text)} }

func TestGatePassesWhatIsWithinTheLimits(t *testing.T) {
	text, _, dropped := kept(Limits{}, []Event{printed("stdout", "a\n"), printed("stderr", "b"), printed("stdout", "c")})
	if text["stdout"] != "a\nc" || text["stderr"] != "b" || dropped.Any() {
		t.Errorf("%q %+v", text, dropped)
	}
}

func TestGateKeepsHeadAndTail(t *testing.T) {
	var events []Event
	for i := range 10_000 {
		events = append(events, printed("stdout", fmt.Sprintf("line %d\n", i)))
	}
	events = append(events, printed("stderr", "the reason\n"))
	text, _, dropped := kept(Limits{Text: 1000, Tail: 100}, events)
	out := text["stdout"]
	if !strings.HasPrefix(out, "line 0\nline 1\n") || !strings.HasSuffix(out, "line 9998\nline 9999\n") {
		t.Errorf("head or tail is missing:\n%s", out)
	}
	if !strings.Contains(out, fmt.Sprintf("[... %d bytes of stdout left out", dropped.Text)) {
		t.Errorf("does not say how much is left out (%d):\n%s", dropped.Text, out)
	}
	if text["stderr"] != "the reason\n" {
		t.Errorf("stderr %q is lost to a flood of stdout", text["stderr"])
	}
}

// Whatever the pieces: what is shown and what is said to be left out make up what was printed, no
// character is cut in two, and the memory held stays within the limits.
func TestGateLosesNothingUnsaid(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for round := range 300 {
		limits := Limits{Text: 1 + random.IntN(200), Tail: 1 + random.IntN(50)}
		var all strings.Builder
		var events []Event
		for range random.IntN(60) {
			piece := strings.Repeat([]string{"x", "é", "日", "🦊", "y\n"}[random.IntN(5)], random.IntN(20))
			all.WriteString(piece)
			events = append(events, printed("stdout", piece))
		}
		g := newGate(limits, func(Event) {})
		for _, e := range events {
			g.pass(e)
			if tail := g.tails["stdout"]; tail != nil && len(tail.text) > 2*limits.Tail+80 {
				t.Fatalf("round %d: holds %d bytes for a tail of %d", round, len(tail.text), limits.Tail)
			}
		}
		text, _, dropped := kept(limits, events)
		out := text["stdout"]
		if !utf8.ValidString(out) {
			t.Fatalf("round %d: a character is cut in two: %q", round, out)
		}
		if dropped.Text == 0 {
			if out != all.String() {
				t.Fatalf("round %d: nothing is said to be left out, but %q became %q", round, all.String(), out)
			}
			continue
		}
		head, rest, ok := strings.Cut(out, "\n[... ")
		_, tail, ok2 := strings.Cut(rest, "...]\n")
		if !ok || !ok2 || int64(len(head)+len(tail))+dropped.Text != int64(all.Len()) {
			t.Fatalf("round %d: %d + %d shown, %d left out, of %d", round, len(head), len(tail), dropped.Text, all.Len())
		}
		if !strings.HasPrefix(all.String(), head) || !strings.HasSuffix(all.String(), tail) {
			t.Fatalf("round %d: %q is not the head and tail of %q", round, out, all.String())
		}
	}
}

func display(size int) Event {
	data := notebook.MIMEBundle{}
	data.SetText("text/plain", strings.Repeat("x", size))
	return Event{Output: notebook.NewDisplay(data, nil), DisplayID: "id"}
}

func TestGateBoundsDisplays(t *testing.T) {
	var events []Event
	for range 30 {
		events = append(events, display(10))
	}
	text, shown, dropped := kept(Limits{Displays: 20}, events)
	if shown != 20 || dropped.Displays != 10 || !strings.Contains(text["stderr"], "10 displays left out") {
		t.Errorf("by number: %d shown, %+v, %q", shown, dropped, text)
	}
	if _, shown, dropped = kept(Limits{Data: 100}, events); shown != 4 || dropped.Displays != 26 {
		t.Errorf("by size: %d shown, %+v", shown, dropped)
	}
	// A flood of text costs no display, nor the other way round.
	flood := []Event{printed("stdout", strings.Repeat("x", 1000)), display(10)}
	if _, shown, dropped = kept(Limits{Text: 10, Tail: 10}, flood); shown != 1 || dropped.Displays != 0 {
		t.Errorf("after a flood of text: %d shown, %+v", shown, dropped)
	}
	// Updates take the place of what was there.
	for i := range events[1:] {
		events[i+1].Kind = Update
	}
	if _, _, dropped = kept(Limits{Displays: 1, Data: 100}, events); dropped.Any() {
		t.Errorf("updates: %+v", dropped)
	}
}

// What a cell clears it may show again: a live line of text can go on for ever.
func TestGateStartsAfreshWhenCleared(t *testing.T) {
	for _, wait := range []bool{false, true} {
		var events []Event
		for i := range 100 {
			events = append(events, Event{Kind: Clear, Wait: wait}, printed("stdout", fmt.Sprintf("step %02d", i)))
		}
		_, _, dropped := kept(Limits{Text: 20, Tail: 5}, events)
		if dropped.Any() {
			t.Errorf("wait=%t: %+v", wait, dropped)
		}
	}
}
