package runner

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"sublunar/lib/notebook"
	"sublunar/lib/notebook/internal/gonb"
	"sublunar/lib/notebook/report"
	"sublunar/lib/notebook/resume"
	"sublunar/lib/notebook/wire"
)

// Options say how to run a notebook. Only Kernel.Argv is needed.
type Options struct {
	// Kernel starts the kernel; Kernel.Dir should be the notebook's folder, Kernel.Timeout bounds a
	// cell. The environment that a run sets (SUBLUNAR_KEEP, ...) gives way to Kernel.Env.
	Kernel wire.Command
	// Parameters by name, as a reader types them after -p: see [Inject].
	Parameters map[string]string
	// ParametersDir is where relative paths in Parameters start; default: the current folder.
	ParametersDir string
	// Tidy takes out of error texts what belongs to one machine or one run: folders and addresses. Checkout is the folder that
	// paths of the reader's own sources are then given from.
	Tidy     bool
	Checkout string
	// Resume, unless nil, leaves out cells that need not be run again: see package resume.
	Resume *resume.Settings
	// Silent holds code that is run before the first cell and shows nothing, such as "%noautoget".
	Silent []string
	// Observe is told when a cell begins and when it has ended. An error from it stops the run.
	Observe func(Progress) error
}

// Progress is where a run is.
type Progress struct {
	Cell  int    // the cell's place in the notebook, from 1, Markdown cells counted
	Step  int    // it is the Step-th code cell to run, from 1,
	Steps int    // of Steps
	Line  string // its first line that says something
	// Ended: the cell has run, in Seconds, and Status says how that went.
	Ended   bool
	Status  string
	Seconds float64
}

// Run runs a notebook's code cells in order on a kernel of their own, and puts their outputs into
// nb. A cell that fails ends the run, unless it is tagged raises-exception: the Result says so, and
// Run returns no error. An error of Run is one of the run itself: parameters that don't fit (then nb
// is untouched), a kernel that can't be started, ctx or Observe ending it. With it comes the Result
// so far, nil when nothing was run.
//
// Nothing of the run is left behind when Run returns: no process, no file.
func Run(ctx context.Context, nb *notebook.Notebook, opts Options) (*Result, error) {
	began := time.Now()
	if err := checkTags(nb); err != nil {
		return nil, err
	}
	copied := nb.Clone()
	literals, err := Inject(copied, opts.Parameters, opts.ParametersDir)
	if err != nil {
		return nil, err
	}
	r := &run{ctx: ctx, nb: nb, opts: opts, book: newBook(), result: &Result{Parameters: literals}}
	if opts.Resume != nil {
		r.plan = resume.New(*opts.Resume, toRun(copied), literals)
		if r.plan.All() {
			nb.Cells = copied.Cells
			r.prepare()
			r.finish()
			r.result.Seconds = time.Since(began).Seconds()
			return r.result, nil
		}
	}
	command := opts.Kernel
	command.Env = append([]string{
		"SUBLUNAR_KEEP={folder}/keep",
		"SUBLUNAR_REPORT={folder}/report",
		"SUBLUNAR_HEADLESS=1",
	}, command.Env...)
	k, err := wire.Start(ctx, command)
	if err != nil {
		return nil, err
	}
	defer k.Close()
	nb.Cells = copied.Cells
	r.kernel = k
	r.prepare()
	err = r.cells()
	r.backends(filepath.Join(k.Folder(), "report"))
	// Closing brings in what cells sent after they had ended.
	if e := k.Close(); err == nil {
		err = e
	}
	r.finish()
	r.keepRecord()
	r.result.Seconds = time.Since(began).Seconds()
	return r.result, err
}

// A run is the work of one Run.
type run struct {
	ctx    context.Context
	kernel *wire.Kernel
	nb     *notebook.Notebook
	opts   Options
	book   *book
	result *Result
	plan   *resume.Plan // nil where all cells are to run

	pages  []*page // one for each cell that has run, by its place in the notebook; nil for others
	counts []int
}

// prepare clears the outputs of the cells that are to run, so that nothing old passes for new, and
// says in the notebook, as Jupyter does, what language it is in.
func (r *run) prepare() {
	r.pages, r.counts = make([]*page, len(r.nb.Cells)), make([]int, len(r.nb.Cells))
	r.result.Cells, r.result.NotRun = nil, 0
	for i, c := range r.nb.Cells {
		if c.Type != notebook.Code {
			continue
		}
		status := StatusNotRun
		if skipped(c) {
			status = StatusSkipped
		} else {
			c.ClearOutputs()
			r.result.NotRun++
		}
		r.result.Cells = append(r.result.Cells, report.CellRun{Cell: i + 1, ID: c.ID, Status: status})
	}
	if r.plan != nil {
		r.putBack()
	}
	if r.kernel == nil {
		return
	}
	if info := r.kernel.LanguageInfo(); len(info) > 0 {
		if r.nb.Metadata == nil {
			r.nb.Metadata = notebook.Metadata{}
		}
		r.nb.Metadata.Set("language_info", info)
	}
	// The keep store begins empty.
	os.Mkdir(filepath.Join(r.kernel.Folder(), "keep"), 0o700)
}

func skipped(c *notebook.Cell) bool {
	return c.HasTag(TagSkip) || strings.TrimSpace(c.Source) == ""
}

func (r *run) cells() error {
	for _, code := range r.opts.Silent {
		reply, err := r.kernel.ExecuteSilently(r.ctx, code)
		if err == nil && reply.Status != "ok" {
			err = errors.New(reply.ErrorValue)
		}
		if err != nil {
			return fmt.Errorf("before the first cell, %q: %w", code, err)
		}
	}
	if err := r.takeUp(); err != nil {
		return err
	}
	steps := r.result.NotRun
	step := 0
	for n := range r.result.Cells {
		done := &r.result.Cells[n]
		if done.Status == StatusSkipped || done.Status == StatusKept {
			continue
		}
		step++
		cell := r.nb.Cells[done.Cell-1]
		at := Progress{Cell: done.Cell, Step: step, Steps: steps, Line: firstLine(cell.Source)}
		if err := r.observe(at); err != nil {
			return err
		}
		began := time.Now()
		failure, err := r.cell(done.Cell-1, cell)
		done.Seconds = time.Since(began).Seconds()
		r.result.NotRun--
		done.Status = StatusOK
		if failure != nil || err != nil {
			done.Status = StatusError
		}
		if err != nil {
			return err
		}
		if r.plan != nil {
			r.plan.Ran(r.order(done.Cell-1), filepath.Join(r.kernel.Folder(), "keep"), done.Seconds)
		}
		at.Ended, at.Status, at.Seconds = true, done.Status, done.Seconds
		if err := r.observe(at); err != nil {
			return err
		}
		if failure != nil && (failure.Fatal || !cell.HasTag(TagRaises)) {
			r.result.Failure = failure
			return nil
		}
	}
	return nil
}

func (r *run) observe(p Progress) error {
	if r.opts.Observe == nil {
		return nil
	}
	return r.opts.Observe(p)
}

// cell runs one cell. Its error is the end of ctx; all else that can go wrong is the cell's failure.
func (r *run) cell(i int, cell *notebook.Cell) (*CellError, error) {
	p := &page{}
	r.pages[i] = p
	fail := func(name, message string, err error, fatal bool) *CellError {
		return &CellError{Cell: i + 1, Count: r.counts[i], Line: firstLine(cell.Source),
			Name: name, Message: message, Err: err, Fatal: fatal}
	}
	watch, err := gonb.Prepare(cell.Source, filepath.Join(r.kernel.Folder(), "status"+strconv.Itoa(i)))
	if err != nil {
		r.book.show(p, "NotRun", err.Error())
		return fail("NotRun", err.Error(), err, true), nil
	}
	reply, err := r.kernel.Execute(r.ctx, watch.Code, func(e wire.Event) { r.book.apply(p, e) }, watch.See)
	r.counts[i] = reply.Count
	if err != nil {
		if r.ctx.Err() != nil {
			return nil, context.Cause(r.ctx)
		}
		name := errorName(err)
		r.book.show(p, name, err.Error())
		return fail(name, err.Error(), err, true), nil
	}
	if reply.Status != "ok" {
		return fail(reply.ErrorName, r.book.explain(p, cell.Source, reply), nil, false), nil
	}
	message, name := watch.Failure(), "CommandFailed"
	if message == "" && reply.Dropped.Displays > 0 {
		message, name = fmt.Sprintf("the cell showed too much: %d displays were left out, and claims may be among them", reply.Dropped.Displays), "TooMuchOutput"
	}
	if message == "" {
		message, name = r.book.badClaim(p), "BadClaim"
	}
	if message == "" {
		return nil, nil
	}
	if !cell.HasTag(TagRaises) {
		r.book.show(p, name, message)
	}
	return fail(name, message, nil, false), nil
}

// finish puts the outputs into the notebook and gathers the claims.
func (r *run) finish() {
	folder := ""
	if r.kernel != nil {
		folder = r.kernel.Folder()
	}
	tidy := newTidier(folder, r.opts.Checkout)
	for i, p := range r.pages {
		if p == nil {
			r.result.Claims = append(r.result.Claims, r.keptClaims(i)...)
			continue
		}
		if r.opts.Tidy {
			for j := range p.outputs {
				tidy.output(&p.outputs[j])
			}
		}
		r.nb.Cells[i].SetOutputs(r.counts[i], p.outputs...)
		for _, c := range p.claims {
			if c.err == nil {
				c.claim.Cell = i + 1
				r.result.Claims = append(r.result.Claims, c.claim)
			}
		}
	}
}
