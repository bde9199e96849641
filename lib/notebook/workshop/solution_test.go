package workshop

import (
	"go/ast"
	"slices"
	"strings"
	"testing"
)

// TestMarkSolution: what an author writes, and what students then get. @ stands for the stub.
func TestMarkSolution(t *testing.T) {
	for name, c := range map[string]struct{ source, want string }{
		"a function": {
			"// f doubles.\nfunc f(x float64) float64 {\n\treturn 2 * x\n}",
			"// f doubles.\nfunc f(x float64) float64 {\n@\n}",
		},
		"what shows it stays": {
			"import \"math\"\nfunc f() {\n\tx := 1\n\n\t_ = x\n}\n\n%%\nf()",
			"import \"math\"\nfunc f() {\n@\n}\n\n%%\nf()",
		},
		"on one line": {
			"func f() int { return 1 }\nfunc g() {}",
			"func f() int {\n@\n}\nfunc g() {\n@\n}",
		},
		"a comment behind the brace": {
			"func f() int { // the answer\n\treturn 1 // one\n}",
			"func f() int {\n@\n}",
		},
		"methods, types, and more on a line": {
			"type t struct{ a int }\nfunc (v t) A() int { return v.a }; var n = 2\nfunc g[T any](x T) T {\n\treturn x\n}",
			"type t struct{ a int }\nfunc (v t) A() int {\n@\n}; var n = 2\nfunc g[T any](x T) T {\n@\n}",
		},
		"a function in a function": {
			"func f() func() int {\n\treturn func() int {\n\t\treturn 1\n\t}\n}",
			"func f() func() int {\n@\n}",
		},
		"commands": {
			"!echo one \\\n  func\n%env A=1\nfunc f() {\n\tprintln(`}`)\n}\n//gonb:%%\nf()",
			"!echo one \\\n  func\n%env A=1\nfunc f() {\n@\n}\n//gonb:%%\nf()",
		},
		"statements alone": {
			"var x = 1\n%%\ny := x + 1\nfmt.Println(y)",
			"var x = 1\n%%\n// YOUR CODE HERE\npanic(errors.New(\"still to be written: see the task above\"))",
		},
		"a part": {
			"func f() int {\n\tx := 1\n\tif x > 0 {\n\t\t// BEGIN SOLUTION\n\t\treturn 2\n\t\t// END SOLUTION\n\t}\n\treturn x\n}",
			"func f() int {\n\tx := 1\n\tif x > 0 {\n\t@\n\t}\n\treturn x\n}",
		},
		"a part with its task": {
			"func f() int {\n\t// BEGIN SOLUTION: return two\n\treturn 2\n\t// END SOLUTION\n}",
			"func f() int {\n\t// return two\n@\n}",
		},
		"two parts": {
			"func f() {\n\t// BEGIN SOLUTION:\n\t// END SOLUTION\n}\n%%\n// BEGIN SOLUTION\nf()\n// END SOLUTION",
			"func f() {\n@\n}\n%%\n// YOUR CODE HERE\npanic(errors.New(\"still to be written: see the task above\"))",
		},
	} {
		marked, err := markSolution(c.source)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		got, err := goSolution.cut(marked)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		stub := "\t// YOUR CODE HERE\n\tpanic(errors.New(\"still to be written: see the task above\"))"
		want := strings.ReplaceAll(strings.ReplaceAll(c.want, "\t@", "\t"+strings.ReplaceAll(stub, "\n", "\n\t")), "@", stub)
		if got != want {
			t.Errorf("%s: students get\n%s\nnot\n%s", name, got, want)
		}
		// With the markers taken out, the solution says what it said.
		if a, b := squeeze(withoutMarkers(marked)), squeeze(c.source); a != b && !strings.Contains(c.source, "SOLUTION:") {
			t.Errorf("%s: the solution reads\n%s\nnot\n%s", name, a, b)
		}
		if again, err := markSolution(marked); err != nil || again != marked {
			t.Errorf("%s: marked twice it is another: %v\n%s", name, err, again)
		}
	}
}

func withoutMarkers(source string) string {
	lines := slices.DeleteFunc(strings.Split(source, "\n"), func(line string) bool { return strings.Contains(line, " SOLUTION") })
	return strings.Join(lines, "\n")
}

func squeeze(s string) string {
	return strings.Join(strings.Fields(strings.NewReplacer("{", " { ", "}", " } ").Replace(withoutMarkers(s))), " ")
}

func TestMarkSolutionRefuses(t *testing.T) {
	for name, c := range map[string]struct{ source, says string }{
		"nothing to cut":         {"var x = 1", "nothing to cut"},
		"nothing after %%":       {"%%\n", "nothing to cut"},
		"a function without":     {"func f()", "nothing to cut"},
		"no Go":                  {"x := = 1", "line 1"},
		"a script":               {"%%bash\necho hello", "script"},
		"a whole function":       {"// BEGIN SOLUTION\nfunc f() {\n}\n// END SOLUTION", "inside one function"},
		"half a statement":       {"func f() int {\n\tif x {\n\t// BEGIN SOLUTION\n\t}\n\t// END SOLUTION\n\treturn 1\n}", "whole statements"},
		"no end":                 {"func f() {\n\t// BEGIN SOLUTION\n}", "no END SOLUTION"},
		"no begin":               {"func f() {\n\t// END SOLUTION\n}", "no BEGIN SOLUTION"},
		"one in another":         {"func f() {\n// BEGIN SOLUTION\n// BEGIN SOLUTION\n// END SOLUTION\n// END SOLUTION\n}", "line 3: BEGIN SOLUTION stands within"},
		"behind a statement":     {"func f() {\n\tg() // BEGIN SOLUTION\n\t// END SOLUTION\n}", "line 2 holds more than a marker"},
		"markers' words in text": {"func f() string { return `BEGIN SOLUTION` }", "line 1 holds more"},
	} {
		if got, err := markSolution(c.source); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: got %q and %v, not an error with %q", name, got, err, c.says)
		}
	}
}

// FuzzMarkSolution: what is left is Go, with the same declarations, no word of the solution, and the solution can be put back.
func FuzzMarkSolution(f *testing.F) {
	for _, seed := range []string{
		"func f(x float64) float64 {\n\treturn 2 * x\n}\n%%\nf(1)",
		"func f() int { return 1 }; func g() {}",
		"%%\nfmt.Println(1)", "//gonb:%main\nx := `\n}`\n_ = x",
		"!ls \\\nfunc\nfunc f() { // }\n}", "func f() {\n// BEGIN SOLUTION: do\n\treturn\n// END SOLUTION\n}", "%%bash\n", "",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, source string) {
		before, err := read(source)
		marked, e := markSolution(source)
		if e != nil {
			return
		}
		stub, err2 := goSolution.cut(marked)
		if err2 != nil {
			t.Fatalf("what was marked can't be cut: %v\n%s", err2, marked)
		}
		after, err2 := read(stub)
		if err2 != nil {
			t.Fatalf("the stub is no Go: %v\n%s", err2, stub)
		}
		if goSolution.in(stub) {
			t.Fatalf("a marker is left:\n%s", stub)
		}
		if again, err := markSolution(marked); err != nil || again != marked {
			t.Fatalf("marked twice it is another: %v\n%s", err, again)
		}
		if goSolution.in(source) || err != nil {
			return
		}
		if a, b := declared(before), declared(after); !slices.Equal(a, b) {
			t.Fatalf("declarations were %q, and are %q in\n%s", a, b, stub)
		}
		for _, fn := range after.functions() {
			if len(fn.Body.List) != 1 {
				t.Fatalf("the body of %s is not cut:\n%s", fn.Name.Name, stub)
			}
		}
		solved, err := read(marked)
		if err != nil {
			t.Fatalf("the marked solution is no Go: %v\n%s", err, marked)
		}
		if a, b := statements(before), statements(solved); a != b {
			t.Fatalf("it has %d statements, with markers %d", a, b)
		}
	})
}

func declared(p *program) (names []string) {
	for _, d := range p.file.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			names = append(names, d.Name.Name)
		case *ast.GenDecl:
			names = append(names, d.Tok.String())
		}
	}
	return names
}

func statements(p *program) (n int) {
	ast.Inspect(p.file, func(node ast.Node) bool {
		if _, ok := node.(ast.Stmt); ok {
			n++
		}
		return true
	})
	return n
}
