package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"

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
	unlicensed []string // what it carries with no licence of its own
	undrawn    []string // figures of which there is no PDF, and why
}

// fill copies the library, the citation and the notebooks, with the values and the files that they were given.
func (s *staging) fill(citation string, tasks []*task) error {
	if err := copySources(s.from, s.home.Root); err != nil {
		return err
	}
	if s.hasImage() { // whose recipe takes it along
		if err := supplement.CopyFile(filepath.Join(s.from.Root, "README.md"), filepath.Join(s.home.Root, "README.md")); err != nil {
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

// hasImage says that the stage holds the recipe of an image.
func (s *staging) hasImage() bool {
	_, err := os.Stat(filepath.Join(s.home.Root, "docker", "Dockerfile"))
	return err == nil
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
