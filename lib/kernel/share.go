package kernel

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// Share gives a new project what set-up has made in another one: tools and plugins as hard links, or as copies on another disk,
// and JupyterLab's environment, which can't be moved, as a link. Set-up there finds them, and makes anew what was not made from
// the same sources; it replaces files and writes into none, so neither project changes what the other has.
func (h *Home) Share(from *Home) error {
	for _, folder := range []string{"bin", filepath.Join("xla", "cpu"), filepath.Join("xla", "cuda")} {
		err := filepath.WalkDir(filepath.Join(from.Dir(), folder), func(at string, d fs.DirEntry, err error) error {
			// What is compiled ahead is so for one project's folders; what is being made now is not whole.
			beingMade := err == nil && (strings.HasPrefix(d.Name(), scratchPrefix) || strings.HasSuffix(d.Name(), freshSuffix))
			switch {
			case beingMade && d.IsDir():
				return filepath.SkipDir
			case err != nil || beingMade || !d.Type().IsRegular() || d.Name() == filepath.Base(h.warmStamp()):
				return err
			}
			name, err := filepath.Rel(from.Dir(), at)
			if err != nil {
				return err
			}
			return Link(at, filepath.Join(h.Dir(), name))
		})
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	if from.pythonStep().done() {
		if err := os.MkdirAll(h.Dir(), 0o755); err != nil {
			return err
		}
		return os.Symlink(from.venv(), h.venv())
	}
	return nil
}

// Link gives a file a second name, in a folder that is made where it is missing, or makes a copy of it where that can't be. What
// has that name already is an error.
func Link(from, to string) error {
	if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
		return err
	}
	if os.Link(from, to) == nil {
		return nil
	}
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	info, err := in.Stat()
	if err != nil {
		return err
	}
	out, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, info.Mode().Perm())
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Close())
}
