package workshop

import (
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/scanner"
	"go/token"
	"strings"
)

// A program is a cell as GoNB reads it: Go of the same lines, where commands are empty and what follows %% is the body
// of main.
type program struct {
	lines []string // of the cell
	main  int      // the line of %%, from 0; -1 where there is none
	set   *token.FileSet
	file  *ast.File
}

// errNoGo says that a cell is a script: %%bash, %%writefile, ...
var errNoGo = errors.New("it is no Go, but a script: only Go and Markdown can be cut")

// read parses a cell. An error names the cell's own line.
func read(source string) (*program, error) {
	p := &program{lines: strings.Split(source, "\n"), main: -1, set: token.NewFileSet()}
	code := append([]string{"package cell"}, p.lines...) // on a line of its own, so that columns stay
	for i := 1; i < len(code); i++ {
		line := strings.TrimPrefix(code[i], "//gonb:")
		if len(line) < 2 || line[0] != '%' && line[0] != '!' {
			continue
		}
		word := ""
		if fields := strings.Fields(line); len(fields) > 0 {
			word = fields[0]
		}
		if i == 1 && strings.HasPrefix(word, "%%") && word != "%%" {
			return nil, errNoGo
		}
		code[i] = ""
		if p.main < 0 && (word == "%%" || word == "%main") {
			p.main, code[i] = i-1, "func main() {"
		}
		for strings.HasSuffix(line, `\`) && i+1 < len(code) { // the command goes on
			i++
			line, code[i] = code[i], ""
		}
	}
	if p.main >= 0 {
		code = append(code, "}")
	}
	var err error
	p.file, err = parser.ParseFile(p.set, "", strings.Join(code, "\n"), parser.ParseComments|parser.SkipObjectResolution)
	var list scanner.ErrorList
	if errors.As(err, &list) && len(list) > 0 {
		return nil, fmt.Errorf("line %d: %s", min(max(list[0].Pos.Line-1, 1), len(p.lines)), list[0].Msg)
	}
	return p, err
}

// at gives a position's line, from 0, and its byte in that line.
func (p *program) at(pos token.Pos) (line, column int) {
	where := p.set.PositionFor(pos, false)
	return where.Line - 2, where.Column - 1
}

// functions are those that the cell declares with a body, without what %% makes.
func (p *program) functions() (all []*ast.FuncDecl) {
	for _, d := range p.file.Decls {
		f, ok := d.(*ast.FuncDecl)
		if !ok || f.Body == nil {
			continue
		}
		if line, _ := p.at(f.Pos()); line != p.main {
			all = append(all, f)
		}
	}
	return all
}
