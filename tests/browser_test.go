package tests

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"sublunar/lib/notebook"
)

// TestBrowser does what a person does first: opens JupyterLab, opens the lynx and the hare, runs all of it by the menu, and
// looks for a drawn figure and no error.
func TestBrowser(t *testing.T) {
	chromium := findChromium(t)
	// JupyterLab saves by itself, so it gets a copy; without outputs, so that what is seen was drawn by this run.
	folder := t.TempDir()
	const lynx = "01-lynx-and-hare.ipynb"
	nb, err := notebook.Read(filepath.Join(checkout, "notebooks", lynx))
	must(t, "read the notebook", err)
	nb.ClearOutputs()
	must(t, "copy the notebook", nb.Write(filepath.Join(folder, lynx)))
	address := startLab(t, folder)

	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(chromium), chromedp.NoSandbox, chromedp.DisableGPU, chromedp.WindowSize(1400, 2400),
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
	url := strings.Replace(address, "/lab?", "/lab/tree/"+lynx+"?reset&", 1)
	must(t, "open the notebook", chromedp.Do(page,
		chromedp.Navigate(url),
		waitFor("the notebook", `!!document.querySelector('.jp-Notebook .jp-CodeCell')`),
		waitFor("the kernel", kernelReady)))
	err = chromedp.Do(page, menu("Run", "Run All Cells"))
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
	seen, err := chromedp.Run(page, chromedp.Evaluate[struct {
		Figures int      `json:"figures"`
		Marks   int      `json:"marks"`
		Claims  int      `json:"claims"`
		Errors  []string `json:"errors"`
	}](whatIsSeen))
	must(t, "look at the page", err)
	if len(seen.Errors) > 0 {
		t.Errorf("errors on the page: %q", seen.Errors)
	}
	if seen.Marks == 0 {
		t.Errorf("%d Vega figures, but nothing drawn in them", seen.Figures)
	}
	if seen.Claims == 0 {
		t.Error("no claim is shown")
	}
	if len(complaints) > 0 {
		t.Errorf("the page's scripts failed: %q", complaints)
	}
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
func screenshot(t *testing.T, page context.Context) {
	folder := os.Getenv("SUBLUNAR_SHOTS")
	if folder == "" {
		return
	}
	png, err := chromedp.Run(page, chromedp.CaptureScreenshot())
	if err != nil {
		t.Logf("no screenshot: %v", err)
		return
	}
	if err := os.WriteFile(filepath.Join(folder, "lab.png"), png, 0o644); err != nil {
		t.Logf("no screenshot: %v", err)
	}
}

func findChromium(t *testing.T) string {
	t.Helper()
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	t.Skip("no Chromium on this machine: install Debian's package chromium to run the browser test")
	return ""
}

var labAddress = regexp.MustCompile(`http://\S+/lab\?token=\w+`)

// startLab starts `sublunar lab` for a folder on a free port and returns its address; it is ended with the test, as Ctrl-C would.
func startLab(t *testing.T, folder string) string {
	t.Helper()
	lab := exec.Command(command, "lab", "--no-browser", folder)
	lab.Dir = checkout
	lab.Env = append(os.Environ(), "HOME="+t.TempDir(), "GOPATH="+goEnv(t, "GOPATH"), "GOCACHE="+goEnv(t, "GOCACHE"))
	printed, err := lab.StdoutPipe()
	must(t, "start JupyterLab", err)
	lab.Stderr = lab.Stdout
	must(t, "start JupyterLab", lab.Start())
	t.Cleanup(func() {
		_ = lab.Process.Signal(syscall.SIGINT)
		_ = lab.Wait()
	})
	found := make(chan string, 1)
	go func() {
		defer close(found)
		var log strings.Builder
		sent := false
		for lines := bufio.NewScanner(printed); lines.Scan(); {
			fmt.Fprintln(&log, lines.Text())
			if address := labAddress.FindString(lines.Text()); address != "" && !sent {
				sent = true
				found <- address
			}
		}
		if !sent {
			found <- "JupyterLab ended without an address:\n" + log.String()
		}
	}()
	select {
	case address := <-found:
		if !strings.HasPrefix(address, "http") {
			t.Fatal(address)
		}
		return address
	case <-time.After(10 * time.Minute):
		t.Fatal("JupyterLab gave no address within 10 minutes")
		return ""
	}
}

func goEnv(t *testing.T, name string) string {
	t.Helper()
	out, err := exec.Command("go", "env", name).Output()
	must(t, "go env "+name, err)
	return strings.TrimSpace(string(out))
}

func must(t *testing.T, what string, err error) {
	t.Helper()
	if err != nil {
		t.Fatalf("%s: %v", what, err)
	}
}
