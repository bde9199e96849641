package claim

import (
	"fmt"
	"html"
	"math"
	"os"
	"slices"
	"strings"

	"github.com/janpfeifer/gonb/gonbui"
	"github.com/janpfeifer/gonb/gonbui/protocol"
)

// lesson is this program's, a cell of a notebook for students.
var lesson struct {
	on     bool
	graded bool
	unmet  int
	hints  []string // that were shown
}

// noHint stands where the author of a claim gave none.
const noHint = "Go back to what it is about, and run this again."

// Lesson makes this program's claims checks for one who is learning: each says whether it is met, and where
// it is not, its hint. No number is shown, so that the answer is not given away. The first statement of a cell is
//
//	defer claim.Lesson("Does tea cool faster when it is hotter?")()
//
// with the hints of the claims in it, which are shown if the cell panics before it comes to them. The function
// that is deferred looks back: where checks are graded and one is not met, it ends the program with 1. Graded they
// are after a call of Grade, and wherever nbgrader runs them (it sets NBGRADER_EXECUTION). Else a check that is not
// met is only told.
func Lesson(hints ...string) (end func()) {
	lesson.on = true
	return func() {
		if cause := recover(); cause != nil {
			left := slices.DeleteFunc(slices.Clone(hints), func(h string) bool { return slices.Contains(lesson.hints, h) })
			if len(left) == 0 {
				left = []string{noHint}
			}
			say(unmet, "the check", "stopped before its end, see below. "+strings.Join(left, " "))
			panic(cause) // for its stack, which names the line
		}
		if lesson.unmet > 0 && (lesson.graded || os.Getenv("NBGRADER_EXECUTION") != "") {
			fmt.Fprintln(os.Stderr, "Not every check is met.")
			os.Exit(1)
		}
	}
}

// Grade makes a check that is not met cost the points of its cell. nbgrader cuts the call from what students see.
func Grade() { lesson.graded = true }

// The marks of checks.
const (
	met   = "✓"
	unmet = "→"
	aside = "○"
)

// teach shows a claim as a check.
func teach(c Claim) {
	switch c.Status {
	case Held:
		say(met, c.Name, "as it should be")
		return
	case NotApplicable:
		say(aside, c.Name, "not about these data")
		return
	}
	lesson.unmet++
	words := "not yet. "
	if math.IsNaN(c.Got) || math.IsInf(c.Got, 0) {
		words = "not yet, for it is no finite number. "
	}
	hint := c.Hint
	if hint == "" {
		hint = noHint
	}
	lesson.hints = append(lesson.hints, hint)
	say(unmet, c.Name, words+hint)
}

// say shows a line of a lesson. It is no claim to a program: a verdict would stand in it.
func say(mark, name, words string) {
	if !gonbui.IsNotebook {
		fmt.Println(mark, name+":", words)
		return
	}
	edge := map[string]string{met: "#2a9d6f", unmet: "#c98a1b", aside: "#8a8a8a"}[mark]
	send(name, map[protocol.MIMEType]any{
		protocol.MIMETextPlain: mark + " " + name + ": " + words,
		protocol.MIMETextHTML: fmt.Sprintf(`<div style="border-left: 4px solid %s; padding: 2px 10px; margin: 2px 0; line-height: 1.5"><b>%s</b> <i>%s</i>: %s</div>`,
			edge, mark, html.EscapeString(name), html.EscapeString(words)),
	})
}
