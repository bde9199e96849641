package bundle

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// goSettings stands in the place of go.env, where a system keeps settings of its own, such as a mirror's address.
const goSettings = "GOPROXY=https://proxy.golang.org,direct\nGOSUMDB=sum.golang.org\nGOTOOLCHAIN=local\n"

// goParts are what of a GOROOT compiles programs, and its terms.
var goParts = []string{"VERSION", "LICENSE", "PATENTS", "bin", "lib", "pkg", "src"}

// AddGo adds a Go tree as go/, without its own tests.
func (w *Writer) AddGo(root string) error {
	for _, part := range goParts {
		top, err := filepath.EvalSymlinks(filepath.Join(root, part)) // Debian's is made of links
		if os.IsNotExist(err) {
			continue
		}
		if err != nil {
			return err
		}
		err = filepath.WalkDir(top, func(at string, d fs.DirEntry, err error) error {
			switch {
			case err != nil:
				return err
			case d.IsDir() && (d.Name() == "testdata" || part == "pkg" && (d.Name() == "obj" || d.Name() == "mod")):
				return filepath.SkipDir
			case d.IsDir(), strings.HasSuffix(d.Name(), "_test.go"):
				return nil
			}
			name, err := filepath.Rel(top, at)
			if err != nil {
				return err
			}
			return w.Add(filepath.ToSlash(filepath.Join("go", part, name)), at)
		})
		if err != nil {
			return err
		}
	}
	return w.AddText("go/go.env", goSettings, false)
}
