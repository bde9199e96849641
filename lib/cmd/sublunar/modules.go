package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"strings"

	"golang.org/x/mod/module"
)

// A moduleFile is a file of Go's module cache, as a proxy has it.
type moduleFile struct {
	name string // from the proxy's root, with slashes
	path string
}

// moduleFiles are those of the modules that a project, the library, its tools and, if asked for, their tests are compiled from. Of
// modules that are compared by version only, the go.mod is enough: go.sum names all that Go asks for.
func moduleFiles(ctx context.Context, root string, tests bool) ([]moduleFile, error) {
	needed, err := compiled(ctx, root, tests)
	if err != nil {
		return nil, err
	}
	cache, err := exec.CommandContext(ctx, "go", "env", "GOMODCACHE").Output()
	if err != nil {
		return nil, err
	}
	sums, err := os.ReadFile(filepath.Join(root, "go.sum"))
	if err != nil {
		return nil, err
	}
	from := filepath.Join(strings.TrimSpace(string(cache)), "cache", "download")
	var files []moduleFile
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
			return nil, err
		}
		if version, err = module.EscapeVersion(version); err != nil {
			return nil, err
		}
		for _, ending := range endings {
			file := path.Join(name, "@v", version+ending)
			at := filepath.Join(from, filepath.FromSlash(file))
			switch _, err := os.Stat(at); {
			case err == nil:
				files = append(files, moduleFile{file, at})
			case ending == ".zip" || !errors.Is(err, fs.ErrNotExist):
				return nil, err
			}
		}
	}
	return files, nil
}

// compiled are the modules that some package is in, with their versions. One that go.mod replaces by a folder is with the project already.
func compiled(ctx context.Context, root string, tests bool) (map[string]string, error) {
	args := []string{"list", "-deps", "-f", "{{with .Module}}{{.Path}} {{.Version}}{{with .Replace}}{{if .Version}} {{.Path}}{{end}}{{end}}{{end}}"}
	if tests {
		args = append(args, "-test")
	}
	list := exec.CommandContext(ctx, "go", append(args, "./...", "sublunar/...", "tool")...)
	list.Dir = root
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
