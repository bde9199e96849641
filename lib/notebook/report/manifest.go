package report

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"time"

	"sublunar/lib/notebook"
)

// ManifestSchema is the number of the manifest's layout; it grows when a field changes its meaning.
const ManifestSchema = 1

// A Manifest says what produced a set of executed notebooks: enough to tell why two runs differ.
type Manifest struct {
	// Schema is [ManifestSchema]; Encode fills it in.
	Schema int `json:"schema"`
	// Started is when the run began, in UTC, to the second.
	Started time.Time `json:"started"`
	// Seconds is the wall time of the whole run.
	Seconds float64 `json:"seconds"`
	// Code is the state of the sublunar checkout, or of the project that was run.
	Code Commit `json:"code"`
	// Versions by name: "go", module paths such as "github.com/gomlx/gomlx", and "sublunar", a commit, where Code is a project's that has
	// the library in a folder.
	Versions map[string]string `json:"versions"`
	// Backend is what computed; empty when no notebook made one.
	Backend Backend `json:"backend"`
	// Machine is the hardware and operating system.
	Machine Machine `json:"machine"`
	// Notebooks in the order they were asked for.
	Notebooks []Run `json:"notebooks"`
}

// A Backend is what GoMLX computed with.
type Backend struct {
	Name string `json:"name"` // "xla:cpu", "xla:cuda", "go"
	Why  string `json:"why"`  // why it was chosen, in words
	// Version of the plugin, such as "PJRT 0.106", and the SHA-256 of its file in hex; both empty for pure Go.
	Version      string `json:"version,omitempty"`
	PluginSHA256 string `json:"plugin_sha256,omitempty"`
}

// A Run is one notebook's execution.
type Run struct {
	// Name is the notebook's file name, slashes for folders, relative to where the run began.
	Name string `json:"name"`
	// Status is "ok", "failed" (a cell or a claim), or "stopped" (time ran out, the kernel died,
	// the reader interrupted).
	Status string `json:"status"`
	// Error is the message of what failed or stopped it; empty when ok.
	Error string `json:"error,omitempty"`
	// Seconds is the wall time of the notebook.
	Seconds float64 `json:"seconds"`
	// InputSHA256 and OutputSHA256 are the hex hashes of the .ipynb before and after.
	InputSHA256  string `json:"input_sha256"`
	OutputSHA256 string `json:"output_sha256,omitempty"`
	// Parameters that were overridden, by name, each as its Go literal.
	Parameters map[string]string `json:"parameters,omitempty"`
	// Seed of the run where one was given (run --seeds).
	Seed *int64 `json:"seed,omitempty"`
	// Cells are the code cells in order.
	Cells []CellRun `json:"cells"`
	// Claims in the order they were printed.
	Claims []Claim `json:"claims"`
}

// A CellRun is one code cell's execution.
type CellRun struct {
	// Cell is the cell's place in the executed notebook, from 1, Markdown cells counted.
	Cell int    `json:"cell"`
	ID   string `json:"id"`
	// Status is "ok", "error", "skipped" (its tag says so), "not run" (an earlier one failed) or "kept" (run --resume: nothing that it
	// depends on has changed, and its outputs, claims and seconds are those of an earlier run).
	Status  string  `json:"status"`
	Seconds float64 `json:"seconds"`
	// From is when a cell that is kept was run.
	From *time.Time `json:"from,omitempty"`
}

// Kept counts the cells that were not run again, and says from when the oldest of their outputs are.
func (r Run) Kept() (n int, from time.Time) {
	for _, c := range r.Cells {
		if c.From == nil {
			continue
		}
		if n++; n == 1 || c.From.Before(from) {
			from = *c.From
		}
	}
	return n, from
}

// Held, Failed and NotApplicable count the run's claims.
func (r Run) Held() int          { return r.count(ClaimHeld) }
func (r Run) Failed() int        { return r.count(ClaimFailed) }
func (r Run) NotApplicable() int { return r.count(ClaimNotApplicable) }

func (r Run) count(status string) (n int) {
	for _, c := range r.Claims {
		if c.Status == status {
			n++
		}
	}
	return n
}

// Encode returns the manifest as indented JSON with a newline at the end. The same values give the
// same bytes: fields keep their order, maps are sorted, seconds are rounded to a millisecond.
func (m Manifest) Encode() ([]byte, error) {
	m.Schema = ManifestSchema
	m.Started = m.Started.UTC().Truncate(time.Second)
	m.Seconds = milli(m.Seconds)
	runs := make([]Run, len(m.Notebooks))
	for i, r := range m.Notebooks {
		r.Seconds = milli(r.Seconds)
		cells := make([]CellRun, len(r.Cells))
		for j, c := range r.Cells {
			c.Seconds = milli(c.Seconds)
			cells[j] = c
		}
		r.Cells = cells
		if r.Claims == nil {
			r.Claims = []Claim{}
		}
		runs[i] = r
	}
	m.Notebooks = runs
	if m.Versions == nil {
		m.Versions = map[string]string{}
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(m); err != nil {
		return nil, fmt.Errorf("manifest: %w", err)
	}
	return b.Bytes(), nil
}

// Write writes the manifest to a file, whole or not at all.
func (m Manifest) Write(path string) error {
	data, err := m.Encode()
	if err != nil {
		return err
	}
	return notebook.WriteWhole(path, data)
}

// ReadManifest reads a manifest that Write wrote.
func ReadManifest(path string) (Manifest, error) {
	var m Manifest
	data, err := os.ReadFile(path)
	if err != nil {
		return m, err
	}
	if err := json.Unmarshal(data, &m); err != nil {
		return m, fmt.Errorf("%s is not a manifest: %w", path, err)
	}
	if m.Schema != ManifestSchema {
		return m, fmt.Errorf("%s has manifest schema %d, and only %d can be read; make it anew with run", path, m.Schema, ManifestSchema)
	}
	return m, nil
}

// SHA256 is the hex hash that manifests hold.
func SHA256(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

// SHA256File hashes a file without holding it in memory.
func SHA256File(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

func milli(seconds float64) float64 {
	if !(seconds > 0 && seconds < 1e12) { // NaN, negative and absurd times are no times
		return 0
	}
	return float64(int64(seconds*1000+0.5)) / 1000
}
