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
	// Repository is the address of the work's source code.
	Repository string   `yaml:"repository-code"`
	Authors    []Author `yaml:"authors"`
}

// An Author is a person or, with a Name, a group.
type Author struct {
	Name        string `yaml:"name"`
	Family      string `yaml:"family-names"`
	Given       string `yaml:"given-names"`
	ORCID       string `yaml:"orcid"`
	Affiliation string `yaml:"affiliation"`
	Website     string `yaml:"website"`
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
	said := []string{c.Title, c.Abstract, c.License}
	for _, a := range c.Authors {
		said = append(said, a.Name, a.Family, a.Given, a.ORCID, a.Affiliation)
	}
	for _, s := range said {
		if strings.HasPrefix(s, "<") && strings.HasSuffix(s, ">") {
			return c, fmt.Errorf("supplement: %s still says %q: fill in what stands in angle brackets", file, s)
		}
	}
	return c, nil
}

func (a Author) String() string {
	if a.Name != "" {
		return a.Name
	}
	return strings.TrimSpace(a.Given + " " + a.Family)
}
