package serve

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"sublunar/lib/kernel/internal/project"
)

// addKnown adds the imports of packages that the launcher knows by name to a program that uses them
// without importing them: a newcomer's plot.Lines needs no import line. goimports would search the
// module cache, for seconds, and might find another package of that name.
func (s *Server) addKnown(source []byte) []byte {
	file, err := parser.ParseFile(token.NewFileSet(), "main.go", source, 0)
	if err != nil {
		return source // goimports will say what is wrong
	}
	known := s.builder.Known()
	missing := unimported(file, known)
	if len(missing) == 0 {
		return source
	}
	var add strings.Builder
	for _, name := range missing {
		if found := s.packageNamed(name, known); found != "" {
			fmt.Fprintf(&add, "; import %s", strconv.Quote(found))
		}
	}
	// On the package clause's own line: later errors keep their line numbers.
	end := int(file.Name.End()) - 1
	return slices.Concat(source[:end], []byte(add.String()), source[end:])
}

// unimported gives the names before a dot that are neither declared in the file nor imported.
func unimported(file *ast.File, known map[string]string) []string {
	imported := map[string]bool{}
	for _, spec := range file.Imports {
		target, _ := strconv.Unquote(spec.Path.Value)
		switch {
		case spec.Name != nil:
			imported[spec.Name.Name] = true
		case known[target] != "":
			imported[known[target]] = true
		default:
			imported[path.Base(target)] = true
		}
	}
	unresolved := map[*ast.Ident]bool{}
	for _, name := range file.Unresolved {
		unresolved[name] = true
	}
	missing := map[string]bool{}
	ast.Inspect(file, func(node ast.Node) bool {
		selector, ok := node.(*ast.SelectorExpr)
		if !ok || !selector.Sel.IsExported() {
			return true
		}
		if name, ok := selector.X.(*ast.Ident); ok && unresolved[name] && !imported[name.Name] {
			missing[name.Name] = true
		}
		return true
	})
	return slices.Sorted(maps.Keys(missing))
}

// packageNamed gives the one package of that name that it can be: of the project before one of the library, and of the
// library before any other. Names of the standard library's are left to goimports, and so is what is ambiguous.
func (s *Server) packageNamed(name string, known map[string]string) string {
	if s.standard()[name] {
		return ""
	}
	at := s.place.Project
	var own, library, others []string
	for target, its := range known {
		switch {
		case its != name:
		case strings.HasPrefix(target, at.Module+"/"):
			own = append(own, target)
		case strings.HasPrefix(target, project.Library+"/"):
			library = append(library, target)
		default:
			others = append(others, target)
		}
	}
	// Before anything is learnt, a folder's name has to do.
	if len(own) == 0 {
		own = packageFolder(at.Root, at.Module, name)
	}
	if len(library) == 0 {
		library = packageFolder(at.Library, project.Library, name)
	}
	for _, candidates := range [][]string{own, library, others} {
		if len(candidates) == 1 {
			return candidates[0]
		}
		if len(candidates) > 1 {
			return ""
		}
	}
	return ""
}

// packageFolder looks for a package of that name where a module has its packages.
func packageFolder(root, module, name string) []string {
	for _, parent := range []string{"lib", "."} {
		if hasGo(filepath.Join(root, parent, name)) {
			return []string{path.Join(module, parent, name)}
		}
	}
	return nil
}

func hasGo(dir string) bool {
	files, _ := filepath.Glob(filepath.Join(dir, "*.go"))
	return len(files) > 0
}

// standard gives the names of the standard library's packages.
func (s *Server) standard() map[string]bool {
	s.standardOnce.Do(func() {
		s.standardNames = map[string]bool{}
		src := filepath.Join(s.place.GOROOT, "src")
		filepath.WalkDir(src, func(name string, entry os.DirEntry, err error) error {
			if err != nil || !entry.IsDir() {
				return nil
			}
			switch base := entry.Name(); {
			case base == "cmd" || base == "vendor" || base == "internal" || base == "testdata":
				return filepath.SkipDir
			case name != src:
				// math/rand/v2 is package rand, which math/rand gives already.
				s.standardNames[base] = true
			}
			return nil
		})
	})
	return s.standardNames
}
