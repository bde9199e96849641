// Package jupyter does in a browser what a person does in JupyterLab, for tests.
package jupyter

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// Seen is what a page shows of a notebook that was run.
type Seen struct {
	Figures int      `json:"figures"`
	Marks   int      `json:"marks"` // drawn in them
	Claims  int      `json:"claims"`
	Errors  []string `json:"errors"`
}

// Check fails the test for an error, and where no figure was drawn or no claim is shown.
func (s Seen) Check(t testing.TB) {
	t.Helper()
	if len(s.Errors) > 0 {
		t.Errorf("errors on the page: %q", s.Errors)
	}
	if s.Marks == 0 {
		t.Errorf("%d Vega figures, but nothing drawn in them", s.Figures)
	}
	if s.Claims == 0 {
		t.Error("no claim is shown")
	}
}

// RunAll does what a person does first: opens JupyterLab at the address with its token, there a notebook, runs all of it by the
// menu, and waits for a drawn figure. It skips the test where there is no Chromium.
func RunAll(t testing.TB, address, notebook string) Seen {
	t.Helper()
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(findChromium(t)), chromedp.NoSandbox, chromedp.DisableGPU, chromedp.WindowSize(1400, 2400),
		chromedp.UserDataDir(t.TempDir()),
		chromedp.Flag("disable-quic", true),
		chromedp.Flag("disable-component-update", true))
	allocator, stop := chromedp.NewExecAllocator(t.Context(), options...)
	defer stop()
	page, closePage := chromedp.NewContext(allocator)
	defer closePage()

	var complaints []string
	must(t, "listen to the page", chromedp.Listen(page, func(event any) {
		if thrown, ok := event.(*runtime.EventExceptionThrown); ok {
			complaints = append(complaints, thrown.ExceptionDetails.Text)
		}
	}))
	url := strings.Replace(address, "/lab?", "/lab/tree/"+notebook+"?reset&", 1)
	must(t, "open the notebook", chromedp.Do(page,
		chromedp.Navigate(url),
		waitFor("the notebook", `!!document.querySelector('.jp-Notebook .jp-CodeCell')`),
		waitFor("the kernel", kernelReady)))
	err := chromedp.Do(page, menu("Run", "Run All Cells"))
	screenshot(t, page)
	must(t, "run all cells by the menu", err)
	err = chromedp.Do(page, waitFor("every code cell run", everyCellRun))
	screenshot(t, page)
	if err != nil {
		status, _ := chromedp.Run(page, chromedp.Evaluate[string](`document.querySelector('#jp-main-statusbar').textContent`))
		t.Fatalf("wait for the run: %v; JupyterLab's status bar says %q", err, status)
	}

	must(t, "wait for a figure", chromedp.Do(page,
		waitFor("a drawn Vega figure", `document.querySelectorAll('.vega-embed canvas, .vega-embed svg').length > 0`)))
	seen, err := chromedp.Run(page, chromedp.Evaluate[Seen](whatIsSeen))
	must(t, "look at the page", err)
	if len(complaints) > 0 {
		t.Errorf("the page's scripts failed: %q", complaints)
	}
	return seen
}

// kernelReady holds when the page is connected to a kernel that waits for work: cells run earlier than that ask which kernel to use.
const kernelReady = `(() => {
	fetch('/api/kernels').then(r => r.json()).then(kernels => {
		window.kernelReady = kernels.some(k => k.connections > 0 && k.execution_state === 'idle');
	});
	return window.kernelReady === true && !!document.querySelector('.jp-Notebook-ExecutionIndicator[data-status="idle"]');
})()`

// everyCellRun holds when each non-empty code cell has a number and none is waiting ("[*]").
const everyCellRun = `(() => {
	const prompts = [...document.querySelectorAll('.jp-Notebook .jp-CodeCell .jp-InputPrompt')].map(p => p.textContent);
	return prompts.length > 0 && prompts.every(p => /\[\d+\]/.test(p));
})()`

// whatIsSeen counts figures, pixels drawn in them, claims, and gathers error texts.
const whatIsSeen = `(() => {
	const canvases = [...document.querySelectorAll('.vega-embed canvas')];
	const drawn = canvases.filter(c => c.width > 0 &&
		c.getContext('2d').getImageData(0, 0, c.width, c.height).data.some((v, i) => i % 4 === 3 && v > 0)).length;
	const texts = s => [...document.querySelectorAll(s)].map(e => e.textContent.slice(0, 300));
	return {
		figures: document.querySelectorAll('.vega-embed').length,
		marks: drawn + document.querySelectorAll('.vega-embed svg path').length,
		claims: [...document.querySelectorAll('.jp-Notebook .jp-OutputArea-output')].filter(e => /held|✓/.test(e.textContent)).length,
		errors: texts('.jp-Notebook [data-mime-type="application/vnd.jupyter.stderr"], .jp-Notebook [data-mime-type="application/vnd.jupyter.error"]'),
	};
})()`

// menu clicks an entry of JupyterLab's menu bar, with the mouse, as a person does.
func menu(bar, entry string) chromedp.Action[chromedp.Void] {
	const tries = 10 // a notice that pops up closes an open menu
	return chromedp.Func(func(ctx context.Context, tab *chromedp.Target) (err error) {
		for range tries {
			if _, err = click(bar, ".lm-MenuBar-item", waitLimit)(ctx, tab); err != nil {
				return err
			}
			if _, err = click(entry, ".lm-Menu-item", waitLimit/tries/4)(ctx, tab); err == nil {
				return nil
			}
		}
		return err
	})
}

// click waits for the element of a kind whose text begins so, and clicks its middle.
func click(text, kind string, limit time.Duration) chromedp.Action[chromedp.Void] {
	element := fmt.Sprintf(`[...document.querySelectorAll(%q)].find(e => e.textContent.trim().startsWith(%q) && e.getBoundingClientRect().width > 0)`, kind, text)
	middle := chromedp.Evaluate[[]float64](fmt.Sprintf(`(() => { const r = %s.getBoundingClientRect(); return [r.x + r.width/2, r.y + r.height/2]; })()`, element))
	return chromedp.Steps(
		waitAtMost(limit, kind+" "+text, "!!("+element+")"),
		chromedp.Func(func(ctx context.Context, tab *chromedp.Target) error {
			at, err := middle(ctx, tab)
			if err != nil {
				return err
			}
			// A menu takes the entry that the mouse has moved over.
			if _, err = chromedp.MouseEvent(input.DispatchMouseEventTypeMouseMoved, at[0], at[1])(ctx, tab); err != nil {
				return err
			}
			_, err = chromedp.MouseClickXY(at[0], at[1])(ctx, tab)
			return err
		}))
}

// waitLimit is for one thing to appear on a slow, busy machine.
const waitLimit = 75 * time.Second

// waitFor polls a JavaScript expression until it is true.
func waitFor(what, expression string) chromedp.Action[chromedp.Void] {
	return waitAtMost(waitLimit, what, expression)
}

func waitAtMost(most time.Duration, what, expression string) chromedp.Action[chromedp.Void] {
	holdsNow := chromedp.Evaluate[bool](expression)
	return chromedp.Func(func(ctx context.Context, tab *chromedp.Target) error {
		tick := time.NewTicker(200 * time.Millisecond)
		defer tick.Stop()
		limit := time.NewTimer(most)
		defer limit.Stop()
		for {
			holds, err := holdsNow(ctx, tab)
			if err != nil {
				return fmt.Errorf("%s: %w", what, err)
			}
			if holds {
				return nil
			}
			select {
			case <-ctx.Done():
				return ctx.Err()
			case <-limit.C:
				return fmt.Errorf("waited %v in vain for %s", most, what)
			case <-tick.C:
			}
		}
	})
}

// screenshot leaves a picture in $SUBLUNAR_SHOTS, where a person asks for one.
func screenshot(t testing.TB, page context.Context) {
	folder := os.Getenv("SUBLUNAR_SHOTS")
	if folder == "" {
		return
	}
	png, err := chromedp.Run(page, chromedp.CaptureScreenshot())
	if err != nil {
		t.Logf("no screenshot: %v", err)
		return
	}
	if err := os.WriteFile(filepath.Join(folder, strings.ReplaceAll(t.Name(), "/", "-")+".png"), png, 0o644); err != nil {
		t.Logf("no screenshot: %v", err)
	}
}

func findChromium(t testing.TB) string {
	t.Helper()
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	t.Skip("no Chromium on this machine: install Debian's package chromium to run the browser test")
	return ""
}

func must(t testing.TB, what string, err error) {
	t.Helper()
	if err != nil {
		t.Fatalf("%s: %v", what, err)
	}
}
