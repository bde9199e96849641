// Package project reads from a go.mod whose notebooks a folder holds, and where the library's source is: a checkout of
// sublunar holds both, a project of a person's own says by a replace line where the library lies.
//
//	module example.org/paper
//	require sublunar v0.0.0
//	replace sublunar => ./sublunar
package project

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"golang.org/x/mod/modfile"
)

// Library is the path of the library's module. It has no dot, so the go command fetches it from nowhere.
const Library = "sublunar"

// A Project is a folder with a go.mod that has to do with the library.
type Project struct {
	Root    string // the folder
	Module  string // the path of its module
	Library string // the folder of the library's source: Root, in a checkout
}

// ErrNone says that a folder is no project: it has no go.mod, or one of a module that does not use the library.
var ErrNone = errors.New("no project of sublunar")

// At reads root/go.mod.
func At(root string) (Project, error) {
	file := filepath.Join(root, "go.mod")
	text, err := os.ReadFile(file)
	if err != nil {
		return Project{}, fmt.Errorf("%w: %w", ErrNone, err)
	}
	p := Project{Root: root, Module: modfile.ModulePath(text)}
	if p.Module == Library {
		p.Library = root
		return p, nil
	}
	parsed, err := modfile.Parse(file, text, nil)
	if err != nil {
		return Project{}, fmt.Errorf("%w: %w", ErrNone, err)
	}
	for _, r := range parsed.Replace {
		if r.Old.Path != Library || r.New.Version != "" {
			continue
		}
		if p.Library = filepath.FromSlash(r.New.Path); !filepath.IsAbs(p.Library) {
			p.Library = filepath.Join(root, p.Library)
		}
		other, err := os.ReadFile(filepath.Join(p.Library, "go.mod"))
		if err != nil || modfile.ModulePath(other) != Library {
			return Project{}, fmt.Errorf("%s says that sublunar lies in %s, and there is no sublunar: mend its replace line", file, p.Library)
		}
		return p, nil
	}
	for _, r := range parsed.Require {
		if r.Mod.Path == Library {
			return Project{}, fmt.Errorf("%s requires sublunar, and does not say where it lies: add replace sublunar => FOLDER", file)
		}
	}
	return Project{}, fmt.Errorf("%w: %s is of module %s", ErrNone, file, p.Module)
}
