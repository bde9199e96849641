// Package place finds what the launcher works with: the project, its .sublunar folder, the real
// go command, GoNB; and makes the environment that GoNB and the cells run in.
package place

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"sublunar/lib/kernel/internal/own"
	"sublunar/lib/kernel/internal/project"
)

// Place holds absolute paths.
type Place struct {
	Home    string          // the .sublunar folder
	Own     string          // where a person's own files go: Home, unless it is somebody else's
	Project project.Project // whose packages cells import, with the library's
	Self    string          // this executable
	Go      string          // the real go command, never a shim
	Gonb    string
	Gopls   string // "" where there is none: cells run without

	GOROOT, GOMODCACHE, GOVERSION   string // as the go command says in the project
	gocache, goflags, cgo, compiler string
	threads                         int // 0: not capped
}

// Find locates everything from the environment and this executable's own path, which set-up makes
// PROJECT/.sublunar/bin/launcher. SUBLUNAR_HOME, where set, overrides that.
func Find() (Place, error) {
	var p Place
	var err error
	if p.Self, err = os.Executable(); err != nil {
		return p, fmt.Errorf("launcher: can't tell its own path: %w", err)
	}
	if p.Self, err = filepath.EvalSymlinks(p.Self); err != nil {
		return p, fmt.Errorf("launcher: can't tell its own path: %w", err)
	}
	p.Home = os.Getenv("SUBLUNAR_HOME")
	if p.Home == "" {
		p.Home = filepath.Dir(filepath.Dir(p.Self))
	}
	if p.Home, err = filepath.Abs(p.Home); err != nil {
		return p, fmt.Errorf("launcher: SUBLUNAR_HOME %q: %w", p.Home, err)
	}
	p.Own = own.Folder(p.Home)
	if p.Project, err = project.At(filepath.Dir(p.Home)); err != nil {
		return p, fmt.Errorf("launcher: %s is not a sublunar checkout (%w): "+
			"run `go tool sublunar setup` in the checkout, or set SUBLUNAR_HOME to its .sublunar folder", filepath.Dir(p.Home), err)
	}
	if p.Go, err = realGo(p.Self); err != nil {
		return p, err
	}
	if p.Gonb, err = tool(p.Home, "gonb"); err != nil {
		return p, err
	}
	p.Gopls = gopls(p.Home)
	if p.threads, err = readThreads(); err != nil {
		return p, err
	}
	return p, p.askGo()
}

// realGo gives the first go on PATH that is not this executable under another name, and the
// one that an outer launcher found where launchers nest (a cell that starts a kernel).
func realGo(self string) (string, error) {
	if known := os.Getenv(EnvGo); known != "" {
		if _, err := os.Stat(known); err == nil {
			return known, nil
		}
	}
	for _, dir := range filepath.SplitList(os.Getenv("PATH")) {
		candidate := filepath.Join(dir, "go")
		if !filepath.IsAbs(candidate) {
			continue
		}
		path, err := exec.LookPath(candidate)
		if err != nil {
			continue
		}
		if target, err := filepath.EvalSymlinks(path); err == nil && target != self {
			return path, nil
		}
	}
	return "", errors.New("launcher: no go command on PATH: install Go 1.26 and put its bin folder on PATH")
}

// tool gives home/bin/name, or name from PATH.
func tool(home, name string) (string, error) {
	own := filepath.Join(home, "bin", name)
	if path, err := exec.LookPath(own); err == nil {
		return path, nil
	}
	if path, err := exec.LookPath(name); err == nil {
		return path, nil
	}
	return "", fmt.Errorf("launcher: %s is neither at %s nor on PATH: run `go tool sublunar setup`", name, own)
}

// gopls gives the real one, or "" where there is none. Where launchers nest, the first gopls on PATH is a shim.
func gopls(home string) string {
	known := os.Getenv(EnvGopls)
	if _, err := os.Stat(known); known != "" && err == nil {
		return known
	}
	path, _ := tool(home, "gopls")
	return path
}

// askGo asks the real go command for its variables, in the checkout, whose go and toolchain lines
// may choose another version than the first on PATH.
func (p *Place) askGo() error {
	answers := []*string{&p.GOROOT, &p.GOMODCACHE, &p.GOVERSION, &p.gocache, &p.goflags, &p.cgo, &p.compiler}
	command := exec.Command(p.Go, "env", "GOROOT", "GOMODCACHE", "GOVERSION", "GOCACHE", "GOFLAGS", "CGO_ENABLED", "CC")
	command.Dir = p.Project.Root
	out, err := command.Output()
	if err != nil {
		var failed *exec.ExitError
		if errors.As(err, &failed) {
			err = fmt.Errorf("%w: %s", err, bytes.TrimSpace(failed.Stderr))
		}
		return fmt.Errorf("launcher: %s env: %w", p.Go, err)
	}
	lines := strings.Split(strings.TrimSuffix(string(out), "\n"), "\n")
	if len(lines) != len(answers) {
		return fmt.Errorf("launcher: %s env gave %d lines for %d variables", p.Go, len(lines), len(answers))
	}
	for i, line := range lines {
		*answers[i] = line
	}
	if caches, ok := own.In(p.Home); ok {
		p.GOMODCACHE = caches.GOMODCACHE
	}
	return nil
}
