package runner

import (
	"errors"
	"fmt"
	"strings"

	"sublunar/lib/notebook/report"
)

// How a cell's run went: report.CellRun's Status.
const (
	StatusOK      = "ok"
	StatusError   = "error" // with the tag raises-exception, the run goes on
	StatusSkipped = "skipped"
	StatusKept    = "kept" // was not run again: nothing that it depends on has changed
	StatusNotRun  = "not run"
)

// A Result is what came of a run.
type Result struct {
	// Cells are the notebook's code cells in order.
	Cells []report.CellRun
	// Claims that this run printed, in order.
	Claims []report.Claim
	// Backends that the cells made, as they reported them; equal ones once.
	Backends []BackendLine
	// Parameters that were given, as Go literals.
	Parameters map[string]string
	// Failure is the cell that ended the run; nil when all cells have run.
	Failure *CellError
	// Kept counts the cells that were not run again, and Why says why the first that was run had to be, where runs are resumed.
	Kept int
	Why  string
	// Unrecorded says why the next run can't be resumed from this one; nil where it can, or need not.
	Unrecorded error
	// NotRun counts the cells that were not run because of it.
	NotRun  int
	Seconds float64
}

// Err is nil when every cell has run and no claim has failed; otherwise it says what did.
func (r *Result) Err() error {
	if r.Failure != nil {
		if r.NotRun > 0 {
			return fmt.Errorf("%w\n(the %s after it %s not run)", r.Failure, plural(r.NotRun, "cell"), wasWere(r.NotRun))
		}
		return r.Failure
	}
	var failed []string
	for _, c := range r.Claims {
		if c.Status == report.ClaimFailed {
			failed = append(failed, fmt.Sprintf("claim %q failed in cell %d: got %s, wanted %s", c.Name, c.Cell, c.Got, c.Tolerance.Words))
		}
	}
	if len(failed) > 0 {
		return errors.New(strings.Join(failed, "\n"))
	}
	return nil
}

// Count gives how many of the claims have a status: report.ClaimHeld, ...
func (r *Result) Count(status string) (n int) {
	for _, c := range r.Claims {
		if c.Status == status {
			n++
		}
	}
	return n
}

func plural(n int, word string) string {
	if n == 1 {
		return "1 " + word
	}
	return fmt.Sprintf("%d %ss", n, word)
}

func wasWere(n int) string {
	if n == 1 {
		return "was"
	}
	return "were"
}
