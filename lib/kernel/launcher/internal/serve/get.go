package serve

import (
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/modfile"
	"golang.org/x/mod/module"

	"sublunar/lib/kernel/launcher/internal/place"
	"sublunar/lib/kernel/launcher/internal/shim"
)

// get answers the `go get` that GoNB runs before every build. There is nothing to get, 0.3 s saved
// and no network asked, where all that the cell imports is at hand.
func (s *Server) get(request shim.Request) shim.Reply {
	if s.builder.Ready(request.Dir, request.Env) {
		return shim.Reply{}
	}
	imports, err := importsIn(request.Dir)
	if err != nil {
		return shim.Reply{Real: true}
	}
	text, err := os.ReadFile(filepath.Join(request.Dir, "go.mod"))
	if err != nil {
		return shim.Reply{Real: true}
	}
	cell, err := modfile.Parse("go.mod", text, nil)
	if err != nil {
		return shim.Reply{Real: true}
	}
	for _, path := range imports {
		if !atHand(path, cell, s.place) {
			return shim.Reply{Real: true}
		}
	}
	return shim.Reply{}
}

// importsIn gives what all Go files of a folder import.
func importsIn(dir string) ([]string, error) {
	files, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		return nil, err
	}
	var imports []string
	for _, name := range files {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ImportsOnly)
		if err != nil {
			return nil, err
		}
		for _, spec := range file.Imports {
			path, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				return nil, err
			}
			imports = append(imports, path)
		}
	}
	return imports, nil
}

// atHand says whether a package's folder is there: in the standard library, or in the module that
// the cell's module takes it from, which is a folder or in the module cache.
func atHand(path string, cell *modfile.File, p place.Place) bool {
	if path == "C" || path == "unsafe" {
		return true
	}
	// The module with the longest path that holds the package provides it.
	best := module.Version{}
	for _, require := range cell.Require {
		mod := require.Mod
		if (path == mod.Path || strings.HasPrefix(path, mod.Path+"/")) && len(mod.Path) > len(best.Path) {
			best = mod
		}
	}
	below := strings.TrimPrefix(path, best.Path)
	if best.Path == "" {
		first, _, _ := strings.Cut(path, "/")
		return !strings.Contains(first, ".") && isFolder(filepath.Join(p.GOROOT, "src", path))
	}
	for _, replace := range cell.Replace {
		if replace.Old.Path == best.Path && (replace.Old.Version == "" || replace.Old.Version == best.Version) {
			best = replace.New
		}
	}
	if best.Version == "" {
		return isFolder(filepath.Join(best.Path, below)) // a folder's, which writeModule has made absolute
	}
	escaped, err := module.EscapePath(best.Path)
	if err != nil {
		return false
	}
	version, err := module.EscapeVersion(best.Version)
	if err != nil {
		return false
	}
	return isFolder(filepath.Join(p.GOMODCACHE, escaped+"@"+version, below))
}

func isFolder(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}
