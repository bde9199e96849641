package starter

import (
	"fmt"
	"go/format"
	"strings"
	"testing"

	"sublunar/lib/notebook"
)

func ExampleFiles() {
	files, err := Files(Project{Module: "example.org/paper", Go: "1.26.5", Library: "sublunar/", What: "the library"})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(strings.Contains(string(files["notebooks/tea.ipynb"]), "example.org/paper/cooling"), len(files[".gitignore"]) > 0)
	// Output: true true
}

// TestFiles looks for marks that were not replaced, for Go that is not formatted, and for notebooks that Jupyter would not take.
func TestFiles(t *testing.T) {
	files, err := Files(Project{Module: "paper", Go: "1.26.5", Library: "../sublunar", What: "the library"})
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"README.md", "CITATION.cff", ".gitignore", "notebooks_test.go", "cooling/cooling.go", "cooling/cooling_test.go", "data/tea.csv"} {
		if len(files[name]) == 0 {
			t.Errorf("there is no %s", name)
		}
	}
	for name, text := range files {
		for _, mark := range []string{"MODULE", "{{", "}}"} {
			if strings.Contains(string(text), mark) && !strings.HasSuffix(name, ".go") {
				t.Errorf("%s holds the mark %s", name, mark)
			}
		}
		switch {
		case strings.HasSuffix(name, ".txt"):
			t.Errorf("%s keeps the ending that it has here", name)
		case strings.HasSuffix(name, ".go"):
			if formatted, err := format.Source(text); err != nil || string(formatted) != string(text) {
				t.Errorf("%s is not as gofmt has it: %v", name, err)
			}
		case strings.HasSuffix(name, ".ipynb"):
			nb, err := notebook.Parse(text)
			if err != nil {
				t.Fatal(err)
			}
			if err := nb.Validate(); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
}
