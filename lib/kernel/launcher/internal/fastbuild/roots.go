package fastbuild

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os/exec"
	"strings"

	"sublunar/lib/kernel/internal/project"
)

// companions are what cells import besides sublunar's own packages.
var companions = []string{
	"bufio", "bytes", "context", "encoding/csv", "encoding/json", "errors", "fmt", "io", "log", "maps", "math",
	"math/big", "math/bits", "math/cmplx", "math/rand", "math/rand/v2", "os", "path/filepath", "reflect", "regexp",
	"runtime", "slices", "sort", "strconv", "strings", "sync", "sync/atomic", "testing", "time", "unicode",
	"github.com/gomlx/compute",
	"github.com/gomlx/compute/dtypes",
	"github.com/gomlx/compute/gobackend",
	"github.com/gomlx/compute/shapes",
	"github.com/gomlx/gomlx/core/graph",
	"github.com/gomlx/gomlx/core/graph/nanlogger",
	"github.com/gomlx/gomlx/core/tensors",
	"github.com/gomlx/gomlx/core/tensors/images",
	"github.com/gomlx/gomlx/ml/layers",
	"github.com/gomlx/gomlx/ml/model",
	"github.com/gomlx/gomlx/ml/train",
	"github.com/janpfeifer/gonb/gonbui",
	"github.com/janpfeifer/must",
	"gonum.org/v1/gonum/floats",
	"gonum.org/v1/gonum/mat",
	"gonum.org/v1/gonum/stat",
}

// notForCells are the library's packages that a cell has no use for: the command's, the tests'.
var notForCells = []string{"/lib/cmd", "/lib/kernel", "/lib/notebook", "/tests"}

// Roots gives the packages worth knowing before the first cell: those of the project, which is a
// module, of the library, and their companions, as far as they are there and whole, seen from the
// cell's module in dir.
func Roots(ctx context.Context, run func(*exec.Cmd) error, goCommand, dir, module string, env []string) ([]string, error) {
	args := append([]string{"list", "-e", "-json=ImportPath,Name,Error,DepsErrors,GoFiles,CgoFiles", module + "/..."}, companions...)
	if module != project.Library {
		args = append(args, project.Library+"/...")
	}
	var out, report bytes.Buffer
	command := exec.CommandContext(ctx, goCommand, args...)
	command.Dir, command.Env = dir, env
	command.Stdout, command.Stderr = &out, &report
	if err := run(command); err != nil {
		return nil, fmt.Errorf("fastbuild: go list: %w\n%s", err, report.Bytes())
	}
	var roots []string
	decoder := json.NewDecoder(&out)
	for {
		var p struct {
			ImportPath, Name  string
			Error             any
			DepsErrors        []any
			GoFiles, CgoFiles []string
		}
		if err := decoder.Decode(&p); err == io.EOF {
			return roots, nil
		} else if err != nil {
			return nil, fmt.Errorf("fastbuild: go list: %w", err)
		}
		whole := p.Error == nil && len(p.DepsErrors) == 0 && len(p.GoFiles)+len(p.CgoFiles) > 0
		if whole && importable(p.ImportPath, p.Name) && !excluded(p.ImportPath) {
			roots = append(roots, p.ImportPath)
		}
	}
}

func excluded(path string) bool {
	for _, prefix := range notForCells {
		if rest, ok := strings.CutPrefix(path, project.Library+prefix); ok && (rest == "" || rest[0] == '/') {
			return true
		}
	}
	return false
}
