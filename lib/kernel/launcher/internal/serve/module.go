package serve

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"

	"golang.org/x/mod/modfile"

	"sublunar/lib/kernel/launcher/internal/place"
	"sublunar/lib/kernel/launcher/internal/shim"
)

// modInit answers GoNB's `go mod init gonb_XXXXXXXX`, the first thing it does, with a module that
// requires sublunar, at the checkout, and all that sublunar requires, at the same versions and
// with their sums. So cells import these with no set-up and no network, `go get` of anything else
// still works, and no workspace is needed: with GoNB's -go_work flag, GoNB would walk and watch
// every folder of the checkout, the Python environment included, before the first cell.
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
	sums, err := os.ReadFile(filepath.Join(s.place.Checkout, "go.sum"))
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
	path := filepath.Join(s.place.Checkout, "go.mod")
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
	cell.AddNewRequire(place.Module, "v0.0.0", false)
	if err := cell.AddReplace(place.Module, "", s.place.Checkout, ""); err != nil {
		return nil, err
	}
	for _, replace := range ours.Replace {
		target := replace.New.Path
		if replace.New.Version == "" && !filepath.IsAbs(target) {
			target = filepath.Join(s.place.Checkout, target)
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
	return unwatched(formatted, s.place.Checkout), nil
}

// unwatched puts the replacement into a block of its own, which the go command keeps a block for
// the comment's sake. GoNB looks for one-line replacements by folders, to walk and watch them,
// every folder of the Python environment in .sublunar included.
func unwatched(module []byte, checkout string) []byte {
	line := fmt.Sprintf("%s => %s\n", place.Module, modfile.AutoQuote(checkout))
	block := "replace (\n\t" + line + "\t// A block, so that GoNB does not watch the whole checkout.\n)\n"
	return bytes.Replace(module, []byte("replace "+line), []byte(block), 1)
}
