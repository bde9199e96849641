package runner

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strings"
)

// A Parameter is a variable that a notebook's cell tagged `parameters` declares, for a reader to
// change.
type Parameter struct {
	Name string
	// Type is the declared type, or that of the literal: bool, string, int, float64, ... or a slice
	// of one of these.
	Type string
	// Default is the Go text of the declared value; "" when there is none.
	Default string
	// About is the comment behind the declaration (or above it, when there is none behind).
	About string
	// File: the value is the path of a file. The comment begins with "file:".
	File bool

	slice   bool
	element string // Type, or that of its elements
}

// Parameters gives what the parameters cell declares. The cell may hold declarations, imports and
// GoNB's commands; anything else in it is an error, and so is a value that is no literal: a run
// could not check what it is given.
func Parameters(source string) ([]Parameter, error) {
	// Commands such as %% are no Go. They give way to empty lines, so that positions stay.
	lines := strings.Split(source, "\n")
	for i, line := range lines {
		bare := strings.TrimPrefix(line, "//gonb:")
		if len(bare) > 1 && (bare[0] == '%' || bare[0] == '!') {
			lines[i] = ""
		}
	}
	set := token.NewFileSet()
	// The package clause stays on the first line, for the same reason.
	file, err := parser.ParseFile(set, "", "package p; "+strings.Join(lines, "\n"), parser.ParseComments)
	if err != nil {
		return nil, fmt.Errorf("the parameters cell must hold only declarations such as `var steps = 100 // what it is`: %w", err)
	}
	comments := map[int]string{} // by the line they end on
	for _, group := range file.Comments {
		comments[set.Position(group.End()).Line] = strings.TrimSpace(group.Text())
	}
	var found []Parameter
	for _, d := range file.Decls {
		decl, ok := d.(*ast.GenDecl)
		if !ok {
			return nil, fmt.Errorf("line %d of the parameters cell declares a function; it must hold only variables", set.Position(d.Pos()).Line)
		}
		if decl.Tok == token.IMPORT {
			continue
		}
		if decl.Tok == token.TYPE {
			return nil, fmt.Errorf("line %d of the parameters cell declares a type; it must hold only variables", set.Position(d.Pos()).Line)
		}
		for _, s := range decl.Specs {
			spec := s.(*ast.ValueSpec)
			line := set.Position(spec.Pos()).Line
			if len(spec.Names) > 1 {
				return nil, fmt.Errorf("line %d of the parameters cell declares several variables at once: declare each by itself", line)
			}
			if decl.Tok == token.CONST {
				return nil, fmt.Errorf("line %d of the parameters cell declares the constant %s: use var, so that it can be changed", line, spec.Names[0].Name)
			}
			about := comments[set.Position(spec.End()).Line]
			if about == "" && spec.Doc != nil {
				about = strings.TrimSpace(spec.Doc.Text())
			}
			if about == "" && spec.Doc == nil && decl.Doc != nil && len(decl.Specs) == 1 {
				about = strings.TrimSpace(decl.Doc.Text())
			}
			p, err := parameter(spec)
			if err != nil {
				return nil, fmt.Errorf("line %d of the parameters cell: %s %w", line, spec.Names[0].Name, err)
			}
			p.About = about
			if rest, ok := strings.CutPrefix(about, "file:"); ok && p.Type == "string" {
				p.File, p.About = true, strings.TrimSpace(rest)
			}
			found = append(found, p)
		}
	}
	return found, nil
}

// parameter reads the declaration of one variable.
func parameter(spec *ast.ValueSpec) (Parameter, error) {
	p := Parameter{Name: spec.Names[0].Name}
	var value ast.Expr
	if len(spec.Values) > 0 {
		value = spec.Values[0]
		p.Default = text(value)
	}
	kind := spec.Type
	if kind == nil {
		if list, ok := value.(*ast.CompositeLit); ok {
			kind = list.Type
		} else if call, ok := value.(*ast.CallExpr); ok && len(call.Args) == 1 {
			// float32(0.5), time.Duration(3): a conversion says the type.
			kind, value = call.Fun, call.Args[0]
		}
	}
	if kind == nil {
		p.Type = literalType(value)
		p.element = p.Type
		if p.Type == "" {
			return p, fmt.Errorf("= %s is not a literal; write a number, a string, true, false or a list such as []int{1, 2}", p.Default)
		}
		return p, nil
	}
	p.Type, p.element = text(kind), text(kind)
	if list, ok := kind.(*ast.ArrayType); ok && list.Len == nil {
		p.slice, p.element = true, text(list.Elt)
	}
	if !slices.Contains(types, p.element) {
		return p, fmt.Errorf("has the type %s; use one of %s, or a slice of one", p.Type, strings.Join(types, ", "))
	}
	return p, nil
}

// literalType gives the type of `var x = value`; "" when value is no literal.
func literalType(value ast.Expr) string {
	switch v := value.(type) {
	case *ast.BasicLit:
		return map[token.Token]string{token.INT: "int", token.FLOAT: "float64", token.STRING: "string"}[v.Kind]
	case *ast.Ident:
		if v.Name == "true" || v.Name == "false" {
			return "bool"
		}
	case *ast.UnaryExpr:
		if t := literalType(v.X); (v.Op == token.SUB || v.Op == token.ADD) && (t == "int" || t == "float64") {
			return t
		}
	case *ast.ParenExpr:
		return literalType(v.X)
	}
	return ""
}

// text gives the Go text of an expression, near enough for types and literals.
func text(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.BasicLit:
		return e.Value
	case *ast.Ident:
		return e.Name
	case *ast.UnaryExpr:
		return e.Op.String() + text(e.X)
	case *ast.ParenExpr:
		return "(" + text(e.X) + ")"
	case *ast.SelectorExpr:
		return text(e.X) + "." + e.Sel.Name
	case *ast.BinaryExpr:
		return text(e.X) + " " + e.Op.String() + " " + text(e.Y)
	case *ast.ArrayType:
		if e.Len != nil {
			return "[" + text(e.Len) + "]" + text(e.Elt)
		}
		return "[]" + text(e.Elt)
	case *ast.CompositeLit:
		return text(e.Type) + "{" + list(e.Elts) + "}"
	case *ast.CallExpr:
		return text(e.Fun) + "(" + list(e.Args) + ")"
	}
	return "..."
}

func list(es []ast.Expr) string {
	var parts []string
	for _, e := range es {
		parts = append(parts, text(e))
	}
	return strings.Join(parts, ", ")
}
