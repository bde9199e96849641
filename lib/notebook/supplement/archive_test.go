package supplement

import (
	"archive/zip"
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// folder is a small staged supplement.
func folder(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range map[string]string{"go.mod": "module sublunar\n", "lib/a.go": "package a\n", "results/manifest.json": "{}", "notebooks/n.ipynb": "{}"} {
		write(t, filepath.Join(dir, name), text)
	}
	if err := Seal(dir); err != nil {
		t.Fatal(err)
	}
	return dir
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func packed(t *testing.T, dir string) string {
	t.Helper()
	out := filepath.Join(t.TempDir(), "s.zip")
	if err := Pack(dir, "s", out); err != nil {
		t.Fatal(err)
	}
	return out
}

func TestRoundTrip(t *testing.T) {
	dir := folder(t)
	write(t, filepath.Join(dir, ".sublunar", "bin", "tool"), "made by set-up: stays behind")
	got, err := Open(packed(t, dir), t.TempDir(), Limits{})
	if err != nil {
		t.Fatal(err)
	}
	want, err := list(dir)
	if err != nil {
		t.Fatal(err)
	}
	have, err := list(got)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Join(have, "\n") != strings.Join(want, "\n") {
		t.Errorf("packed %v, came out as %v", want, have)
	}
}

func TestSameFilesGiveTheSameBytes(t *testing.T) {
	a := folder(t)
	b := folder(t) // written later, in another order
	x, errX := os.ReadFile(packed(t, a))
	y, errY := os.ReadFile(packed(t, b))
	if errX != nil || errY != nil || !bytes.Equal(x, y) {
		t.Error("two archives of the same files differ")
	}
	write(t, filepath.Join(b, "lib/a.go"), "package b\n")
	if z, err := os.ReadFile(packed(t, b)); err != nil || bytes.Equal(x, z) {
		t.Error("an archive of other files is the same")
	}
}

func TestChangedFilesAreFound(t *testing.T) {
	for name, change := range map[string]func(dir string) error{
		"was changed": func(dir string) error {
			return os.WriteFile(filepath.Join(dir, "lib/a.go"), []byte("package evil\n"), 0o644)
		},
		"is missing":     func(dir string) error { return os.Remove(filepath.Join(dir, "lib/a.go")) },
		"added later":    func(dir string) error { return os.WriteFile(filepath.Join(dir, "lib/b.go"), nil, 0o644) },
		"no list of":     func(dir string) error { return os.Remove(filepath.Join(dir, Sums)) },
		"is no checksum": func(dir string) error { return os.WriteFile(filepath.Join(dir, Sums), []byte("abc\n"), 0o644) },
		"leaves the fold": func(dir string) error {
			return os.WriteFile(filepath.Join(dir, Sums), []byte(strings.Repeat("0", 64)+"  ../a\n"), 0o644)
		},
	} {
		dir := folder(t)
		if err := change(dir); err != nil {
			t.Fatal(err)
		}
		parent := t.TempDir()
		_, err := Open(packed(t, dir), parent, Limits{})
		if err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("wanted an error with %q, got %v", name, err)
		}
		nothingIn(t, parent)
	}
}

func nothingIn(t *testing.T, dir string) {
	t.Helper()
	if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

// entry of a hostile archive.
type entry struct {
	name, text string
	mode       fs.FileMode
}

func archiveOf(t *testing.T, entries ...entry) string {
	t.Helper()
	out := filepath.Join(t.TempDir(), "hostile.zip")
	file, err := os.Create(out)
	if err != nil {
		t.Fatal(err)
	}
	w := zip.NewWriter(file)
	for _, e := range entries {
		h := &zip.FileHeader{Name: e.name, Method: zip.Deflate}
		if e.mode == 0 {
			e.mode = 0o644
		}
		h.SetMode(e.mode)
		part, err := w.CreateHeader(h)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := part.Write([]byte(e.text)); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
	return out
}

func TestHostileArchivesAreRefused(t *testing.T) {
	zeros := strings.Repeat("\x00", 20<<20)
	for _, c := range []struct {
		name    string
		entries []entry
		says    string
	}{
		{"nothing", nil, "no files"},
		{"up and out", []entry{{name: "s/../../evil"}}, "leaves the folder"},
		{"up at once", []entry{{name: "../evil"}}, "leaves the folder"},
		{"absolute", []entry{{name: "/etc/evil"}}, "leaves the folder"},
		{"a drive", []entry{{name: "C:/evil"}}, "can't be in a name"},
		{"backslashes", []entry{{name: `s\..\..\evil`}}, "can't be in a name"},
		{"a detour", []entry{{name: "s/./a"}}, "detour"},
		{"a newline", []entry{{name: "s/a\nb"}}, "can't be in a name"},
		{"a dot at the end", []entry{{name: "s/a."}}, "ends a name"},
		{"a link", []entry{{"s/a", "/etc/passwd", fs.ModeSymlink | 0o777}}, "no plain file"},
		{"a pipe", []entry{{"s/a", "", fs.ModeNamedPipe | 0o644}}, "no plain file"},
		{"a device", []entry{{"s/a", "", fs.ModeDevice | 0o644}}, "no plain file"},
		{"twice", []entry{{name: "s/a"}, {name: "s/a"}}, "one file"},
		{"in two cases", []entry{{name: "s/a"}, {name: "s/A"}}, "one file"},
		{"folders in two cases", []entry{{name: "s/x/a"}, {name: "s/X/b"}, {name: "s/x"}}, "one "},
		{"two folders", []entry{{name: "s/a"}, {name: "r/a"}}, "outside of the folder"},
		{"a bomb", []entry{{"s/a", zeros, 0}}, "more than 200 times"},
	} {
		t.Run(c.name, func(t *testing.T) {
			parent := t.TempDir()
			_, err := Open(archiveOf(t, c.entries...), parent, Limits{})
			if err == nil || !strings.Contains(err.Error(), c.says) {
				t.Errorf("wanted an error with %q, got %v", c.says, err)
			}
			nothingIn(t, parent)
		})
	}
	if _, err := Open(archiveOf(t, entry{name: "s/a"}, entry{name: "s/b"}), t.TempDir(), Limits{Files: 1}); err == nil || !strings.Contains(err.Error(), "at most 1") {
		t.Errorf("too many files: %v", err)
	}
	if _, err := Open(archiveOf(t, entry{name: "s/a", text: "0123456789"}), t.TempDir(), Limits{Bytes: 9}); err == nil || !strings.Contains(err.Error(), "unpacks to more") {
		t.Errorf("too many bytes: %v", err)
	}
}

// A header may say less than comes out: what counts is what comes out.
func TestAHeaderThatLies(t *testing.T) {
	file := archiveOf(t, entry{name: "s/a", text: strings.Repeat("x", 1000)})
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	at := bytes.LastIndex(data, []byte("PK\x01\x02")) // the list of files; the size is 24 bytes on
	data[at+24], data[at+25] = 10, 0
	if err := os.WriteFile(file, data, 0o644); err != nil {
		t.Fatal(err)
	}
	parent := t.TempDir()
	if _, err := Open(file, parent, Limits{}); err == nil {
		t.Error("taken")
	}
	nothingIn(t, parent)
}

func TestTruncatedArchivesAreRefused(t *testing.T) {
	data, err := os.ReadFile(packed(t, folder(t)))
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range []int{0, 1, 30, len(data) / 2, len(data) - 1} {
		cut := filepath.Join(t.TempDir(), "cut.zip")
		if err := os.WriteFile(cut, data[:n], 0o644); err != nil {
			t.Fatal(err)
		}
		parent := t.TempDir()
		if _, err := Open(cut, parent, Limits{}); err == nil {
			t.Errorf("the first %d bytes are taken", n)
		}
		nothingIn(t, parent)
	}
}

func FuzzOpen(f *testing.F) {
	var small bytes.Buffer
	w := zip.NewWriter(&small)
	for _, name := range []string{"s/" + Sums, "s/a", "s/../b"} {
		if _, err := w.Create(name); err != nil {
			f.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		f.Fatal(err)
	}
	f.Add(small.Bytes())
	f.Add([]byte("PK\x05\x06" + strings.Repeat("\x00", 18)))
	f.Fuzz(func(t *testing.T, data []byte) {
		around := t.TempDir()
		file, inside := filepath.Join(around, "f.zip"), filepath.Join(around, "inside")
		if err := os.WriteFile(file, data, 0o644); err != nil {
			t.Fatal(err)
		}
		if err := os.Mkdir(inside, 0o755); err != nil {
			t.Fatal(err)
		}
		if _, err := Open(file, inside, Limits{Bytes: 1 << 20}); err != nil {
			nothingIn(t, inside)
		}
		if left, _ := os.ReadDir(around); len(left) != 2 {
			t.Errorf("written outside: %v", left)
		}
	})
}
