package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"sublunar/lib/kernel"
)

// renew puts this checkout's library in the place of a project's copy, and raises the versions that its go.mod requires.
func (b *beginning) renew(c *cobra.Command) error {
	there, err := kernel.Find(b.root)
	if err != nil || there.Root != b.root {
		return wrongUse{fmt.Errorf("%s is no project that `new` made: there is nothing to renew", b.root)}
	}
	old, library := there.Library(), b.home.Library()
	if old != filepath.Join(b.root, libraryFolder) {
		return wrongUse{fmt.Errorf("%s uses the library in %s, and has no copy to renew", b.root, old)}
	}
	if old == library {
		return wrongUse{errors.New("this is the project itself: call it in the newer checkout")}
	}
	before, changed, err := originOf(old)
	if err != nil {
		return err
	}
	if changed && !b.force {
		return fmt.Errorf("files in %s were changed since they were copied, and would be lost: keep what you need of them, then say --force", old)
	}
	scratch, err := os.MkdirTemp(b.root, ".sublunar-new-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(scratch)
	fresh := filepath.Join(scratch, "fresh")
	if err := copyWithOrigin(library, fresh); err != nil {
		return err
	}
	mod, err := readModule(b.root)
	if err != nil {
		return err
	}
	if err := takeOver(mod, library); err != nil {
		return err
	}
	text, err := mod.Format()
	if err != nil {
		return err
	}
	sums, err := joinSums(filepath.Join(b.root, "go.sum"), filepath.Join(library, "go.sum"))
	if err != nil {
		return err
	}
	// The sums first: more of them do no harm, should what follows fail.
	if err := put(filepath.Join(b.root, "go.sum"), string(sums)); err != nil {
		return err
	}
	if err := put(filepath.Join(b.root, "go.mod"), string(text)); err != nil {
		return err
	}
	if err := os.Rename(old, filepath.Join(scratch, "old")); err != nil {
		return err
	}
	if err := os.Rename(fresh, old); err != nil {
		return errors.Join(err, os.Rename(filepath.Join(scratch, "old"), old))
	}
	after, _, err := originOf(old)
	if err != nil {
		return err
	}
	fmt.Fprintf(c.OutOrStdout(), "%s: the library was %s and is %s now. See what it changes: go test ./...\n", b.root, shortCommit(before), shortCommit(after))
	return nil
}

func shortCommit(o origin) string {
	if o.Commit.Commit == "" {
		return "of no known commit"
	}
	return o.Commit.Commit[:min(12, len(o.Commit.Commit))]
}

// joinSums has each line of two go.sum files once, sorted.
func joinSums(a, b string) ([]byte, error) {
	lines := map[string]bool{}
	for _, file := range []string{a, b} {
		text, err := os.ReadFile(file)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, err
		}
		for line := range bytes.Lines(text) {
			lines[strings.TrimSpace(string(line))] = true
		}
	}
	delete(lines, "")
	return []byte(strings.Join(slices.Sorted(maps.Keys(lines)), "\n") + "\n"), nil
}
