package pdf

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"image"
	"image/png"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"codeberg.org/go-fonts/dejavu/dejavusans"
	"codeberg.org/go-fonts/dejavu/dejavusansbold"
	"codeberg.org/go-fonts/liberation/liberationsansbold"
	"codeberg.org/go-fonts/liberation/liberationsansregular"

	"sublunar/lib/kernel"
	"sublunar/lib/kernel/testvenv"
	"sublunar/lib/notebook"
)

// A reading is what PDFium, another reader of PDF, finds in a page.
type reading struct {
	Pages           int
	Size            [2]float64 // points
	Text            string
	Fonts           map[string]bool // embedded
	Paths, Pictures int
	looks           image.Image // at 96 pixels an inch
}

func readPage(t *testing.T, page []byte) (r reading) {
	t.Helper()
	python := testvenv.Python(t, "pdfium", "testdata/pdfium/requirements.txt", "--no-deps")
	folder := t.TempDir()
	in, out := filepath.Join(folder, "page.pdf"), filepath.Join(folder, "page.png")
	if err := os.WriteFile(in, page, 0o644); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), python, "testdata/pdfium/read.py", in, out, fmt.Sprint(1/points))
	cmd.Env, cmd.Stderr = kernel.PythonEnvironment(), os.Stderr
	text, err := cmd.Output()
	if err != nil {
		t.Fatalf("PDFium: %v", err)
	}
	if err := json.Unmarshal(text, &r); err != nil {
		t.Fatal(err)
	}
	r.looks = pictureAt(t, out)
	return r
}

func pictureAt(t *testing.T, path string) image.Image {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	picture, err := png.Decode(file)
	if err != nil {
		t.Fatal(err)
	}
	return picture
}

// browsed is what Chromium makes of an SVG, with the fonts that the PDF has.
func browsed(t *testing.T, svg string, width, height int) image.Image {
	t.Helper()
	browser, err := exec.LookPath("chromium")
	if err != nil {
		t.Skip("there is no chromium on the PATH to compare with")
	}
	var page strings.Builder
	page.WriteString("<!doctype html><meta charset=utf-8><style>")
	for _, f := range []struct {
		family, weight string
		file           []byte
	}{
		{"L", "400", liberationsansregular.TTF}, {"L", "700", liberationsansbold.TTF},
		{"D", "400", dejavusans.TTF}, {"D", "700", dejavusansbold.TTF},
	} {
		fmt.Fprintf(&page, "@font-face { font-family: %s; font-weight: %s; src: url(data:font/ttf;base64,%s) }\n",
			f.family, f.weight, base64.StdEncoding.EncodeToString(f.file))
	}
	page.WriteString("body { margin: 0 } svg { display: block } text { font-family: L, D }</style>" + svg)
	folder := t.TempDir()
	file, shot := filepath.Join(folder, "page.html"), filepath.Join(folder, "shot.png")
	if err := os.WriteFile(file, []byte(page.String()), 0o644); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithTimeout(t.Context(), 3*time.Minute)
	defer stop()
	cmd := exec.CommandContext(ctx, browser, "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
		"--disable-sync", "--hide-scrollbars", "--force-device-scale-factor=1", "--user-data-dir="+filepath.Join(folder, "profile"),
		fmt.Sprintf("--window-size=%d,%d", max(width, 500), height+200), "--screenshot="+shot, "file://"+file)
	cmd.WaitDelay = 5 * time.Second
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("chromium: %v\n%s", err, out)
	}
	return pictureAt(t, shot)
}

// apart is how far two pictures are from each other in the area of both: the root mean square over squares of 3 x 3 pixels, of a range of 1. Within such
// a square it does not count where exactly an edge is smoothed.
func apart(a, b image.Image, width, height int) float64 {
	sum, n := 0.0, 0
	for y := 0; y+3 <= height; y += 3 {
		for x := 0; x+3 <= width; x += 3 {
			var d [3]float64
			for k := range 9 {
				r, g, bl, _ := a.At(x+k%3, y+k/3).RGBA()
				r2, g2, bl2, _ := b.At(x+k%3, y+k/3).RGBA()
				d[0] += (float64(r) - float64(r2)) / 9 / 65535
				d[1] += (float64(g) - float64(g2)) / 9 / 65535
				d[2] += (float64(bl) - float64(bl2)) / 9 / 65535
			}
			sum += (d[0]*d[0] + d[1]*d[1] + d[2]*d[2]) / 3
			n++
		}
	}
	return math.Sqrt(sum / float64(n))
}

// A page of PDF looks as the SVG does in a browser; a figure that lacks one thing, or has it elsewhere, does not.
func TestLooksAsInABrowser(t *testing.T) {
	for name, svg := range map[string]string{
		"one of each": sheet, "pictures": figureOf(t, "00-welcome", 4), "land": figureOf(t, "43-argo", 1), "curves": figureOf(t, "01-lynx-and-hare", 1),
	} {
		page, err := Draw(svg)
		if err != nil {
			t.Fatal(err)
		}
		r := readPage(t, page)
		width, height := int(math.Round(r.Size[0]/points)), int(math.Round(r.Size[1]/points))
		in := browsed(t, svg, width, height)
		off := apart(r.looks, in, width, height)
		t.Logf("%s: %.4f", name, off)
		if off > 0.05 { // PDFium draws thin lines a little stronger
			t.Errorf("%s: the PDF differs from the SVG by %.3f", name, off)
		}
		if r.Pages != 1 {
			t.Errorf("%s: %d pages", name, r.Pages)
		}
		for font, embedded := range r.Fonts {
			if !embedded {
				t.Errorf("%s: the file doesn't hold its font %s", name, font)
			}
		}
		if name != "one of each" {
			continue
		}
		for _, wrong := range [][2]string{
			{"translate(20 30)", "translate(26 30)"}, {`fill-rule="evenodd"`, ""}, {"<image", "<metadata"}, {`rotate(-90)`, "rotate(90)"},
			{`overflow="hidden"`, `overflow="hidden" transform="scale(2)"`},
		} {
			page, err := Draw(strings.Replace(svg, wrong[0], wrong[1], 1))
			if err != nil {
				t.Fatal(err)
			}
			if now := apart(readPage(t, page).looks, in, width, height); now < 1.8*off {
				t.Errorf("with %q instead of %q it differs by %.4f only", wrong[1], wrong[0], now)
			} else {
				t.Logf("with %q instead of %q: %.4f", wrong[1], wrong[0], now)
			}
		}
	}
}

// figureOf is one of the figures of a notebook as it stands, counted from 1.
func figureOf(t *testing.T, name string, number int) string {
	t.Helper()
	nb, err := notebook.Read(filepath.Join("../../../notebooks", name+".ipynb"))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range nb.Cells {
		for _, o := range c.Outputs {
			if svg, ok := o.Data.Text("image/svg+xml"); ok {
				if number--; number == 0 {
					return svg
				}
			}
		}
	}
	t.Fatalf("%s shows too few figures", name)
	return ""
}

// What is text stays text, in fonts that the file holds; the page has the figure's size; pictures stay pixels, and all else is drawn.
func TestWhatAPageHolds(t *testing.T) {
	page, err := Draw(sheet)
	if err != nil {
		t.Fatal(err)
	}
	r := readPage(t, page)
	if want := [2]float64{420 * points, 300 * points}; r.Size != want {
		t.Errorf("the page measures %v points, not %v", r.Size, want)
	}
	for _, words := range []string{"∂u/∂t = ν ∇²u, “within” 10⁻³ ± 2 °C", "sideways ≤ √π", "12 − 3…", "αβγδε ∑∫∞ × ∇"} {
		if !strings.Contains(r.Text, words) {
			t.Errorf("%q can't be found in %q", words, r.Text)
		}
	}
	if r.Pictures != 1 || r.Paths < 12 {
		t.Errorf("it holds %d pictures and %d paths", r.Pictures, r.Paths)
	}
	if len(r.Fonts) != 4 {
		t.Errorf("its fonts are %v", r.Fonts)
	}
}
