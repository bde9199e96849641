package main

import (
	"context"
	"errors"
	"fmt"
	"go/token"
	"io"
	"math"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/mod/module"

	"sublunar/lib/kernel"
	"sublunar/lib/portable"
)

func exportCommand() *cobra.Command {
	var out string
	var e export
	c := &cobra.Command{
		Use:   "export MODEL --out DIR",
		Short: "Make a Go package and a static binary of a fitted model, with no cgo, that start in milliseconds",
		Long: "Make a Go module without cgo, and a static binary, of a model that a notebook wrote: fitted.Export(\"darcy.safetensors\", test.X) of an operator,\n" +
			"solved.Export(\"heat.safetensors\") of a network that obeys equations, found.Export(\"law.safetensors\", start, times) of equations.\n" +
			"The binary is run on the inputs that are stored with the model. Where it is further off what the notebook gave than the model's tolerance,\n" +
			"nothing is written. The module needs nothing but Go, and the binary nothing at all.",
		Example: "  go tool sublunar export darcy.safetensors --out darcy\n  darcy/bin/darcy -o y.npz x.npz",
		Args:    cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			home, err := kernel.Find("")
			if err != nil {
				return err
			}
			e.model, e.home, e.out = args[0], home, out
			if err := e.settle(c.Flags().Changed("tolerance")); err != nil {
				return err
			}
			return e.run(c.Context(), c.OutOrStdout())
		},
	}
	c.Flags().StringVar(&out, "out", "", "folder to make, which isn't there yet or is empty")
	c.Flags().StringVar(&e.name, "name", "", "the package's and the binary's name (default the model's file's)")
	c.Flags().StringVar(&e.module, "module", "", "the module's path, such as example.org/me/darcy, for a repository of its own (default the name)")
	c.Flags().Float64Var(&e.tolerance, "tolerance", 0, "how far it may be off what the notebook gave, as a share of the largest value (default the model's: 1e-9 of fits in float64, 1e-5 of those in float32)")
	return c
}

// An export is a model on its way out.
type export struct {
	model, out, name, module string
	tolerance                float64
	home                     *kernel.Home
	file                     *portable.Model
}

// settle reads the model and sees that the names and the folder will do, before anything is made.
func (e *export) settle(toleranceGiven bool) error {
	if e.out == "" {
		return wrongUse{errors.New("--out is missing: name the folder to make, such as --out darcy")}
	}
	if e.name == "" {
		e.name = regexp.MustCompile(`[^a-z0-9]+`).ReplaceAllString(strings.ToLower(strings.TrimSuffix(filepath.Base(e.model), filepath.Ext(e.model))), "")
	}
	if !token.IsIdentifier(e.name) || e.name != strings.ToLower(e.name) || e.name == "main" || e.name == "internal" {
		return wrongUse{fmt.Errorf("--name %q: give a Go package's name, small letters and digits, such as darcy", e.name)}
	}
	if e.module == "" {
		e.module = e.name
	}
	if err := module.CheckImportPath(e.module); err != nil || e.module == "sublunar" || strings.HasPrefix(e.module, "sublunar/") {
		return wrongUse{fmt.Errorf("--module %q: give a module's path, such as example.org/me/%s", e.module, e.name)}
	}
	if _, err := os.Stat(filepath.Join(goRoot(), "src", filepath.FromSlash(path.Clean(e.module)))); err == nil {
		return wrongUse{fmt.Errorf("--module %q is a package of Go's own; give another --name or --module", e.module)}
	}
	if toleranceGiven && (!(e.tolerance > 0) || math.IsInf(e.tolerance, 0)) {
		return wrongUse{fmt.Errorf("--tolerance %g: give one above 0", e.tolerance)}
	}
	switch files, err := os.ReadDir(e.out); {
	case err == nil && len(files) > 0:
		return wrongUse{fmt.Errorf("--out %s: there is something in it; name a folder that isn't there yet", e.out)}
	case err != nil && !errors.Is(err, os.ErrNotExist):
		return wrongUse{fmt.Errorf("--out: %w", err)}
	}
	m, err := portable.Read(e.model)
	if err != nil {
		if errors.Is(err, os.ErrNotExist) {
			return wrongUse{fmt.Errorf("there is no model %s; write one in the notebook by Export", e.model)}
		}
		return err
	}
	if e.file = m; toleranceGiven {
		m.Tolerance = e.tolerance
	}
	return nil
}

// goRoot is where Go's own packages are.
func goRoot() string {
	out, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(out))
}

// run makes the module and the binary beside the folder, tries the binary, and gives the whole its name.
func (e *export) run(ctx context.Context, w io.Writer) error {
	to, err := filepath.Abs(e.out)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
		return fmt.Errorf("--out: %w", err)
	}
	made, err := os.MkdirTemp(filepath.Dir(to), "."+filepath.Base(to)+"-*")
	if err != nil {
		return fmt.Errorf("--out: %w", err)
	}
	defer os.RemoveAll(made)
	if err := os.Chmod(made, 0o755); err != nil {
		return err
	}
	if err := e.fill(ctx, made); err != nil {
		return err
	}
	binary := filepath.Join("bin", e.name+exeSuffix())
	if err := e.build(ctx, made, binary); err != nil {
		return err
	}
	began := time.Now()
	check := exec.CommandContext(ctx, filepath.Join(made, binary), "-check")
	said, err := check.CombinedOutput()
	took := time.Since(began)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err != nil {
		return fmt.Errorf("nothing was written: %s", strings.TrimSpace(string(said)))
	}
	size, err := os.Stat(filepath.Join(made, binary))
	if err != nil {
		return err
	}
	if err := os.Remove(to); err != nil && !errors.Is(err, os.ErrNotExist) { // an empty folder
		return fmt.Errorf("--out: %w", err)
	}
	if err := os.Rename(made, to); err != nil {
		return fmt.Errorf("--out: %w", err)
	}
	fmt.Fprintf(w, "%s: %s", e.name, said)
	fmt.Fprintf(w, "The binary started, and worked them out, in %d ms: %s (%.1f MB)\n", took.Milliseconds(), filepath.Join(e.out, binary), float64(size.Size())/1e6)
	at := filepath.ToSlash(e.out)
	if !filepath.IsAbs(e.out) && !strings.HasPrefix(at, "../") {
		at = "./" + strings.TrimPrefix(at, "./")
	}
	fmt.Fprintf(w, "The package: import %q, with replace %s => %s in go.mod\n", e.module, e.module, at)
	return nil
}

// build compiles the command, with no C and no network.
func (e *export) build(ctx context.Context, folder, binary string) error {
	build := exec.CommandContext(ctx, "go", "build", "-trimpath", "-buildvcs=false", "-ldflags=-s -w", "-o", binary, "./cmd/"+e.name)
	build.Dir = folder
	build.Env = append(os.Environ(), "CGO_ENABLED=0", "GOWORK=off", "GOFLAGS=", "GOPROXY=off", "GOOS=", "GOARCH=", "GOEXPERIMENT=")
	if out, err := build.CombinedOutput(); err != nil {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		return fmt.Errorf("the package doesn't build: %w\n%s", err, strings.TrimSpace(string(out)))
	}
	return nil
}
