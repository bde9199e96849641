package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strconv"

	"github.com/spf13/cobra"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/text"

	"sublunar/lib/notebook"
	"sublunar/lib/notebook/supplement"
)

func picturesCommand() *cobra.Command {
	var check bool
	c := &cobra.Command{
		Use:   "pictures [FILE.md]...",
		Short: "Make a page's pictures anew from the notebooks that it says they come from",
		Long: "Write the pictures of Markdown files anew from notebooks as they stand. A picture says where it comes from in its title:\n\n" +
			"    ![A cup of tea cools](pictures/tea.svg \"figure 3 of notebooks/00-welcome.ipynb\")\n\n" +
			"Paths are the file's. Pictures without such a title are left alone, and nothing is executed. With no argument: README.md.",
		Example: "  go tool sublunar pictures\n  go tool sublunar pictures --check README.md",
		Args:    cobra.ArbitraryArgs,
		RunE: func(c *cobra.Command, args []string) error {
			if len(args) == 0 {
				args = []string{"README.md"}
			}
			return pictures(c, args, check)
		},
	}
	c.Flags().BoolVar(&check, "check", false, "write nothing, and end with 1 if a picture is no longer what its notebook shows")
	return c
}

func pictures(c *cobra.Command, files []string, check bool) error {
	out, old, count := c.OutOrStdout(), 0, 0
	for _, file := range files {
		page, err := os.ReadFile(file)
		if err != nil {
			return wrongUse{err}
		}
		all, err := picturesIn(page)
		if err != nil {
			return wrongUse{fmt.Errorf("%s: %w", file, err)}
		}
		for _, p := range all {
			count++
			now, err := p.shown(filepath.Dir(file))
			if err != nil {
				return wrongUse{fmt.Errorf("%s: %w", file, err)}
			}
			at := filepath.Join(filepath.Dir(file), filepath.FromSlash(p.file))
			was, err := os.ReadFile(at)
			if err != nil && !errors.Is(err, fs.ErrNotExist) {
				return err
			}
			if err == nil && string(was) == now {
				continue
			}
			old++
			if check {
				fmt.Fprintf(out, "%s is not figure %d of %s as it stands\n", at, p.number, p.notebook)
				continue
			}
			if err := put(at, now); err != nil {
				return err
			}
			fmt.Fprintf(out, "%s: figure %d of %s\n", at, p.number, p.notebook)
		}
	}
	switch {
	case check && old > 0:
		return fmt.Errorf("%d of %d pictures are old: make them anew by `go tool sublunar pictures`", old, count)
	case old == 0:
		fmt.Fprintf(out, "%d pictures are as their notebooks show them\n", count)
	}
	return nil
}

// A picture of a page, and the figure that it shows.
type picture struct {
	file, notebook string // paths from the page
	number         int    // of the figure in the notebook, from 1
}

var fromNotebook = regexp.MustCompile(`^figure ([1-9]\d{0,3}) of (.+\.ipynb)$`)

// picturesIn are those of a page that say which figure they are.
func picturesIn(page []byte) (all []picture, err error) {
	root := goldmark.New(goldmark.WithExtensions(extension.Table)).Parser().Parse(text.NewReader(page))
	err = ast.Walk(root, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		image, is := n.(*ast.Image)
		if !is || !entering {
			return ast.WalkContinue, nil
		}
		found := fromNotebook.FindSubmatch(bytes.TrimSpace(image.Title))
		if found == nil {
			return ast.WalkContinue, nil
		}
		p := picture{file: string(image.Destination), notebook: string(found[2])}
		if p.number, err = strconv.Atoi(string(found[1])); err != nil {
			return ast.WalkStop, err
		}
		if !filepath.IsLocal(filepath.FromSlash(p.file)) {
			return ast.WalkStop, fmt.Errorf("the picture %s lies in no folder below the page's", p.file)
		}
		all = append(all, p)
		return ast.WalkContinue, nil
	})
	return all, err
}

// shown is the picture as the notebook has it.
func (p picture) shown(folder string) (string, error) {
	nb, err := notebook.Read(filepath.Join(folder, filepath.FromSlash(p.notebook)))
	if err != nil {
		return "", err
	}
	figures, err := supplement.Figures(nb, p.notebook, "")
	if err != nil {
		return "", err
	}
	if p.number > len(figures) {
		return "", fmt.Errorf("%s is figure %d of %s, which shows %d: execute it with `run --inplace`, or correct the title", p.file, p.number, p.notebook, len(figures))
	}
	f := figures[p.number-1]
	if path.Ext(f.File) != path.Ext(p.file) {
		return "", fmt.Errorf("%s is figure %d of %s, which is no %s but a %s", p.file, p.number, p.notebook, path.Ext(p.file), path.Ext(f.File))
	}
	return f.Content(), nil
}
