package shim

import (
	"bytes"
	"fmt"
	"go/scanner"
	"os"

	"golang.org/x/tools/imports"
)

// Goimports stands for `goimports -w FILE`, which is all that GoNB calls. The launcher answers, with
// its caches warm; without it the same library runs here.
func Goimports(args []string) int {
	if reply, ok := ask("goimports", args); ok && !reply.Real {
		return finish(reply)
	}
	if len(args) != 2 || args[0] != "-w" {
		fmt.Fprintln(os.Stderr, "goimports: this is sublunar's shim: use goimports -w FILE")
		return 2
	}
	if err := Rewrite(args[1], nil); err != nil {
		scanner.PrintError(os.Stderr, err) // as goimports does: one line for each error
		return 2
	}
	return 0
}

// Rewrite fixes the imports of a file in place. prepare, if any, sees the source first and may add
// imports that it knows.
func Rewrite(path string, prepare func([]byte) []byte) error {
	source, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	text := source
	if prepare != nil {
		text = prepare(text)
	}
	fixed, err := imports.Process(path, text, &imports.Options{Comments: true, TabIndent: true, TabWidth: 8})
	if err != nil {
		return err
	}
	if bytes.Equal(fixed, source) {
		return nil
	}
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	return os.WriteFile(path, fixed, info.Mode().Perm())
}
