package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/fsnotify/fsnotify"
	"github.com/spf13/cobra"
	"sublunar/lib/notebook"
	"sublunar/lib/notebook/report"
)

// How long to wait after a change for the next: an editor writes a file, renames it and touches it. And how often to look where
// the system tells of no changes, as on some network drives.
const (
	settled = 300 * time.Millisecond
	glance  = 2 * time.Second
)

// errChanged ends a run whose notebook or library was saved meanwhile.
var errChanged = errors.New("changed")

// again runs the tasks, and again from the first cell that has to be on each change, until the context ends.
func (e *execution) again(c *cobra.Command, args []string, tasks []*task) error {
	w, err := newWatch(e)
	if err != nil {
		return err
	}
	defer w.close()
	ctx, to := c.Context(), c.ErrOrStderr()
	for {
		w.follow(tasks)
		before := w.sources(tasks)
		run, cancel := context.WithCancelCause(ctx)
		ended := make(chan struct{})
		go func() {
			defer close(ended)
			w.wait(run, func() bool { return w.sources(tasks) != before })
			if run.Err() == nil {
				cancel(errChanged)
			}
		}()
		err := e.execute(run, c, tasks)
		cancel(nil)
		<-ended
		data := w.data(tasks) // what the run wrote is in it; and before a person reads that it waits, and may save at once
		switch {
		case ctx.Err() != nil:
			return context.Cause(ctx)
		case errors.Is(context.Cause(run), errChanged):
			fmt.Fprintln(to, "saved meanwhile")
		case err == nil, errors.Is(err, errShown):
			fmt.Fprintln(c.OutOrStdout(), "waiting for a change; Ctrl-C ends it")
		default:
			return err
		}
		for {
			w.wait(ctx, func() bool { return w.sources(tasks) != before || w.data(tasks) != data })
			if ctx.Err() != nil {
				return nil // a person ends the waiting: that is how it ends
			}
			fresh, err := e.plan(args)
			if err == nil {
				tasks = fresh
				break
			}
			fmt.Fprintln(to, "sublunar:", err)
			before, data = w.sources(tasks), w.data(tasks)
		}
	}
}

// A watch tells of changes to what runs depend on.
type watch struct {
	e       *execution
	system  *fsnotify.Watcher // nil where the system can't tell
	folders map[string]bool
}

func newWatch(e *execution) (*watch, error) {
	w := &watch{e: e, folders: map[string]bool{}}
	if system, err := fsnotify.NewWatcher(); err == nil {
		w.system = system
	}
	return w, nil
}

func (w *watch) close() {
	if w.system != nil {
		w.system.Close()
	}
}

// follow asks the system to tell of changes in all folders that count. Folders, not files: editors put a new file in the old
// one's place.
func (w *watch) follow(tasks []*task) {
	if w.system == nil {
		return
	}
	for _, path := range w.files(tasks) {
		dir := filepath.Dir(path)
		if w.folders[dir] {
			continue
		}
		if err := w.system.Add(dir); err != nil {
			w.close() // too many for the system: look now and then
			w.system = nil
			return
		}
		w.folders[dir] = true
	}
}

// wait returns once differs is true and things have settled, or ctx has ended.
func (w *watch) wait(ctx context.Context, differs func() bool) {
	tick := time.NewTicker(glance)
	defer tick.Stop()
	var events chan fsnotify.Event
	var failures chan error
	if w.system != nil {
		events, failures = w.system.Events, w.system.Errors
	}
	for {
		if differs() {
			break
		}
		select {
		case <-ctx.Done():
			return
		case <-events:
			// The first of several.
			select {
			case <-ctx.Done():
				return
			case <-time.After(settled / 3):
			}
			drain(events)
		case <-failures:
		case <-tick.C:
		}
	}
	for {
		drain(events)
		select {
		case <-ctx.Done():
			return
		case <-events:
		case <-time.After(settled):
			return
		}
	}
}

func drain(events chan fsnotify.Event) {
	for {
		select {
		case <-events:
		default:
			return
		}
	}
}

// sources is a digest of the notebooks' cells, without their outputs, and of the library's and the project's files as the file
// system has them.
func (w *watch) sources(tasks []*task) string {
	var all strings.Builder
	for _, t := range tasks {
		nb, err := notebook.Read(t.path)
		if err != nil {
			fmt.Fprintln(&all, err) // half saved
			continue
		}
		for _, c := range nb.Cells {
			if c.Type == notebook.Code {
				fmt.Fprintf(&all, "%q %q\n", c.Source, c.Tags())
			}
		}
	}
	for _, path := range slices.Concat(w.e.home.LibrarySources(), w.e.home.ProjectSources()) {
		stamp(&all, path)
	}
	return report.SHA256([]byte(all.String()))
}

// data is a digest of the files of the notebooks' folders, and of those that parameters name, as the file system has them.
func (w *watch) data(tasks []*task) string {
	var all strings.Builder
	for _, path := range w.dataFiles(tasks) {
		stamp(&all, path)
	}
	return report.SHA256([]byte(all.String()))
}

func stamp(to *strings.Builder, path string) {
	if info, err := os.Stat(path); err == nil {
		fmt.Fprintln(to, path, info.Size(), info.ModTime().UnixNano())
	}
}

// files are all that count.
func (w *watch) files(tasks []*task) []string {
	files := slices.Concat(w.e.home.LibrarySources(), w.e.home.ProjectSources(), w.dataFiles(tasks))
	for _, t := range tasks {
		files = append(files, t.path)
	}
	return files
}

// mostData is how many files beside notebooks are looked at.
const mostData = 5000

func (w *watch) dataFiles(tasks []*task) []string {
	var files []string
	out, _ := filepath.Abs(w.e.where())
	seen := map[string]bool{}
	for _, t := range tasks {
		for _, value := range t.parameters {
			if path, err := filepath.Abs(value); err == nil {
				if info, err := os.Stat(path); err == nil && info.Mode().IsRegular() {
					files = append(files, path)
				}
			}
		}
		dir := filepath.Dir(t.path)
		if seen[dir] {
			continue
		}
		seen[dir] = true
		_ = filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
			switch {
			case err != nil:
				return nil
			case d.IsDir() && (path == out || path != dir && strings.HasPrefix(d.Name(), ".")):
				return fs.SkipDir
			case d.IsDir(), strings.HasPrefix(d.Name(), "."), strings.HasSuffix(d.Name(), "~"), strings.HasSuffix(d.Name(), ".ipynb"):
				return nil
			case len(files) >= mostData:
				return fs.SkipAll
			}
			files = append(files, path)
			return nil
		})
	}
	return files
}
