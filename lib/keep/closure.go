package keep

import (
	"fmt"
	"go/ast"
	"go/scanner"
	"go/token"
	"path/filepath"
	"slices"
)

// digestFunction digests the source of the function at a place, with all of its package that it
// refers to, directly or by what it refers to.
//
// A literal that captures nothing is itself alone: what stands around it in the cell may change.
// One that captures takes along the function that made it, and the caller of Once, which may have
// made what it captured.
func digestFunction(at place) (string, error) {
	h := newHash()
	p, err := parsePackage(at.file)
	if err != nil {
		return "", err
	}
	start, withCaller := p.find(at)
	if len(start) == 0 && !withCaller {
		return "", fmt.Errorf("%w: no function begins at line %d of %s", errNoSource, at.line, filepath.Base(at.file))
	}
	p.digest(h, start)
	if withCaller {
		if err := digestCaller(h, p, at); err != nil {
			return "", err
		}
	}
	return h.sum(), nil
}

// digestCaller adds the function that called Once, in p or in a package of its own.
func digestCaller(h hasher, p *pkg, at place) (err error) {
	if p == nil || p.files[at.callerFile] == nil {
		if p, err = parsePackage(at.callerFile); err != nil {
			return err
		}
	}
	around := p.around(at.callerFile, at.callerLine)
	if around == nil {
		return fmt.Errorf("%w: nothing stands at line %d of %s", errNoSource, at.callerLine, filepath.Base(at.callerFile))
	}
	p.digest(h, []*declaration{{key: "called in", node: around}})
	return nil
}

// digest adds declarations and all they refer to, in an order that doesn't hang on the file's.
func (p *pkg) digest(h hasher, start []*declaration) {
	reached := map[string]ast.Node{}
	p.reach(start, reached)
	keys := make([]string, 0, len(reached))
	for key := range reached {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	for _, key := range keys {
		h.text(key)
		p.tokens(h, reached[key])
	}
}

// find returns the declarations that the function at a place consists of, and whether the caller of
// Once counts too.
func (p *pkg) find(at place) (found []*declaration, withCaller bool) {
	if at.method != "" {
		return p.methods(at.method), true
	}
	for _, d := range p.files[at.file].Decls {
		if !p.covers(d, at.line) {
			continue
		}
		literals := p.literals(d, at.line)
		if fn, ok := d.(*ast.FuncDecl); ok && (p.line(fn.Pos()) == at.line || len(literals) == 0) {
			found = append(found, &declaration{key: "func " + fn.Name.Name, node: d})
		}
		for i, lit := range literals {
			found = append(found, &declaration{key: fmt.Sprintf("literal %d", i), node: lit})
			if captures(lit, d) {
				found = append(found, &declaration{key: "made in", node: d})
				withCaller = true
			}
		}
	}
	return found, withCaller
}

// methods are all methods of that name: a bound method doesn't say whose it is.
func (p *pkg) methods(name string) (found []*declaration) {
	for _, f := range p.files {
		for _, d := range f.Decls {
			if m, ok := d.(*ast.FuncDecl); ok && m.Recv != nil && m.Name.Name == name {
				found = append(found, &declaration{key: "method " + receiver(m) + "." + name, node: m})
			}
		}
	}
	return found
}

// around is the top-level declaration that a line lies in, or nil.
func (p *pkg) around(file string, line int) ast.Decl {
	for _, d := range p.files[file].Decls {
		if p.covers(d, line) {
			return d
		}
	}
	return nil
}

func (p *pkg) line(pos token.Pos) int { return p.fset.Position(pos).Line }

func (p *pkg) covers(n ast.Node, line int) bool {
	return p.line(n.Pos()) <= line && line <= p.line(n.End())
}

// literals are the function literals that begin on a line; which of several it is, a line can't tell.
func (p *pkg) literals(d ast.Decl, line int) (found []*ast.FuncLit) {
	ast.Inspect(d, func(n ast.Node) bool {
		if lit, ok := n.(*ast.FuncLit); ok && p.line(lit.Pos()) == line {
			found = append(found, lit)
		}
		return true
	})
	return found
}

// captures says whether a literal uses a variable that is declared outside it, within the
// declaration around it.
func captures(lit *ast.FuncLit, around ast.Decl) bool {
	top := map[any]bool{around: true} // what the declaration itself declares is the package's
	if group, ok := around.(*ast.GenDecl); ok {
		for _, s := range group.Specs {
			top[s] = true
		}
	}
	found := false
	ast.Inspect(lit, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok && id.Obj != nil && !top[id.Obj.Decl] {
			at := id.Obj.Pos()
			inside := lit.Pos() <= at && at < lit.End()
			local := around.Pos() <= at && at < around.End()
			found = found || local && !inside
		}
		return !found
	})
	return found
}

// reach collects the declarations that some refer to, with all that those refer to in turn. A name
// counts wherever it stands: to take a field's name for a function's costs a needless run, to
// overlook one would give a stale result.
func (p *pkg) reach(from []*declaration, reached map[string]ast.Node) {
	for _, d := range from {
		if _, ok := reached[d.key]; ok {
			continue
		}
		reached[d.key] = d.node
		p.reach(d.with, reached)
		ast.Inspect(d.node, func(n ast.Node) bool {
			if id, ok := n.(*ast.Ident); ok {
				if other := p.named[id.Name]; other != nil && other.node != d.node {
					p.reach([]*declaration{other}, reached)
				}
			}
			return true
		})
	}
}

// tokens digests the text of a node as the compiler reads it, so without comments and blanks.
func (p *pkg) tokens(h hasher, n ast.Node) {
	file := p.fset.File(n.Pos())
	text := p.text[file][file.Offset(n.Pos()):file.Offset(n.End())]
	var s scanner.Scanner
	s.Init(token.NewFileSet().AddFile("", -1, len(text)), text, nil, 0)
	for {
		_, tok, lit := s.Scan()
		if tok == token.EOF {
			return
		}
		if tok == token.SEMICOLON {
			lit = "" // a line's end or a written one
		}
		h.text(tok.String(), lit)
	}
}
