package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"
	"sublunar/lib/notebook"
	"sublunar/lib/notebook/report"
	"sublunar/lib/notebook/runner"
)

// display shows a run as it goes: a bar on a terminal, a line for each notebook elsewhere.
type display struct {
	mu  sync.Mutex
	to  io.Writer
	bar *progressbar.ProgressBar // nil without a terminal
}

func newDisplay(to io.Writer, tasks []*task) *display {
	d := &display{to: to}
	if !isTerminal(to) {
		return d
	}
	cells := 0
	for _, t := range tasks {
		for _, c := range t.executed.Cells {
			if c.Type == notebook.Code && !c.HasTag(runner.TagSkip) && strings.TrimSpace(c.Source) != "" {
				cells++
			}
		}
	}
	d.bar = progressbar.NewOptions(cells, progressbar.OptionSetWriter(to), progressbar.OptionShowCount(),
		progressbar.OptionClearOnFinish(), progressbar.OptionSetWidth(30), progressbar.OptionFullWidth(), progressbar.OptionSetPredictTime(false))
	return d
}

func isTerminal(stream any) bool {
	f, ok := stream.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// cell is told when a cell begins and ends.
func (d *display) cell(t *task, p runner.Progress) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.bar == nil {
		if p.Step == 1 && !p.Ended {
			fmt.Fprintf(d.to, "%s: %s\n", t.outputName(), cells(p.Steps))
		}
		return
	}
	if p.Ended {
		_ = d.bar.Add(1)
	} else {
		d.bar.Describe(fmt.Sprintf("%s, cell %d", t.outputName(), p.Cell))
	}
}

func cells(n int) string {
	if n == 1 {
		return "1 cell"
	}
	return fmt.Sprintf("%d cells", n)
}

// ended is told when a notebook has ended, and shows at once what went wrong.
func (d *display) ended(t *task) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if t.run.Status != statusOK && t.run.Error != interrupted {
		if d.bar != nil {
			_ = d.bar.Clear()
		}
		fmt.Fprintf(d.to, "%s: %s\n", t.outputName(), t.run.Error)
	}
}

func (d *display) close() {
	if d.bar != nil {
		_ = d.bar.Finish()
	}
}

// summarise prints a line for each notebook, and tells whether all went well.
func summarise(to io.Writer, tasks []*task, where string) bool {
	width := 0
	for _, t := range tasks {
		width = max(width, len(t.outputName()))
	}
	well := true
	for _, t := range tasks {
		well = well && t.run.Status == statusOK
		kept, _ := t.run.Kept()
		fmt.Fprintf(to, "%-*s  %-7s  %3d cells  %6.1f s  %s\n", width, t.outputName(), t.run.Status, ran(t.run)+kept, t.run.Seconds, claimsInWords(t.run))
		sayKept(to, t)
	}
	for _, s := range spreads(tasks) {
		fmt.Fprintln(to, s)
	}
	if where != "" {
		fmt.Fprintln(to, "results in", fromHere(where))
	}
	return well
}

// fromHere is a path as a person in this folder would type it.
func fromHere(path string) string {
	if here, err := os.Getwd(); err == nil {
		if rel, err := filepath.Rel(here, path); err == nil && filepath.IsLocal(rel) {
			return rel
		}
	}
	return path
}

func claimsInWords(r report.Run) string {
	if len(r.Claims) == 0 {
		return "no claims"
	}
	words := []string{fmt.Sprintf("claims: %d held", r.Held())}
	if n := r.Failed(); n > 0 {
		words = append(words, fmt.Sprintf("%d failed", n))
	}
	if n := r.NotApplicable(); n > 0 {
		words = append(words, fmt.Sprintf("%d not applicable", n))
	}
	return strings.Join(words, ", ")
}
