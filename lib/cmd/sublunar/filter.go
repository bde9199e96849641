package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"sublunar/lib/kernel"
	"sublunar/lib/notebook"
	"sublunar/lib/notebook/clean"
)

func filterCommand() *cobra.Command {
	var check bool
	c := &cobra.Command{
		Use:   "filter [NOTEBOOK]...",
		Short: "Take out of notebooks what is noise in a commit; outputs stay",
		Long: "Take out of notebooks what changes without their content: the order in which cells were run, what JupyterLab notes as you scroll and fold, pictures\n" +
			"that it draws of figures, states of widgets, folders of this machine in error texts. Source, outputs and claims stay. With no argument it reads a\n" +
			"notebook from its input and writes it to its output, as git's clean filters do.",
		Example: "  go tool sublunar filter notebooks/*.ipynb\n  go tool sublunar filter --check notebooks/*.ipynb",
		Args:    cobra.ArbitraryArgs,
		RunE: func(c *cobra.Command, args []string) error {
			root := ""
			if home, err := kernel.Find(""); err == nil {
				root = home.Root
			}
			if len(args) == 0 {
				if check {
					return wrongUse{errors.New("--check needs notebooks by name")}
				}
				return filterStream(c.InOrStdin(), c.OutOrStdout(), root)
			}
			noisy := false
			for _, path := range args {
				data, err := os.ReadFile(path)
				if err != nil {
					return wrongUse{plainFile(path, err)}
				}
				cleaned, err := cleaned(data, root)
				if err != nil {
					return fmt.Errorf("%s: %w", path, err)
				}
				if bytes.Equal(cleaned, data) {
					continue
				}
				noisy = true
				fmt.Fprintln(c.OutOrStdout(), path)
				if check {
					continue
				}
				if err := notebook.WriteWhole(path, cleaned); err != nil {
					return err
				}
			}
			if check && noisy {
				return errShown
			}
			return nil
		},
	}
	c.Flags().BoolVar(&check, "check", false, "change nothing, and end with 1 when a notebook holds noise")
	return c
}

// filterStream is a clean filter. What is no notebook stops it: git then takes the file as it is, and says so.
func filterStream(from io.Reader, to io.Writer, root string) error {
	data, err := io.ReadAll(from)
	if err != nil {
		return err
	}
	if len(bytes.TrimSpace(data)) == 0 {
		_, err = to.Write(data)
		return err
	}
	cleaned, err := cleaned(data, root)
	if err != nil {
		return err
	}
	_, err = to.Write(cleaned)
	return err
}

func cleaned(data []byte, root string) ([]byte, error) {
	nb, err := notebook.Parse(data)
	if err != nil {
		return nil, err
	}
	clean.Clean(nb, root)
	return nb.Encode()
}
