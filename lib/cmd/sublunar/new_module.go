package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"golang.org/x/mod/modfile"
	"golang.org/x/mod/semver"
)

// newModule is the go.mod of a project that has the library in a folder: all that the library requires, at the same versions, so that
// nothing has to be asked of any network, and its tools.
func newModule(name, library, at string) (*modfile.File, error) {
	mod := new(modfile.File)
	if err := mod.AddModuleStmt(name); err != nil {
		return nil, err
	}
	mod.AddNewRequire(libraryFolder, "v0.0.0", false)
	if err := mod.AddReplace(libraryFolder, "", at, ""); err != nil {
		return nil, err
	}
	return mod, takeOver(mod, library)
}

// takeOver has a project's go.mod require what the library does: what is missing, and newer versions where it has older ones.
func takeOver(mod *modfile.File, library string) error {
	ours, err := readModule(library)
	if err != nil {
		return err
	}
	if ours.Go != nil && (mod.Go == nil || semver.Compare("v"+mod.Go.Version, "v"+ours.Go.Version) < 0) {
		if err := mod.AddGoStmt(ours.Go.Version); err != nil {
			return err
		}
	}
	for _, r := range ours.Require {
		at := slices.IndexFunc(mod.Require, func(has *modfile.Require) bool { return has.Mod.Path == r.Mod.Path })
		switch {
		case at < 0:
			mod.AddNewRequire(r.Mod.Path, r.Mod.Version, r.Indirect)
		case semver.Compare(mod.Require[at].Mod.Version, r.Mod.Version) < 0:
			if err := mod.AddRequire(r.Mod.Path, r.Mod.Version); err != nil {
				return err
			}
		}
	}
	for _, r := range ours.Replace {
		if r.New.Version == "" {
			return fmt.Errorf("the library's go.mod replaces %s by the folder %s: a project can't carry that", r.Old.Path, r.New.Path)
		}
		if err := mod.AddReplace(r.Old.Path, r.Old.Version, r.New.Path, r.New.Version); err != nil {
			return err
		}
	}
	for _, t := range ours.Tool {
		if err := mod.AddTool(t.Path); err != nil {
			return err
		}
	}
	mod.Cleanup()
	return nil
}

func readModule(folder string) (*modfile.File, error) {
	file := filepath.Join(folder, "go.mod")
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	return modfile.Parse(file, text, nil)
}
