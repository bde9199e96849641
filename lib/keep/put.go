package keep

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"time"
)

// Put keeps a value under a name, in place of what was there. Nothing makes it stale: for a result
// that a change in the code should compute again, use Once.
func Put[T any](name string, v T) error {
	w, err := putWant(name, reflect.TypeFor[T]())
	if err != nil {
		return err
	}
	unlock, err := lock(w.file)
	if err != nil {
		return err
	}
	defer unlock()
	_, err = store(w, v)
	return err
}

// Get returns the value that Put kept under a name.
func Get[T any](name string) (T, error) {
	var v T
	w, err := putWant(name, reflect.TypeFor[T]())
	if err != nil {
		return v, err
	}
	h, payload, err := readEntry(w.file)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return v, fmt.Errorf("keep: nothing was Put under %q; run the cell that does it first%s", name, putNames())
	case err != nil:
		return v, fmt.Errorf("keep: what was Put under %q can't be read: %w; Put it again", name, err)
	case h.Type != w.head.Type:
		return v, fmt.Errorf("keep: %q holds a %s, not a %s; ask for keep.Get[%s]", name, h.Type, w.head.Type, h.Type)
	}
	if err := decode(payload, &v); err != nil {
		return v, fmt.Errorf("keep: what was Put under %q no longer fits its type (%w); Put it again", name, err)
	}
	touch(w.file)
	return v, nil
}

// Forget drops all that is kept under a name, by Once with any inputs and by Put. It is no error
// when there is nothing.
func Forget(name string) error {
	dir, err := Dir()
	if err != nil {
		return err
	}
	files, err := filepath.Glob(filepath.Join(nameDir(dir, name), "*"+entryExt))
	if err != nil {
		return fmt.Errorf("keep: %w", err)
	}
	for _, file := range files {
		if err := os.Remove(file); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("keep: %q can't be forgotten: %w", name, err)
		}
	}
	return nil
}

func putWant(name string, t reflect.Type) (want, error) {
	if name == "" {
		return want{}, errors.New("keep: the value has no name; give one, as in keep.Put(\"orbit\", orbit)")
	}
	if err := checkType(t); err != nil {
		return want{}, fmt.Errorf("keep: %q can't be kept: %w", name, err)
	}
	dir, err := Dir()
	if err != nil {
		return want{}, err
	}
	return want{
		file: filepath.Join(nameDir(dir, name), "put"+entryExt),
		head: head{Name: name, Type: t.String(), Key: "put", By: "put", Made: time.Now()},
	}, nil
}

// putNames lists what Get would find, for an error.
func putNames() string {
	all, err := List()
	if err != nil {
		return ""
	}
	names := ""
	for _, k := range all {
		if k.By == "put" {
			names += fmt.Sprintf(", %q", k.Name)
		}
	}
	if names == "" {
		return ""
	}
	return "; there is " + names[2:]
}
