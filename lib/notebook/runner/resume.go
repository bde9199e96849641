package runner

import (
	"os"
	"path/filepath"
	"slices"

	"sublunar/lib/notebook"
	"sublunar/lib/notebook/report"
	"sublunar/lib/notebook/wire"
)

// toRun are the cells of a notebook that a run runs.
func toRun(nb *notebook.Notebook) []*notebook.Cell {
	var cells []*notebook.Cell
	for _, c := range nb.Cells {
		if c.Type == notebook.Code && !skipped(c) {
			cells = append(cells, c)
		}
	}
	return cells
}

// order is a cell's place among those that are to run.
func (r *run) order(cell int) int { return slices.Index(toRun(r.nb), r.nb.Cells[cell]) }

// putBack gives the kept cells the outputs that were recorded.
func (r *run) putBack() {
	r.result.Kept, r.result.Why, r.result.Backends = len(r.plan.Kept), r.plan.Why, nil
	i := 0
	for n := range r.result.Cells {
		done := &r.result.Cells[n]
		if done.Status != StatusNotRun {
			continue
		}
		if i == len(r.plan.Kept) {
			break
		}
		kept := r.plan.Kept[i]
		done.Status, done.Seconds, done.From = StatusKept, kept.Seconds, &kept.When
		count, outputs := r.plan.Outputs(i)
		r.nb.Cells[done.Cell-1].ExecutionCount, r.nb.Cells[done.Cell-1].Outputs = count, outputs
		r.result.NotRun--
		i++
	}
	r.plan.Backends(&r.result.Backends)
}

// takeUp gives the kernel what kept cells left to later ones: their declarations, and what they kept. In [n] counts on as if they
// had been run. Where declarations don't stand alone, that cell is run, and all after it.
func (r *run) takeUp() error {
	if r.plan == nil {
		return nil
	}
	keep := filepath.Join(r.kernel.Folder(), "keep")
	if err := r.plan.Begin(keep); err != nil {
		return err
	}
	cells := toRun(r.nb)
	for i := range r.plan.Kept {
		reply, err := r.kernel.Execute(r.ctx, r.plan.Declarations(i), func(wire.Event) {})
		if err != nil {
			return err
		}
		if reply.Status != "ok" {
			r.plan.Drop(i, "its declarations don't stand alone")
			for _, c := range cells[i:] {
				c.ClearOutputs()
			}
			r.prepare()
			if err := os.RemoveAll(keep); err != nil {
				return err
			}
			if err := r.plan.Begin(keep); err != nil {
				return err
			}
			break
		}
	}
	r.plan.Ready(keep)
	return nil
}

// keptClaims are those of a kept cell; nil of another.
func (r *run) keptClaims(cell int) []report.Claim {
	if r.plan == nil || r.nb.Cells[cell].Type != notebook.Code {
		return nil
	}
	i := r.order(cell)
	if i < 0 || i >= len(r.plan.Kept) {
		return nil
	}
	claims := slices.Clone(r.plan.Kept[i].Claims)
	for j := range claims {
		claims[j].Cell = cell + 1
	}
	return claims
}

// backends adds what this run's cells computed with to what the kept ones did.
func (r *run) backends(file string) {
	for _, b := range readBackends(file) {
		if !slices.Contains(r.result.Backends, b) {
			r.result.Backends = append(r.result.Backends, b)
		}
	}
}

// keepRecord keeps what the next run can leave out. A record that can't be kept costs time, and no result.
func (r *run) keepRecord() {
	if r.plan == nil || r.kernel == nil {
		return
	}
	cells := toRun(r.nb)
	status := map[*notebook.Cell]string{}
	pages := map[*notebook.Cell]*page{}
	for _, c := range r.result.Cells {
		status[r.nb.Cells[c.Cell-1]], pages[r.nb.Cells[c.Cell-1]] = c.Status, r.pages[c.Cell-1]
	}
	claims := func(i int) []report.Claim {
		var of []report.Claim
		for _, c := range r.result.Claims {
			if r.nb.Cells[c.Cell-1] == cells[i] {
				of = append(of, c)
			}
		}
		return of
	}
	unkept := func(i int) string {
		switch {
		case status[cells[i]] != StatusOK:
			return "it ended with an error"
		case slices.ContainsFunc(claims(i), func(c report.Claim) bool { return c.Status == report.ClaimFailed }):
			return "a claim of it failed"
		case pages[cells[i]].shared:
			return "a later cell changes what it shows"
		}
		return ""
	}
	if err := r.plan.Save(claims, unkept, r.result.Backends); err != nil {
		r.result.Unrecorded = err
	}
}
