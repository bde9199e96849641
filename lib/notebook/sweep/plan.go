package sweep

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"sublunar/lib/notebook"
)

// A Plan is what a sweep is of.
type Plan struct {
	// Notebook is its path, absolute, and SHA256 the hex digest of its file.
	Notebook string `json:"notebook"`
	SHA256   string `json:"sha256"`
	// Fixed parameters, the same for all members. Relative paths in parameters start in Dir.
	Fixed map[string]string `json:"fixed,omitempty"`
	Dir   string            `json:"dir"`
	// Files are the hex digests of the files that parameters name, by the parameter's value.
	Files map[string]string `json:"files,omitempty"`
	// Members are what changes: one set of parameters each, no two alike.
	Members []map[string]string `json:"members"`
}

// Name is a member's name as a file: its parameters, and a digest for what a file's name can't hold.
func Name(member map[string]string) string {
	var text []string
	sum := sha256.New()
	for _, name := range slices.Sorted(maps.Keys(member)) {
		text = append(text, name+"="+member[name])
		fmt.Fprintf(sum, "%q=%q\n", name, member[name])
	}
	short := strings.Map(func(r rune) rune {
		if r < 0x80 && (r == '=' || r == '.' || r == '-' || r == '+' || r == ',' || r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z') {
			return r
		}
		return '_'
	}, strings.Join(text, ","))
	if len(short) > 80 {
		short = short[:80]
	}
	// No name begins with a dot, for files that are being written do.
	return "m-" + short + "-" + hex.EncodeToString(sum.Sum(nil))[:10]
}

// A Folder is where a sweep's files are.
type Folder struct {
	Path string
	Plan Plan

	whole map[string]Record // read already: a whole record never changes
	names []string          // of the plan's members
}

func (f *Folder) at(parts ...string) string {
	return filepath.Join(append([]string{f.Path}, parts...)...)
}

// Begin makes a folder for a sweep, or opens the one that is there. Its members may be others than before; of the rest nothing
// may have changed, for results of two kinds would stand side by side.
func Begin(path string, plan Plan) (*Folder, error) {
	if len(plan.Members) == 0 {
		return nil, errors.New("the sweep has no members")
	}
	names := map[string]bool{}
	for _, m := range plan.Members {
		if n := Name(m); names[n] {
			return nil, fmt.Errorf("two members are alike: %s", strings.TrimPrefix(n, "m-"))
		} else {
			names[n] = true
		}
	}
	old, err := Open(path)
	switch {
	case err == nil:
		if err := old.Plan.same(plan); err != nil {
			return nil, fmt.Errorf("%s holds another sweep: %w; name another folder, or delete this one", path, err)
		}
	case !errors.Is(err, fs.ErrNotExist):
		return nil, err
	}
	f := &Folder{Path: path, Plan: plan, whole: map[string]Record{}, names: namesOf(plan.Members)}
	for _, sub := range []string{"members", "busy", "rounds", "logs"} {
		if err := os.MkdirAll(f.at(sub), 0o755); err != nil {
			return nil, fmt.Errorf("results can't be written: %w", err)
		}
	}
	f.sweepUp()
	text, err := json.MarshalIndent(plan, "", " ")
	if err != nil {
		return nil, err
	}
	return f, notebook.WriteWhole(f.at("sweep.json"), append(text, '\n'))
}

// Open opens the folder of a sweep that was begun.
func Open(path string) (*Folder, error) {
	f := &Folder{Path: path, whole: map[string]Record{}}
	text, err := os.ReadFile(f.at("sweep.json"))
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal(text, &f.Plan); err != nil {
		return nil, fmt.Errorf("%s is no sweep's: %w", f.at("sweep.json"), err)
	}
	f.names = namesOf(f.Plan.Members)
	return f, nil
}

func namesOf(members []map[string]string) []string {
	names := make([]string, len(members))
	for i, m := range members {
		names[i] = Name(m)
	}
	return names
}

// same says what differs between two sweeps beside their members.
func (p Plan) same(other Plan) error {
	switch {
	case p.Notebook != other.Notebook:
		return fmt.Errorf("it is of %s", p.Notebook)
	case p.SHA256 != other.SHA256:
		return errors.New("the notebook has been changed since")
	case !maps.Equal(p.Fixed, other.Fixed):
		return fmt.Errorf("its fixed parameters are %s", written(p.Fixed))
	case len(p.Fixed) > 0 && p.Dir != other.Dir:
		return fmt.Errorf("it was begun in %s, where relative paths start", p.Dir)
	}
	for file, sum := range other.Files {
		if was, known := p.Files[file]; known && was != sum {
			return fmt.Errorf("%s has been changed since", file)
		}
	}
	return nil
}

func written(parameters map[string]string) string {
	var out []string
	for _, name := range slices.Sorted(maps.Keys(parameters)) {
		out = append(out, name+"="+parameters[name])
	}
	if out == nil {
		return "none"
	}
	return strings.Join(out, " ")
}

// sweepUp removes what writers that were killed an hour ago and more have left half written.
func (f *Folder) sweepUp() {
	left, _ := filepath.Glob(f.at("members", ".*.part")) // the pattern is well formed
	for _, path := range left {
		if info, err := os.Stat(path); err == nil && time.Since(info.ModTime()) > time.Hour {
			_ = os.Remove(path)
		}
	}
}
