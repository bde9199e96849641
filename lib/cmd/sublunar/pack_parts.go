package main

import (
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// addFolder adds a folder's plain files.
func (b *bundling) addFolder(name, folder string) error {
	return filepath.WalkDir(folder, func(at string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		below, err := filepath.Rel(folder, at)
		if err != nil {
			return err
		}
		return b.writer.Add(name+"/"+filepath.ToSlash(below), at)
	})
}

// addTools adds what set-up has built, which names no folder of this machine, and finds itself up to date elsewhere by what it was built from.
func (b *bundling) addTools(ctx context.Context) error {
	for _, tool := range []string{"gonb", "goimports", "launcher", "gopls"} {
		for _, file := range []string{tool, "." + tool + ".stamp"} {
			err := b.writer.Add("project/.sublunar/bin/"+file, b.home.Bin(file))
			if err != nil && (tool != "gopls" || !errors.Is(err, fs.ErrNotExist)) { // without gopls Tab completes nothing
				return err
			}
		}
	}
	plugin := filepath.Dir(b.home.Plugin("cpu"))
	if _, err := os.Stat(plugin); err == nil {
		if err := b.addFolder("project/.sublunar/xla/cpu", plugin); err != nil {
			return err
		}
	} else {
		b.say("there is no plugin of XLA's here: pure Go will compute")
	}
	command := filepath.Join(b.scratch, "command")
	if err := b.home.BuildCommand(ctx, command); err != nil {
		return err
	}
	return b.writer.Add("bin/sublunar", command)
}

// addModules adds what Go's module cache keeps of the modules that are needed. Where a module came from is left out.
func (b *bundling) addModules(ctx context.Context) error {
	files, err := moduleFiles(ctx, b.home.Root, true)
	if err != nil {
		return err
	}
	for _, f := range files {
		name := "modules/cache/download/" + f.name
		if strings.HasSuffix(f.name, ".info") {
			text, err := plainInfo(f.path)
			if err != nil {
				return err
			}
			if err := b.writer.AddText(name, text, false); err != nil {
				return err
			}
		} else if err := b.writer.Add(name, f.path); err != nil {
			return err
		}
	}
	return nil
}

// plainInfo is a module's .info with its version and time alone: the address of a private repository may stand in it.
func plainInfo(file string) (string, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return "", err
	}
	var info struct{ Version, Time string }
	if err := json.Unmarshal(text, &info); err != nil {
		return "", err
	}
	kept, err := json.Marshal(info)
	return string(kept) + "\n", err
}

func (b *bundling) addGo(ctx context.Context) error {
	if !b.withGo {
		return nil
	}
	root := exec.CommandContext(ctx, "go", "env", "GOROOT")
	root.Dir = b.home.Root // whose go line may choose another than the first on PATH
	out, err := root.Output()
	if err != nil {
		return err
	}
	return b.writer.AddGo(strings.TrimSpace(string(out)))
}

func (b *bundling) addWheels(ctx context.Context) error {
	if len(b.pythons) == 0 {
		return nil
	}
	b.say("fetching JupyterLab's packages")
	folder := filepath.Join(b.scratch, "wheels")
	if err := b.home.FetchWheels(ctx, folder, b.pythons, b.say); err != nil {
		return err
	}
	return b.addFolder("wheels", folder)
}
