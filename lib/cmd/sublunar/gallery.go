package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"sublunar/lib/kernel"
	"sublunar/lib/notebook"
	"sublunar/lib/notebook/report"
)

func galleryCommand() *cobra.Command {
	var out, title string
	c := &cobra.Command{
		Use:   "gallery [NOTEBOOK or FOLDER]... --out DIR",
		Short: "Make a page of notebooks as they stand, with figures and claims, that works offline",
		Long: "Make a folder of pages from notebooks as they stand: one of each, and index.html with a figure and the claims of each. Nothing is executed. With no\n" +
			"argument: all of notebooks/, or `run`'s results if you name their folder.",
		Example: "  go tool sublunar gallery --out site",
		Args:    cobra.ArbitraryArgs,
		RunE: func(c *cobra.Command, args []string) error {
			home, err := kernel.Find("")
			if err != nil {
				return err
			}
			paths, err := notebooksAt(home, args)
			if err != nil {
				return wrongUse{err}
			}
			return gallery(c, paths, out, title)
		},
	}
	c.Flags().StringVar(&out, "out", "", "folder for the pages")
	c.Flags().StringVar(&title, "title", "Notebooks", "what stands on top")
	_ = c.MarkFlagRequired("out")
	return c
}

func gallery(c *cobra.Command, paths []string, out, title string) error {
	var entries []report.Entry
	pages := map[string][]byte{}
	for _, path := range paths {
		nb, err := notebook.Read(path)
		if err != nil {
			return err
		}
		name := filepath.Base(path)
		page := strings.TrimSuffix(name, ".ipynb") + ".html"
		if _, twice := pages[page]; twice || page == "index.html" {
			return wrongUse{fmt.Errorf("two pages would have the name %s: rename a notebook, or take another --out for it", page)}
		}
		if pages[page], err = report.HTML(nb, report.Meta{Name: name, Files: os.DirFS(filepath.Dir(path))}); err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		entries = append(entries, report.Entry{Notebook: nb, Name: name, Page: page})
	}
	index, err := report.Gallery(title, entries)
	if err != nil {
		return err
	}
	pages["index.html"] = index
	if err := os.MkdirAll(out, 0o755); err != nil {
		return fmt.Errorf("--out: %w", err)
	}
	for name, page := range pages {
		if err := notebook.WriteWhole(filepath.Join(out, name), page); err != nil {
			return err
		}
	}
	fmt.Fprintf(c.OutOrStdout(), "%d notebooks: open %s\n", len(entries), filepath.Join(out, "index.html"))
	return nil
}
