package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"sublunar/lib/notebook"
	"sublunar/lib/notebook/diff"
)

func diffCommand() *cobra.Command {
	var rev string
	var text, install, code bool
	c := &cobra.Command{
		Use:   "diff [NOTEBOOK [NOTEBOOK]]",
		Short: "Say what changed in notebooks, as a person would",
		Long: "Say what changed in a notebook since the last commit, or between two: lines of source, claims and numbers by how far they moved, figures by the word\n" +
			"that they changed. With no argument: all notebooks that git calls changed. --install has git itself show notebooks so, and keep noise out of commits.",
		Example: "  go tool sublunar diff\n  go tool sublunar diff notebooks/00-welcome.ipynb .sublunar/out/00-welcome.ipynb\n  go tool sublunar diff --install",
		Args:    cobra.MaximumNArgs(2),
		RunE: func(c *cobra.Command, args []string) error {
			switch {
			case install && (text || len(args) > 0):
				return wrongUse{errors.New("--install takes no notebooks: it is for all of this repository")}
			case install:
				return installInGit(c)
			case text && len(args) != 1:
				return wrongUse{errors.New("--text takes one notebook, which it prints as lines")}
			case text:
				return asText(c.OutOrStdout(), args[0])
			}
			differs, err := compare(c, args, rev)
			if err == nil && differs && code {
				return errShown
			}
			return err
		},
	}
	f := c.Flags()
	f.StringVar(&rev, "rev", "HEAD", "the commit to compare with")
	f.BoolVar(&code, "exit-code", false, "end with 1 when something differs")
	f.BoolVar(&text, "text", false, "print one notebook as lines, for git to compare")
	f.BoolVar(&install, "install", false, "have git in this repository show and commit notebooks so")
	return c
}

// compare prints what changed, and tells whether anything did.
func compare(c *cobra.Command, args []string, rev string) (bool, error) {
	ctx, to := c.Context(), c.OutOrStdout()
	if len(args) == 2 {
		old, err := notebook.Read(args[0])
		if err != nil {
			return false, wrongUse{plainFile(args[0], err)}
		}
		new, err := notebook.Read(args[1])
		if err != nil {
			return false, wrongUse{plainFile(args[1], err)}
		}
		return showChanges(to, args[0]+" -> "+args[1], old, new), nil
	}
	if len(args) == 0 {
		names, err := git(ctx, "", "diff", "--name-only", "-z", "--relative", "--diff-filter=AM", rev, "--", "*.ipynb")
		if err != nil {
			return false, err
		}
		args = strings.FieldsFunc(string(names), func(r rune) bool { return r == 0 })
	}
	differs := false
	for _, path := range args {
		new, err := notebook.Read(path)
		if err != nil {
			return false, wrongUse{plainFile(path, err)}
		}
		committed, err := git(ctx, filepath.Dir(path), "show", rev+":./"+filepath.Base(path))
		old := notebook.New()
		if err == nil {
			if old, err = notebook.Parse(committed); err != nil {
				return false, fmt.Errorf("%s in %s: %w", path, rev, err)
			}
		} else if _, known := git(ctx, filepath.Dir(path), "rev-parse", "--verify", "--quiet", rev+"^{commit}"); known != nil {
			return false, wrongUse{fmt.Errorf("%s: there is no commit %s to compare with; name two notebooks, or another --rev", path, rev)}
		}
		differs = showChanges(to, path+" since "+rev, old, new) || differs
	}
	if !differs {
		fmt.Fprintln(to, "nothing changed")
	}
	return differs, nil
}

func showChanges(to io.Writer, title string, old, new *notebook.Notebook) bool {
	changes := diff.Compare(old, new)
	if len(changes) == 0 {
		return false
	}
	fmt.Fprintln(to, title)
	for _, change := range changes {
		fmt.Fprintln(to, change)
	}
	return true
}

// asText prints a notebook for git. What is no notebook it prints as it is: git shows something then.
func asText(to io.Writer, path string) error {
	data, err := os.ReadFile(path)
	if err != nil {
		return wrongUse{plainFile(path, err)}
	}
	nb, err := notebook.Parse(data)
	if err != nil {
		_, err = to.Write(data)
		return err
	}
	_, err = io.WriteString(to, diff.Text(nb))
	return err
}

// git asks git, in a folder; its complaint is the error.
func git(ctx context.Context, dir string, args ...string) ([]byte, error) {
	cmd := exec.CommandContext(ctx, "git", args...)
	cmd.Dir = dir
	var out, complaint bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &complaint
	if err := cmd.Run(); err != nil {
		if errors.Is(err, exec.ErrNotFound) {
			return nil, errors.New("git is not installed; name two notebooks to compare without it")
		}
		said, _, _ := strings.Cut(strings.TrimSpace(complaint.String()), "\n")
		return nil, fmt.Errorf("git %s: %s", args[0], strings.TrimPrefix(said, "fatal: "))
	}
	return out.Bytes(), nil
}
