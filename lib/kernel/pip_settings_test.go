package kernel

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestPipSettings(t *testing.T) {
	for _, c := range []struct {
		name  string
		env   map[string]string
		files map[string]string
		index string // or a part of the error
		proxy string
	}{
		{name: "nothing set", index: publicIndex},
		{name: "the environment", env: map[string]string{"PIP_INDEX_URL": "https://a/simple/"}, index: "https://a/simple"},
		{name: "the system's file", files: map[string]string{"/etc/pip.conf": "[global]\nindex-url = https://b/simple\nproxy: http://p:1"},
			index: "https://b/simple", proxy: "http://p:1"},
		{name: "the user's over the system's", files: map[string]string{
			"/etc/pip.conf": "[global]\nindex-url=https://b", "/home/u/.config/pip/pip.conf": "# mine\n[global]\nindex_url = https://c\n"}, index: "https://c"},
		{name: "the environment over both", env: map[string]string{"PIP_INDEX_URL": "https://a"},
			files: map[string]string{"/etc/pip.conf": "[global]\nindex-url=https://b"}, index: "https://a"},
		{name: "download over global", files: map[string]string{"/etc/pip.conf": "[download]\nindex-url=https://d\n[global]\nindex-url=https://b"}, index: "https://d"},
		{name: "another section", files: map[string]string{"/etc/pip.conf": "[install]\nindex-url=https://d"}, index: publicIndex},
		{name: "a file of its own", env: map[string]string{"PIP_CONFIG_FILE": "/x"},
			files: map[string]string{"/x": "[global]\nindex-url=https://e", "/etc/pip.conf": "[global]\nindex-url=https://b"}, index: "https://e"},
		{name: "no file", env: map[string]string{"PIP_CONFIG_FILE": "/dev/null"}, files: map[string]string{"/etc/pip.conf": "[global]\nindex-url=https://b"}, index: publicIndex},
		{name: "no address", env: map[string]string{"PIP_INDEX_URL": "mirror"}, index: "no web address"},
	} {
		t.Run(c.name, func(t *testing.T) {
			env := func(name string) string {
				if name == "HOME" {
					return "/home/u"
				}
				return c.env[name]
			}
			read := func(path string) ([]byte, error) {
				text, ok := c.files[path]
				if !ok {
					return nil, &fs.PathError{Op: "open", Path: path, Err: fs.ErrNotExist}
				}
				return []byte(text), nil
			}
			got, err := readPipSettings(env, read)
			if err != nil {
				if !strings.Contains(err.Error(), c.index) {
					t.Errorf("it says %v", err)
				}
				return
			}
			if got.index != c.index || got.proxy != c.proxy {
				t.Errorf("got %+v, want the index %s and the proxy %q", got, c.index, c.proxy)
			}
		})
	}
}

func TestBadCertificates(t *testing.T) {
	file := filepath.Join(t.TempDir(), "cert.pem")
	if _, err := (pipSettings{cert: file}).client(); err == nil {
		t.Error("a file that is not there was taken")
	}
	if err := os.WriteFile(file, []byte("none"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := (pipSettings{cert: file}).client(); err == nil || !strings.Contains(err.Error(), "no certificate") {
		t.Errorf("a file without certificates: %v", err)
	}
	if _, err := (pipSettings{proxy: "::"}).client(); err == nil || !strings.Contains(err.Error(), "proxy") {
		t.Errorf("a proxy that is no address: %v", err)
	}
}

func FuzzReadINI(f *testing.F) {
	f.Add("[global]\nindex-url = https://x\n")
	f.Add("[")
	f.Add("=\n[]\n:=")
	f.Fuzz(func(t *testing.T, text string) {
		values := map[string]string{}
		readINI(text, values)
		for name, value := range values {
			if strings.ContainsAny(name+value, "\n") || name != strings.TrimSpace(name) {
				t.Errorf("%q: %q", name, value)
			}
		}
	})
}
