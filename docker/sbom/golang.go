package main

import (
	"debug/buildinfo"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/mod/module"
)

// goModules lists what lies in the module cache.
func (i image) goModules() ([]component, error) {
	var found []component
	err := filepath.WalkDir(i.modules, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.IsDir() {
			return err
		}
		if path == filepath.Join(i.modules, "cache") {
			return fs.SkipDir
		}
		inside, err := filepath.Rel(i.modules, path)
		if err != nil {
			return err
		}
		escaped, version, ok := strings.Cut(filepath.ToSlash(inside), "@")
		if !ok {
			return nil
		}
		name, err := module.UnescapePath(escaped)
		if err != nil {
			return err
		}
		if version, err = module.UnescapeVersion(version); err != nil {
			return err
		}
		found = append(found, goComponent(name, version))
		return fs.SkipDir
	})
	return found, err
}

// goPrograms lists what the programs here are made of.
func (i image) goPrograms() ([]component, error) {
	files, err := os.ReadDir(i.bin)
	if err != nil {
		return nil, err
	}
	var found []component
	for _, file := range files {
		info, err := buildinfo.ReadFile(filepath.Join(i.bin, file.Name()))
		if err != nil {
			continue // no Go program
		}
		for _, m := range append(info.Deps, &info.Main) {
			if m.Replace != nil {
				m = m.Replace
			}
			if strings.HasPrefix(m.Version, "v") { // our own has none
				found = append(found, goComponent(m.Path, m.Version))
			}
		}
	}
	return found, nil
}

func (i image) goItself() ([]component, error) {
	text, err := os.ReadFile(filepath.Join(i.goroot, "VERSION"))
	if err != nil {
		return nil, err
	}
	version, ok := strings.CutPrefix(strings.TrimSpace(strings.SplitN(string(text), "\n", 2)[0]), "go")
	if !ok {
		return nil, fmt.Errorf("%s says no version of Go", filepath.Join(i.goroot, "VERSION"))
	}
	purl := "pkg:golang/std@" + version
	return []component{{
		Type: "application", Ref: purl, Name: "go", Version: version, PURL: purl, Licenses: []license{{Expression: "BSD-3-Clause"}},
	}}, nil
}

func goComponent(name, version string) component {
	purl := "pkg:golang/" + name + "@" + strings.ReplaceAll(version, "+", "%2B")
	return component{Type: "library", Ref: purl, Name: name, Version: version, PURL: purl}
}
