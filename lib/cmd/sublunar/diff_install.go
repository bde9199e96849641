package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"sublunar/lib/notebook"
)

// driver is our name among git's diff drivers and filters.
const driver = "sublunar"

// attributes is the line that has git use them.
const attributes = "*.ipynb diff=" + driver + " filter=" + driver

// installInGit tells git of this command, in this clone alone: its config, and its own file of attributes.
func installInGit(c *cobra.Command) error {
	ctx := c.Context()
	out, err := git(ctx, "", "rev-parse", "--git-path", "info/attributes")
	if err != nil {
		return wrongUse{err}
	}
	path := strings.TrimSpace(string(out))
	have, err := os.ReadFile(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	for name, value := range map[string]string{
		"diff." + driver + ".textconv":      callMe() + " diff --text",
		"diff." + driver + ".cachetextconv": "false",
		"filter." + driver + ".clean":       callMe() + " filter",
	} {
		if _, err := git(ctx, "", "config", "--local", name, value); err != nil {
			return err
		}
	}
	text := string(have)
	if !strings.Contains("\n"+text, "\n"+attributes+"\n") {
		if text != "" && !strings.HasSuffix(text, "\n") {
			text += "\n"
		}
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		if err := notebook.WriteWhole(path, []byte(text+attributes+"\n")); err != nil {
			return err
		}
	}
	fmt.Fprintf(c.OutOrStdout(), "git diff and git log -p show notebooks as lines now, and git add leaves noise out of them, in this clone.\n"+
		"To undo it: git config --remove-section diff.%[1]s; git config --remove-section filter.%[1]s; and take its line out of %[2]s\n", driver, path)
	return nil
}

// callMe is how git is to call this command: by the go command, where that started it, for its own copy may be cleared away.
func callMe() string {
	if parent, err := os.ReadFile(fmt.Sprintf("/proc/%d/comm", os.Getppid())); err == nil && strings.TrimSpace(string(parent)) == "go" {
		return "go tool sublunar"
	}
	self, err := os.Executable()
	if err != nil {
		return "go tool sublunar"
	}
	return "'" + strings.ReplaceAll(self, "'", `'\''`) + "'"
}
