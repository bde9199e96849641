package resume

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"sublunar/lib/notebook"
	"sublunar/lib/notebook/report"
)

// schema is the number of the record's layout; a record with another counts as none.
const schema = 1

// A record is what a run left to the next.
type record struct {
	Schema   int               `json:"schema"`
	Depends  map[string]string `json:"depends"`
	Files    map[string]string `json:"files"` // of the notebook's folder, before the first cell
	Made     []string          `json:"made"`  // those that cells made there
	Cells    []Cell            `json:"cells"`
	Backends json.RawMessage   `json:"backends,omitempty"`

	outputs []*notebook.Cell // of Cells
	folder  string           // that it lies in
}

// A Cell is a code cell that ran to its end.
type Cell struct {
	Key     string            `json:"key"`             // of its source and of those before it
	Files   map[string]string `json:"files,omitempty"` // that it names
	Unseen  string            `json:"unseen"`          // why it can't be left out; "" when it can
	ID      string            `json:"id"`
	Seconds float64           `json:"seconds"`
	When    time.Time         `json:"when"`
	Claims  []report.Claim    `json:"claims,omitempty"`
}

// mostRecords is how many are held at once, for all notebooks and parameters of a checkout: each may hold a keep store.
const mostRecords = 24

// folderOf is where the record of a notebook with certain parameters lies.
func folderOf(dir, notebook string, parameters map[string]string) string {
	values := []string{notebook}
	for name, value := range parameters {
		values = append(values, name+"="+value)
	}
	slices.Sort(values[1:])
	stem := strings.TrimSuffix(filepath.Base(notebook), ".ipynb")
	return filepath.Join(dir, stem+"-"+report.SHA256([]byte(strings.Join(values, "\x00")))[:12])
}

var errNone = errors.New("there is no record of an earlier run")

// load reads the record in a folder.
func load(folder string) (*record, error) {
	text, err := os.ReadFile(filepath.Join(folder, "record.json"))
	if err != nil {
		return nil, errNone
	}
	r := record{folder: folder}
	if json.Unmarshal(text, &r) != nil || r.Schema != schema {
		return nil, errNone
	}
	nb, err := notebook.Read(filepath.Join(folder, "outputs.ipynb"))
	if err != nil || len(nb.Cells) != len(r.Cells) {
		return nil, errNone
	}
	for i, c := range nb.Cells {
		if c.ID != r.Cells[i].ID {
			return nil, errNone
		}
	}
	r.outputs = nb.Cells
	return &r, nil
}

// save writes the record into a fresh folder, in which the keep store's snapshots lie already, and puts that in the place of the
// one before.
func (r *record) save(fresh, folder string) error {
	r.Schema = schema
	text, err := json.MarshalIndent(r, "", " ")
	if err != nil {
		return err
	}
	if err := notebook.New(r.outputs...).Write(filepath.Join(fresh, "outputs.ipynb")); err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(fresh, "record.json"), text, 0o600); err != nil {
		return err
	}
	// Between the two names there is no record, which costs a run and no result.
	if err := os.RemoveAll(folder); err != nil {
		return err
	}
	if err := os.Rename(fresh, folder); err != nil {
		return err
	}
	prune(filepath.Dir(folder))
	return nil
}

// prune drops the records that were written longest ago, and what a killed run left half-written for a day.
func prune(dir string) {
	all, _ := os.ReadDir(dir)
	type aged struct {
		path string
		at   time.Time
	}
	var records []aged
	for _, d := range all {
		info, err := d.Info()
		if err != nil {
			continue
		}
		path := filepath.Join(dir, d.Name())
		if strings.HasPrefix(d.Name(), freshPrefix) {
			if time.Since(info.ModTime()) > 24*time.Hour {
				os.RemoveAll(path)
			}
			continue
		}
		records = append(records, aged{path, info.ModTime()})
	}
	slices.SortFunc(records, func(a, b aged) int { return b.at.Compare(a.at) })
	for _, r := range records[min(len(records), mostRecords):] {
		os.RemoveAll(r.path)
	}
}

const freshPrefix = ".fresh-"
