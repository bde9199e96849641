package keep

import (
	"errors"
	"fmt"
	"path/filepath"
	"reflect"
	"regexp"
	"runtime"
	"strings"
)

// sourceOf is a digest of a function's source and of what that refers to, and words that say what
// it was taken from. A stripped program still knows where its functions come from: the tables that
// a stack trace needs stay in it.
func sourceOf(f any) (digest, by string, err error) {
	fn := runtime.FuncForPC(reflect.ValueOf(f).Pointer())
	if fn == nil {
		return wholeProgram()
	}
	at := place{name: fn.Name()}
	at.file, at.line = fn.FileLine(fn.Entry())
	at.callerFile, at.callerLine = callerOutside()
	by = "source of " + shortName(at.name)

	literal := literalName.MatchString(at.name)
	switch method, bound := strings.CutSuffix(at.name, "-fm"); {
	case bound:
		// A bound method (x.Solve) is a wrapper that stands in no file: "main.Problem.Solve-fm".
		// It was bound near the call of Once.
		at.method = method[strings.LastIndex(method, ".")+1:]
		at.file, at.line = at.callerFile, at.callerLine
	case inLibrary(at.file) && !literal:
		return "the library", by, nil // its sources are in the key as they are
	}
	if !filepath.IsAbs(at.file) || !filepath.IsAbs(at.callerFile) {
		return wholeProgram()
	}
	if inLibrary(at.file) {
		// A literal that the library made may hold what it was given by the caller.
		h := newHash()
		err = digestCaller(h, nil, at)
		digest = h.sum()
	} else {
		digest, err = digestFunction(at)
	}
	if errors.Is(err, errNoSource) {
		return wholeProgram()
	}
	return digest, by, err
}

// literalName is how the compiler names a function literal: main.solve.func1, main.main.gowrap2.
var literalName = regexp.MustCompile(`\.(func|gowrap)?[0-9]+$`)

// A place is where a function stands in the source.
type place struct {
	name string // main.solve, or main.main.func1 for a literal
	file string
	line int
	// method is the name of the method, for a bound one; file and line are then the caller's.
	method     string
	callerFile string
	callerLine int
}

var errNoSource = errors.New("the source was not found")

func wholeProgram() (digest, by string, err error) {
	digest, err = program()
	if err != nil {
		return "", "", fmt.Errorf("neither the function's source nor the program's file can be read: %w", err)
	}
	return digest, "the whole program", nil
}

// shortName is a function's name without the path before its package.
func shortName(name string) string { return name[strings.LastIndex(name, "/")+1:] }
