package resume

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"sublunar/lib/kernel"
	"sublunar/lib/notebook"
	"sublunar/lib/notebook/report"
)

// Settings say where records are, and what results depend on besides the notebook and its files.
type Settings struct {
	Dir      string   // of the records
	Notebook string   // absolute path: records are by notebook
	Folder   string   // that cells run in
	Ignore   []string // folders, absolute, whose files don't count: results
	// Depends gives digests, each by a name to say when it has changed, such as "the library". It is asked before a run and after it.
	Depends func() (map[string]string, error)
}

// A Plan is what a run leaves out, and the record that it makes.
type Plan struct {
	// Kept are the first cells that are to run, which need not.
	Kept []Cell
	// Why says why the cell after them is run; "" when there is none.
	Why string

	settings Settings
	folder   string // of the record
	old      *record
	cells    []*notebook.Cell
	readings []reading
	keys     []string
	files    []map[string]string // that each cell names

	fresh  string // the new record's folder
	now    record
	store  store
	stamps map[string]string // of the notebook's folder, after the last cell
	err    error             // why the new record is not kept
}

// New plans the run of cells, those that are to run. parameters are the run's, as Go literals.
func New(s Settings, cells []*notebook.Cell, parameters map[string]string) *Plan {
	p := &Plan{settings: s, cells: cells, folder: folderOf(s.Dir, s.Notebook, parameters)}
	if p.err = p.look(); p.err != nil {
		p.Why = p.err.Error()
		return p
	}
	var err error
	if p.old, err = load(p.folder); err != nil {
		p.Why = err.Error()
		return p
	}
	if p.Why = p.changed(); p.Why != "" {
		return p
	}
	for i, c := range p.old.Cells {
		switch {
		case i >= len(cells):
			return p
		case c.Key != p.keys[i]:
			p.Why = "its source has changed"
		case c.Unseen != "":
			p.Why = c.Unseen
		case p.readings[i].unseen != "":
			p.Why = p.readings[i].unseen
		case !maps.Equal(c.Files, p.files[i]):
			p.Why = "a file that it names changed"
		}
		if p.Why != "" {
			return p
		}
		p.Kept = append(p.Kept, c)
	}
	if len(p.Kept) < len(cells) {
		p.Why = "it did not run before"
	}
	return p
}

// look reads the cells and the files as they are before the first cell runs.
func (p *Plan) look() (err error) {
	if p.now.Depends, err = p.settings.Depends(); err != nil {
		return err
	}
	chain := ""
	for _, c := range p.cells {
		chain = report.SHA256(fmt.Appendf(nil, "%s\x00%s\x00%s", chain, c.Source, strings.Join(c.Tags(), "\x00")))
		p.readings, p.keys = append(p.readings, read(c.Source)), append(p.keys, chain)
	}
	files := newLook(p.settings.Ignore)
	if p.now.Files, err = files.tree(p.settings.Folder); err == nil {
		p.files, err = p.named(files)
	}
	if err != nil {
		return fmt.Errorf("%s: %w", p.settings.Folder, err)
	}
	p.stamps = stamps(p.settings.Folder, p.settings.Ignore)
	return nil
}

// named gives for each cell the files that it names.
func (p *Plan) named(files *look) (all []map[string]string, err error) {
	for _, r := range p.readings {
		named, err := files.named(p.settings.Folder, r.texts)
		if err != nil {
			return nil, err
		}
		all = append(all, named)
	}
	return all, nil
}

// changed says what all cells depend on that is not as it was.
func (p *Plan) changed() string {
	if name := differs(p.old.Depends, p.now.Depends, nil); name != "" {
		return name + " changed"
	}
	if path := differs(p.old.Files, p.now.Files, p.old.Made); path != "" {
		return fmt.Sprintf("the file %s changed", filepath.Base(path))
	}
	return ""
}

// differs gives the first name of which two maps hold different digests; "" when there is none.
func differs(was, is map[string]string, ignore []string) string {
	both := maps.Clone(was)
	maps.Copy(both, is)
	for _, name := range slices.Sorted(maps.Keys(both)) {
		if !slices.Contains(ignore, name) && was[name] != is[name] {
			return name
		}
	}
	return ""
}

// All says that no cell need be run.
func (p *Plan) All() bool { return len(p.Kept) == len(p.cells) && len(p.cells) > 0 }

// Outputs are those of a kept cell, and its execution count.
func (p *Plan) Outputs(i int) (*int, []notebook.Output) {
	return p.old.outputs[i].ExecutionCount, p.old.outputs[i].Outputs
}

// Declarations are what the kernel must be given of a kept cell; "" when there are none.
func (p *Plan) Declarations(i int) string { return p.readings[i].declarations }

// Drop gives up leaving out the cells from i on.
func (p *Plan) Drop(i int, why string) { p.Kept, p.Why = p.Kept[:i], why }

// Begin puts into an empty keep store what the kept cells left in it, and makes room for the new record.
func (p *Plan) Begin(keep string) error {
	if p.err != nil {
		return nil
	}
	if p.fresh != "" {
		os.RemoveAll(p.fresh)
	}
	for _, dir := range []string{p.settings.Dir, keep} {
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return err
		}
	}
	var err error
	if p.fresh, err = os.MkdirTemp(p.settings.Dir, freshPrefix); err != nil {
		return err
	}
	for i := range p.Kept {
		name := filepath.Join("keep", strconv.Itoa(i))
		for file := range seen(filepath.Join(p.old.folder, name)) {
			if err := kernel.Link(filepath.Join(p.old.folder, name, file), filepath.Join(p.fresh, name, file)); err != nil {
				return err
			}
		}
	}
	return restore(filepath.Join(p.fresh, "keep"), len(p.Kept), keep)
}

// Ready says that the next cell is the first to run.
func (p *Plan) Ready(keep string) { p.store = seen(keep) }

// Ran notes that cell i has run to its end, and what it left in the keep store. It is called in order.
func (p *Plan) Ran(i int, keep string, seconds float64) {
	if p.err != nil {
		return
	}
	c := Cell{Key: p.keys[i], Files: p.files[i], Unseen: p.readings[i].unseen, Seconds: seconds, When: time.Now().UTC().Truncate(time.Second)}
	now := seen(keep)
	p.err = snapshot(keep, p.store, now, filepath.Join(p.fresh, "keep", strconv.Itoa(i)))
	p.store = now
	if wrote := p.wrote(); c.Unseen == "" {
		c.Unseen = wrote
	}
	p.now.Cells = append(p.now.Cells, c)
}

// wrote looks whether a cell wrote files beside the notebook.
func (p *Plan) wrote() (what string) {
	now := stamps(p.settings.Folder, p.settings.Ignore)
	for path, stamp := range now {
		if p.stamps[path] == stamp {
			continue
		}
		what = "it wrote " + filepath.Base(path)
		if _, was := p.now.Files[path]; !was && !slices.Contains(p.now.Made, path) {
			p.now.Made = append(p.now.Made, path)
		}
	}
	for path := range p.stamps {
		if _, there := now[path]; !there {
			what = "it removed " + filepath.Base(path)
		}
	}
	p.stamps = now
	return what
}

// Backends are what the run recorded computed with, as Save was given it; nothing where no cell is kept.
func (p *Plan) Backends(into any) {
	if len(p.Kept) > 0 && len(p.old.Backends) > 0 {
		_ = json.Unmarshal(p.old.Backends, into)
	}
}

// Save keeps the record: the kept cells as they were, and those that have run, with what their outputs and claims are in the end.
// unkept gives for a cell that ran why it can't be left out, as the run sees it.
func (p *Plan) Save(claims func(i int) []report.Claim, unkept func(i int) string, backends any) (err error) {
	if p.fresh == "" {
		return nil
	}
	defer os.RemoveAll(p.fresh) // where it was renamed there is nothing
	if p.err != nil {
		return p.err
	}
	if p.now.Backends, err = json.Marshal(backends); err != nil {
		return err
	}
	// What changed while cells ran may be changed back, and then pass for what they were run with.
	depends, err := p.settings.Depends()
	if err != nil {
		return err
	}
	if name := differs(p.now.Depends, depends, nil); name != "" {
		return fmt.Errorf("%s changed while it ran", name)
	}
	files, err := p.named(newLook(p.settings.Ignore))
	if err != nil {
		return err
	}
	ran := p.now.Cells
	p.now.Cells = slices.Clone(p.Kept)
	if len(p.Kept) > 0 {
		// The kept cells saw none of what later ones made, and it was there when this run began.
		p.now.Made = append(p.now.Made, p.old.Made...)
	}
	for _, c := range ran {
		i := len(p.now.Cells)
		c.Claims = claims(i)
		if c.Unseen == "" {
			c.Unseen = unkept(i)
		}
		if c.Unseen == "" && !maps.Equal(c.Files, files[i]) {
			c.Unseen = "a file that it names changed while it ran"
		}
		p.now.Cells = append(p.now.Cells, c)
	}
	for i := range p.now.Cells {
		p.now.Cells[i].ID = "c" + strconv.Itoa(i)
		c := notebook.NewCode("")
		c.ID = p.now.Cells[i].ID
		c.ExecutionCount, c.Outputs = p.cells[i].ExecutionCount, p.cells[i].Outputs
		p.now.outputs = append(p.now.outputs, c)
	}
	return p.now.save(p.fresh, p.folder)
}
