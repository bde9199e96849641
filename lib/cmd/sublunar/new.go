package main

import (
	"errors"
	"fmt"
	"go/build"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/mod/module"

	"sublunar/lib/cmd/sublunar/starter"
	"sublunar/lib/kernel"
)

// A beginning is one call of new.
type beginning struct {
	module string
	link   bool
	update bool
	force  bool

	home *kernel.Home // whose library the project gets
	root string       // the project
}

func newProjectCommand() *cobra.Command {
	var b beginning
	c := &cobra.Command{
		Use:   "new DIR",
		Short: "Begin a paper's or a course's project: notebooks, data, code and tests of your own",
		Long: "Make a folder with a module of its own: a notebook from question to claims, the data that it reads, a package that it imports, tests that execute it.\n" +
			"lab, run, sweep, supplement, verify and gallery work in it as they do here. It carries a copy of the library's source, for it has to run in ten years\n" +
			"too; --link has it use this checkout instead, for who develops both. --update renews the copy in an existing project.",
		Example: "  go tool sublunar new ../tea-paper\n  go tool sublunar new ../tea-paper --update",
		Args:    cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			var err error
			if b.home, err = kernel.Find(""); err != nil {
				return err
			}
			if b.root, err = filepath.Abs(args[0]); err != nil {
				return err
			}
			if b.update {
				if b.link || b.module != "" {
					return wrongUse{errors.New("--update renews the copy of the library, and changes nothing else: leave --link and --module out")}
				}
				return b.renew(c)
			}
			return b.make(c, args[0])
		},
	}
	c.Flags().StringVar(&b.module, "module", "", "path of its Go module, such as example.org/me/paper (default the folder's name)")
	c.Flags().BoolVar(&b.link, "link", false, "use this checkout's library where it lies, and carry no copy")
	c.Flags().BoolVar(&b.update, "update", false, "renew the library in an existing project with this checkout's")
	c.Flags().BoolVar(&b.force, "force", false, "with --update, also where files of the copy were changed")
	return c
}

func (b *beginning) make(c *cobra.Command, given string) error {
	if err := b.check(); err != nil {
		return wrongUse{err}
	}
	parent := filepath.Dir(b.root)
	if err := os.MkdirAll(parent, 0o755); err != nil {
		return fmt.Errorf("%s can't be made: %w", given, err)
	}
	made, err := os.MkdirTemp(parent, ".sublunar-new-")
	if err != nil {
		return fmt.Errorf("%s can't be made: %w", given, err)
	}
	defer os.RemoveAll(made)
	if err := b.fill(made); err != nil {
		return err
	}
	if err := os.Remove(b.root); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err // not empty any more
	}
	if err := os.Rename(made, b.root); err != nil {
		return err
	}
	fmt.Fprintf(c.OutOrStdout(), "%s is a project of its own, module %s. In it:\n  go tool sublunar lab     opens its notebooks\n  go test ./...            executes them, and checks their claims\n"+
		"Fill in what stands in angle brackets in README.md and CITATION.cff, and keep it in git: git init && git add -A\n", given, b.module)
	return nil
}

// check looks at all that can be wrong before anything is written.
func (b *beginning) check() error {
	if inside, err := filepath.Rel(b.home.Root, b.root); err == nil && filepath.IsLocal(inside) {
		return fmt.Errorf("%s lies in the project %s: choose a folder outside of it", b.root, b.home.Root)
	}
	switch entries, err := os.ReadDir(b.root); {
	case err == nil && len(entries) > 0:
		return fmt.Errorf("%s is not empty: choose a new folder, or say --update to renew the library of a project there", b.root)
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("%s can't be a project's folder: %w", b.root, err)
	}
	if b.module == "" {
		b.module = filepath.Base(b.root)
		if err := checkModule(b.module); err != nil {
			return fmt.Errorf("%w; name it: --module %s", err, plainName(b.module))
		}
	}
	return checkModule(b.module)
}

// checkModule says what is wrong with a module's path.
func checkModule(name string) error {
	if err := module.CheckImportPath(name); err != nil {
		return fmt.Errorf("%q can't be a module's path: %w", name, errors.Unwrap(err))
	}
	first, _, _ := strings.Cut(name, "/")
	if first == libraryFolder {
		return fmt.Errorf("%q is the library's own name: take another for your module", name)
	}
	if _, err := os.Stat(filepath.Join(build.Default.GOROOT, "src", first)); err == nil && !strings.Contains(first, ".") {
		return fmt.Errorf("%q begins like Go's own package %s: take another name for your module", name, first)
	}
	if _, _, ok := module.SplitPathVersion(name); !ok {
		return fmt.Errorf("%q can't be a module's path: its end is no version that Go knows", name)
	}
	return nil
}

var notPlain = regexp.MustCompile(`[^a-z0-9.]+`)

// plainName makes of a folder's name one that a module can have.
func plainName(name string) string {
	plain := strings.Trim(notPlain.ReplaceAllString(strings.ToLower(name), "-"), "-.")
	if checkModule(plain) != nil {
		return "paper"
	}
	return plain
}

// fill writes a project into an empty folder.
func (b *beginning) fill(folder string) error {
	if err := os.Chmod(folder, 0o755); err != nil {
		return err
	}
	library := b.home.Library()
	at := "./" + libraryFolder
	about := starter.Project{Module: b.module, Library: libraryFolder + "/",
		What: "a copy of the library, so that this runs in ten years too; `go tool sublunar new DIR --update` in a newer checkout renews it"}
	if b.link {
		relative, err := filepath.Rel(b.root, library)
		if err != nil {
			return err
		}
		at, about.Library, about.What = filepath.ToSlash(relative), filepath.ToSlash(relative), "the checkout of the library that go.mod names"
	} else if err := copyWithOrigin(library, filepath.Join(folder, libraryFolder)); err != nil {
		return err
	}
	mod, err := newModule(b.module, library, at)
	if err != nil {
		return err
	}
	about.Go = mod.Go.Version
	files, err := starter.Files(about)
	if err != nil {
		return err
	}
	if files["go.mod"], err = mod.Format(); err != nil {
		return err
	}
	if files["go.sum"], err = os.ReadFile(filepath.Join(library, "go.sum")); err != nil {
		return err
	}
	names := make([]string, 0, len(files))
	for name := range files {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		if err := put(filepath.Join(folder, filepath.FromSlash(path.Clean(name))), string(files[name])); err != nil {
			return err
		}
	}
	return (&kernel.Home{Root: folder}).Share(b.home)
}
