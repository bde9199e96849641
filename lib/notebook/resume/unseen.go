package resume

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// A reading is what a cell's source says.
type reading struct {
	declarations string   // its lines up to %%, which later cells need; "" when there are none
	texts        []string // string literals: names of files may be among them
	unseen       string   // why the cell can't be left out
}

// elsewhere are packages by which a program reaches what can't be seen from here.
var elsewhere = []string{"net", "net/http", "os/exec", "syscall", "plugin", "os/user", "golang.org/x/sys/unix", "database/sql"}

// harmless are what a cell may use of package os; ReadFile and the like only with the name as it is.
var (
	harmless = []string{"Stdout", "Stderr", "Exit", "Getpid", "Args", "Getenv", "LookupEnv", "Environ", "IsNotExist", "ErrNotExist", "FileMode"}
	readers  = []string{"ReadFile", "Open", "ReadDir", "Stat", "Lstat", "DirFS"}
	writes   = regexp.MustCompile(`^(Save|Export|Create|Mkdir|Remove|Rename|Dump|WriteFile|WriteAll|WriteCSV|WriteN|WriteH)`)
)

// Unseen says why a cell can't be left out when nothing that can be seen has changed; "" when it can.
func Unseen(source string) string { return read(source).unseen }

// read looks at a cell as GoNB takes it apart.
func read(source string) reading {
	var r reading
	lines := strings.Split(source, "\n")
	body := -1
	for i, line := range lines {
		bare := strings.TrimPrefix(line, "//gonb:")
		if len(bare) < 2 || bare[0] != '%' && bare[0] != '!' {
			continue
		}
		switch word := strings.Fields(bare)[0]; {
		case bare[0] == '!':
			r.unseen = "it runs a shell command"
			return r
		case (word == "%%" || word == "%main") && body < 0 && len(strings.Fields(bare)) == 1:
			body = i
			lines[i] = "func main() {"
		default:
			r.unseen = "it has the command " + word
			return r
		}
	}
	before := lines
	if body >= 0 {
		before = lines[:body]
		lines = append(lines, "}")
	}
	if text := strings.Join(before, "\n"); strings.TrimSpace(text) != "" {
		r.declarations = text
	}
	file, err := parser.ParseFile(token.NewFileSet(), "", "package p; "+strings.Join(lines, "\n"), 0)
	if err != nil {
		r.unseen = "it can't be read"
		return r
	}
	for _, spec := range file.Imports {
		path, _ := strconv.Unquote(spec.Path.Value)
		if slices.Contains(elsewhere, path) || path == "os" && spec.Name != nil {
			r.unseen = "it imports " + path
			return r
		}
	}
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.ImportSpec:
			return false
		case *ast.BasicLit:
			if text, err := strconv.Unquote(n.Value); err == nil && n.Kind == token.STRING {
				r.texts = append(r.texts, text)
			}
		case *ast.FuncDecl:
			if body < 0 && n.Recv == nil && n.Name.Name == "main" {
				r.unseen = "it has a func main of its own"
			}
		case *ast.CallExpr:
			r.call(n)
		case *ast.SelectorExpr:
			r.selector(n)
		}
		return r.unseen == ""
	})
	return r
}

// call looks for methods that write, and lets package os read a file that is named.
func (r *reading) call(c *ast.CallExpr) {
	s, ok := c.Fun.(*ast.SelectorExpr)
	if !ok {
		return
	}
	if pkg, ok := s.X.(*ast.Ident); ok && pkg.Name == "os" && slices.Contains(readers, s.Sel.Name) {
		if len(c.Args) != 1 {
			return
		}
		if _, named := c.Args[0].(*ast.BasicLit); !named {
			r.unseen = fmt.Sprintf("it reads a file whose name is not written in os.%s", s.Sel.Name)
		}
		return
	}
	if writes.MatchString(s.Sel.Name) {
		r.unseen = "it calls " + s.Sel.Name + ", which may write a file"
	}
}

func (r *reading) selector(s *ast.SelectorExpr) {
	pkg, ok := s.X.(*ast.Ident)
	if !ok || r.unseen != "" {
		return
	}
	if pkg.Name == "os" && !slices.Contains(harmless, s.Sel.Name) && !slices.Contains(readers, s.Sel.Name) {
		r.unseen = "it uses os." + s.Sel.Name
	}
	for _, path := range elsewhere {
		if pkg.Obj == nil && pkg.Name == path[strings.LastIndex(path, "/")+1:] {
			r.unseen = "it uses package " + path
		}
	}
}
