package main

import (
	"fmt"
	"io"
	"path/filepath"

	"sublunar/lib/notebook/report"
	"sublunar/lib/notebook/resume"
)

// resumed says where a task's record is, and what its results depend on.
func (e *execution) resumed(t *task) (*resume.Settings, error) {
	out, err := filepath.Abs(e.where())
	if err != nil {
		return nil, err
	}
	return &resume.Settings{
		Dir: filepath.Join(e.home.Dir(), "resume"), Notebook: t.path, Folder: filepath.Dir(t.path),
		Depends: e.depends, Ignore: []string{out},
	}, nil
}

// depends are digests of what all tasks depend on.
func (e *execution) depends() (map[string]string, error) {
	all, err := e.home.Depends()
	if err != nil {
		return nil, err
	}
	m := report.ReadMachine()
	all["the machine"] = report.SHA256(fmt.Appendf(nil, "%s %s %d %v", m.Arch, m.CPU, m.Cores, m.GPUs))
	return all, nil
}

// sayKept tells of a resumed notebook which cells were not run again, and why the others were.
func sayKept(to io.Writer, t *task) {
	kept, from := t.run.Kept()
	switch ran := ran(t.run); {
	case kept > 0 && ran == 0:
		fmt.Fprintf(to, "  nothing was run again: all is as it was; the oldest outputs are of %s\n", from.Local().Format("2006-01-02 15:04"))
	case kept > 0:
		fmt.Fprintf(to, "  %d of %d cells were not run again; the oldest of their outputs are of %s\n", kept, kept+ran, from.Local().Format("2006-01-02 15:04"))
		if t.why != "" {
			fmt.Fprintf(to, "  cell %d was run: %s\n", t.firstRun(), t.why)
		}
	case t.why != "":
		fmt.Fprintf(to, "  all cells were run: %s\n", t.why)
	}
	if t.unrecorded != nil {
		fmt.Fprintf(to, "  the next --resume will run all of it: %v\n", t.unrecorded)
	}
}

// ran counts the cells that were run.
func ran(r report.Run) (n int) {
	for _, c := range r.Cells {
		if c.Status == "ok" || c.Status == "error" {
			n++
		}
	}
	return n
}

// firstRun is the place of the first cell that was run.
func (t *task) firstRun() int {
	for _, c := range t.run.Cells {
		if c.Status == "ok" || c.Status == "error" {
			return c.Cell
		}
	}
	return 0
}
