package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"sublunar/lib/kernel"
	"sublunar/lib/notebook"
	"sublunar/lib/notebook/report"
	"sublunar/lib/notebook/supplement"
)

// A packing is one call of supplement.
type packing struct {
	given    []string
	out      string
	results  string
	citation string
	timeout  time.Duration
	vendored bool

	home *kernel.Home
}

func supplementCommand() *cobra.Command {
	var p packing
	c := &cobra.Command{
		Use:   "supplement NOTEBOOK... --out FILE.zip",
		Short: "Execute notebooks, and make one archive of them, their code, data and results for a paper",
		Long: "Execute notebooks in a clean copy of the checkout, and make one archive of them, the library, the data that -p names, and what came out: executed\n" +
			"notebooks, pages, figures, claims as LaTeX macros, tables. The archive says how to run it again, and `sublunar verify` compares. Who made it is read\n" +
			"from CITATION.cff. Nothing is written unless every cell ran and every claim held.",
		Example: "  go tool sublunar supplement notebooks/01-lynx-and-hare.ipynb -p data=counts.csv --out supplement.zip\n  go tool sublunar verify supplement.zip",
		Args:    cobra.MinimumNArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			var err error
			if p.home, err = kernel.Find(""); err != nil {
				return err
			}
			return p.run(c, args)
		},
	}
	f := c.Flags()
	f.StringVar(&p.out, "out", "", "the archive to write, a .zip")
	f.StringArrayVarP(&p.given, "parameter", "p", nil, "name=value for the cell tagged `parameters`; files go into the archive")
	f.StringVar(&p.results, "results", "", "take the results of an earlier `run --out FOLDER` of the same notebooks, and execute nothing")
	f.StringVar(&p.citation, "citation", "", "who made it, a CITATION.cff (default the checkout's)")
	f.DurationVar(&p.timeout, "timeout", 10*time.Minute, "how long one cell may take")
	f.BoolVar(&p.vendored, "vendored", false, "also carry the modules and XLA's plugin, so that it runs with no network")
	_ = c.MarkFlagRequired("out")
	return c
}

func (p *packing) run(c *cobra.Command, args []string) error {
	if !strings.HasSuffix(p.out, ".zip") {
		return wrongUse{fmt.Errorf("--out %s: give the name of a .zip", p.out)}
	}
	if p.citation == "" {
		p.citation = filepath.Join(p.home.Root, "CITATION.cff")
	}
	citation, err := supplement.ReadCitation(p.citation)
	if err != nil {
		return err
	}
	e := execution{given: p.given, formats: []string{"ipynb", "html"}, timeout: p.timeout, jobs: 1, home: p.home}
	if err := e.check(); err != nil {
		return wrongUse{err}
	}
	if p.results != "" && len(e.parameters) > 0 {
		return wrongUse{fmt.Errorf("--results has what came out of the notebooks as they are: leave -p out")}
	}
	tasks, err := e.plan(args)
	if err != nil {
		return wrongUse{err}
	}
	scratch, err := os.MkdirTemp("", "sublunar-supplement-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(scratch)
	stage := &staging{from: p.home, home: &kernel.Home{Root: filepath.Join(scratch, "stage")}}
	if err := stage.fill(p.citation, tasks); err != nil {
		return err
	}
	if err := p.execute(c, stage); err != nil {
		return err
	}
	if p.vendored {
		if err := stage.vendor(c.Context()); err != nil {
			return err
		}
	}
	if err := stage.describe(citation, p.vendored); err != nil {
		return err
	}
	name := strings.TrimSuffix(filepath.Base(p.out), ".zip")
	if err := supplement.Pack(stage.home.Root, name, p.out); err != nil {
		return err
	}
	sum, err := report.SHA256File(p.out)
	if err != nil {
		return err
	}
	info, err := os.Stat(p.out)
	if err != nil {
		return err
	}
	for _, why := range stage.undrawn {
		fmt.Fprintf(c.OutOrStdout(), "No PDF of %s\n", why)
	}
	if len(stage.unlicensed) > 0 {
		fmt.Fprintf(c.OutOrStdout(), "No licence was found in %s: see whether you may pass them on.\n", strings.Join(stage.unlicensed, ", "))
	}
	fmt.Fprintf(c.OutOrStdout(), "%s: %.1f MB, SHA-256 %s\nPrint that hash in the paper: it tells the archive from any other. Readers type: go tool sublunar verify %s\n",
		p.out, float64(info.Size())/1e6, sum, filepath.Base(p.out))
	return nil
}

// execute fills the stage's results: from a run there, or from those of an earlier run.
func (p *packing) execute(c *cobra.Command, stage *staging) error {
	results := filepath.Join(stage.home.Root, "results")
	if p.results != "" {
		return stage.take(p.results, results)
	}
	if err := copyTools(p.home, stage.home); err != nil {
		return err
	}
	e := execution{formats: []string{"ipynb", "html"}, timeout: p.timeout, jobs: 1, out: results, home: stage.home, once: true}
	return e.run(c, stage.notebooks)
}

// take copies an earlier run's results, if they are those of the notebooks on the stage, and all held.
func (s *staging) take(from, to string) error {
	m, err := report.ReadManifest(filepath.Join(from, "manifest.json"))
	if err != nil {
		return fmt.Errorf("--results %s: %w", from, err)
	}
	if err := os.MkdirAll(to, 0o755); err != nil {
		return err
	}
	kept := m
	kept.Notebooks = nil
	for _, staged := range s.notebooks {
		name := s.name(staged)
		sum, err := report.SHA256File(staged)
		if err != nil {
			return err
		}
		found := false
		for _, r := range m.Notebooks {
			if path.Base(r.Name) != path.Base(name) || len(r.Parameters) > 0 || r.Seed != nil {
				continue
			}
			base := strings.TrimSuffix(filepath.Base(staged), ".ipynb")
			switch {
			case r.InputSHA256 != sum:
				return fmt.Errorf("--results %s: %s was changed since it ran there; run it again", from, name)
			case r.Status != statusOK:
				return fmt.Errorf("--results %s: %s failed there: %s", from, name, r.Error)
			}
			for _, ending := range []string{".ipynb", ".html"} {
				if err := supplement.CopyFile(filepath.Join(from, base+ending), filepath.Join(to, base+ending)); err != nil {
					return err
				}
			}
			if now, err := report.SHA256File(filepath.Join(to, base+".ipynb")); err != nil || now != r.OutputSHA256 {
				return fmt.Errorf("--results %s: %s.ipynb is not the one that the run there wrote", from, base)
			}
			r.Name = name // wherever it lay when it ran
			kept.Notebooks = append(kept.Notebooks, r)
			found = true
		}
		if !found {
			return fmt.Errorf("--results %s: it has no run of %s as it is", from, name)
		}
	}
	return kept.Write(filepath.Join(to, "manifest.json"))
}

// describe adds what is made of the results: figures, tables, macros, and the archive's own description.
func (s *staging) describe(citation supplement.Citation, vendored bool) error {
	results := filepath.Join(s.home.Root, "results")
	m, err := report.ReadManifest(filepath.Join(results, "manifest.json"))
	if err != nil {
		return err
	}
	m.Code = s.code
	if err := m.Write(filepath.Join(results, "manifest.json")); err != nil {
		return err
	}
	var figures []supplement.Figure
	for _, r := range m.Notebooks {
		nb, err := notebook.Read(filepath.Join(results, filepath.Base(r.Name)))
		if err != nil {
			return err
		}
		own, err := supplement.Figures(nb, r.Name, m.Code.Commit)
		if err != nil {
			return err
		}
		for i := range own {
			if err := s.figure(results, &own[i]); err != nil {
				return err
			}
		}
		figures = append(figures, own...)
		for _, t := range supplement.Tables(nb, r.Name) {
			if err := put(filepath.Join(results, t.File), t.LaTeX); err != nil {
				return err
			}
		}
	}
	text, err := json.MarshalIndent(figures, "", "  ")
	if err != nil {
		return err
	}
	if err := put(filepath.Join(results, "figures", "figures.json"), string(text)+"\n"); err != nil {
		return err
	}
	if err := put(filepath.Join(results, "claims.tex"), supplement.Macros(m.Notebooks)); err != nil {
		return err
	}
	if err := put(filepath.Join(s.home.Root, "REPRODUCE.md"), supplement.Reproduce(citation, m, vendored, s.hasImage())); err != nil {
		return err
	}
	crate, err := supplement.Crate(s.home.Root, citation, m)
	if err != nil {
		return err
	}
	if err := put(filepath.Join(s.home.Root, supplement.CrateFile), string(crate)); err != nil {
		return err
	}
	return supplement.Seal(s.home.Root)
}

// figure writes a picture, and the same as a page of PDF. One that can't be drawn so is said, and stays what it is.
func (s *staging) figure(results string, f *supplement.Figure) error {
	if err := put(filepath.Join(results, f.File), f.Content()); err != nil {
		return err
	}
	page, err := f.Page()
	if err != nil {
		s.undrawn = append(s.undrawn, err.Error())
		return nil
	}
	if page == "" {
		return nil
	}
	return put(filepath.Join(results, f.PDF), page)
}
