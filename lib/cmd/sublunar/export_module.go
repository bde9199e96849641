package main

import (
	"bytes"
	"context"
	"fmt"
	"go/format"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"text/template"

	"sublunar/lib/notebook/supplement"
	"sublunar/lib/portable"
)

// modelFile is the name of a model in its package.
const modelFile = "model.safetensors"

// fill writes the module: the model, a package that embeds it, a command, a test, and copies of what they need of this library.
func (e *export) fill(ctx context.Context, to string) error {
	library, version, err := e.copyPackages(ctx, to)
	if err != nil {
		return err
	}
	if err := e.file.Write(filepath.Join(to, modelFile)); err != nil {
		return err
	}
	facts := map[string]any{"Name": e.name, "Module": e.module, "About": strings.Split(e.file.String(), "\n"), "Model": modelFile, "Equations": e.file.Kind == portable.Equations,
		"Kind": e.file.Kind, "Version": version, "Tolerance": e.file.Tolerance}
	for name, text := range map[string]string{e.name + ".go": exportedPackage, e.name + "_test.go": exportedTest, filepath.Join("cmd", e.name, "main.go"): exportedMain} {
		var b bytes.Buffer
		if err := template.Must(template.New(name).Parse(text)).Execute(&b, facts); err != nil {
			return err
		}
		source, err := format.Source(b.Bytes())
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		if err := put(filepath.Join(to, name), string(source)); err != nil {
			return err
		}
	}
	if err := supplement.CopyFile(filepath.Join(library, "LICENSE"), filepath.Join(to, "LICENSE")); err != nil {
		return err
	}
	return put(filepath.Join(to, "go.mod"), "module "+e.module+"\n\ngo "+version+"\n")
}

// copyPackages copies what the command of a model is compiled from below internal/, and gives the folder of the library and the version of Go that it needs.
func (e *export) copyPackages(ctx context.Context, to string) (library, version string, err error) {
	const from = "sublunar/lib/"
	list := exec.CommandContext(ctx, "go", "list", "-deps", "-f",
		`{{if not .Standard}}{{.ImportPath}}|{{.Dir}}|{{.Module.Dir}}|{{.Module.GoVersion}}|{{range .GoFiles}}{{.}} {{end}}{{range .IgnoredGoFiles}}{{.}} {{end}}{{end}}`, from+"portable/command")
	list.Dir = e.home.Root
	list.Env = append(os.Environ(), "GOWORK=off", "CGO_ENABLED=0")
	var complaint strings.Builder
	list.Stderr = &complaint
	out, err := list.Output()
	if err != nil {
		return "", "", fmt.Errorf("the library's packages can't be listed: %w: %s", err, strings.TrimSpace(complaint.String()))
	}
	for line := range strings.Lines(string(out)) {
		fields := strings.Split(strings.TrimSpace(line), "|")
		if len(fields) != 5 {
			continue
		}
		name, ours := strings.CutPrefix(fields[0], from)
		if !ours {
			return "", "", fmt.Errorf("a model's command needs %s, which can't be copied", fields[0])
		}
		library, version = fields[2], fields[3]
		for _, file := range strings.Fields(fields[4]) {
			if strings.HasSuffix(file, "_test.go") {
				continue
			}
			source, err := os.ReadFile(filepath.Join(fields[1], file))
			if err != nil {
				return "", "", err
			}
			moved, err := movedImports(source, from, e.module+"/internal/")
			if err != nil {
				return "", "", err
			}
			if err := put(filepath.Join(to, "internal", filepath.FromSlash(name), file), string(moved)); err != nil {
				return "", "", err
			}
		}
	}
	return library, version, nil
}

// movedImports is a Go file that imports what began with from from where it lies now.
func movedImports(source []byte, from, to string) ([]byte, error) {
	set := token.NewFileSet()
	file, err := parser.ParseFile(set, "", source, parser.ImportsOnly)
	if err != nil {
		return nil, err
	}
	moved := bytes.Clone(source)
	for _, spec := range slices.Backward(file.Imports) { // the last first, so that places hold
		path, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			return nil, err
		}
		if name, ours := strings.CutPrefix(path, from); ours {
			at := set.Position(spec.Path.Pos()).Offset
			moved = slices.Replace(moved, at, at+len(spec.Path.Value), []byte(strconv.Quote(to+name))...)
		}
	}
	return format.Source(moved)
}

// exeSuffix is what a binary's name ends with.
func exeSuffix() string {
	if runtime.GOOS == "windows" {
		return ".exe"
	}
	return ""
}

const exportedPackage = `// Package {{.Name}} holds a fitted model, exported from a sublunar notebook. It is plain Go and needs nothing else: no C, no other module.
//
{{range .About}}//	{{.}}
{{end}}//
// The weights are in {{.Model}}, which Python's safetensors reads too. For another machine's binary:
//
//	CGO_ENABLED=0 GOOS=linux GOARCH=arm64 go build ./cmd/{{.Name}}
package {{.Name}}

import (
	_ "embed"
	"sync"

	"{{.Module}}/internal/field"
	"{{.Module}}/internal/portable"
)

//go:embed {{.Model}}
var model []byte

var load = sync.OnceValues(func() (*portable.Model, error) { return portable.Decode(model) })

// An Array is numbers of a shape, the last axis fastest.
type Array = field.Array
{{if .Equations}}
// Follow follows the equations from a start, one value for each variable, that holds at the first of the times. The result is [times, variables].
func Follow(start, times []float64) (Array, error) {
	m, err := load()
	if err != nil {
		return Array{}, err
	}
	return m.Follow(start, times)
}
{{else if eq .Kind "solution"}}
// Predict gives the fields at points [n, axes], as [n, fields].
func Predict(points Array) (Array, error) {
	m, err := load()
	if err != nil {
		return Array{}, err
	}
	return m.Predict(points)
}
{{else}}
// Predict gives the fields for those of x, [samples, points...] or [samples, points..., channels].
func Predict(x Array) (Array, error) {
	m, err := load()
	if err != nil {
		return Array{}, err
	}
	return m.Predict(x)
}

// Rollout predicts step after step, each from what the last gave: x holds the frames to begin with, the latest last, and the result, [samples,
// frames, points...], those after them.
func Rollout(x Array, steps int) (Array, error) {
	m, err := load()
	if err != nil {
		return Array{}, err
	}
	return m.Rollout(x, steps)
}
{{end}}
// Check gives how far this is off what the notebook gave for the inputs that are stored in the file, as a share of the largest value. The error says that
// it is more than {{.Tolerance}}.
func Check() (far float64, err error) {
	m, err := load()
	if err != nil {
		return 0, err
	}
	return m.Verify()
}

// About says what the model is.
func About() (string, error) {
	m, err := load()
	if err != nil {
		return "", err
	}
	return m.String(), nil
}

// File is the safetensors file with the weights and the model.
func File() []byte { return model }
`

const exportedTest = `package {{.Name}}_test

import (
	"testing"

	"{{.Module}}"
)

// It gives what the notebook gave, within the tolerance.
func TestAgrees(t *testing.T) {
	far, err := {{.Name}}.Check()
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("off by %.2g of the largest value", far)
}
`

const exportedMain = `// Command {{.Name}} predicts with the model of the package: see {{.Name}} -help.
package main

import (
	"{{.Module}}"
	"{{.Module}}/internal/portable/command"
)

func main() { command.Main({{.Name}}.File()) }
`
