package field

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"
)

// maxInflated bounds what a compressed archive may grow to: deflate can make a thousand bytes of
// one, and a small hostile file would fill the memory.
const maxInflated = 2 << 30

// ReadNPZ reads arrays from a file that numpy.savez or numpy.savez_compressed wrote, as [ReadNPY]
// reads one. With no names it reads all of them, and one that can't be read (text, objects) is an
// error; with names only those. The file may have 1 GiB, and grow to 2 GiB when it is compressed.
func ReadNPZ(path string, names ...string) (map[string]Array, error) {
	data, err := readWhole(path, "save it in parts")
	if err != nil {
		return nil, err
	}
	arrays, err := parseNPZ(data, names)
	if err != nil {
		return nil, fmt.Errorf("field: %s: %w", path, err)
	}
	return arrays, nil
}

// ParseNPZ is [ReadNPZ] on the contents of a file in memory, such as an embedded one.
func ParseNPZ(data []byte, names ...string) (map[string]Array, error) {
	arrays, err := parseNPZ(data, names)
	if err != nil {
		return nil, fmt.Errorf("field: npz: %w", err)
	}
	return arrays, nil
}

func parseNPZ(data []byte, names []string) (map[string]Array, error) {
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		if bytes.HasPrefix(data, []byte(npyMagic)) {
			return nil, errors.New("this is one array, not an archive: read it with ReadNPY")
		}
		return nil, fmt.Errorf("this is no .npz file (%w); write it with numpy.savez", err)
	}
	entries := map[string]*zip.File{}
	for _, f := range archive.File {
		name, ok := strings.CutSuffix(f.Name, ".npy")
		if !ok {
			return nil, fmt.Errorf("it holds %s, which is no array; take it out of the archive", clip(f.Name))
		}
		if entries[name] != nil {
			return nil, fmt.Errorf("it holds two arrays named %s; rename one", clip(name))
		}
		entries[name] = f
	}
	all := slices.Sorted(maps.Keys(entries))
	wanted, hint := names, ""
	if len(names) == 0 {
		wanted, hint = all, "; or read others by name: there is "+quoted(all)
	}
	out := make(map[string]Array, len(wanted))
	left := int64(maxInflated)
	for _, name := range wanted {
		f := entries[name]
		if f == nil {
			return nil, fmt.Errorf("there is no array %s; there is %s", clip(name), quoted(all))
		}
		if _, again := out[name]; again {
			continue
		}
		a, used, err := readEntry(f, left, int64(len(data)))
		if err != nil {
			return nil, fmt.Errorf("array %s: %w%s", clip(name), err, hint)
		}
		out[name] = a
		left -= used
	}
	return out, nil
}

// readEntry reads one array of an archive of size bytes; it takes at most left bytes.
func readEntry(f *zip.File, left, size int64) (a Array, used int64, err error) {
	r, err := f.Open()
	if err != nil {
		return a, 0, fmt.Errorf("it can't be opened (%w); write the file again", err)
	}
	defer r.Close()
	// The length in the archive's directory is a claim; the buffer grows with what there is, up
	// from a claim that deflate could keep.
	var b bytes.Buffer
	const deflateMost = 1032
	if n := f.UncompressedSize64; n <= uint64(size) || n/deflateMost <= f.CompressedSize64 && n <= 1<<24 {
		b.Grow(int(n) + bytes.MinRead)
	}
	used, err = b.ReadFrom(io.LimitReader(r, left+1))
	if err != nil {
		return a, 0, fmt.Errorf("it is damaged (%w); write the file again", err)
	}
	if used > left {
		return a, 0, fmt.Errorf("the arrays unpack to more than %d bytes; read some of them by name, or save in parts", int64(maxInflated))
	}
	a, err = parseNPY(b.Bytes())
	return a, used, err
}

// WriteNPZ writes arrays by name as numpy.savez does, uncompressed and in the order of their
// names, so that equal arrays give equal files. The file is written whole or not at all.
func WriteNPZ(path string, arrays map[string]Array) error {
	for name, a := range arrays {
		if err := checkEntry(name, a); err != nil {
			return err
		}
	}
	return writeWhole(path, func(w io.Writer) error {
		archive := zip.NewWriter(w)
		for _, name := range slices.Sorted(maps.Keys(arrays)) {
			entry, err := archive.CreateHeader(&zip.FileHeader{Name: name + ".npy", Method: zip.Store})
			if err != nil {
				return fmt.Errorf("field: array %s: %w", clip(name), err)
			}
			if err := arrays[name].encodeNPY(entry); err != nil {
				return err
			}
		}
		return archive.Close()
	})
}

func checkEntry(name string, a Array) error {
	if name == "" || len(name) > 1000 || !utf8.ValidString(name) || strings.ContainsAny(name, "\\\x00") || strings.HasPrefix(name, "/") {
		return fmt.Errorf("field: %s can't be the name of an array in a .npz file; use letters, digits and underscores", clip(name))
	}
	if err := a.Check(); err != nil {
		return fmt.Errorf("field: array %s: %w", clip(name), err)
	}
	return nil
}
