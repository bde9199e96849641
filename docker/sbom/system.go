package main

import (
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
)

// debian lists the packages that dpkg has installed.
func (i image) debian() ([]component, error) {
	text, err := os.ReadFile(i.dpkg)
	if err != nil {
		return nil, err
	}
	release := map[string]string{}
	osText, err := os.ReadFile(i.osFile)
	if err != nil {
		return nil, err
	}
	for line := range strings.Lines(string(osText)) {
		name, value, _ := strings.Cut(strings.TrimSpace(line), "=")
		release[name] = strings.Trim(value, `"`)
	}
	var found []component
	for paragraph := range strings.SplitSeq(string(text), "\n\n") {
		f := fields(paragraph)
		if !strings.HasSuffix(f["Status"], " installed") {
			continue
		}
		purl := fmt.Sprintf("pkg:deb/debian/%s@%s?arch=%s&distro=debian-%s",
			url.PathEscape(f["Package"]), url.QueryEscape(f["Version"]), f["Architecture"], release["VERSION_ID"])
		found = append(found, component{Type: "library", Ref: purl, Name: f["Package"], Version: f["Version"], PURL: purl})
	}
	return found, nil
}

// python lists what pip has installed.
func (i image) python() ([]component, error) {
	files, err := filepath.Glob(filepath.Join(i.packages, "*.dist-info", "METADATA"))
	if err != nil {
		return nil, err
	}
	var found []component
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		head, _, _ := strings.Cut(string(text), "\n\n") // the rest is its page
		f := fields(head)
		name := strings.ToLower(strings.ReplaceAll(f["Name"], "_", "-"))
		purl := fmt.Sprintf("pkg:pypi/%s@%s", name, url.QueryEscape(f["Version"]))
		c := component{Type: "library", Ref: purl, Name: name, Version: f["Version"], PURL: purl}
		switch {
		case f["License-Expression"] != "":
			c.Licenses = []license{{Expression: f["License-Expression"]}}
		case f["License"] != "" && len(f["License"]) < 80: // some hold the whole text
			c.Licenses = []license{{License: &namedLicense{f["License"]}}}
		}
		found = append(found, c)
	}
	return found, nil
}

// fields reads the lines of a paragraph as Debian and Python write them; lines that go on another are left out.
func fields(paragraph string) map[string]string {
	found := map[string]string{}
	for line := range strings.Lines(paragraph) {
		name, value, ok := strings.Cut(line, ": ")
		if _, twice := found[name]; ok && !twice && !strings.ContainsAny(name, " \t") {
			found[name] = strings.TrimSpace(value)
		}
	}
	return found
}

// xla lists the plugins, by what set-up wrote beside them.
func (i image) xla() ([]component, error) {
	files, err := filepath.Glob(i.plugins)
	if err != nil {
		return nil, err
	}
	var found []component
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		var p struct{ Name, Version, SHA256 string }
		if err := json.Unmarshal(text, &p); err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		purl := fmt.Sprintf("pkg:pypi/%s@%s", p.Name, url.QueryEscape(p.Version))
		if strings.Contains(p.Name, "/") { // by go-xla's installer
			purl = ""
		}
		found = append(found, component{
			Type: "library", Ref: "xla/" + p.Name, Name: p.Name, Version: p.Version, PURL: purl,
			Hashes: []hash{{"SHA-256", p.SHA256}},
		})
	}
	return found, nil
}
