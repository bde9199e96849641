package keep

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strings"
)

// A declaration is a piece of a package's top level that is compared as one: a function, a type
// with its methods, a variable, a constant, an import.
type declaration struct {
	key  string
	node ast.Node
	// with are the declarations that come along: a type's methods, what assigns to a variable.
	with []*declaration
}

// A pkg is the source of a package, by the names it declares.
type pkg struct {
	fset  *token.FileSet
	text  map[*token.File][]byte
	files map[string]*ast.File
	named map[string]*declaration
}

// parsePackage reads the Go files that are in one package with the given file. The tests of a
// package are part of it only when the file is one of them.
func parsePackage(file string) (*pkg, error) {
	p := &pkg{fset: token.NewFileSet(), text: map[*token.File][]byte{}, files: map[string]*ast.File{}, named: map[string]*declaration{}}
	first, err := p.parse(file)
	if err != nil {
		return nil, err
	}
	siblings, err := filepath.Glob(filepath.Join(filepath.Dir(file), "*.go"))
	if err != nil {
		return nil, err
	}
	for _, path := range siblings {
		if path == file || strings.HasSuffix(path, "_test.go") && !strings.HasSuffix(file, "_test.go") {
			continue
		}
		// A neighbour that doesn't parse, or went, is no part of the program that runs.
		if other, err := p.parse(path); err == nil && other.Name.Name != first.Name.Name {
			delete(p.files, path)
		}
	}
	p.declare()
	return p, nil
}

func (p *pkg) parse(path string) (*ast.File, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errNoSource, err)
	}
	f, err := parser.ParseFile(p.fset, path, text, 0)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errNoSource, err)
	}
	p.files[path] = f
	p.text[p.fset.File(f.Pos())] = text
	return f, nil
}

// declare finds the package's declarations by name.
func (p *pkg) declare() {
	var methods, funcs []*ast.FuncDecl
	for _, f := range p.files {
		for _, d := range f.Decls {
			switch d := d.(type) {
			case *ast.FuncDecl:
				if d.Recv != nil {
					methods = append(methods, d)
				} else {
					// Of several init functions none can be referred to: they come by what they assign.
					p.named[d.Name.Name] = &declaration{key: "func " + d.Name.Name, node: d}
				}
				funcs = append(funcs, d)
			case *ast.GenDecl:
				p.declareGroup(d)
			}
		}
	}
	for _, m := range methods {
		if t := p.named[receiver(m)]; t != nil {
			t.with = append(t.with, &declaration{key: t.key + "." + m.Name.Name, node: m})
		}
	}
	for i, f := range funcs {
		for name := range assigned(f) {
			if v := p.named[name]; v != nil && strings.HasPrefix(v.key, "var ") {
				v.with = append(v.with, &declaration{key: fmt.Sprintf("%s set by %s %d", v.key, f.Name.Name, i*isInit(f)), node: f})
			}
		}
	}
}

// isInit tells the init functions of a package apart, which share their name.
func isInit(f *ast.FuncDecl) int {
	if f.Name.Name == "init" {
		return 1
	}
	return 0
}

// declareGroup adds the names of one import, const, type or var declaration. Its parts count one by
// one (GoNB puts all variables of a notebook into one group), except constants that build on the
// line before: an iota, or a name with no value.
func (p *pkg) declareGroup(d *ast.GenDecl) {
	whole := d.Tok == token.CONST && dependsOnOrder(d)
	for _, s := range d.Specs {
		node := ast.Node(s)
		if whole {
			node = d
		}
		switch s := s.(type) {
		case *ast.ValueSpec:
			for _, name := range s.Names {
				p.named[name.Name] = &declaration{key: d.Tok.String() + " " + name.Name, node: node}
			}
		case *ast.TypeSpec:
			p.named[s.Name.Name] = &declaration{key: "type " + s.Name.Name, node: node}
		case *ast.ImportSpec:
			path := strings.Trim(s.Path.Value, `"`)
			name := path[strings.LastIndex(path, "/")+1:]
			if s.Name != nil {
				name = s.Name.Name
			}
			if p.named[name] == nil {
				p.named[name] = &declaration{key: "import " + name, node: node}
			}
		}
	}
}

func dependsOnOrder(d *ast.GenDecl) bool {
	found := false
	ast.Inspect(d, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.ValueSpec:
			found = found || len(n.Values) == 0
		case *ast.Ident:
			found = found || n.Name == "iota"
		}
		return !found
	})
	return found
}

// receiver is the name of the type that a method belongs to.
func receiver(m *ast.FuncDecl) string {
	t := m.Recv.List[0].Type
	for {
		switch u := t.(type) {
		case *ast.StarExpr:
			t = u.X
		case *ast.IndexExpr:
			t = u.X
		case *ast.IndexListExpr:
			t = u.X
		case *ast.ParenExpr:
			t = u.X
		case *ast.Ident:
			return u.Name
		default:
			return ""
		}
	}
}

// assigned are the names that a function assigns to, or takes the address of: the roots of the left
// sides, so p for p.x[3] = 1.
func assigned(f *ast.FuncDecl) map[string]bool {
	names := map[string]bool{}
	add := func(e ast.Expr) {
		for {
			switch u := e.(type) {
			case *ast.SelectorExpr:
				e = u.X
			case *ast.IndexExpr:
				e = u.X
			case *ast.StarExpr:
				e = u.X
			case *ast.ParenExpr:
				e = u.X
			case *ast.Ident:
				names[u.Name] = true
				return
			default:
				return
			}
		}
	}
	ast.Inspect(f, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.AssignStmt:
			if n.Tok != token.DEFINE {
				for _, e := range n.Lhs {
					add(e)
				}
			}
		case *ast.IncDecStmt:
			add(n.X)
		case *ast.UnaryExpr:
			if n.Op == token.AND {
				add(n.X)
			}
		case *ast.RangeStmt:
			if n.Tok == token.ASSIGN {
				add(n.Key)
				if n.Value != nil {
					add(n.Value)
				}
			}
		}
		return true
	})
	return names
}
