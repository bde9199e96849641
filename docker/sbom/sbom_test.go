package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
	"testing"
)

// small is an image with one thing of each kind, and this test's own program.
func small(t *testing.T) image {
	t.Helper()
	root := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o755); err != nil {
			t.Fatal(err)
		}
		return path
	}
	write("python3/site-packages/Some_Thing-1.2.dist-info/METADATA", "Metadata-Version: 2.4\nName: Some_Thing\nVersion: 1.2+local\nLicense-Expression: MIT\n\nName: of its page\n")
	write("mod/github.com/!burnt!sushi/toml@v1.5.0/toml.go", "package toml")
	write("mod/github.com/gofrs/uuid@v4.4.0+incompatible/uuid.go", "package uuid")
	write("mod/cache/download/x@v1/y", "")
	write("go/VERSION", "go1.26.8\ntime 2026-10-01T00:00:00Z\n")
	write("xla/cpu/plugin.json", `{"name": "plugin", "version": "0.1", "wheel_sha256": "bb", "sha256": "aa"}`)
	write("bin/script", "#!/bin/sh\n")
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(self, filepath.Join(root, "bin", "program")); err != nil {
		t.Fatal(err)
	}
	return image{
		dpkg: write("status", "Package: gcc\nStatus: install ok installed\nArchitecture: amd64\nVersion: 4:12.2.0-3\nDescription: GNU C compiler\n This is: more\n\n"+
			"Package: gone\nStatus: deinstall ok config-files\nArchitecture: amd64\nVersion: 1\n"),
		osFile:   write("os-release", "VERSION_ID=\"12\"\n"),
		packages: filepath.Join(root, "python*", "site-packages"),
		modules:  filepath.Join(root, "mod"),
		goroot:   filepath.Join(root, "go"),
		bin:      filepath.Join(root, "bin"),
		plugins:  filepath.Join(root, "xla", "*", "plugin.json"),
	}
}

// modVersion is that of a module of this program.
func modVersion(t *testing.T) string {
	info, ok := debug.ReadBuildInfo()
	if ok {
		for _, m := range info.Deps {
			if m.Path == "golang.org/x/mod" {
				return m.Version
			}
		}
	}
	t.Fatal("this program does not know its modules")
	return ""
}

func TestWrite(t *testing.T) {
	i := small(t)
	var text, again bytes.Buffer
	if err := write(&text, i); err != nil {
		t.Fatal(err)
	}
	var bill struct{ Components []component }
	if err := json.Unmarshal(text.Bytes(), &bill); err != nil {
		t.Fatal(err)
	}
	found := map[string]bool{}
	for _, c := range bill.Components {
		found[c.PURL] = true
	}
	for _, purl := range []string{
		"pkg:deb/debian/gcc@4%3A12.2.0-3?arch=amd64&distro=debian-12",
		"pkg:pypi/some-thing@1.2%2Blocal",
		"pkg:golang/github.com/BurntSushi/toml@v1.5.0",
		"pkg:golang/github.com/gofrs/uuid@v4.4.0%2Bincompatible",
		"pkg:golang/std@1.26.8",
		"pkg:pypi/plugin@0.1",
		"pkg:golang/golang.org/x/mod@" + modVersion(t),
	} {
		if !found[purl] {
			t.Errorf("%s is not listed", purl)
		}
		delete(found, purl)
	}
	for purl := range found {
		if !strings.HasPrefix(purl, "pkg:golang/") { // other modules of this program
			t.Errorf("%s is listed", purl)
		}
	}
	if err := write(&again, i); err != nil || !bytes.Equal(text.Bytes(), again.Bytes()) {
		t.Errorf("a second time it is another list: %v", err)
	}
}

func TestWriteNothing(t *testing.T) {
	i := small(t)
	i.modules = t.TempDir()
	if err := write(new(bytes.Buffer), i); err == nil || !strings.Contains(err.Error(), "Go's modules") {
		t.Errorf("with no modules: %v", err)
	}
	i = small(t)
	i.dpkg = "/missing"
	if err := write(new(bytes.Buffer), i); err == nil || !strings.Contains(err.Error(), "Debian") {
		t.Errorf("with no list of Debian's: %v", err)
	}
}

func FuzzFields(f *testing.F) {
	f.Add("Package: gcc\n more: of it\nVersion: 1\nVersion: 2\n")
	f.Fuzz(func(t *testing.T, paragraph string) {
		for name, value := range fields(paragraph) {
			if !strings.Contains(paragraph, name+": ") || !strings.Contains(paragraph, value) {
				t.Errorf("%q: %q is made up", name, value)
			}
		}
	})
}
