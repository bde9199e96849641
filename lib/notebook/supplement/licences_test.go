package supplement

import (
	"archive/zip"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

// moduleZip writes a module as a proxy has it.
func moduleZip(t *testing.T, proxy, escaped, version, prefix string, files map[string]string) {
	t.Helper()
	at := filepath.Join(proxy, filepath.FromSlash(escaped), "@v", version+".zip")
	if err := os.MkdirAll(filepath.Dir(at), 0o755); err != nil {
		t.Fatal(err)
	}
	file, err := os.Create(at)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	w := zip.NewWriter(file)
	for name, text := range files {
		part, err := w.Create(prefix + name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := part.Write([]byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestLicencesOfModules(t *testing.T) {
	ours, err := os.ReadFile("../../../LICENSE") // Apache-2.0, as it is published
	if err != nil {
		t.Fatal(err)
	}
	vendored := t.TempDir()
	proxy := filepath.Join(vendored, "proxy")
	moduleZip(t, proxy, "example.org/!deep", "v1.2.0", "example.org/Deep@v1.2.0/", map[string]string{
		"LICENSE": string(ours), "inner/COPYING.txt": "/* SPDX-License-Identifier: BSD-3-Clause OR GPL-2.0-only */\none or the other",
		"license.go": "package deep", "testdata/LICENSE": "of a test", "deep.go": "package deep", "../LICENSE": "evil",
	})
	moduleZip(t, proxy, "example.org/own", "v0.1.0", "example.org/own@v0.1.0/", map[string]string{"LICENSE.md": "You may, if you ask."})
	moduleZip(t, proxy, "example.org/bare", "v0.1.0", "example.org/bare@v0.1.0/", map[string]string{"bare.go": "package bare"})
	got, err := ModuleLicences(vendored)
	if err != nil {
		t.Fatal(err)
	}
	want := []Licence{
		{"example.org/Deep", "v1.2.0", "licences/example.org/Deep@v1.2.0/LICENSE", "Apache-2.0"},
		{"example.org/Deep", "v1.2.0", "licences/example.org/Deep@v1.2.0/inner/COPYING.txt", "BSD-3-Clause OR GPL-2.0-only"},
		{"example.org/bare", "v0.1.0", "", ""},
		{"example.org/own", "v0.1.0", "licences/example.org/own@v0.1.0/LICENSE.md", ""},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
	if text, err := os.ReadFile(filepath.Join(vendored, filepath.FromSlash(want[0].File))); err != nil || string(text) != string(ours) {
		t.Errorf("the licence that was taken out is another: %v", err)
	}
	lacking, err := WriteLicences(vendored, got)
	if err != nil || !reflect.DeepEqual(lacking, []string{"example.org/bare"}) {
		t.Errorf("what has no licence is %v, %v", lacking, err)
	}
	table, err := os.ReadFile(filepath.Join(vendored, LicenceTable))
	if err != nil || !strings.Contains(string(table), "| example.org/bare | v0.1.0 | none found |  |") {
		t.Errorf("the table is, %v:\n%s", err, table)
	}
}

func TestLicencesOfNoModules(t *testing.T) {
	if all, err := ModuleLicences(t.TempDir()); err != nil || len(all) != 0 {
		t.Errorf("of nothing: %v, %v", all, err)
	}
	vendored := t.TempDir()
	write(t, filepath.Join(vendored, "proxy", "example.org", "cut", "@v", "v1.0.0.zip"), "no archive")
	if _, err := ModuleLicences(vendored); err == nil || !strings.Contains(err.Error(), "example.org/cut v1.0.0 can't be read") {
		t.Errorf("of a damaged module: %v", err)
	}
}
