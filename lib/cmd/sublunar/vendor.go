package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"golang.org/x/mod/module"

	"sublunar/lib/notebook/supplement"
)

// vendor copies the modules that the library, its tools and the notebooks are compiled from, as a proxy has them, and XLA's plugin. Of modules that are
// compared by version only, the go.mod is enough: go.sum names all that Go asks for.
func (s *staging) vendor(ctx context.Context) error {
	needed, err := s.compiled(ctx)
	if err != nil {
		return err
	}
	cache, err := exec.CommandContext(ctx, "go", "env", "GOMODCACHE").Output()
	if err != nil {
		return err
	}
	sums, err := os.ReadFile(filepath.Join(s.home.Root, "go.sum"))
	if err != nil {
		return err
	}
	from, to := filepath.Join(strings.TrimSpace(string(cache)), "cache", "download"), filepath.Join(s.home.Root, "vendored", "proxy")
	for line := range strings.Lines(string(sums)) {
		fields := strings.Fields(line)
		if len(fields) != 3 {
			continue
		}
		version, onlyMod := strings.CutSuffix(fields[1], "/go.mod")
		endings := []string{".zip", ".ziphash"}
		if onlyMod {
			endings = []string{".mod", ".info"}
		}
		if !onlyMod && needed[fields[0]] != version {
			continue
		}
		name, err := module.EscapePath(fields[0])
		if err != nil {
			return err
		}
		if version, err = module.EscapeVersion(version); err != nil {
			return err
		}
		for _, ending := range endings {
			file := filepath.Join(name, "@v", version+ending)
			err := supplement.CopyFile(filepath.Join(from, file), filepath.Join(to, file))
			if err != nil && (ending == ".zip" || !errors.Is(err, fs.ErrNotExist)) {
				return err
			}
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

// compiled are the modules that some package here is in, with their versions. One that go.mod replaces by a folder is on the stage already.
func (s *staging) compiled(ctx context.Context) (map[string]string, error) {
	list := exec.CommandContext(ctx, "go", "list", "-deps", "-f", "{{with .Module}}{{.Path}} {{.Version}}{{with .Replace}}{{if .Version}} {{.Path}}{{end}}{{end}}{{end}}", "./...", "sublunar/...", "tool")
	list.Dir = s.home.Root
	list.Env = append(os.Environ(), "GOWORK=off")
	out, err := list.Output()
	if err != nil {
		return nil, fmt.Errorf("the packages can't be listed: %w", err)
	}
	needed := map[string]string{}
	for line := range strings.Lines(string(out)) {
		switch fields := strings.Fields(line); len(fields) {
		case 2:
			needed[fields[0]] = fields[1]
		case 3:
			return nil, fmt.Errorf("go.mod replaces %s by %s: an archive can't carry that", fields[0], fields[2])
		}
	}
	return needed, nil
}
