package kernel

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/mod/modfile"
)

// apart are variables of a terminal or a session, which no result depends on.
var apart = []string{"_", "PWD", "OLDPWD", "SHLVL", "COLUMNS", "LINES", "WINDOWID", "SHELL_SESSION_ID", "INVOCATION_ID", "JOURNAL_STREAM",
	"SSH_CLIENT", "SSH_CONNECTION", "SSH_TTY", "SSH_AUTH_SOCK", "SSH_AGENT_PID", "GPG_AGENT_INFO", "DBUS_SESSION_BUS_ADDRESS", "STY", "TMUX", "TMUX_PANE"}

var apartPrefixes = []string{"TERM", "XDG_SESSION", "VSCODE_", "ITERM_", "KITTY_", "VTE_", "GIT_", "JPY_"}

// Depends gives digests of what a cell's results depend on besides the notebook and its data, each by a name that a person
// understands when told that it changed: the library's sources, the project's, the tools, each variable of the environment.
func (h *Home) Depends() (map[string]string, error) {
	found := map[string]string{}
	var err error
	library := h.Library()
	if found["the library"], err = digestOf(library, h.LibrarySources()); err != nil {
		return nil, err
	}
	if library != h.Root {
		if found["the project's code"], err = digestOf(h.Root, h.ProjectSources()); err != nil {
			return nil, err
		}
	}
	hash := sha256.New()
	fmt.Fprintln(hash, goVersion(), goEnv()["CGO_ENABLED"], Compiler())
	settings := os.Getenv("GOENV") // of `go env -w`
	if dir, err := os.UserConfigDir(); err == nil && settings == "" {
		settings = filepath.Join(dir, "go", "env")
	}
	for _, file := range []string{settings, h.Bin(".gonb.stamp"), h.Bin(".launcher.stamp"), filepath.Join(filepath.Dir(h.Plugin("cpu")), "plugin.json"), filepath.Join(filepath.Dir(h.Plugin("cuda")), "plugin.json")} {
		text, _ := os.ReadFile(file) // where there is none, that is what counts
		fmt.Fprintf(hash, "%d %s\n", len(text), text)
	}
	found["the toolchain, or XLA's plugin,"] = hex.EncodeToString(hash.Sum(nil))
	for _, entry := range os.Environ() {
		name, value, _ := strings.Cut(entry, "=")
		if slices.Contains(apart, name) || slices.ContainsFunc(apartPrefixes, func(p string) bool { return strings.HasPrefix(name, p) }) {
			continue
		}
		sum := sha256.Sum256([]byte(name + "\x00" + value))
		found["the environment's "+name] = hex.EncodeToString(sum[:8])
	}
	return found, nil
}

// LibrarySources are the files of the library that a cell's program is made of: not the command, the kernel and the notebooks' tools.
func (h *Home) LibrarySources() []string {
	library := h.Library()
	files := []string{filepath.Join(library, "go.mod"), filepath.Join(library, "go.sum")}
	for _, top := range []string{"lib", "datasets"} {
		files = append(files, sourcesBelow(filepath.Join(library, top), func(dir string) bool {
			name, _ := filepath.Rel(library, dir)
			return slices.Contains([]string{"lib/cmd", "lib/kernel", "lib/notebook"}, filepath.ToSlash(name))
		})...)
	}
	return files
}

// ProjectSources are those of a project of one's own, and of the folders that its go.mod puts in the place of modules: Go files, and
// what lies beside these, for they may embed it. None where the project is the library's checkout.
func (h *Home) ProjectSources() []string {
	library := h.Library()
	if library == h.Root {
		return nil
	}
	var files []string
	for _, top := range append(replaced(h.Root), h.Root) {
		if top == library {
			continue
		}
		for _, path := range sourcesBelow(top, func(dir string) bool { return dir == library }) {
			inGo, _ := filepath.Glob(filepath.Join(filepath.Dir(path), "*.go"))
			if len(inGo) > 0 || slices.Contains([]string{"go.mod", "go.sum"}, filepath.Base(path)) {
				files = append(files, path)
			}
		}
	}
	slices.Sort(files)
	return slices.Compact(files)
}

// replaced are the folders that a go.mod puts in the place of modules.
func replaced(root string) []string {
	text, err := os.ReadFile(filepath.Join(root, "go.mod"))
	if err != nil {
		return nil
	}
	mod, err := modfile.Parse("go.mod", text, nil)
	if err != nil {
		return nil
	}
	var folders []string
	for _, r := range mod.Replace {
		if r.New.Version != "" {
			continue
		}
		folder := r.New.Path
		if !filepath.IsAbs(folder) {
			folder = filepath.Join(root, folder)
		}
		folders = append(folders, filepath.Clean(folder))
	}
	return folders
}

// sourcesBelow are the files below a folder: no tests, nothing hidden, no notebooks.
func sourcesBelow(top string, leaveOut func(dir string) bool) []string {
	var files []string
	_ = filepath.WalkDir(top, func(path string, d fs.DirEntry, err error) error {
		switch name := ""; {
		case err != nil:
			return nil // gone since
		case d.IsDir() && path != top && (strings.HasPrefix(d.Name(), ".") || d.Name() == "testdata" || leaveOut(path)):
			return fs.SkipDir
		case d.IsDir(), !d.Type().IsRegular(), strings.HasPrefix(d.Name(), "."):
		default:
			if name = d.Name(); !strings.HasSuffix(name, "_test.go") && !strings.HasSuffix(name, ".ipynb") && !strings.HasSuffix(name, "~") {
				files = append(files, path)
			}
		}
		return nil
	})
	return files
}

// digestOf is a hash of files, by their names in a folder.
func digestOf(folder string, files []string) (string, error) {
	hash := sha256.New()
	for _, path := range files {
		text, err := os.ReadFile(path)
		if err != nil {
			return "", err
		}
		name, err := filepath.Rel(folder, path)
		if err != nil {
			return "", err
		}
		fmt.Fprintf(hash, "%s %d\n", name, len(text))
		hash.Write(text)
	}
	return hex.EncodeToString(hash.Sum(nil)), nil
}
