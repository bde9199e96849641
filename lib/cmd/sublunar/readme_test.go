package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"sublunar/lib/notebook"
	"sublunar/lib/notebook/report"
	"sublunar/lib/notebook/supplement"
)

var (
	readmeMacro  = regexp.MustCompile(`\\(claim[A-Za-z]+)`)
	readmeFigure = regexp.MustCompile(`results/(figures/[\w-]+)\.pdf`)
)

// What the README shows of a paper's LaTeX is there in the archive that it shows being made.
func TestReadmesLaTeX(t *testing.T) {
	root := home(t).Root
	page, err := os.ReadFile(filepath.Join(root, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	nb, err := notebook.Read(filepath.Join(root, "notebooks", "00-welcome.ipynb"))
	if err != nil {
		t.Fatal(err)
	}
	claims, err := report.Claims(nb)
	if err != nil {
		t.Fatal(err)
	}
	macros := supplement.Macros([]report.Run{{Name: "notebooks/00-welcome.ipynb", Claims: claims}})
	named := readmeMacro.FindAllStringSubmatch(string(page), -1)
	if len(named) == 0 {
		t.Error("the README shows no macro")
	}
	for _, m := range named {
		if !strings.Contains(macros, `\newcommand{\`+m[1]+`}`) {
			t.Errorf("the README names \\%s; there are\n%s", m[1], macros)
		}
	}
	figures, err := supplement.Figures(nb, "notebooks/00-welcome.ipynb", "")
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range readmeFigure.FindAllStringSubmatch(string(page), -1) {
		found := false
		for _, f := range figures {
			found = found || f.File == m[1]+".svg"
		}
		if !found {
			t.Errorf("the README names %s, which is no figure of the notebook as it stands", m[0])
		}
	}
}
