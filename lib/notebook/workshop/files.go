package workshop

import (
	"fmt"
	"go/ast"
	"go/token"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"sublunar/lib/notebook"
)

// linked finds what a Markdown cell shows: ![a picture](its/file.svg), or <img src="its/file.svg">.
var linked = regexp.MustCompile(`!\[[^\]]*\]\(\s*<?([^)\s>]+)|src="([^"]+)"`)

// Files are the files that a notebook in folder needs, relative to it with slashes: those that a string of its Go names, and the
// pictures of its text. What lies elsewhere is refused, for no student would have it.
func Files(nb *notebook.Notebook, folder string) ([]string, error) {
	var found []string
	for i, c := range nb.Cells {
		for _, name := range named(c) {
			at := filepath.FromSlash(name)
			if !filepath.IsAbs(at) {
				at = filepath.Join(folder, at)
			}
			info, err := os.Stat(at)
			if err != nil || !info.Mode().IsRegular() || strings.HasSuffix(name, ".ipynb") {
				continue
			}
			if !filepath.IsLocal(filepath.FromSlash(name)) {
				return nil, fmt.Errorf("cell %d names %s, where students would look in vain: put the file beside the notebook, or below", i+1, name)
			}
			if name = path.Clean(name); !slices.Contains(found, name) {
				found = append(found, name)
			}
		}
	}
	return found, nil
}

// named are the names in a cell that may be files'.
func named(c *notebook.Cell) (names []string) {
	if c.Type == notebook.Markdown {
		for _, m := range linked.FindAllStringSubmatch(c.Source, -1) {
			names = append(names, m[1]+m[2])
		}
		return names
	}
	p, err := read(c.Source)
	if err != nil {
		return nil
	}
	ast.Inspect(p.file, func(n ast.Node) bool {
		text, ok := n.(*ast.BasicLit)
		if !ok || text.Kind != token.STRING {
			return true
		}
		if name, err := strconv.Unquote(text.Value); err == nil && name != "" && !strings.ContainsAny(name, "\n\x00") {
			names = append(names, name)
		}
		return true
	})
	return names
}
