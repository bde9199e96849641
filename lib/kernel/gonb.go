package kernel

import (
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// GoNB is built from the module that go.mod pins, with a few of its lines changed, so that what goes wrong in a cell is told
// by package cellerror. They are changed in a copy: the module cache stays as it is. Where a line is not there any more, as
// after an upgrade, GoNB is built as it is, and its own reports come back.

// goexecFile is added to GoNB's package that builds and runs cells.
//
//go:embed gonb/goexec.go.txt
var goexecFile []byte

// A change puts new text in the place of old, which must be in the file once.
type change struct{ file, old, new string }

var gonbChanges = []change{
	{"internal/goexec/errorpublish.go",
		"\tnbErr := newGonbErrors(s, fileToCellIdAndLine, errorMsg, err)\n",
		"\tif told := s.compilerErrors(fileToCellIdAndLine, errorMsg); told != nil && !s.rawError {\n\t\treturn told\n\t}\n" +
			"\tnbErr := newGonbErrors(s, fileToCellIdAndLine, errorMsg, err)\n"},
	{"internal/goexec/errorpublish.go",
		"\tvar nbErr *GonbError\n",
		"\tvar told *cellerror.Error\n\tif errors.As(err, &told) {\n\t\treturn told.Name, told.Value, told.Lines\n\t}\n\tvar nbErr *GonbError\n"},
	{"internal/goexec/errorpublish.go",
		"\t\"github.com/pkg/errors\"\n",
		"\t\"github.com/pkg/errors\"\n\t\"sublunar/lib/kernel/cellerror\"\n"},
	{"internal/goexec/execcode.go",
		"newJupyterStackTraceMapperWriter(msg, \"stderr\", s, fileToCellIdAndLine)\n",
		"s.watchErrors(msg, fileToCellIdAndLine)\n"},
	{"internal/goexec/execcode.go",
		"\terr := jpyExec.Exec()\n",
		"\tjpyExec.Told = toldOf(stderrWithAnnotator)\n\terr := jpyExec.Exec()\n"},
	{"internal/goexec/execcode.go",
		"\tif exitErr := jpyExec.ExitError(); exitErr != nil {\n",
		"\tif exitErr := endOfErrors(stderrWithAnnotator, jpyExec.ExitError()); exitErr != nil {\n"},
	{"internal/jpyexec/jpyexec.go",
		"\texitError error\n",
		"\texitError error\n\n\t// Told says whether an error will tell why the program ended, so that its status needs no line.\n\tTold func() bool\n"},
	{"internal/jpyexec/jpyexec.go",
		"\t\t_ = kernel.PublishWriteStream(exec.Msg, kernel.StreamStderr, errMsg)\n",
		"\t\tif exec.Told == nil || !exec.Told() {\n\t\t\t_ = kernel.PublishWriteStream(exec.Msg, kernel.StreamStderr, errMsg)\n\t\t}\n"},
}

const gonbModule = "github.com/janpfeifer/gonb"

// gonbStep builds GoNB.
func (h *Home) gonbStep() step {
	inputs := func() string {
		kernel := filepath.Join("lib", "kernel")
		return h.inputs(filepath.Join(kernel, "cellerror"), filepath.Join(kernel, "internal", "own"), filepath.Join(kernel, "gonb"), filepath.Join(kernel, "gonb.go"))
	}
	build := func(what ...string) step { return h.buildStep("gonb", "gonb, the Go kernel", "", what, inputs) }
	s := build(gonbModule)
	plain := s.make
	s.make = func(ctx context.Context, observe Observe) error {
		dir := h.Bin(".gonb-changed" + freshSuffix) // set-up is alone here, and sweeps it up if it is killed
		defer os.RemoveAll(dir)
		modfile, err := h.changeGonb(ctx, dir)
		if err != nil {
			observe("  errors in cells will be told as GoNB does: " + err.Error())
			return plain(ctx, observe)
		}
		return build("-modfile="+modfile, gonbModule).make(ctx, observe)
	}
	return s
}

// changeGonb copies GoNB's sources into dir and changes them there, and gives a go.mod that says to build those.
func (h *Home) changeGonb(ctx context.Context, dir string) (modfile string, err error) {
	// Where nothing was built yet, the module has to be fetched first.
	fetch := exec.CommandContext(ctx, "go", "mod", "download", "-json", gonbModule)
	fetch.Dir = h.Library()
	fetch.Env = append(os.Environ(), "GOWORK=off")
	out, err := fetch.Output()
	var fetched struct{ Dir string }
	if err == nil {
		err = json.Unmarshal(out, &fetched)
	}
	module := fetched.Dir
	if err != nil || module == "" {
		return "", fmt.Errorf("the sources of %s are not here", gonbModule)
	}
	files, err := changed(module)
	if err != nil {
		return "", err
	}
	if err := os.RemoveAll(dir); err != nil {
		return "", err
	}
	sources := filepath.Join(dir, "gonb")
	if err := copyModule(module, sources); err != nil {
		return "", err
	}
	for name, text := range files {
		to := filepath.Join(sources, filepath.FromSlash(name))
		if err := os.WriteFile(to, text, 0o644); err != nil {
			return "", err
		}
	}
	mod, err := os.ReadFile(filepath.Join(h.Library(), "go.mod"))
	if err != nil {
		return "", err
	}
	// A path from the library: programs tell what they were built from, and this one may go to other machines.
	at, err := filepath.Rel(h.Library(), sources)
	if err != nil {
		return "", err
	}
	mod = fmt.Appendf(mod, "\nreplace %s => %s\n", gonbModule, strconv.Quote("./"+filepath.ToSlash(at)))
	sum, err := os.ReadFile(filepath.Join(h.Library(), "go.sum"))
	if err != nil {
		return "", err
	}
	if err := os.WriteFile(filepath.Join(dir, "go.sum"), sum, 0o644); err != nil {
		return "", err
	}
	modfile = filepath.Join(dir, "go.mod")
	return modfile, os.WriteFile(modfile, mod, 0o644)
}

// copyModule copies what a module is built from: not its 60 MB of documents and examples.
func copyModule(from, to string) error {
	return filepath.WalkDir(from, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name, err := filepath.Rel(from, path)
		if err != nil {
			return err
		}
		switch {
		case d.IsDir() && slices.Contains([]string{".github", "binder", "cmd", "docs", "examples"}, name):
			return fs.SkipDir
		case d.IsDir():
			return os.MkdirAll(filepath.Join(to, name), 0o755)
		case !d.Type().IsRegular() || strings.HasSuffix(name, "_test.go"):
			return nil
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		return os.WriteFile(filepath.Join(to, name), text, 0o644)
	})
}

// changed gives GoNB's changed files, and the added one, by their path in its module.
func changed(module string) (map[string][]byte, error) {
	files := map[string][]byte{"internal/goexec/sublunar.go": goexecFile}
	for _, c := range gonbChanges {
		text, have := files[c.file]
		if !have {
			var err error
			if text, err = os.ReadFile(filepath.Join(module, filepath.FromSlash(c.file))); err != nil {
				return nil, err
			}
		}
		if n := strings.Count(string(text), c.old); n != 1 {
			return nil, fmt.Errorf("%s holds %q %d times, not once", c.file, strings.TrimSpace(c.old), n)
		}
		files[c.file] = []byte(strings.Replace(string(text), c.old, c.new, 1))
	}
	return files, nil
}
