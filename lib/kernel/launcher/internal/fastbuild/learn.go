package fastbuild

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
)

// listed is what is asked of `go list` for each package.
type listed struct {
	Dir, ImportPath, Name, Export, DefaultGODEBUG string
	Standard                                      bool
	Module                                        *listedModule

	GoFiles, CgoFiles, CFiles, CXXFiles, MFiles, HFiles, FFiles, SFiles, SwigFiles, SwigCXXFiles, SysoFiles,
	IgnoredGoFiles, IgnoredOtherFiles, EmbedFiles []string
}

type listedModule struct {
	Path, Version, GoMod string
	Main                 bool
	Replace              *listedModule
}

const listFields = "-json=Dir,ImportPath,Name,Export,DefaultGODEBUG,Standard,Module,GoFiles,CgoFiles,CFiles," +
	"CXXFiles,MFiles,HFiles,FFiles,SFiles,SwigFiles,SwigCXXFiles,SysoFiles,IgnoredGoFiles,IgnoredOtherFiles,EmbedFiles"

// A runner starts a command and waits for it, with the launcher keeping count of it.
type runner func(*exec.Cmd) error

// learn asks the go command about the roots, in a module like the cell's in dir. It compiles what
// is not compiled yet.
func learn(ctx context.Context, run runner, tools Toolchain, dir, probe string, env, roots []string) (*Snapshot, error) {
	start := time.Now()
	key, module, err := conditions(tools, dir, env)
	if err != nil {
		return nil, err
	}
	if err := writeProbe(dir, probe, module, roots, ""); err != nil {
		return nil, err
	}
	ask := func(args ...string) (stdout, stderr []byte, err error) {
		var out, report bytes.Buffer
		command := exec.CommandContext(ctx, tools.Command, args...)
		command.Dir, command.Env = probe, append(slices.Clone(env), "PWD="+probe)
		command.Stdout, command.Stderr = &out, &report
		if err := run(command); err != nil {
			return nil, nil, fmt.Errorf("fastbuild: go %s: %w\n%s", args[0], err, report.Bytes())
		}
		return out.Bytes(), report.Bytes(), nil
	}
	list, _, err := ask("list", "-export", "-deps", listFields, ".")
	if err != nil {
		return nil, err
	}
	s := &Snapshot{Key: key, Roots: roots, settled: true}
	if err := s.readPackages(list, start); err != nil {
		return nil, err
	}
	// Listing has compiled the probe; changed, it has to be compiled again, and is printed.
	if err := writeProbe(dir, probe, module, roots, "// "+start.Format(time.RFC3339Nano)); err != nil {
		return nil, err
	}
	_, printed, err := ask("build", "-n", "-o", filepath.Join(probe, "probe"))
	if err != nil {
		return nil, err
	}
	if err := s.readCommands(printed); err != nil {
		return nil, err
	}
	return s, nil
}

// writeProbe makes a program that imports all roots, in a copy of the cell's module.
func writeProbe(dir, probe, module string, roots []string, comment string) error {
	if err := os.MkdirAll(probe, 0o700); err != nil {
		return err
	}
	text, err := os.ReadFile(filepath.Join(dir, "go.mod"))
	if err != nil {
		return err
	}
	text = bytes.Replace(text, []byte("module "+module), []byte("module "+probeModule), 1)
	if err := os.WriteFile(filepath.Join(probe, "go.mod"), text, 0o600); err != nil {
		return err
	}
	sums, err := os.ReadFile(filepath.Join(dir, "go.sum"))
	if err == nil {
		err = os.WriteFile(filepath.Join(probe, "go.sum"), sums, 0o600)
	}
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	var program strings.Builder
	program.WriteString("package main\n\nimport (\n")
	for _, root := range roots {
		program.WriteString("\t_ " + strconv.Quote(root) + "\n")
	}
	program.WriteString(")\n\nfunc main() {}\n" + comment + "\n")
	return os.WriteFile(filepath.Join(probe, "main.go"), []byte(program.String()), 0o600)
}

// readPackages takes in what `go list -json` wrote.
func (s *Snapshot) readPackages(list []byte, start time.Time) error {
	s.Exports, s.Names = map[string]string{}, map[string]string{}
	paths := map[string]bool{}
	decoder := json.NewDecoder(bytes.NewReader(list))
	for {
		var p listed
		if err := decoder.Decode(&p); err == io.EOF {
			break
		} else if err != nil {
			return fmt.Errorf("fastbuild: go list: %w", err)
		}
		if p.ImportPath == probeModule {
			if p.DefaultGODEBUG != "" {
				return errors.New("fastbuild: a go line older than the go command changes GODEBUG")
			}
			continue
		}
		if p.Export != "" {
			s.Exports[p.ImportPath] = p.Export
		}
		if importable(p.ImportPath, p.Name) {
			s.Names[p.ImportPath] = p.Name
		}
		if p.local() {
			for _, path := range p.sources() {
				paths[path] = true
			}
		}
	}
	for path := range paths {
		stamp := stampOf(path)
		s.settled = s.settled && !stamp.since(start) && !stamp.Missing
		s.Stamps = append(s.Stamps, stamp)
	}
	slices.SortFunc(s.Stamps, func(a, b Stamp) int { return strings.Compare(a.Path, b.Path) })
	return nil
}

// local says whether the package's sources may change: not the standard library's, nor those of
// a module at a version.
func (p *listed) local() bool {
	if p.Standard {
		return false
	}
	m := p.Module
	if m != nil && m.Replace != nil {
		m = m.Replace
	}
	return m == nil || m.Main || m.Version == ""
}

// sources gives the files that the package is made of, the folders that hold them, which change when
// a file comes or goes, and its module's go.mod.
func (p *listed) sources() []string {
	paths := []string{p.Dir}
	for _, names := range [][]string{p.GoFiles, p.CgoFiles, p.CFiles, p.CXXFiles, p.MFiles, p.HFiles, p.FFiles,
		p.SFiles, p.SwigFiles, p.SwigCXXFiles, p.SysoFiles, p.IgnoredGoFiles, p.IgnoredOtherFiles, p.EmbedFiles} {
		for _, name := range names {
			path := filepath.Join(p.Dir, name)
			paths = append(paths, path)
			for dir := filepath.Dir(path); len(dir) > len(p.Dir); dir = filepath.Dir(dir) {
				paths = append(paths, dir)
			}
		}
	}
	if p.Module != nil && p.Module.GoMod != "" {
		paths = append(paths, p.Module.GoMod)
	}
	return paths
}

// readCommands takes in what `go build -n` printed.
func (s *Snapshot) readCommands(printed []byte) error {
	var compiles, links []string
	lines := bufio.NewScanner(bytes.NewReader(printed))
	lines.Buffer(nil, 1<<24)
	for lines.Scan() {
		line := lines.Text()
		switch {
		case strings.HasPrefix(line, "modinfo "):
			s.ModInfo = line
		case calls(line, "compile") && strings.Contains(line, " -p main "):
			compiles = append(compiles, line)
		case calls(line, "link"):
			links = append(links, line)
		}
	}
	if len(compiles) != 1 || len(links) != 1 || s.ModInfo == "" {
		return fmt.Errorf("fastbuild: go build -n printed %d compile and %d link commands", len(compiles), len(links))
	}
	var err error
	if s.Compile, err = parseCommand(compiles[0]); err != nil {
		return err
	}
	s.Link, err = parseCommand(links[0])
	return err
}

// calls says whether a printed command makes one of Go's tools write a file. The tool's path is in quotes where it has spaces.
func calls(line, tool string) bool {
	return strings.Contains(line, "/"+tool+" -o ") || strings.Contains(line, "/"+tool+`" -o `)
}
