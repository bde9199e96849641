package field

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
)

// writeWhole writes a file whole or not at all: to a new file beside it, which takes its name when
// complete. A reader, or a crash, never sees half of it. A symbolic link keeps pointing where it
// did; an existing file keeps its permissions.
func writeWhole(path string, write func(io.Writer) error) (err error) {
	if to, e := filepath.EvalSymlinks(path); e == nil {
		path = to
	}
	mode := fs.FileMode(0)
	switch info, e := os.Stat(path); {
	case e == nil && info.IsDir():
		return fmt.Errorf("field: %s is a folder; name a file in it", path)
	case e == nil && !info.Mode().IsRegular():
		return fmt.Errorf("field: %s is no regular file; name another", path)
	case e == nil:
		mode = info.Mode().Perm()
	}
	f, err := besides(path)
	if err != nil {
		if errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("field: there is no folder %s; make it first: %w", filepath.Dir(path), fs.ErrNotExist)
		}
		return fmt.Errorf("field: %w", err)
	}
	defer func() {
		if err != nil {
			f.Close()
			os.Remove(f.Name())
		}
	}()
	if mode != 0 {
		if err := f.Chmod(mode); err != nil {
			return fmt.Errorf("field: %w", err)
		}
	}
	b := bufio.NewWriterSize(f, 1<<16)
	if err := write(b); err != nil {
		return err
	}
	if err := b.Flush(); err != nil {
		return fmt.Errorf("field: writing %s: %w", path, err)
	}
	if err := f.Close(); err != nil {
		return fmt.Errorf("field: writing %s: %w", path, err)
	}
	if err := os.Rename(f.Name(), path); err != nil {
		return fmt.Errorf("field: %w", err)
	}
	return nil
}

// besides opens a new hidden file in the same folder. It is not os.CreateTemp, whose files no one
// else may read: this one gets the permissions that any new file of the user's gets.
func besides(path string) (*os.File, error) {
	dir, base := filepath.Split(path)
	for i := 0; ; i++ {
		name := dir + "." + base + "." + strconv.Itoa(os.Getpid()) + "-" + strconv.Itoa(i)
		f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
		if i < 1000 && errors.Is(err, fs.ErrExist) {
			continue
		}
		return f, err
	}
}

// maxFile bounds what is read into memory at once: 1 GiB.
const maxFile = 1 << 30

// readWhole reads a file of at most maxFile bytes. A pipe is read too.
func readWhole(path, instead string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		if errors.Is(err, fs.ErrNotExist) {
			return nil, fmt.Errorf("field: there is no file %s: %w", path, fs.ErrNotExist)
		}
		return nil, fmt.Errorf("field: %w", err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, fmt.Errorf("field: %w", err)
	}
	if info.IsDir() {
		return nil, fmt.Errorf("field: %s is a folder; name a file in it", path)
	}
	if info.Size() > maxFile {
		return nil, tooBig(path, info.Size(), instead)
	}
	// The size of a pipe is not known beforehand, and a file may grow while it is read. One byte
	// more than the size lets ReadFull see the end without a second, larger buffer.
	data := make([]byte, info.Size()+1)
	n, err := io.ReadFull(f, data)
	if err == nil {
		rest, e := io.ReadAll(io.LimitReader(f, maxFile+1-int64(n)))
		data, n, err = append(data, rest...), n+len(rest), e
	}
	if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
		return nil, fmt.Errorf("field: reading %s: %w", path, err)
	}
	if n > maxFile {
		return nil, tooBig(path, int64(n), instead)
	}
	return data[:n], nil
}

func tooBig(path string, size int64, instead string) error {
	return fmt.Errorf("field: %s has %d bytes or more; at most %d are read at once, so %s", path, size, maxFile, instead)
}
