package supplement

import (
	"archive/zip"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/google/licensecheck"
	"golang.org/x/mod/module"
)

// LicenceTable is the name of the list of licences, beside what they are of.
const LicenceTable = "LICENCES.md"

// A Licence is a file with terms of something that an archive carries.
type Licence struct {
	Of, Version string
	// File below the folder of what is carried; "" where there is none.
	File string
	// SPDX names the terms as https://spdx.org/licenses does, where it is plain which they are; else "".
	SPDX string
}

// ModuleLicences takes the licences out of the modules in a folder laid out as a Go proxy's, and puts them below vendored/licences. A module
// without one stands there too, with no file.
func ModuleLicences(vendored string) ([]Licence, error) {
	proxy := filepath.Join(vendored, "proxy")
	var all []Licence
	err := filepath.WalkDir(proxy, func(at string, d fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil || path.Ext(at) != ".zip" {
			return err
		}
		name, _ := filepath.Rel(proxy, at)
		escaped, version, _ := strings.Cut(strings.TrimSuffix(filepath.ToSlash(name), ".zip"), "/@v/")
		of, err := module.UnescapePath(escaped)
		if err != nil {
			return err
		}
		if version, err = module.UnescapeVersion(version); err != nil {
			return err
		}
		own, err := licencesIn(at, of, version, vendored)
		all = append(all, own...)
		return err
	})
	return all, err
}

// licencesIn copies the licences of one module's archive.
func licencesIn(file, of, version, vendored string) ([]Licence, error) {
	archive, err := zip.OpenReader(file)
	if err != nil {
		return nil, fmt.Errorf("supplement: the module %s %s can't be read: %w", of, version, err)
	}
	defer archive.Close()
	var all []Licence
	for _, f := range archive.File {
		name, ok := strings.CutPrefix(f.Name, of+"@"+version+"/")
		if !ok || !isLicence(name) || nameFits(name) != nil {
			continue
		}
		source, err := f.Open()
		if err != nil {
			return nil, err
		}
		text, err := io.ReadAll(io.LimitReader(source, 4<<20))
		source.Close()
		if err != nil {
			return nil, fmt.Errorf("supplement: %s of %s: %w", name, of, err)
		}
		kept := path.Join("licences", of+"@"+version, name)
		to := filepath.Join(vendored, filepath.FromSlash(kept))
		if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
			return nil, err
		}
		if err := os.WriteFile(to, text, 0o644); err != nil {
			return nil, err
		}
		all = append(all, Licence{of, version, kept, spdx(text)})
	}
	if len(all) == 0 {
		all = []Licence{{Of: of, Version: version}}
	}
	slices.SortFunc(all, func(a, b Licence) int { return strings.Compare(a.File, b.File) })
	return all, nil
}

// FileLicence is one file below a folder; what it is of is said by the caller.
func FileLicence(of, version, vendored, file string) (Licence, error) {
	text, err := os.ReadFile(filepath.Join(vendored, filepath.FromSlash(file)))
	return Licence{of, version, file, spdx(text)}, err
}

var licenceName = regexp.MustCompile(`(?i)^(LICEN[CS]E|UNLICENSE|COPYING|NOTICE|PATENTS|THIRD[-_]PARTY)[^/]*$`)

// isLicence goes by a file's name; a program about licences is none.
func isLicence(name string) bool {
	ending := strings.ToLower(path.Ext(name))
	return licenceName.MatchString(path.Base(name)) && !strings.Contains(name, "testdata/") &&
		!slices.Contains([]string{".go", ".py", ".json", ".html", ".lre", ".tmpl", ".yml", ".yaml"}, ending)
}

var spdxLine = regexp.MustCompile(`SPDX-License-Identifier:[ \t]*([A-Za-z0-9.+ ()-]*[A-Za-z0-9.+)])`)

// spdx is what a text says of itself, else the one licence that is nearly all of it. Texts of several are left to their reader.
func spdx(text []byte) string {
	if said := spdxLine.FindSubmatch(text); said != nil {
		return string(said[1])
	}
	cover := licensecheck.Scan(text)
	name := ""
	for _, m := range cover.Match {
		if name != "" && m.ID != name {
			return ""
		}
		name = m.ID
	}
	if cover.Percent < 95 || strings.HasPrefix(name, "Google") { // Google's patent grants, of which SPDX has no name
		return ""
	}
	return name
}

// WriteLicences writes the table of all licences, and gives the names of what has none.
func WriteLicences(vendored string, all []Licence) (lacking []string, err error) {
	var b strings.Builder
	b.WriteString("# On what terms this is carried\n\nThe SPDX name is given where a file's text is plainly that licence's; the files themselves are what counts.\n\n" +
		"| of | version | file | SPDX |\n|---|---|---|---|\n")
	for _, l := range all {
		file := "none found"
		if l.File == "" {
			lacking = append(lacking, l.Of)
		} else {
			file = fmt.Sprintf("[%s](%s)", strings.TrimPrefix(l.File, "licences/"), strings.ReplaceAll(l.File, " ", "%20"))
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s |\n", l.Of, l.Version, file, l.SPDX)
	}
	return lacking, os.WriteFile(filepath.Join(vendored, LicenceTable), []byte(b.String()), 0o644)
}
