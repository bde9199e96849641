package main

import (
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"sublunar/lib/notebook/supplement"
)

// vendor copies the modules that the library, its tools and the notebooks are compiled from, as a proxy has them, and XLA's plugin.
func (s *staging) vendor(ctx context.Context) error {
	files, err := moduleFiles(ctx, s.home.Root, false)
	if err != nil {
		return err
	}
	for _, f := range files {
		if err := supplement.CopyFile(f.path, filepath.Join(s.home.Root, "vendored", "proxy", filepath.FromSlash(f.name))); err != nil {
			return err
		}
	}
	err = supplement.Copy(filepath.Join(s.from.Dir(), "xla", "cpu"), filepath.Join(s.home.Root, "vendored", "xla", "cpu"))
	if err != nil && !errors.Is(err, fs.ErrNotExist) { // without it pure Go computes
		return err
	}
	return s.licences()
}

// licences collects the terms of all that vendor has copied, and Go's, whose library is compiled into all that is made of it. What has none is said.
func (s *staging) licences() error {
	vendored := filepath.Join(s.home.Root, "vendored")
	all, err := supplement.ModuleLicences(vendored)
	if err != nil {
		return err
	}
	root, err := exec.Command("go", "env", "GOROOT", "GOVERSION").Output()
	if err != nil {
		return err
	}
	goroot, version, _ := strings.Cut(strings.TrimSpace(string(root)), "\n")
	terms := supplement.Licence{Of: "Go", Version: strings.TrimPrefix(version, "go")}
	if err := supplement.CopyFile(filepath.Join(goroot, "LICENSE"), filepath.Join(vendored, "licences", "go", "LICENSE")); err == nil {
		if terms, err = supplement.FileLicence("Go", terms.Version, vendored, "licences/go/LICENSE"); err != nil {
			return err
		}
	}
	all = append(all, terms)
	plugin, err := s.pluginLicences(vendored)
	if err != nil {
		return err
	}
	s.unlicensed, err = supplement.WriteLicences(vendored, append(all, plugin...))
	return err
}

// pluginLicences are the files beside XLA's plugin that are neither it nor what set-up knows of it.
func (s *staging) pluginLicences(vendored string) ([]supplement.Licence, error) {
	text, err := os.ReadFile(filepath.Join(vendored, "xla", "cpu", "plugin.json"))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	var plugin struct{ Name, Version string }
	if err == nil {
		err = json.Unmarshal(text, &plugin)
	}
	if err != nil {
		return nil, err
	}
	files, err := os.ReadDir(filepath.Join(vendored, "xla", "cpu"))
	if err != nil {
		return nil, err
	}
	var all []supplement.Licence
	for _, f := range files {
		if f.Name() == "plugin.json" || f.Name() == "plugin.so" {
			continue
		}
		l, err := supplement.FileLicence(plugin.Name, plugin.Version, vendored, "xla/cpu/"+f.Name())
		if err != nil {
			return nil, err
		}
		all = append(all, l)
	}
	if len(all) == 0 {
		all = []supplement.Licence{{Of: plugin.Name, Version: plugin.Version}}
	}
	return all, nil
}
