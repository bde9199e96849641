package main

import (
	"archive/zip"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/mod/module"

	"sublunar/lib/notebook"
	"sublunar/lib/notebook/supplement"
)

// An archive with all that it needs holds the modules that are compiled, with their licences, the plugin and the image's recipe. With -full it is
// also verified with empty caches, an empty home and no network.
func TestVendored(t *testing.T) {
	h := home(t)
	sublunar := built(t)
	folder := t.TempDir()
	data := filepath.Join(folder, "numbers.txt")
	write(t, data, "1 2 3\n")
	path := filepath.Join(folder, "measured.ipynb")
	writeNotebook(t, path, &notebook.Notebook{Cells: []*notebook.Cell{notebook.NewCode("var data = \"\" // file: numbers", "parameters"), notebook.NewCode(measured)}})
	zipped := filepath.Join(folder, "v.zip")
	out, code := sublunar(h.Root, "supplement", path, "-p", "data="+data, "--vendored", "--out", zipped)
	if code != 0 {
		t.Fatalf("supplement ended with %d:\n%s", code, out)
	}
	if strings.Contains(out, "No licence") {
		t.Errorf("all that is carried has a licence, and yet it says:\n%s", out)
	}
	archive, err := zip.OpenReader(zipped)
	if err != nil {
		t.Fatal(err)
	}
	defer archive.Close()
	inside := map[string]bool{}
	modules := 0
	for _, f := range archive.File {
		inside[strings.TrimPrefix(f.Name, "v/")] = true
	}
	for name := range inside {
		escaped, version, is := strings.Cut(strings.TrimPrefix(strings.TrimSuffix(name, ".zip"), "vendored/proxy/"), "/@v/")
		if !is || !strings.HasSuffix(name, ".zip") {
			continue
		}
		modules++
		of, err := module.UnescapePath(escaped)
		if err != nil {
			t.Fatal(err)
		}
		if !holds(inside, "vendored/licences/"+of+"@"+version+"/") {
			t.Errorf("the module %s %s stands there with no licence", of, version)
		}
		if !inside[strings.TrimSuffix(name, ".zip")+".mod"] {
			t.Errorf("the module %s has no .mod", of)
		}
	}
	if modules < 20 {
		t.Errorf("it carries %d modules", modules)
	}
	wanted := []string{"vendored/" + supplement.LicenceTable, "vendored/licences/go/LICENSE"}
	if _, err := os.Stat(h.Plugin("cpu")); err == nil {
		wanted = append(wanted, "vendored/xla/cpu/plugin.so", "vendored/xla/cpu/plugin.json")
	}
	if _, err := os.Stat(filepath.Join(h.Root, "docker", "Dockerfile")); err == nil {
		wanted = append(wanted, "docker/Dockerfile", "README.md")
	}
	for _, name := range wanted {
		if !inside[name] {
			t.Errorf("it lacks %s", name)
		}
	}
	if *full {
		verifyAlone(t, zipped)
	}
}

func holds(names map[string]bool, prefix string) bool {
	for name := range names {
		if strings.HasPrefix(name, prefix) {
			return true
		}
	}
	return false
}

// verifyAlone types what the archive says to type, with nothing of this machine but its programs.
func verifyAlone(t *testing.T, zipped string) {
	if err := exec.Command("unshare", "--user", "--map-root-user", "--net", "true").Run(); err != nil {
		t.Skipf("this machine lets no process give up its network: %v", err)
	}
	unpacked, err := supplement.Open(zipped, t.TempDir(), supplement.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	nowhere := t.TempDir()
	t.Cleanup(func() { discard(nowhere) }) // Go's caches are read-only
	typed := twoCommands(t, filepath.Join(unpacked, "REPRODUCE.md"))
	typing := exec.CommandContext(t.Context(), "unshare", "--user", "--map-root-user", "--net", "sh", "-e", "-c", typed)
	typing.Dir = unpacked
	typing.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + nowhere}
	said, err := typing.CombinedOutput()
	if err != nil || !strings.Contains(string(said), "2 identical, 0 within tolerance, 0 differ") {
		t.Errorf("%s\nended with %v:\n%s", typed, err, said)
	}
}
