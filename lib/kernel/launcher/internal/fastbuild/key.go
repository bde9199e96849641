package fastbuild

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// The conditions of a build other than its sources.

var (
	moduleLine = regexp.MustCompile(`(?m)^module[ \t]+(\S+)[ \t]*$`)
	// unsupported are flags under which a build depends on more than we look at.
	unsupported = []string{"-overlay", "-toolexec", "-modfile", "-cover", "-mod=vendor", "-trimpath", "-pgo"}
)

// noVersionControl takes out what changes nothing: cells are under no version control.
var noVersionControl = strings.NewReplacer("-buildvcs=false ", "", "-buildvcs=false", "")

// Toolchain is the Go in use. The command need not lie in the root: it may be a wrapper, or choose
// another version.
type Toolchain struct {
	Command string // the real go command, absolute
	Root    string // GOROOT
	Version string // GOVERSION
}

// conditions gives a hash of the cell's module, the go command and its variables, and the
// module's name. An error says why only the real go command will do.
func conditions(tools Toolchain, dir string, env []string) (key, module string, err error) {
	if _, err := os.Stat(filepath.Join(dir, "go.work")); err == nil {
		return "", "", errors.New("a workspace")
	}
	text, err := os.ReadFile(filepath.Join(dir, "go.mod"))
	if err != nil {
		return "", "", err
	}
	match := moduleLine.FindSubmatchIndex(text)
	if match == nil {
		return "", "", errors.New("no plain module line in go.mod")
	}
	module = string(text[match[2]:match[3]])
	sums, err := os.ReadFile(filepath.Join(dir, "go.sum"))
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return "", "", err
	}
	// The file is replaced when Go is installed over itself while a kernel runs.
	release, err := os.ReadFile(filepath.Join(tools.Root, "VERSION"))
	if err != nil {
		return "", "", err
	}
	hash := sha256.New()
	fmt.Fprintf(hash, "v1\n%s\n%s\n%s\n", tools.Root, tools.Version, release)
	for _, entry := range buildVariables(env) {
		name, value, _ := strings.Cut(entry, "=")
		if name == "GOWORK" && value != "" && value != "off" {
			return "", "", errors.New("a workspace")
		}
		if name == "GOFLAGS" {
			for _, flag := range unsupported {
				if strings.Contains(value, flag) {
					return "", "", fmt.Errorf("GOFLAGS holds %s", flag)
				}
			}
		}
		fmt.Fprintln(hash, noVersionControl.Replace(entry))
	}
	hash.Write(text[:match[0]])
	hash.Write(text[match[1]:])
	io.WriteString(hash, "\x00")
	hash.Write(sums)
	for _, entry := range buildVariables(settings(env)) {
		fmt.Fprintln(hash, entry)
	}
	return hex.EncodeToString(hash.Sum(nil)[:16]), module, nil
}

// settings are those that `go env -w` keeps in a file, as far as the environment does not set the same.
func settings(env []string) []string {
	var file string
	if config, err := os.UserConfigDir(); err == nil {
		file = filepath.Join(config, "go", "env")
	}
	set := map[string]bool{}
	for _, entry := range env {
		name, value, _ := strings.Cut(entry, "=")
		set[name] = set[name] || value != ""
		if name == "GOENV" && value != "" {
			file = value // off is no file
		}
	}
	text, _ := os.ReadFile(file)
	return slices.DeleteFunc(strings.Split(string(text), "\n"), func(entry string) bool {
		name, _, _ := strings.Cut(entry, "=")
		return set[name]
	})
}

// whence are variables that say where Go, modules and compiled packages come from, not what they are. Where one person has set
// up for many, these differ. The root and the version are looked at by themselves.
var whence = []string{
	"GOENV", "GOROOT", "GOTOOLCHAIN", "GOPATH", "GOBIN", "GOTMPDIR", "GOCACHE", "GOCACHEPROG",
	"GOPROXY", "GOSUMDB", "GONOSUMDB", "GONOPROXY", "GOPRIVATE", "GOINSECURE", "GOVCS", "GOAUTH",
}

// buildVariables gives, sorted, the variables that the go command, the compiler or the linker heed.
// PATH is not among them: where a C compiler would be needed, the real go command is.
func buildVariables(env []string) []string {
	var kept []string
	for _, entry := range env {
		name, _, _ := strings.Cut(entry, "=")
		switch {
		case name == "GOGC", name == "GOMAXPROCS", name == "GOTRACEBACK", name == "GOMEMLIMIT",
			strings.HasPrefix(name, "GONB_"), strings.HasPrefix(name, "GOMLX_"), strings.HasPrefix(name, "GOPLS"),
			strings.HasPrefix(name, "GOTOOLCHAIN_INTERNAL"), slices.Contains(whence, name):
			continue // of the program that runs, not of its build
		case strings.HasPrefix(name, "GO"), strings.HasPrefix(name, "CGO_"), name == "CC", name == "CXX",
			name == "AR", name == "FC", name == "GCCGO", strings.HasPrefix(name, "PKG_CONFIG"):
			kept = append(kept, entry)
		}
	}
	slices.Sort(kept)
	return slices.Compact(kept)
}
