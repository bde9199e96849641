// Command sbom lists what is in the image, as a bill of materials in CycloneDX's JSON: Debian's packages, Python's, Go's modules,
// Go itself and XLA's plugin. The image's build calls it in the finished image:
//
//	sbom /opt/sublunar > sbom.cdx.json
//
// The same image gives the same bytes: there is no date in it and no serial number.
package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "use: sbom CHECKOUT > sbom.cdx.json")
		os.Exit(2)
	}
	if err := write(os.Stdout, imageOf(os.Args[1])); err != nil {
		fmt.Fprintln(os.Stderr, "sbom:", err)
		os.Exit(1)
	}
}

// An image is the places where things are listed.
type image struct {
	dpkg     string // Debian's list of packages
	osFile   string // what Debian it is
	packages string // Python's site-packages, a pattern
	modules  string // Go's module cache
	goroot   string
	bin      string // Go programs
	plugins  string // XLA's plugin.json, a pattern
}

func imageOf(checkout string) image {
	own := filepath.Join(checkout, ".sublunar")
	return image{
		dpkg:     "/var/lib/dpkg/status",
		osFile:   "/etc/os-release",
		packages: filepath.Join(own, "venv", "lib", "python*", "site-packages"),
		modules:  filepath.Join(os.Getenv("GOPATH"), "pkg", "mod"),
		goroot:   "/usr/local/go",
		bin:      filepath.Join(own, "bin"),
		plugins:  filepath.Join(own, "xla", "*", "plugin.json"),
	}
}

// A component is one thing in the image: https://cyclonedx.org/docs/1.6/json/#components
type component struct {
	Type     string    `json:"type"`
	Ref      string    `json:"bom-ref"`
	Name     string    `json:"name"`
	Version  string    `json:"version,omitempty"`
	Hashes   []hash    `json:"hashes,omitempty"`
	Licenses []license `json:"licenses,omitempty"`
	PURL     string    `json:"purl,omitempty"` // https://github.com/package-url/purl-spec
}

type hash struct {
	Algorithm string `json:"alg"`
	Content   string `json:"content"`
}

// A license is an SPDX expression, or what the package calls it.
type license struct {
	Expression string        `json:"expression,omitempty"`
	License    *namedLicense `json:"license,omitempty"`
}

type namedLicense struct {
	Name string `json:"name"`
}

func write(to io.Writer, i image) error {
	found := map[string]component{} // by reference: a module may be in several programs
	for _, part := range []struct {
		name string
		list func() ([]component, error)
	}{
		{"Debian's packages", i.debian}, {"Python's packages", i.python}, {"Go's modules", i.goModules}, {"Go's programs", i.goPrograms},
		{"Go", i.goItself}, {"XLA's plugins", i.xla},
	} {
		components, err := part.list()
		if err != nil {
			return fmt.Errorf("%s: %w", part.name, err)
		}
		if len(components) == 0 && part.name != "XLA's plugins" { // not every processor has one
			return fmt.Errorf("%s: none are found; is this an image of sublunar?", part.name)
		}
		for _, c := range components {
			found[c.Ref] = c
		}
	}
	sorted := make([]component, 0, len(found))
	for _, c := range found {
		sorted = append(sorted, c)
	}
	slices.SortFunc(sorted, func(a, b component) int { return cmp.Compare(a.Ref, b.Ref) })
	e := json.NewEncoder(to)
	e.SetEscapeHTML(false)
	e.SetIndent("", " ")
	return e.Encode(map[string]any{
		"bomFormat":   "CycloneDX",
		"specVersion": "1.6",
		"version":     1,
		"metadata": map[string]any{"component": component{
			Type: "container", Ref: "sublunar", Name: "sublunar", Licenses: []license{{Expression: "Apache-2.0"}},
		}},
		"components": sorted,
	})
}
