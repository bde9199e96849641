package fastbuild

import (
	"bytes"
	"errors"
	"fmt"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// A cell is the program that GoNB wrote: one file, main.go.
type cell struct {
	dir     string
	text    []byte
	imports []string
}

// special are marks in a source that make the go command do more than compile and link.
var special = []string{"//go:debug", "//go:embed", "//go:build", "//go:cgo_", "// +build", "//line ", "/*line "}

// readCell reads the program in dir. An error says why it is not a plain one.
func readCell(dir string) (*cell, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	for _, entry := range entries {
		name := entry.Name()
		if name == "main.go" || strings.HasSuffix(name, "_test.go") {
			continue
		}
		switch filepath.Ext(name) {
		case ".go", ".c", ".cc", ".cpp", ".cxx", ".m", ".h", ".hh", ".hpp", ".hxx", ".f", ".F", ".for", ".f90",
			".s", ".S", ".sx", ".swig", ".swigcxx", ".syso", ".pgo":
			return nil, fmt.Errorf("fastbuild: the program has another source, %s", name)
		}
	}
	text, err := os.ReadFile(filepath.Join(dir, "main.go"))
	if err != nil {
		return nil, err
	}
	for _, mark := range special {
		if bytes.Contains(text, []byte(mark)) {
			return nil, fmt.Errorf("fastbuild: the program has a %s", mark)
		}
	}
	file, err := parser.ParseFile(token.NewFileSet(), "main.go", text, parser.ImportsOnly)
	if err != nil {
		return nil, err
	}
	if file.Name.Name != "main" {
		return nil, errors.New("fastbuild: not a program")
	}
	c := &cell{dir: dir, text: text}
	for _, spec := range file.Imports {
		path, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			return nil, err
		}
		if path == "C" {
			return nil, errors.New("fastbuild: the program has C in it")
		}
		c.imports = append(c.imports, path)
	}
	return c, nil
}
