package keep

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The program that the edits below are made to, as GoNB would write it: all variables in one group.
const program0 = `package main

import (
	"math"
	"sublunar/lib/keep"
)

type State struct{ X, V float64 }

func (s State) Energy() float64 { return s.X*s.X + s.V*s.V }

type Unused struct{ A int }

const step = 0.1

const (
	first = iota
	second
)

var (
	nu     = 0.3
	title  = "a plot"
	tuned  float64
	square = func(x float64) float64 { return x * x }
)

func init() { tuned = 2 }

func rate(s State) float64 { return nu * math.Exp(s.Energy()) * step }

// solve is what is kept.
func solve() (float64, error) { // LINE solve
	return rate(State{1, 2}) + tuned + square(second), nil
}

func draw() { println(title) }

func maker(k float64) func() (float64, error) {
	return func() (float64, error) { // LINE made
		return k, nil
	}
}

func main() {
	local := 3.0
	draw()
	keep.Once("a", nil, func() (float64, error) { // LINE alone
		x, err := solve()
		return x, err
	})
	keep.Once("b", nil, func() (float64, error) { // LINE captures
		return local, nil
	})
}
`

// lineOf is the number of the line that ends in "// LINE name".
func lineOf(t *testing.T, text, name string) int {
	t.Helper()
	for i, line := range strings.Split(text, "\n") {
		if strings.HasSuffix(line, "// LINE "+name) {
			return i + 1
		}
	}
	t.Fatalf("there is no line %s", name)
	return 0
}

func digestOf(t *testing.T, text, name string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "main.go")
	if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
	line := lineOf(t, text, name)
	call := line
	if name == "solve" || name == "made" {
		call = lineOf(t, text, "captures")
	}
	d, err := digestFunction(place{name: "main." + name, file: file, line: line, callerFile: file, callerLine: call})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// Which edits make which function run again.
func TestEdits(t *testing.T) {
	for _, edit := range []struct {
		what, old, new string
		// solve stands alone; so does the literal "alone" that calls it. "captures" is a literal
		// that uses a local of main, "made" one that another function made.
		solve, alone, captures, made bool
	}{
		{"the function itself", "rate(State{1, 2})", "rate(State{1, 3})", true, true, true, true},
		{"a function it calls", "return nu * math", "return -nu * math", true, true, true, true},
		{"a method", "s.X*s.X + s.V*s.V", "s.X*s.X - s.V*s.V", true, true, true, true},
		{"a type", "struct{ X, V float64 }", "struct{ X, V, W float64 }", true, true, true, true},
		{"a constant", "step = 0.1", "step = 0.2", true, true, true, true},
		{"an iota", "first = iota", "first = iota + 1", true, true, true, true},
		{"a variable", "nu     = 0.3", "nu     = 0.4", true, true, true, true},
		{"a function in a variable", "return x * x", "return x + x", true, true, true, true},
		{"what sets a variable", "tuned = 2", "tuned = 3", true, true, true, true},
		{"what an import means", `"math"`, `math "math/cmplx"`, true, true, true, true},
		{"the literal that calls it", "return x, err", "return -x, err", false, true, true, true},
		{"a local", "local := 3.0", "local := 4.0", false, false, true, true},
		{"the literal with the capture", "return local, nil", "return local + 1, nil", false, false, true, true},
		{"the maker", "return k, nil", "return 2 * k, nil", false, false, false, true},

		{"a comment", "// solve is what is kept.", "// solve is kept.", false, false, false, false},
		{"blanks", "return rate(State{1, 2}) + tuned", "return   rate(State{1,2}) +\n\t\ttuned", false, false, false, false},
		{"lines before", "type Unused", "\n\n\ntype Unused", false, false, false, false},
		{"an unused type", "struct{ A int }", "struct{ B int }", false, false, false, false},
		{"the end of the program", "\treturn local, nil\n\t})\n}", "\treturn local, nil\n\t})\n}\n\nfunc later() {}", false, false, false, false},
		// main draws, and main is what made the captured local.
		{"the plot", `title  = "a plot"`, `title  = "the plot"`, false, false, true, true},
	} {
		edited := strings.Replace(program0, edit.old, edit.new, 1)
		if edited == program0 {
			t.Fatalf("%s: the edit changes nothing", edit.what)
		}
		for name, want := range map[string]bool{"solve": edit.solve, "alone": edit.alone, "captures": edit.captures, "made": edit.made} {
			if changed := digestOf(t, edited, name) != digestOf(t, program0, name); changed != want {
				t.Errorf("%s: %s runs again: %v, want %v", edit.what, name, changed, want)
			}
		}
	}
}

// Two literals on one line can't be told apart, so both count.
func TestLiteralsOnALine(t *testing.T) {
	text := "package main\n\nfunc main() {\n\trun(func() int { return 1 }, func() int { return 2 }) // LINE both\n}\n"
	if digestOf(t, text, "both") == digestOf(t, strings.Replace(text, "return 2", "return 3", 1), "both") {
		t.Error("an edit to the second literal of a line goes unseen")
	}
}

// A package of several files is looked through as one; its tests are no part of it.
func TestNeighbours(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	digest := func() string {
		t.Helper()
		file := filepath.Join(dir, "main.go")
		d, err := digestFunction(place{file: file, line: 3, callerFile: file, callerLine: 3})
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	write("main.go", "package main\n\nfunc solve() int { return rate() }\n")
	last := digest()
	for _, step := range []struct {
		name, text string
		changes    bool
	}{
		{"rate.go", "package main\n\nfunc rate() int { return 1 }\n", true},
		{"rate.go", "package main\n\nfunc rate() int { return 2 }\n", true},
		{"rate_test.go", "package main\n\nfunc rate() int { return 3 }\n", false},
		{"gen.go", "package gen\n\nfunc rate() int { return 4 }\n", false},
		{"broken.go", "package main\n\nfunc {", false},
	} {
		write(step.name, step.text)
		now := digest()
		if (now != last) != step.changes {
			t.Errorf("writing %s: changed %v, want %v", step.name, now != last, step.changes)
		}
		last = now
	}
}
