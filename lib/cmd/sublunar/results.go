package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"sublunar/lib/notebook"
	"sublunar/lib/notebook/report"
	"sublunar/lib/notebook/runner"
)

func (e *execution) where() string {
	if e.out != "" {
		return e.out
	}
	return filepath.Join(e.home.Own(), "out")
}

// makeRoom finds out before the work whether its results can be written.
func (e *execution) makeRoom() error {
	folder := e.where()
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return fmt.Errorf("results can't be written: %w", err)
	}
	probe, err := os.CreateTemp(folder, ".sublunar-*")
	if err != nil {
		return fmt.Errorf("results can't be written: %w", err)
	}
	_, err = probe.Write(make([]byte, 1<<16))
	if e := probe.Close(); err == nil {
		err = e
	}
	_ = os.Remove(probe.Name())
	if err != nil {
		return fmt.Errorf("results can't be written in %s: %w", folder, err)
	}
	return nil
}

// backendOf is what the first notebook that made a backend computed with.
func backendOf(outcomes []runner.Outcome) report.Backend {
	for _, o := range outcomes {
		if o.Result == nil || len(o.Result.Backends) == 0 {
			continue
		}
		b := o.Result.Backends[0]
		said := report.Backend{Name: b.Name, Why: b.Why, Version: b.Version}
		if b.Plugin != "" {
			said.PluginSHA256, _ = report.SHA256File(b.Plugin) // empty where the plugin has gone since
		}
		return said
	}
	return report.Backend{}
}

// write puts the results in place: each file whole or not at all. Of a notebook that was interrupted only the manifest tells,
// and an earlier result of it stays.
func (e *execution) write(tasks []*task, manifest *report.Manifest) error {
	for _, t := range tasks {
		if t.finished() {
			encoded, err := t.executed.Encode()
			if err != nil {
				return err
			}
			t.run.OutputSHA256 = report.SHA256(encoded)
		}
		manifest.Notebooks = append(manifest.Notebooks, t.run)
	}
	for _, t := range tasks {
		if !t.finished() {
			continue
		}
		if err := e.writeOne(t, manifest); err != nil {
			return err
		}
	}
	if all := spreads(tasks); len(all) > 0 {
		if err := writeSpreads(filepath.Join(e.where(), "seeds.json"), all); err != nil {
			return err
		}
	}
	if e.junit != "" {
		text, err := manifest.JUnit()
		if err != nil {
			return err
		}
		if err := notebook.WriteWhole(e.junit, text); err != nil {
			return fmt.Errorf("--junit %s: %w", e.junit, err)
		}
	}
	return manifest.Write(filepath.Join(e.where(), "manifest.json"))
}

func (e *execution) writeOne(t *task, manifest *report.Manifest) error {
	base := filepath.Join(e.where(), t.outputName())
	if slices.Contains(e.formats, "ipynb") {
		if err := t.executed.Write(base + ".ipynb"); err != nil {
			return err
		}
	}
	if slices.Contains(e.formats, "html") {
		meta := report.Meta{Name: filepath.Base(t.path), Run: &t.run, Manifest: manifest, Files: os.DirFS(filepath.Dir(t.path))}
		if err := report.Write(base+".html", t.executed, meta); err != nil {
			return err
		}
	}
	if !e.inPlace || t.run.Status != statusOK {
		return nil
	}
	if now, err := report.SHA256File(t.path); err != nil || now != t.run.InputSHA256 {
		return fmt.Errorf("%s was changed while it ran, so its outputs are not written into it; they are in %s", t.path, e.where())
	}
	return t.executed.Write(t.path)
}
