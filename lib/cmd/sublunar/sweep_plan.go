package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"sublunar/lib/notebook"
	"sublunar/lib/notebook/report"
	"sublunar/lib/notebook/runner"
	"sublunar/lib/notebook/sweep"
)

// plan reads the notebook and checks every value of every member before the first one runs.
func (s *sweeping) plan(path string) (p sweep.Plan, err error) {
	if p.Fixed, err = parameters(s.given); err != nil {
		return p, err
	}
	if s.table != "" {
		if p.Members, err = sweep.ReadTable(s.table); err != nil {
			return p, fmt.Errorf("--table: %w", err)
		}
	} else if p.Members, err = s.product(); err != nil {
		return p, fmt.Errorf("--over %w", err)
	}
	if p.Notebook, err = filepath.Abs(path); err != nil {
		return p, err
	}
	nb, sum, err := load(path)
	if err != nil {
		return p, err
	}
	s.name = strings.TrimSuffix(filepath.Base(path), ".ipynb")
	p.SHA256 = sum
	if p.Dir, err = os.Getwd(); err != nil {
		return p, err
	}
	return p, checkValues(nb, &p)
}

func (s *sweeping) product() ([]map[string]string, error) {
	var axes []sweep.Axis
	for _, text := range s.over {
		a, err := sweep.ParseAxis(text)
		if err != nil {
			return nil, err
		}
		axes = append(axes, a)
	}
	return sweep.Product(axes...)
}

// checkValues holds each value against the notebook's declaration, once, and notes the digests of files.
func checkValues(nb *notebook.Notebook, p *sweep.Plan) error {
	all, err := declaredIn(nb)
	if err != nil {
		return fmt.Errorf("%s: %w", p.Notebook, err)
	}
	declared := map[string]runner.Parameter{}
	var names []string
	for _, d := range all {
		declared[d.Name] = d
		names = append(names, d.Name)
	}
	p.Files = map[string]string{}
	seen := map[[2]string]bool{}
	for i, values := range append([]map[string]string{p.Fixed}, p.Members...) {
		for name, value := range values {
			if _, both := p.Fixed[name]; both && i > 0 {
				return fmt.Errorf("%s is swept, and fixed by -p: leave one out", name)
			}
			if seen[[2]string{name, value}] {
				continue
			}
			seen[[2]string{name, value}] = true
			d, ok := declared[name]
			if !ok {
				return fmt.Errorf("the notebook has no parameter %q; the cell tagged `parameters` has: %s", name, strings.Join(names, ", "))
			}
			if _, err := d.Literal(value, p.Dir); err != nil {
				return err
			}
			if d.File && value != "" {
				file := value
				if !filepath.IsAbs(file) {
					file = filepath.Join(p.Dir, file)
				}
				if info, err := os.Stat(file); err == nil && info.IsDir() {
					continue // a folder of frames: too much to read each time
				}
				sum, err := report.SHA256File(file)
				if err != nil {
					return err
				}
				p.Files[value] = sum
			}
		}
	}
	return nil
}
