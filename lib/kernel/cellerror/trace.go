package cellerror

import (
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
)

// mostPlaces is how many of the reader's own lines are shown: a recursion has thousands.
const mostPlaces = 6

var (
	goroutine = regexp.MustCompile(`(?m)^goroutine \d+ .*\[[^\]]*\]:$`)
	main      = regexp.MustCompile(`(?m)^goroutine 1 .*\[[^\]]*\]:$`)
	began     = regexp.MustCompile(`(?m)^(?:panic: |fatal error: |SIG[A-Z]+: )`)
	recovered = regexp.MustCompile(` \[recovered(?:, repanicked)?\]`)
	signalled = regexp.MustCompile(`(?m)^\[signal .*\]\n?`)
	// GoMLX says which of its own functions an error went through, and the name of the function that made the graph.
	passedOn = regexp.MustCompile(`(?:failed during graph construction/compilation: )?compilation failed for Exec "[^"]*": graphFn for "(?:Exec:)?([^"]*)" panicked: `)
)

// fromTrace makes an error of what the runtime printed of a panic; nil where text is no such thing. program is the path of
// the program's file.
func fromTrace(text, program string, locate Locate) *Error {
	start := began.FindStringIndex(text)
	if start == nil {
		return nil
	}
	before, rest := text[:start[0]], text[start[0]:]
	stack := goroutine.FindStringIndex(rest)
	if stack == nil {
		return nil
	}
	message := strings.TrimSpace(rest[:stack[0]])
	message = signalled.ReplaceAllString(message, "")
	message = recovered.ReplaceAllString(message, "")
	var maker string
	if m := passedOn.FindStringSubmatch(message); m != nil {
		maker = strings.TrimPrefix(m[1], "main.")
	}
	message = passedOn.ReplaceAllString(message, "")
	stacks := rest[stack[0]:]
	own, _, _ := strings.Cut(stacks, "\n\n")
	// What must prints before a panic has the stack where the error was made: nearest to the cause.
	places := placesIn(before+own, program, locate)
	if at, ok := declared(maker, program, locate); ok && before == "" {
		// GoMLX's own panics come from where the graph was to run; only must's report has the line in the function that made it.
		places = append([]Place{at}, places...)
	}
	if len(places) == 0 {
		// A library's goroutine failed: say at least what the cell was at.
		if at := main.FindStringIndex(stacks); at != nil {
			waiting, _, _ := strings.Cut(stacks[at[0]:], "\n\n")
			places = placesIn(waiting, program, locate)
		}
	}
	first, more, _ := strings.Cut(strings.TrimSpace(message), "\n")
	e := &Error{Name: Panic, Value: first}
	if len(places) > 0 {
		e.Value += " (" + places[0].String() + ")"
	}
	word, said, _ := strings.Cut(first, ": ")
	e.Lines = append(e.Lines, red(word+":")+" "+said)
	if more = strings.TrimRight(more, "\n "); more != "" {
		e.Lines = append(e.Lines, strings.Split(more, "\n")...)
	}
	for i, p := range places {
		if i == mostPlaces {
			e.Lines = append(e.Lines, "... and "+strconv.Itoa(len(places)-i)+" more")
			break
		}
		e.Lines = append(e.Lines, p.withSource())
	}
	return e
}

// declared finds the line of the program on which a function is declared.
func declared(name, program string, locate Locate) (Place, bool) {
	if name == "" {
		return Place{}, false
	}
	text, err := os.ReadFile(program)
	if err != nil {
		return Place{}, false
	}
	for i, line := range strings.Split(string(text), "\n") {
		if strings.HasPrefix(line, "func "+name+"(") {
			return locate(i + 1)
		}
	}
	return Place{}, false
}

// placesIn gives the cells' lines that a stack goes through, the innermost first, each once.
func placesIn(stack, program string, locate Locate) []Place {
	var places []Place
	seen := map[Place]bool{}
	for line := range strings.Lines(stack) {
		line = strings.TrimSpace(line)
		rest, ok := strings.CutPrefix(line, program+":")
		if !ok {
			if rest, ok = strings.CutPrefix(line, filepath.Base(program)+":"); !ok {
				continue
			}
		}
		digits, _, _ := strings.Cut(rest, " ")
		number, err := strconv.Atoi(digits)
		if err != nil {
			continue
		}
		if at, ok := locate(number); ok && !seen[at] {
			seen[at] = true
			places = append(places, at)
		}
	}
	return places
}
