package fastbuild

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// A Snapshot is what the go command said about a set of packages under one set of conditions.
type Snapshot struct {
	Key     string            // the conditions: see key.go
	Roots   []string          // the packages asked for
	Exports map[string]string // import path -> compiled package
	Names   map[string]string // import path -> package name, of those that a cell may import
	Stamps  []Stamp           // the local modules' files and folders
	Compile Command
	Link    Command
	ModInfo string // the linker's modinfo line: what debug.ReadBuildInfo reports
	settled bool   // no file changed while this was learnt
}

// probeModule stands for the cell's module while learning: each kernel's has another name.
const probeModule = "sublunar_cell"

// importable says whether a cell may import a package: as the go command would, not another
// module's or the standard library's internals, nor a command.
func importable(path, name string) bool {
	return name != "main" && !slices.Contains(strings.Split(path, "/"), "internal") && !strings.HasPrefix(path, "vendor/")
}

// covers says whether all of these imports are known.
func (s *Snapshot) covers(imports []string) bool {
	for _, path := range imports {
		if _, ok := s.Names[path]; !ok {
			return false
		}
	}
	return true
}

// fresh says whether every local file is as it was.
func (s *Snapshot) fresh() bool {
	for _, stamp := range s.Stamps {
		if !stamp.holds() {
			return false
		}
	}
	return true
}

// writeConfigs writes the two import configurations: for the compiler, and for the linker, which
// gets the module information too. Both name all packages; each tool reads only those it needs.
func (s *Snapshot) writeConfigs(dir, module string) error {
	var text strings.Builder
	paths := make([]string, 0, len(s.Exports))
	for path := range s.Exports {
		paths = append(paths, path)
	}
	slices.Sort(paths)
	for _, path := range paths {
		fmt.Fprintf(&text, "packagefile %s=%s\n", path, s.Exports[path])
	}
	if err := os.WriteFile(filepath.Join(dir, "importcfg"), []byte(text.String()), 0o600); err != nil {
		return err
	}
	text.WriteString(strings.ReplaceAll(s.ModInfo, probeModule, module) + "\n")
	return os.WriteFile(filepath.Join(dir, "importcfg.link"), []byte(text.String()), 0o600)
}

// save keeps the snapshot for the next kernel, whole or not at all.
func (s *Snapshot) save(path string) error {
	text, err := json.Marshal(s)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	file, err := os.CreateTemp(filepath.Dir(path), ".snapshot-*")
	if err != nil {
		return err
	}
	defer os.Remove(file.Name())
	_, err = file.Write(text)
	if err == nil {
		err = file.Chmod(0o644) // other users' kernels read it too, where one person has set up for many
	}
	if closed := file.Close(); err == nil {
		err = closed
	}
	if err != nil {
		return err
	}
	return os.Rename(file.Name(), path)
}

// load gives a saved snapshot whose key is this one and whose compiled packages are all there:
// the go command removes those that were not used for days.
func load(path, key string) (*Snapshot, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	s := new(Snapshot)
	if err := json.Unmarshal(text, s); err != nil {
		return nil, err
	}
	if s.Key != key {
		return nil, fmt.Errorf("fastbuild: %s is of other conditions", path)
	}
	for _, export := range s.Exports {
		if _, err := os.Stat(export); err != nil {
			return nil, err
		}
	}
	s.settled = true // only settled ones are saved
	return s, nil
}
