package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/module"

	"sublunar/lib/kernel"
	"sublunar/lib/notebook"
	"sublunar/lib/notebook/report"
	"sublunar/lib/notebook/runner"
	"sublunar/lib/notebook/supplement"
)

// A staging is the folder that becomes an archive: a checkout with what its notebooks need, and no more.
type staging struct {
	from, home *kernel.Home
	notebooks  []string // on the stage
	code       report.Commit
}

// fill copies the library, the citation and the notebooks, with the values and the files that they were given.
func (s *staging) fill(citation string, tasks []*task) error {
	files, err := sources(s.from.Root)
	if err != nil {
		return err
	}
	for _, name := range files {
		if err := supplement.CopyFile(filepath.Join(s.from.Root, name), filepath.Join(s.home.Root, name)); err != nil {
			return err
		}
	}
	s.code = report.ReadCommit(s.from.Root)
	if err := supplement.CopyFile(citation, filepath.Join(s.home.Root, "CITATION.cff")); err != nil {
		return err
	}
	here, err := os.Getwd()
	if err != nil {
		return err
	}
	for _, t := range tasks {
		if err := s.notebook(t, here); err != nil {
			return err
		}
	}
	return nil
}

func (s *staging) name(path string) string {
	name, err := filepath.Rel(s.home.Root, path)
	if err != nil {
		return path
	}
	return filepath.ToSlash(name)
}

// notebook puts a notebook on the stage. What it was given stands in it, so that whoever runs it again need not know; files lie in data/.
func (s *staging) notebook(t *task, here string) error {
	to := filepath.Join(s.home.Root, "notebooks", filepath.Base(t.path))
	s.notebooks = append(s.notebooks, to)
	if len(t.parameters) == 0 {
		return supplement.CopyFile(t.path, to)
	}
	nb := t.executed.Clone()
	declared, err := declaredIn(nb)
	if err != nil {
		return err
	}
	if _, err := runner.Inject(nb, t.parameters, here); err != nil {
		return err
	}
	injected := nb.Cells[nb.Tagged(runner.TagInjected)]
	for _, p := range declared {
		value, given := t.parameters[p.Name]
		if !p.File || !given || value == "" {
			continue
		}
		if p.Type != "string" {
			return fmt.Errorf("-p %s: a list of files can't go into an archive yet; give one", p.Name)
		}
		if !filepath.IsAbs(value) {
			value = filepath.Join(here, value)
		}
		kept := filepath.Join("data", filepath.Base(value))
		if _, err := os.Stat(filepath.Join(s.home.Root, kept)); err == nil && !same(value, filepath.Join(s.home.Root, kept)) {
			return fmt.Errorf("-p %s: there is another file of the name %s; rename one", p.Name, filepath.Base(value))
		}
		if err := supplement.CopyFile(value, filepath.Join(s.home.Root, kept)); err != nil {
			return err
		}
		injected.Source = strings.ReplaceAll(injected.Source, strconv.Quote(value), strconv.Quote(filepath.ToSlash(filepath.Join("..", kept))))
	}
	if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
		return err
	}
	return nb.Write(to)
}

func same(a, b string) bool {
	x, errX := report.SHA256File(a)
	y, errY := report.SHA256File(b)
	return errX == nil && errY == nil && x == y
}

// sources are the files of a checkout that notebooks need: those that git knows, or would, without tests.
func sources(root string) ([]string, error) {
	tops := []string{"lib", "datasets", "docker", "go.mod", "go.sum", "LICENSE"}
	var names []string
	git := exec.Command("git", append([]string{"ls-files", "-z", "--cached", "--others", "--exclude-standard", "--"}, tops...)...)
	git.Dir = root
	if out, err := git.Output(); err == nil && len(out) > 0 {
		for name := range bytes.SplitSeq(bytes.TrimSuffix(out, []byte{0}), []byte{0}) {
			names = append(names, string(name))
		}
	} else {
		for _, top := range tops {
			err := filepath.WalkDir(filepath.Join(root, top), func(at string, d fs.DirEntry, err error) error {
				if errors.Is(err, fs.ErrNotExist) {
					return nil
				}
				if err == nil && d.Type().IsRegular() {
					name, _ := filepath.Rel(root, at)
					names = append(names, name)
				}
				return err
			})
			if err != nil {
				return nil, err
			}
		}
	}
	kept := names[:0]
	for _, name := range names {
		slashed := filepath.ToSlash(name)
		if strings.HasSuffix(name, "_test.go") || strings.Contains(slashed, "/testdata/") {
			continue
		}
		if info, err := os.Lstat(filepath.Join(root, name)); err != nil || !info.Mode().IsRegular() {
			continue // deleted, and git not told yet
		}
		kept = append(kept, name)
	}
	return kept, nil
}

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
	plugin := filepath.Join("xla", "cpu")
	err = filepath.WalkDir(filepath.Join(s.from.Dir(), plugin), func(at string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		return supplement.CopyFile(at, filepath.Join(s.home.Root, "vendored", plugin, d.Name()))
	})
	if errors.Is(err, fs.ErrNotExist) {
		return nil // pure Go
	}
	return err
}

// compiled are the modules that some package here is in, with their versions.
func (s *staging) compiled(ctx context.Context) (map[string]string, error) {
	list := exec.CommandContext(ctx, "go", "list", "-deps", "-f", "{{with .Module}}{{.Path}} {{.Version}}{{with .Replace}} {{.Path}}{{end}}{{end}}", "./...", "tool")
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

// copyTools gives a checkout copies of what set-up has made in another; set-up there finds them, and makes anew what it was not made from the
// same sources. Copies, not links: what runs there may be a stranger's.
func copyTools(from, to *kernel.Home) error {
	for _, folder := range []string{"bin", "xla"} {
		err := filepath.WalkDir(filepath.Join(from.Dir(), folder), func(at string, d fs.DirEntry, err error) error {
			if errors.Is(err, fs.ErrNotExist) {
				return nil
			}
			if err != nil || !d.Type().IsRegular() || strings.Contains(d.Name(), "gopls") {
				return err
			}
			name, _ := filepath.Rel(from.Dir(), at)
			return supplement.CopyFile(at, filepath.Join(to.Dir(), name))
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func put(path, text string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	return notebook.WriteWhole(path, []byte(text))
}
