package claim

import (
	"errors"
	"os"
	"os/exec"
	"strings"
	"testing"
)

// A lesson ends its program, so each runs as one: this test's binary, told which by the environment.
const asLesson = "CLAIM_TEST_LESSON"

func TestMain(m *testing.M) {
	cell, ok := lessons[os.Getenv(asLesson)]
	if !ok {
		os.Exit(m.Run())
	}
	cell()
}

var lessons = map[string]func(){
	"met": func() {
		defer Lesson("look here")()
		Grade()
		Hint("look here").Check("rate", 1, Absolute(0.1), 1, "s")
	},
	"told only": func() {
		defer Lesson("look here")()
		Hint("look here").Check("rate", 271, Absolute(0.1), 314, "s")
		AtMost("error", 271, 3, "s")
	},
	"graded": func() {
		defer Lesson("look here")()
		Grade()
		On(true, "the tea").Hint("look here").Check("rate", 271, Absolute(0.1), 314, "s")
	},
	"no number": func() {
		defer Lesson()()
		Hint("look here").Check("rate", nan, Absolute(0.1), 314, "s")
	},
	"another's data": func() {
		defer Lesson("look here")()
		Grade()
		On(false, "the tea").Hint("look here").Check("rate", 271, Absolute(0.1), 314, "s")
	},
	"panic": func() {
		defer Lesson("look here", "or there")()
		Hint("look here").Check("rate", 271, Absolute(0.1), 314, "s")
		panic("still to be written")
	},
	"panic at once": func() {
		defer Lesson()()
		panic("still to be written")
	},
}

func TestLesson(t *testing.T) {
	for name, want := range map[string]struct {
		code    int
		env     string
		said    string
		stopped bool
	}{
		"met":            {said: "✓ rate: as it should be\n"},
		"told only":      {said: "→ rate: not yet. look here\n→ error: not yet. " + noHint + "\n"},
		"graded":         {code: 1, said: "→ rate: not yet. look here\n"},
		"no number":      {said: "→ rate: not yet, for it is no finite number. look here\n"},
		"another's data": {said: "○ rate: not about these data\n"},
		"panic":          {code: 2, said: "→ rate: not yet. look here\n→ the check: stopped before its end, see below. or there\n", stopped: true},
		"panic at once":  {code: 2, said: "→ the check: stopped before its end, see below. " + noHint + "\n", stopped: true},
	} {
		for _, by := range []string{"", "autograde"} {
			out, complaint, code := teaches(t, name, by)
			if by != "" && strings.Contains(want.said, "not yet") && want.code == 0 {
				want.code = 1
			}
			if out != want.said || code != want.code {
				t.Errorf("%s, NBGRADER_EXECUTION=%s: it ended with %d, not %d, and said\n%snot\n%s", name, by, code, want.code, out, want.said)
			}
			if strings.Contains(complaint, "still to be written") != want.stopped {
				t.Errorf("%s: on stderr it said %q", name, complaint)
			}
			if strings.ContainsAny(out, "0123456789") {
				t.Errorf("%s: a number is given away: %s%s", name, out, complaint)
			}
			if want.code == 0 && complaint != "" {
				t.Errorf("%s: nbgrader would count this on stderr as a failure: %s", name, complaint)
			}
		}
	}
}

func teaches(t *testing.T, lesson, by string) (stdout, stderr string, code int) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), self)
	cmd.Env = append(os.Environ(), asLesson+"="+lesson, "NBGRADER_EXECUTION="+by)
	out, err := cmd.Output()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	if exit != nil {
		stderr = string(exit.Stderr)
	}
	return string(out), stderr, cmd.ProcessState.ExitCode()
}

// TestHintIsShownWhereItHelps looks at claims with a hint outside of lessons.
func TestHintIsShownWhereItHelps(t *testing.T) {
	s := On(true, "the tea")
	hinted := s.Hint("look <here>")
	if s.hint != "" {
		t.Error("a hint changed the scope that it was made from")
	}
	failed := hinted.limit(judge("rate", 2, Absolute(0.1), 1, "s"))
	if failed.Status != Failed || !strings.HasSuffix(failed.String(), "(s). Hint: look <here>") || failed.object()["hint"] != "look <here>" {
		t.Errorf("it failed as %s and %v", failed, failed.object())
	}
	if html := failed.HTML(); !strings.Contains(html, "look &lt;here&gt;") {
		t.Errorf("the page has no hint, or one that is not escaped: %s", html)
	}
	held := Hint("look here").limit(judge("rate", 1, Absolute(0.1), 1, "s"))
	if held.Status != Held || strings.Contains(held.String()+held.HTML(), "Hint") || held.object()["hint"] != nil {
		t.Errorf("a claim that holds needs no hint: %s", held)
	}
	// Known-bad: a scope made by hand about data with no name excuses nothing, with a hint or without.
	if nameless := On(false, "").Hint("h").limit(judge("rate", 1, Absolute(0.1), 1, "s")); nameless.Status != Failed {
		t.Errorf("a scope without a name is %s", nameless.Status)
	}
}
