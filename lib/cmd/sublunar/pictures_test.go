package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sublunar/lib/notebook"
)

// drawing writes a notebook whose cells show a figure each.
func drawing(t *testing.T, path string, svgs ...string) {
	t.Helper()
	var nb notebook.Notebook
	for _, svg := range svgs {
		c := notebook.NewCode("%%\ndraw()")
		data := notebook.MIMEBundle{}
		data.SetText("image/svg+xml", svg)
		c.Outputs = []notebook.Output{notebook.NewDisplay(data, notebook.Metadata{})}
		nb.Cells = append(nb.Cells, c)
	}
	writeNotebook(t, path, &nb)
}

func TestPicturesOfAPage(t *testing.T) {
	folder := t.TempDir()
	page := filepath.Join(folder, "docs", "page.md")
	write(t, page, "# Page\n\n| ![one](pictures/one.svg \"figure 2 of ../n.ipynb\") | ![else](else.svg) |\n|---|---|\n\n`![code](code.svg \"figure 9 of ../n.ipynb\")`\n")
	drawing(t, filepath.Join(folder, "n.ipynb"), "<svg>1</svg>", "<svg>2</svg>")
	at := filepath.Join(folder, "docs", "pictures", "one.svg")

	out, complaint, code := sublunar(t, folder, nil, "pictures", page, "--check")
	if code != exitFailed || !strings.Contains(out, "one.svg is not figure 2 of ../n.ipynb") || !strings.Contains(complaint, "1 of 1 pictures are old") {
		t.Errorf("without the picture, the check ended with %d: %s%s", code, out, complaint)
	}
	if _, err := os.Stat(at); err == nil {
		t.Error("the check wrote it")
	}
	if out, complaint, code := sublunar(t, folder, nil, "pictures", page); code != 0 {
		t.Errorf("it ended with %d: %s%s", code, out, complaint)
	}
	if text, err := os.ReadFile(at); err != nil || string(text) != "<svg>2</svg>" {
		t.Errorf("the picture is %q, %v", text, err)
	}
	if out, complaint, code := sublunar(t, folder, nil, "pictures", page, "--check"); code != 0 || !strings.Contains(out, "1 pictures are as") {
		t.Errorf("with the picture, the check ended with %d: %s%s", code, out, complaint)
	}
	drawing(t, filepath.Join(folder, "n.ipynb"), "<svg>1</svg>", "<svg>3</svg>")
	if _, _, code := sublunar(t, folder, nil, "pictures", page, "--check"); code != exitFailed {
		t.Errorf("with another notebook, the check ended with %d", code)
	}
}

func TestPicturesThatCantBe(t *testing.T) {
	folder := t.TempDir()
	drawing(t, filepath.Join(folder, "n.ipynb"), "<svg>1</svg>")
	for title, says := range map[string]string{
		`a.svg "figure 2 of n.ipynb"`:      "which shows 1",
		`a.png "figure 1 of n.ipynb"`:      "no .png but a .svg",
		`a.svg "figure 1 of lost.ipynb"`:   "lost.ipynb",
		`../a.svg "figure 1 of n.ipynb"`:   "no folder below",
		`/tmp/a.svg "figure 1 of n.ipynb"`: "no folder below",
	} {
		write(t, filepath.Join(folder, "README.md"), "![x]("+title+")\n")
		out, complaint, code := sublunar(t, folder, nil, "pictures")
		if code != exitWrongUse || !strings.Contains(complaint, says) || strings.Count(complaint, "\n") != 1 {
			t.Errorf("%s: it ended with %d: %s%s", title, code, out, complaint)
		}
	}
	if _, complaint, code := sublunar(t, folder, nil, "pictures", "none.md"); code != exitWrongUse || !strings.Contains(complaint, "none.md") {
		t.Errorf("of no page: %d, %s", code, complaint)
	}
}

// The README's pictures are what the notebooks show, or say which command makes them.
func TestReadmesPictures(t *testing.T) {
	h := home(t)
	if out, complaint, code := sublunar(t, h.Root, nil, "pictures", "--check"); code != 0 {
		t.Errorf("it ended with %d: %s%s", code, out, complaint)
	}
	page, err := os.ReadFile(filepath.Join(h.Root, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, rest := range strings.Split(string(page), "![")[1:] {
		if picture, _, _ := strings.Cut(rest, ")"); !strings.Contains(picture, `"figure `) && !strings.Contains(picture, `"go test `) {
			t.Errorf("the README doesn't say where a picture comes from: ![%s)", picture)
		}
	}
}
