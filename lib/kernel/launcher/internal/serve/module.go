package serve

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"golang.org/x/mod/modfile"
	"golang.org/x/mod/module"

	"sublunar/lib/kernel/launcher/internal/shim"
)

// modInit answers GoNB's `go mod init gonb_XXXXXXXX`, the first thing it does, with a module that
// requires the project, at its folder, and all that the project requires, the library among it, at the same
// versions and with their sums. So cells import these with no set-up and no network, `go get` of anything else
// still works, and no workspace is needed: with GoNB's -go_work flag, GoNB would walk and watch
// every folder of the project, the Python environment included, before the first cell.
func (s *Server) modInit(request shim.Request) shim.Reply {
	if filepath.Dir(request.Dir) != s.run {
		return shim.Reply{Real: true} // some other module, of the person's own
	}
	if s.writeModule(request.Dir, request.Args[2]) != nil {
		return shim.Reply{Real: true}
	}
	go s.prepare(request)
	return shim.Reply{Stderr: fmt.Appendf(nil, "go: creating new go.mod: module %s\n", request.Args[2])}
}

// prepare takes up what an earlier kernel learnt, and brings it up to date while the person reads.
// With nothing to take up, learning waits for the first cell, whose own build comes first.
func (s *Server) prepare(request shim.Request) {
	if s.builder.Recall(request.Dir, request.Env) {
		s.learn(request)
	}
}

// writeModule writes go.mod and go.sum.
func (s *Server) writeModule(dir, name string) error {
	text, err := s.cellModule(name)
	if err != nil {
		return err
	}
	sums, err := os.ReadFile(filepath.Join(s.place.Project.Root, "go.sum"))
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(dir, "go.sum"), sums, 0o644); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, "go.mod"), text, 0o644)
}

// cellModule gives the go.mod of the module that cells are compiled in.
func (s *Server) cellModule(name string) ([]byte, error) {
	path := filepath.Join(s.place.Project.Root, "go.mod")
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	ours, err := modfile.Parse(path, text, nil)
	if err != nil {
		return nil, err
	}
	cell := new(modfile.File)
	if err := cell.AddModuleStmt(name); err != nil {
		return nil, err
	}
	if ours.Go != nil {
		if err := cell.AddGoStmt(ours.Go.Version); err != nil {
			return nil, err
		}
	}
	if ours.Toolchain != nil {
		if err := cell.AddToolchainStmt(ours.Toolchain.Name); err != nil {
			return nil, err
		}
	}
	for _, require := range ours.Require {
		cell.AddNewRequire(require.Mod.Path, require.Mod.Version, require.Indirect)
	}
	at := s.place.Project
	cell.AddNewRequire(at.Module, localVersion(at.Module), false)
	if err := cell.AddReplace(at.Module, "", at.Root, ""); err != nil {
		return nil, err
	}
	for _, replace := range ours.Replace {
		target := replace.New.Path
		if replace.New.Version == "" && !filepath.IsAbs(target) {
			target = filepath.Join(at.Root, target)
		}
		if err := cell.AddReplace(replace.Old.Path, replace.Old.Version, target, replace.New.Version); err != nil {
			return nil, err
		}
	}
	for _, exclude := range ours.Exclude {
		if err := cell.AddExclude(exclude.Mod.Path, exclude.Mod.Version); err != nil {
			return nil, err
		}
	}
	cell.Cleanup()
	formatted, err := cell.Format()
	if err != nil {
		return nil, err
	}
	return unwatched(formatted), nil
}

// localVersion stands for that of a module in a folder. A path that ends in /v2 wants a version that begins so.
func localVersion(path string) string {
	if _, major, ok := module.SplitPathVersion(path); ok && major != "" {
		return module.PathMajorPrefix(major) + ".0.0"
	}
	return "v0.0.0"
}

// unwatched keeps the replacements in a block, which the go command leaves a block for the comment's sake even where there
// is one only. GoNB looks for one-line replacements by folders, to walk and watch them, every folder of the Python
// environment in .sublunar included.
func unwatched(text []byte) []byte {
	const why = "\t// A block, so that GoNB does not watch the whole checkout.\n"
	if before, after, found := bytes.Cut(text, []byte("\nreplace (\n")); found {
		return slices.Concat(before, []byte("\nreplace (\n"+why), after)
	}
	before, after, _ := bytes.Cut(text, []byte("\nreplace "))
	line, after, _ := bytes.Cut(after, []byte("\n"))
	return slices.Concat(before, []byte("\nreplace (\n\t"), line, []byte("\n"+why+")\n"), after)
}
