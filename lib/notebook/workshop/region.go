package workshop

import (
	"fmt"
	"strings"
	"unicode"
)

// The words that nbgrader looks for in lines.
const (
	beginSolution = "BEGIN SOLUTION"
	endSolution   = "END SOLUTION"
	beginHidden   = "BEGIN HIDDEN TESTS"
	endHidden     = "END HIDDEN TESTS"
	beginScheme   = "BEGIN MARK SCHEME"
	endScheme     = "END MARK SCHEME"
)

// A region is a part of a cell that students don't see: the lines from one with the word begin to one with the word end.
type region struct {
	begin, end string
	comment    string // what a line with a marker begins with
	stub       string // what stands for it; "" for nothing
}

var (
	goSolution   = region{beginSolution, endSolution, "//", Stub}
	textSolution = region{beginSolution, endSolution, "", TextStub}
	hiddenTests  = region{beginHidden, endHidden, "//", ""}
	markScheme   = region{beginScheme, endScheme, "", ""}
)

// in says whether a source has a marker of the region.
func (r region) in(source string) bool {
	return strings.Contains(source, r.begin) || strings.Contains(source, r.end)
}

// cut puts the stub in the place of each such region, as nbgrader does: by whole lines, the stub indented as the first
// marker is. It refuses what nbgrader would let through to a student's loss.
func (r region) cut(source string) (string, error) {
	var kept []string
	open := 0
	for i, line := range strings.Split(source, "\n") {
		opens, closes := strings.Contains(line, r.begin), strings.Contains(line, r.end)
		bare := strings.TrimLeftFunc(line, unicode.IsSpace)
		switch {
		case (opens || closes) && !strings.HasPrefix(bare, r.comment):
			return "", fmt.Errorf("line %d holds more than a marker: nbgrader cuts whole lines, so give `// %s` and `// %s` lines of their own", i+1, r.begin, r.end)
		case opens && open > 0:
			return "", fmt.Errorf("line %d: %s stands within that of line %d, which has no %s yet", i+1, r.begin, open, r.end)
		case opens:
			open = i + 1
			if r.stub == "" {
				continue
			}
			for s := range strings.SplitSeq(r.stub, "\n") {
				kept = append(kept, line[:len(line)-len(bare)]+s)
			}
		case closes && open == 0:
			return "", fmt.Errorf("line %d: %s has no %s before it", i+1, r.end, r.begin)
		case closes:
			open = 0
		case open == 0:
			kept = append(kept, line)
		}
	}
	if open > 0 {
		return "", fmt.Errorf("line %d: %s has no %s after it", open, r.begin, r.end)
	}
	return strings.Join(kept, "\n"), nil
}
