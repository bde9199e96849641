package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"sublunar/lib/cmd/sublunar/bundle"
	"sublunar/lib/kernel"
	"sublunar/lib/notebook/report"
)

// A bundling is one call of pack.
type bundling struct {
	out     string
	withGo  bool
	pythons []string

	home    *kernel.Home
	writer  *bundle.Writer
	say     kernel.Observe
	scratch string
}

func packCommand() *cobra.Command {
	var b bundling
	c := &cobra.Command{
		Use:   "pack --out FILE.tar.gz",
		Short: "Put the project and all that it needs into one archive, for machines with no network",
		Long: "Put the project, Go and its modules, the kernel's tools, XLA's CPU plugin and JupyterLab's packages into one archive, for a stick that goes round a class.\n" +
			"There: tar xf FILE.tar.gz; cd FILE; ./restore. That sets all up in that folder alone, with no network. Of the project it takes the files that git knows.",
		Example: "  go tool sublunar pack --out monday.tar.gz",
		Args:    cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			var err error
			if b.home, err = kernel.Find(""); err != nil {
				return err
			}
			b.say = say(c)
			return b.run(c)
		},
	}
	f := c.Flags()
	f.StringVar(&b.out, "out", "", "the archive to write, a .tar.gz")
	f.BoolVar(&b.withGo, "go", true, "carry Go; without it, it must be on the other machine")
	f.StringSliceVar(&b.pythons, "python", kernel.Pythons, "minor versions of Python to carry JupyterLab's packages for; empty for none")
	_ = c.MarkFlagRequired("out")
	return c
}

// bundleEnding is that of archives, which any tar opens.
const bundleEnding = ".tar.gz"

func (b *bundling) run(c *cobra.Command) (err error) {
	if err := b.check(); err != nil {
		return wrongUse{err}
	}
	part := kernel.ForLab
	if len(b.pythons) == 0 {
		part = kernel.ForOne
	}
	if err := b.home.Setup(c.Context(), part, b.say); err != nil {
		return err
	}
	if b.scratch, err = os.MkdirTemp("", "sublunar-pack-"); err != nil {
		return err
	}
	defer os.RemoveAll(b.scratch)
	if b.writer, err = bundle.Create(b.out, strings.TrimSuffix(filepath.Base(b.out), bundleEnding)); err != nil {
		return err
	}
	b.writer.Observe = func(string) error { return c.Context().Err() }
	if err := b.fill(c.Context()); err != nil {
		b.writer.Discard()
		return err
	}
	if err := b.writer.Close(b.out); err != nil {
		return err
	}
	info, err := os.Stat(b.out)
	if err != nil {
		return err
	}
	sum, err := report.SHA256File(b.out)
	if err != nil {
		return err
	}
	name := filepath.Base(b.out)
	fmt.Fprintf(c.OutOrStdout(), "%s: %.0f MB, unpacked %.0f MB, and about 1 GB more once restored; SHA-256 %s\nOn the other machine: tar xf %s; cd %s; ./restore\n",
		b.out, float64(info.Size())/1e6, float64(b.writer.Size)/1e6, sum, name, strings.TrimSuffix(name, bundleEnding))
	return nil
}

func (b *bundling) check() error {
	name := filepath.Base(b.out)
	if !strings.HasSuffix(name, bundleEnding) || name == bundleEnding || strings.ContainsAny(name, " '\n") {
		return fmt.Errorf("--out %s: give the name of a %s, without spaces", b.out, bundleEnding)
	}
	if info, err := os.Stat(filepath.Dir(b.out)); err != nil || !info.IsDir() {
		return fmt.Errorf("--out %s: there is no folder %s", b.out, filepath.Dir(b.out))
	}
	if system() == "" {
		return fmt.Errorf("what this machine has is for %s/%s, and restore is for Linux on amd64 and arm64", runtime.GOOS, runtime.GOARCH)
	}
	b.pythons = slices.DeleteFunc(b.pythons, func(p string) bool { return p == "" })
	for _, p := range b.pythons {
		if err := kernel.CheckPython(p); err != nil {
			return fmt.Errorf("--python: %w", err)
		}
	}
	return nil
}

// system is this machine's kind as uname -sm has it; "" where archives can't be restored on it.
func system() string {
	return map[string]string{"linux/amd64": "Linux x86_64", "linux/arm64": "Linux aarch64"}[runtime.GOOS+"/"+runtime.GOARCH]
}

// fill adds all, the small first, and says how large each part is.
func (b *bundling) fill(ctx context.Context) error {
	version, err := goOf(b.home.Root)
	if err != nil {
		return err
	}
	if err := b.writer.AddScripts(bundle.What{System: system(), Go: version, HasGo: b.withGo, Python: b.pythons}); err != nil {
		return err
	}
	for _, part := range []struct {
		name string
		add  func(context.Context) error
	}{
		{"the project", b.addProject},
		{"the kernel's tools, XLA's plugin and the command", b.addTools},
		{"Go's modules", b.addModules},
		{"Go", b.addGo},
		{"JupyterLab's packages", b.addWheels},
	} {
		before := b.writer.Size
		if err := part.add(ctx); err != nil {
			return fmt.Errorf("%s: %w", part.name, err)
		}
		b.say(fmt.Sprintf("%s: %.0f MB", part.name, float64(b.writer.Size-before)/1e6))
	}
	return nil
}

// goOf is the version of Go that a project's go.mod asks for.
func goOf(root string) (string, error) {
	mod, err := readModule(root)
	if err != nil {
		return "", err
	}
	if mod.Go == nil {
		return "", errors.New("its go.mod names no version of Go: add a go line")
	}
	return mod.Go.Version, nil
}

// addProject adds the files that git knows, as they are now. What it does not know may be private.
func (b *bundling) addProject(context.Context) error {
	root := b.home.Root
	names := gitFiles(root, []string{"."}, "--cached")
	if len(names) == 0 {
		var err error
		if names, err = filesBelow(root, []string{"."}); err != nil {
			return err
		}
		b.say("there is no git here: all files are taken, but for those whose folders' names begin with a dot")
		names = slices.DeleteFunc(names, func(name string) bool { return filepath.Dir(name) == "." && strings.HasSuffix(name, bundleEnding) })
	} else if others := gitFiles(root, []string{"."}, "--others", "--exclude-standard"); len(others) > 0 {
		b.say(fmt.Sprintf("not taken, for git does not know them: %s (git add what should go along)", few(others)))
	}
	linked := b.home.Library() != root && !isBelow(root, b.home.Library())
	for _, name := range names {
		at := filepath.Join(root, name)
		if linked && name == "go.mod" {
			at = filepath.Join(b.scratch, "go.mod")
			if err := copyFiles(root, b.scratch, []string{name}); err != nil {
				return err
			}
			if err := pointAtLibrary(at, "./"+libraryFolder); err != nil {
				return err
			}
		}
		switch info, err := os.Lstat(at); {
		case errors.Is(err, fs.ErrNotExist), err == nil && !info.Mode().IsRegular():
			continue // deleted, and git not told yet; or a link, which may lead anywhere
		case err != nil:
			return err
		}
		if err := b.writer.Add("project/"+filepath.ToSlash(name), at); err != nil {
			return err
		}
	}
	if !linked {
		return nil
	}
	library := filepath.Join(b.scratch, libraryFolder)
	if err := copyWithOrigin(b.home.Library(), library); err != nil {
		return err
	}
	return b.addFolder("project/"+libraryFolder, library)
}

func isBelow(folder, path string) bool {
	name, err := filepath.Rel(folder, path)
	return err == nil && filepath.IsLocal(name)
}

// few names some of many.
func few(names []string) string {
	const shown = 5
	if len(names) <= shown {
		return strings.Join(names, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(names[:shown], ", "), len(names)-shown)
}
