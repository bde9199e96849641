package place

import (
	"maps"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// Variables that tie the shims to the launcher that serves them.
const (
	EnvGo     = "SUBLUNAR_GO"     // the real go command
	EnvGopls  = "SUBLUNAR_GOPLS"  // the real gopls
	EnvSocket = "SUBLUNAR_SOCKET" // where the launcher listens
	EnvRun    = "SUBLUNAR_RUN"    // the run folder; marks every process of this kernel
)

// Environment gives what GoNB is started with: base, and over it everything that makes cells work.
// run is the kernel's private folder, which holds the shims in run/bin and is TMPDIR.
//
//   - PATH: the shims, .sublunar/bin, then the caller's.
//   - TMPDIR: run, so that all that GoNB, cells and compilers drop goes when the kernel goes.
//   - GOFLAGS: symbol tables left out and, where cgo is in use, Go's own linker: 1 s less a cell.
//   - GOWORK: empty, so that a workspace of the caller's doesn't hide the cell's own module.
//   - GOMLX_NO_AUTO_INSTALL: nothing is fetched while a cell runs.
//   - GOTRACEBACK: all, unless the caller chose: a panic in a library's goroutine then says what the cell was at.
//   - GOMODCACHE, GOCACHE or GOCACHEPROG, SUBLUNAR_KEEP: where one person has set up for many.
//   - GOMAXPROCS and XLA's PJRT_NPROC: where SUBLUNAR_THREADS caps the threads.
func (p Place) Environment(base []string, run string) []string {
	// Where CGO_ENABLED is set, the go command says 1 with no compiler too.
	cgo := p.cgo == "1" && found(p.compiler)
	values := map[string]string{
		"PATH":                  filepath.Join(run, "bin") + ":" + filepath.Join(p.Home, "bin") + ":" + get(base, "PATH"),
		"TMPDIR":                run,
		"GOFLAGS":               linkFlags(p.goflags, cgo),
		"GOWORK":                "",
		"GOMLX_NO_AUTO_INSTALL": "1",
		"SUBLUNAR_HOME":         p.Home,
		EnvGo:                   p.Go,
		EnvGopls:                p.Gopls,
		EnvRun:                  run,
		EnvSocket:               filepath.Join(run, "socket"),
	}
	if !cgo {
		values["CGO_ENABLED"] = "0"
	}
	if get(base, "GOTRACEBACK") == "" {
		values["GOTRACEBACK"] = "all"
	}
	maps.Copy(values, capped(p.threads))
	maps.Copy(values, p.shared(base))
	return with(base, values)
}

func found(compiler string) bool {
	fields := strings.Fields(compiler)
	if len(fields) == 0 {
		return false
	}
	_, err := exec.LookPath(fields[0])
	return err == nil
}

// linkFlags adds -ldflags to GOFLAGS unless the caller has set their own. The quotes are GOFLAGS'
// own syntax: without them the flag would end at its first space. With no cgo the build tag noxla
// goes with it, which leaves out the packages that need a C compiler.
func linkFlags(flags string, cgo bool) string {
	var add []string
	if !strings.Contains(flags, "-ldflags") {
		link := "-s -w"
		if cgo {
			link += " -linkmode=internal"
		}
		add = append(add, "'-ldflags="+link+"'")
	}
	if !cgo && !strings.Contains(flags, "-tags") {
		add = append(add, "-tags=noxla")
	}
	return strings.TrimSpace(flags + " " + strings.Join(add, " "))
}

// get gives the last value of a variable, as exec does.
func get(env []string, name string) string {
	for _, entry := range slices.Backward(env) {
		if value, ok := strings.CutPrefix(entry, name+"="); ok {
			return value
		}
	}
	return ""
}

// with gives env with each value set, once, in a fixed order.
func with(env []string, values map[string]string) []string {
	out := slices.DeleteFunc(slices.Clone(env), func(entry string) bool {
		name, _, _ := strings.Cut(entry, "=")
		_, replaced := values[name]
		return replaced
	})
	names := make([]string, 0, len(values))
	for name := range values {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		out = append(out, name+"="+values[name])
	}
	return out
}
