package cellerror_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sublunar/lib/kernel/cellerror"
)

const program = "/tmp/sublunar-1/gonb_a1b2c3d4/main.go"

// locate has cell 3 on lines 10 to 19 and cell 5 on lines 20 to 29 of the program.
func locate(line int) (cellerror.Place, bool) {
	if line < 10 || line > 29 {
		return cellerror.Place{}, false
	}
	at := cellerror.Place{Cell: 3, Line: line - 9, Source: fmt.Sprintf("\tsource(%d)", line)}
	if line >= 20 {
		at.Cell, at.Line = 5, line-19
	}
	return at, true
}

var errExit = errors.New("exit status 2")

// told runs text through a Writer, size bytes at a time, and gives what was passed on and the error.
func told(text string, size int, exit error) (passed string, err error) {
	var to bytes.Buffer
	w := cellerror.NewWriter(&to, program, locate)
	for len(text) > 0 {
		n := min(size, len(text))
		if _, err := w.Write([]byte(text[:n])); err != nil {
			return "", err
		}
		text = text[n:]
	}
	err = w.End(exit)
	return to.String(), err
}

func ExampleWriter() {
	var stderr bytes.Buffer
	w := cellerror.NewWriter(&stderr, program, locate)
	fmt.Fprintf(w, "a warning\npanic: runtime error: index out of range [5] with length 3\n\ngoroutine 1 [running]:\n"+
		"main.pick(...)\n\t%s:11\nmain.main()\n\t%s:25 +0x1d\n", program, program)
	var failed *cellerror.Error
	if errors.As(w.End(errors.New("exit status 2")), &failed) {
		fmt.Println(failed.Value)
		fmt.Println(strings.Join(failed.Lines[1:], "\n"))
	}
	fmt.Print("passed on: ", stderr.String())
	// Output:
	// panic: runtime error: index out of range [5] with length 3 (In [3], line 2)
	// In [3], line 2: source(11)
	// In [5], line 6: source(25)
	// passed on: a warning
}

const (
	stack    = "\ngoroutine 1 [running]:\ngithub.com/gomlx/gomlx/core/graph.(*Exec).MustExec(...)\n\t/mod/gomlx/exec.go:12 +0x1\nmain.main()\n\t" + program + ":25 +0x1d\n"
	mustSays = "2026/11/26 21:48:11 Must not error: no such file\ngithub.com/x.F\n\t/mod/x/f.go:3\nmain.load\n\t" + program + ":12\nmain.main\n\t" + program + ":25\nPanicking ...\n\n"
)

func TestWriter(t *testing.T) {
	for name, c := range map[string]struct {
		text   string
		exit   error
		passed string
		lines  []string // nil: the exit is the error
	}{
		"nothing":                        {"", nil, "", nil},
		"a warning":                      {"careful\n", nil, "careful\n", nil},
		"no end of line":                 {"half", nil, "half", nil},
		"an exit":                        {"the reason\n", errExit, "the reason\n", nil},
		"a panic":                        {"panic: boom\n" + stack, errExit, "", []string{"\x1b[31mpanic:\x1b[0m boom", "In [5], line 6: source(25)"}},
		"of GoMLX":                       {"panic: failed during graph construction/compilation: compilation failed for Exec \"Exec:main.model\": graphFn for \"Exec:main.model\" panicked: shapes differ\n" + stack, errExit, "", []string{"\x1b[31mpanic:\x1b[0m shapes differ", "In [5], line 6: source(25)"}},
		"by must":                        {"careful\n" + mustSays + "panic: no such file\n" + stack, errExit, "careful\n", []string{"\x1b[31mpanic:\x1b[0m no such file", "In [3], line 3: source(12)", "In [5], line 6: source(25)"}},
		"of several lines":               {"panic: a\nb\n\n" + stack[1:], errExit, "", []string{"\x1b[31mpanic:\x1b[0m a", "b", "In [5], line 6: source(25)"}},
		"with a signal":                  {"panic: runtime error: nil\n[signal SIGSEGV: segmentation violation code=0x1]\n" + stack, errExit, "", []string{"\x1b[31mpanic:\x1b[0m runtime error: nil", "In [5], line 6: source(25)"}},
		"in a library's goroutine":       {"panic: boom\n\ngoroutine 9 [running]:\nlib.F()\n\t/lib/f.go:1\n\ngoroutine 1 [chan receive]:\nmain.main()\n\t" + program + ":13\n", errExit, "", []string{"\x1b[31mpanic:\x1b[0m boom", "In [3], line 4: source(13)"}},
		"out of stack":                   {"runtime: goroutine stack exceeds 1000000000-byte limit\nfatal error: stack overflow\n" + stack, errExit, "", []string{"\x1b[31mfatal error:\x1b[0m stack overflow", "In [5], line 6: source(25)"}},
		"printed by the program":         {"panic: not at all\nand on it goes\n", nil, "panic: not at all\nand on it goes\n", nil},
		"printed, and another exit":      {"panic: not at all\n", errExit, "panic: not at all\n", nil},
		"must's, and recovered":          {mustSays + "and on it goes\n", nil, mustSays + "and on it goes\n", nil},
		"in the middle of a line":        {"don't panic: boom\n" + stack, errExit, "don't panic: boom\n" + stack, nil},
		"a date that is no must's":       {"2026/11/26 21:48:11 step 3\n", nil, "2026/11/26 21:48:11 step 3\n", nil},
		"a line that begins like a date": {"20", nil, "20", nil},
	} {
		t.Run(name, func(t *testing.T) {
			for _, size := range []int{1, 3, 7, 1 << 20} {
				passed, err := told(c.text, size, c.exit)
				if passed != c.passed {
					t.Errorf("%d at a time: passed on %q, want %q", size, passed, c.passed)
				}
				var e *cellerror.Error
				switch is := errors.As(err, &e); {
				case c.lines == nil && err != c.exit:
					t.Errorf("%d at a time: the error is %v", size, err)
				case c.lines != nil && (!is || strings.Join(e.Lines, "\n") != strings.Join(c.lines, "\n")):
					t.Errorf("%d at a time: told %v", size, err)
				}
			}
		})
	}
}

// TestTraceIsKept: who wants the whole of it finds it where the last line says.
func TestTraceIsKept(t *testing.T) {
	home := filepath.Join(t.TempDir(), ".sublunar")
	if err := os.Mkdir(home, 0o755); err != nil {
		t.Fatal(err)
	}
	t.Setenv("SUBLUNAR_HOME", home)
	text := "panic: boom\n" + stack
	_, err := told(text, 100, errExit)
	var e *cellerror.Error
	if !errors.As(err, &e) || e.Lines[len(e.Lines)-1] != "(the whole trace: .sublunar/last-trace.txt)" {
		t.Fatalf("told %+v", e)
	}
	if kept, err := os.ReadFile(filepath.Join(home, "last-trace.txt")); err != nil || string(kept) != text {
		t.Errorf("kept %q, %v", kept, err)
	}
	if all, _ := os.ReadDir(home); len(all) != 1 {
		t.Errorf("left %v", all)
	}
}

// TestDeepRecursion: a thousand lines are told in few.
func TestDeepRecursion(t *testing.T) {
	text := "panic: boom\n\ngoroutine 1 [running]:\n"
	for i := range 1000 {
		text += fmt.Sprintf("main.f()\n\t%s:%d +0x1\n", program, 10+i%19)
	}
	_, err := told(text, 4096, errExit)
	var e *cellerror.Error
	if !errors.As(err, &e) || len(e.Lines) > 8 || !strings.HasPrefix(e.Lines[len(e.Lines)-1], "... and ") {
		t.Errorf("told %v", e.Lines)
	}
}

func TestCompiler(t *testing.T) {
	for name, c := range map[string]struct{ text, value, lines string }{
		"two": {"# cell\n./main.go:11:1: declared and not used: x\n./main.go:25:13: undefined: y\n",
			"In [3], line 2: declared and not used: x\nIn [5], line 6: undefined: y",
			"declared and not used: x\n    In [3], line 2: source(11)\nundefined: y\n    In [5], line 6: source(25)"},
		"what was had": {program + ":12:8: too many return values\n\thave (number)\n\twant ()\n",
			"In [3], line 3: too many return values\n    have (number)\n    want ()",
			"too many return values\n    In [3], line 3: source(12)\n    have (number)\n    want ()"},
		"a line that GoNB made": {"main.go:3:1: strange\n", "strange", "strange"},
		"nothing of a cell":     {"go: no.such/module: not found\n", "", ""},
		"another file":          {"/lib/field/axis.go:3:1: broken\n", "", ""},
	} {
		e := cellerror.Compiler(c.text, program, locate)
		if e == nil {
			if c.value != "" {
				t.Errorf("%s: nothing was told", name)
			}
			continue
		}
		lines := strings.NewReplacer("\x1b[31m", "", "\x1b[0m", "").Replace(strings.Join(e.Lines, "\n"))
		if e.Value != c.value || lines != c.lines {
			t.Errorf("%s: value %q, lines %q", name, e.Value, lines)
		}
	}
	many := cellerror.Compiler(strings.Repeat("main.go:11:1: undefined: x\n", 30), program, locate)
	if n := len(many.Lines); n != 21 || many.Lines[20] != "and more like these" {
		t.Errorf("30 problems are told in %d lines", n)
	}
}

// FuzzWriter: whatever a program prints, nothing of it is lost: it is passed on, or told of.
func FuzzWriter(f *testing.F) {
	for _, text := range []string{"panic: a\n" + stack, mustSays, "2026", "fatal error: x", "\n\npanic: ", "goroutine 1 [running]:\n"} {
		f.Add(text, 3, true)
	}
	f.Fuzz(func(t *testing.T, text string, size int, fails bool) {
		var exit error
		if fails {
			exit = errExit
		}
		passed, err := told(text, max(1, size%1000), exit)
		if err == exit {
			if passed != text {
				t.Errorf("%q became %q", text, passed)
			}
			return
		}
		if !strings.HasPrefix(text, passed) {
			t.Errorf("%q begins not with %q", text, passed)
		}
	})
}

// TestTraceOfAStudent goes to their own folder, where what is set up is another's.
func TestTraceOfAStudent(t *testing.T) {
	if os.Geteuid() == 0 {
		t.Skip("root may write in every folder: call go test as another user")
	}
	home := t.TempDir()
	if err := os.Chmod(home, 0o555); err != nil {
		t.Fatal(err)
	}
	t.Setenv("SUBLUNAR_HOME", home)
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	text := "panic: boom\n" + stack
	_, err := told(text, 100, errExit)
	var e *cellerror.Error
	if !errors.As(err, &e) {
		t.Fatalf("told %v", err)
	}
	at, ok := strings.CutPrefix(e.Lines[len(e.Lines)-1], "(the whole trace: ")
	kept, err := os.ReadFile(strings.TrimSuffix(at, ")"))
	if !ok || err != nil || string(kept) != text {
		t.Errorf("told %q; kept %q, %v", e.Lines, kept, err)
	}
}
