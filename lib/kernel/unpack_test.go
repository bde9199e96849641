package kernel

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// archiveOf makes an archive as pip leaves it, with a library and a licence that tries to get out of its folder.
func archiveOf(t *testing.T, library string) (path string, p plugin) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "w.whl")
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, text := range map[string]string{"pkg/lib.so": library, "pkg-1.dist-info/licenses/../../../LICENSE": "free"} {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, b.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256([]byte(library))
	return path, plugin{Name: "pkg", Version: "1", SHA256: hex.EncodeToString(sum[:]), library: "pkg/lib.so"}
}

func TestUnpack(t *testing.T) {
	path, p := archiveOf(t, "a library")
	scratch, folder := t.TempDir(), t.TempDir()
	if err := unpack(path, p, scratch, folder); err != nil {
		t.Fatal(err)
	}
	if text, err := os.ReadFile(filepath.Join(scratch, "plugin.so")); err != nil || string(text) != "a library" {
		t.Errorf("got %q, %v", text, err)
	}
	if _, err := os.Stat(filepath.Join(folder, "LICENSE")); err != nil {
		t.Errorf("the licence is not beside the plugin: %v", err)
	}
}

func TestUnpackRefuses(t *testing.T) {
	path, p := archiveOf(t, "a library")
	changed := p
	changed.SHA256 = strings.Repeat("0", 64)
	if err := unpack(path, changed, t.TempDir(), t.TempDir()); err == nil || !strings.Contains(err.Error(), "not the pinned") {
		t.Errorf("a library with another hash: %v", err)
	}
	elsewhere := p
	elsewhere.library = "pkg/other.so"
	if err := unpack(path, elsewhere, t.TempDir(), t.TempDir()); err == nil || !strings.Contains(err.Error(), "other.so") {
		t.Errorf("a wheel without the library: %v", err)
	}
	text := filepath.Join(t.TempDir(), "w.whl")
	if err := os.WriteFile(text, []byte("no archive"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := unpack(text, p, t.TempDir(), t.TempDir()); err == nil {
		t.Error("a file that is no archive was taken")
	}
}

// TestUnpackTree takes one folder of a wheel, and nothing that a wheel would put elsewhere.
func TestUnpackTree(t *testing.T) {
	archive := func(name string) string {
		path := filepath.Join(t.TempDir(), "w.whl")
		var b bytes.Buffer
		z := zip.NewWriter(&b)
		for _, n := range []string{name, "other/x.so", "w.dist-info/licenses/License.txt"} {
			header := &zip.FileHeader{Name: n}
			header.SetMode(0o755)
			if _, err := z.CreateHeader(header); err != nil {
				t.Fatal(err)
			}
		}
		if err := z.Close(); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
		return path
	}
	into := filepath.Join(t.TempDir(), "nvidia")
	if err := unpackTree(archive("nvidia/cu13/bin/ptxas"), "nvidia", into); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(filepath.Join(into, "cu13", "bin", "ptxas"))
	if err != nil || info.Mode()&0o111 == 0 {
		t.Errorf("the program is not there to run: %v", err)
	}
	if _, err := os.Stat(filepath.Join(into, "licences", "w-License.txt")); err != nil {
		t.Errorf("the licence is not there: %v", err)
	}
	if _, err := os.Stat(filepath.Join(into, "x.so")); err == nil {
		t.Error("it took a file of another folder")
	}
	err = unpackTree(archive("nvidia/../../stolen"), "nvidia", into)
	if _, e := os.Stat(filepath.Join(into, "..", "..", "stolen")); err == nil || e == nil {
		t.Errorf("a wheel wrote outside of its folder: %v", err)
	}
}
