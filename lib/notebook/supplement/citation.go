package supplement

import (
	"fmt"
	"os"
	"strings"

	"go.yaml.in/yaml/v3"
)

// A Citation is what a CITATION.cff says (https://doi.org/10.5281/zenodo.5171937) of a work.
type Citation struct {
	Title    string `yaml:"title"`
	Abstract string `yaml:"abstract"`
	License  string `yaml:"license"`
	Version  string `yaml:"version"`
	DOI      string `yaml:"doi"`
	Authors  []struct {
		Name   string `yaml:"name"` // of a group
		Family string `yaml:"family-names"`
		Given  string `yaml:"given-names"`
		ORCID  string `yaml:"orcid"`
	} `yaml:"authors"`
}

// ReadCitation reads a CITATION.cff and asks for what an archive must say: a title, authors and a licence.
func ReadCitation(file string) (Citation, error) {
	var c Citation
	text, err := os.ReadFile(file)
	if err != nil {
		return c, fmt.Errorf("supplement: %w; it must say who made the work", err)
	}
	if err := yaml.Unmarshal(text, &c); err != nil {
		return c, fmt.Errorf("supplement: %s can't be read: %w", file, err)
	}
	for what, missing := range map[string]bool{"title": c.Title == "", "authors": len(c.Authors) == 0, "license": c.License == ""} {
		if missing {
			return c, fmt.Errorf("supplement: %s has no %s; write one, in the form of https://citation-file-format.github.io", file, what)
		}
	}
	return c, nil
}

// author gives a person's or a group's name.
func (c Citation) author(i int) string {
	a := c.Authors[i]
	if a.Name != "" {
		return a.Name
	}
	return strings.TrimSpace(a.Given + " " + a.Family)
}
