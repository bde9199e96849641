// Package starter holds the files that a new project begins with: a notebook from question to claims, the data that it reads, a
// package that it imports, tests that execute it. They are the project's own from then on.
//
// What lies below files/ is a project as it stands, but for its go.mod, its tests, whose names end in .txt so that they are no
// tests here, and the marks that [Files] replaces.
package starter

import (
	"embed"
	"io/fs"
	"strings"
)

//go:embed files
var files embed.FS

// A Project is what differs from one to the next.
type Project struct {
	Module  string // path of its module
	Go      string // version of Go that it needs
	Library string // where the library lies, from its folder
	What    string // what lies there, in words
}

// Files are the beginning of a project, by their names in it.
func Files(p Project) (map[string][]byte, error) {
	marks := strings.NewReplacer("MODULE/", p.Module+"/", "{{go}}", p.Go, "{{library}}", p.Library, "{{what}}", p.What)
	made := map[string][]byte{}
	err := fs.WalkDir(files, "files", func(at string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := files.ReadFile(at)
		if err != nil {
			return err
		}
		name := strings.TrimPrefix(at, "files/")
		if name == "gitignore.txt" {
			name = ".gitignore"
		}
		made[strings.TrimSuffix(name, ".txt")] = []byte(marks.Replace(string(text)))
		return nil
	})
	return made, err
}
