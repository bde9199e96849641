package sindy

import (
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strconv"
	"strings"

	"sublunar/lib/portable"
)

// A formula is an op of others, a variable, or a number.
type formula struct {
	op       string // by lib/portable's name; "" for a variable or a number
	of       []formula
	variable int // -1 for a number
	number   float64
}

var formulaOps = map[token.Token]string{token.ADD: "add", token.SUB: "subtract", token.MUL: "multiply", token.QUO: "divide"}

// formulaFunctions are those that a formula may call, by the names that lib/portable has for them: how many arguments, and which op.
var formulaFunctions = map[string]struct {
	arguments int
	op        string
}{
	"abs": {1, "abs"}, "acos": {1, "acos"}, "asin": {1, "asin"}, "atan": {1, "atan"}, "cos": {1, "cos"}, "cosh": {1, "cosh"}, "erf": {1, "erf"},
	"exp": {1, "exp"}, "expm1": {1, "expm1"}, "ln": {1, "log"}, "log": {1, "log"}, "log1p": {1, "log1p"}, "sin": {1, "sin"}, "sinh": {1, "sinh"},
	"sqrt": {1, "sqrt"}, "tan": {1, "tan"}, "tanh": {1, "tanh"}, "atan2": {2, "atan2"}, "max": {2, "maximum"}, "min": {2, "minimum"}, "pow": {2, "power"},
}

// parseFormula reads one: tanh(x), x/(1+x); or as Go has it, math.Tanh(x[0]).
func parseFormula(text string, variables []string) (formula, error) {
	e, err := parser.ParseExpr(text)
	if err != nil {
		return formula{}, err
	}
	return readFormula(e, variables)
}

func readFormula(e ast.Expr, variables []string) (formula, error) {
	all := func(of ...ast.Expr) (read []formula, err error) {
		for _, each := range of {
			f, e := readFormula(each, variables)
			read, err = append(read, f), errors.Join(err, e)
		}
		return read, err
	}
	switch e := e.(type) {
	case *ast.ParenExpr:
		return readFormula(e.X, variables)
	case *ast.BasicLit:
		v, err := strconv.ParseFloat(e.Value, 64)
		return formula{variable: -1, number: v}, err
	case *ast.Ident:
		if v := slices.Index(variables, e.Name); v >= 0 {
			return formula{variable: v}, nil
		}
	case *ast.IndexExpr: // x[0], as in a Function's Go
		x, isX := e.X.(*ast.Ident)
		at, isNumber := e.Index.(*ast.BasicLit)
		if isX && isNumber && x.Name == "x" {
			if v, err := strconv.Atoi(at.Value); err == nil && v >= 0 && v < len(variables) {
				return formula{variable: v}, nil
			}
		}
	case *ast.UnaryExpr:
		of, err := all(e.X)
		if e.Op == token.SUB {
			return formula{op: "negative", of: of}, err
		}
	case *ast.BinaryExpr:
		of, err := all(e.X, e.Y)
		if op := formulaOps[e.Op]; op != "" {
			return formula{op: op, of: of}, err
		}
	case *ast.CallExpr:
		name := ""
		switch f := e.Fun.(type) {
		case *ast.Ident:
			name = f.Name
		case *ast.SelectorExpr:
			if in, ok := f.X.(*ast.Ident); ok && in.Name == "math" {
				name = f.Sel.Name
			}
		}
		f, ok := formulaFunctions[strings.ToLower(name)]
		if ok && len(e.Args) == f.arguments {
			of, err := all(e.Args...)
			return formula{op: f.op, of: of}, err
		}
	}
	return formula{}, errors.New("no formula")
}

// steps lays the formula out.
func (f formula) steps(b *portable.Builder, x []int) int {
	switch {
	case f.op == "" && f.variable < 0:
		return b.Number(f.number)
	case f.op == "":
		return x[f.variable]
	}
	of := make([]int, len(f.of))
	for i, each := range f.of {
		of[i] = each.steps(b, x)
	}
	return b.Apply(f.op, of...)
}

// at is its value at a state.
func (f formula) at(x []float64) float64 {
	switch {
	case f.op == "" && f.variable < 0:
		return f.number
	case f.op == "":
		return x[f.variable]
	}
	of := make([]float64, len(f.of))
	for i, each := range f.of {
		of[i] = each.at(x)
	}
	return portable.Apply(f.op, of...)
}
