package plot

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// WriteFile saves the figure, whole or not at all: as .svg the picture, as .json (.vl.json) the
// Vega-Lite specification.
func (f *Figure) WriteFile(path string) error {
	var data []byte
	switch ext := strings.ToLower(filepath.Ext(path)); ext {
	case ".svg":
		s, err := f.SVG()
		if err != nil {
			return err
		}
		data = []byte(s)
	case ".json":
		v, err := f.VegaLite()
		if err != nil {
			return err
		}
		if data, err = json.Marshal(v); err != nil {
			return fmt.Errorf("plot: %w", err)
		}
		data = append(data, '\n')
	default:
		return fmt.Errorf("plot: %s ends in %q; name a file that ends in .svg or .json", path, ext)
	}
	return writeWhole(path, data)
}

// writeWhole writes to a new file beside path, which takes its name when complete.
func writeWhole(path string, data []byte) error {
	mode := os.FileMode(0o666)
	if info, err := os.Stat(path); err == nil {
		if !info.Mode().IsRegular() {
			return fmt.Errorf("plot: %s is no regular file; name another", path)
		}
		mode = info.Mode().Perm()
	}
	dir, base := filepath.Split(path)
	beside := fmt.Sprintf("%s.%s.%d", dir, base, os.Getpid())
	// Not os.CreateTemp, whose files no one else may read.
	w, err := os.OpenFile(beside, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, mode)
	if err != nil {
		return fmt.Errorf("plot: %w", err)
	}
	_, err = w.Write(data)
	if e := w.Close(); err == nil {
		err = e
	}
	if err == nil {
		err = os.Rename(beside, path)
	}
	if err != nil {
		os.Remove(beside)
		return fmt.Errorf("plot: writing %s: %w", path, err)
	}
	return nil
}
