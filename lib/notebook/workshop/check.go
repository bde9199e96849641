package workshop

import (
	"fmt"
	"go/ast"
	"go/token"
	"slices"
	"strconv"
	"strings"

	"sublunar/lib/notebook"
	"sublunar/lib/notebook/report"
)

// claimCalls are the functions of package claim that make a claim, or what is to make one.
var claimCalls = []string{"Check", "AtMost", "AtLeast", "On", "Hint", "Lesson"}

// isCheck says whether a cell makes claims: its source does, or has done so when it was last run.
func isCheck(c *notebook.Cell) bool {
	if c.Type != notebook.Code {
		return false
	}
	p, err := read(c.Source)
	if err != nil || p.main < 0 {
		return false
	}
	for _, o := range c.Outputs {
		if _, ok := o.Data[report.ClaimMIME]; ok {
			return true
		}
	}
	found := false
	ast.Inspect(p.file, func(n ast.Node) bool {
		if s, ok := n.(*ast.SelectorExpr); ok {
			name, plain := s.X.(*ast.Ident)
			found = found || plain && name.Name == "claim" && slices.Contains(claimCalls, s.Sel.Name)
		}
		return !found
	})
	return found
}

// teach makes a cell's claims checks. Where it is graded, nbgrader's eyes alone see that it is.
func teach(source string, graded bool) (string, error) {
	p, err := read(source)
	if err != nil {
		return "", err
	}
	var lines []string
	switch hints := p.hints(); {
	case strings.Contains(source, "claim.Lesson("): // the author's own
	case len(hints) < 2:
		lines = []string{"defer claim.Lesson(" + strings.Join(hints, "") + ")()"}
	default:
		lines = append(lines, "defer claim.Lesson(")
		for _, h := range hints {
			lines = append(lines, "\t"+h+",")
		}
		lines = append(lines, ")()")
	}
	if graded {
		lines = append(lines, "// "+beginHidden, "claim.Grade()", "// "+endHidden)
	}
	taught := strings.Join(slices.Insert(p.lines, p.main+1, lines...), "\n")
	seen, err := hiddenTests.cut(taught)
	if err != nil {
		return "", err
	}
	if _, err := read(seen); err != nil {
		return "", fmt.Errorf("with the hidden tests cut it is no Go (%w): hide whole statements", err)
	}
	return taught, nil
}

// hints are the literals that the cell gives to Hint, in order, each once.
func (p *program) hints() (all []string) {
	ast.Inspect(p.file, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok || len(call.Args) != 1 {
			return true
		}
		s, ok := call.Fun.(*ast.SelectorExpr)
		if !ok || s.Sel.Name != "Hint" {
			return true
		}
		if text, ok := call.Args[0].(*ast.BasicLit); ok && text.Kind == token.STRING {
			if hint, err := strconv.Unquote(text.Value); err == nil && !slices.Contains(all, strconv.Quote(hint)) {
				all = append(all, strconv.Quote(hint))
			}
		}
		return true
	})
	return all
}
