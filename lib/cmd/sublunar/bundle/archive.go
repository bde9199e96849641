package bundle

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"strings"
	"time"
)

// epoch is the time of all files, so that the same files make the same archive.
var epoch = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)

// A Writer writes an archive. Files come into it in the order in which they are added.
type Writer struct {
	name string // of the one folder that all lies in
	file *os.File
	zip  *gzip.Writer
	tar  *tar.Writer
	sums strings.Builder
	has  map[string]bool
	Size int64 // bytes added, before they are packed

	// Observe is told of each file before it is added, and ends the work by an error; nil means that nobody listens.
	Observe func(name string) error
}

// Create begins an archive beside its place; Close puts it there.
func Create(out, name string) (*Writer, error) {
	file, err := os.CreateTemp(filepath.Dir(out), ".sublunar-*.tar.gz")
	if err != nil {
		return nil, fmt.Errorf("bundle: %s can't be written: %w", out, err)
	}
	zip := gzip.NewWriter(file)
	return &Writer{name: name, file: file, zip: zip, tar: tar.NewWriter(zip), has: map[string]bool{}}, nil
}

// Add adds a file that lies elsewhere, under a name with slashes. Who may execute it still may; nothing else of its rights, its
// owner or its time is kept.
func (w *Writer) Add(name, from string) error {
	source, err := os.Open(from)
	if err != nil {
		return err
	}
	defer source.Close()
	info, err := source.Stat()
	if err != nil {
		return err
	}
	if !info.Mode().IsRegular() {
		return fmt.Errorf("bundle: %s is no plain file", from)
	}
	return w.add(name, source, info.Size(), info.Mode()&0o111 != 0)
}

// AddText adds a file of this text.
func (w *Writer) AddText(name, text string, executable bool) error {
	return w.add(name, strings.NewReader(text), int64(len(text)), executable)
}

func (w *Writer) add(name string, from io.Reader, size int64, executable bool) error {
	if !filepath.IsLocal(filepath.FromSlash(name)) || w.has[name] || strings.ContainsAny(name, "\n\\") {
		return fmt.Errorf("bundle: a file can't have the name %q, or comes twice", name)
	}
	if w.Observe != nil {
		if err := w.Observe(name); err != nil {
			return err
		}
	}
	w.has[name] = true
	header := &tar.Header{Name: path.Join(w.name, name), Size: size, Mode: 0o644, ModTime: epoch, Typeflag: tar.TypeReg}
	if executable {
		header.Mode = 0o755
	}
	if err := w.tar.WriteHeader(header); err != nil {
		return err
	}
	hash := sha256.New()
	if _, err := io.Copy(io.MultiWriter(w.tar, hash), from); err != nil {
		return fmt.Errorf("bundle: %s: %w", name, err)
	}
	w.Size += size
	fmt.Fprintf(&w.sums, "%x  %s\n", hash.Sum(nil), name)
	return nil
}

// Close adds the checksums and puts the archive in its place.
func (w *Writer) Close(out string) (err error) {
	defer func() {
		if err != nil {
			w.Discard()
		}
	}()
	sums := w.sums.String()
	if err := w.add("checksums.sha256", bytes.NewReader([]byte(sums)), int64(len(sums)), false); err != nil {
		return err
	}
	for _, end := range []func() error{w.tar.Close, w.zip.Close, func() error { return w.file.Chmod(0o644) }, w.file.Close} {
		if err := end(); err != nil {
			return err
		}
	}
	return os.Rename(w.file.Name(), out)
}

// Discard removes an archive that is not to be finished.
func (w *Writer) Discard() {
	w.file.Close()
	_ = os.Remove(w.file.Name())
}
