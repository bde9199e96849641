package report

import (
	"context"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"
)

// A visit is what a browser made of a page.
type visit struct {
	dom     string   // as it stood after the scripts had run
	console []string // what the page wrote to the console, errors among it
	hits    []string // the paths that the page asked the outside world for
}

// outside is a server that stands for the world that a page must not reach. It notes every request.
type outside struct {
	url  string
	mu   sync.Mutex
	hits []string
}

func startOutside(t *testing.T) *outside {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	o := &outside{url: "http://" + l.Addr().String()}
	srv := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		o.mu.Lock()
		o.hits = append(o.hits, r.URL.Path)
		o.mu.Unlock()
		w.Header().Set("Access-Control-Allow-Origin", "*")
		_, _ = w.Write([]byte(`[{"a":1}]`))
	})}
	go func() { _ = srv.Serve(l) }()
	t.Cleanup(func() { srv.Close() })
	return o
}

// policy is the element that carries the page's Content-Security-Policy.
var policy = regexp.MustCompile(`<meta http-equiv="Content-Security-Policy"[^>]*>`)

var consoleLine = regexp.MustCompile(`CONSOLE[^"]*"(.*)", source:`)

// open shows a page in headless Chromium and returns what became of it.
func (o *outside) open(t *testing.T, page []byte) visit {
	t.Helper()
	browser, err := exec.LookPath("chromium")
	if err != nil {
		t.Skip("there is no chromium on the PATH: the page is not tried in a browser")
	}
	dir := t.TempDir()
	file := filepath.Join(dir, "page.html")
	if err := os.WriteFile(file, page, 0o644); err != nil {
		t.Fatal(err)
	}
	o.mu.Lock()
	o.hits = nil
	o.mu.Unlock()
	ctx, stop := context.WithTimeout(context.Background(), 90*time.Second)
	defer stop()
	cmd := exec.CommandContext(ctx, browser, "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
		"--disable-background-networking", "--disable-component-update", "--disable-sync", "--user-data-dir="+filepath.Join(dir, "profile"),
		"--enable-logging=stderr", "--virtual-time-budget=5000", "--dump-dom", "file://"+file)
	var dom, log strings.Builder
	cmd.Stdout, cmd.Stderr = &dom, &log
	cmd.WaitDelay = 5 * time.Second
	if err := cmd.Run(); err != nil {
		t.Fatalf("chromium: %v\n%s", err, log.String())
	}
	v := visit{dom: dom.String()}
	for _, m := range consoleLine.FindAllStringSubmatch(log.String(), -1) {
		v.console = append(v.console, m[1])
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	v.hits = append(v.hits, o.hits...)
	return v
}
