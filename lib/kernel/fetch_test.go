package kernel

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// index is a package index on this machine, with one wheel.
type index struct {
	*httptest.Server
	wheel   wheel
	content string
	asHTML  bool
	breaks  int // how many downloads break off half-way
	ranges  bool
	asked   int
	from    []string // the Range of each request for the file
}

func newIndex(t testing.TB) *index {
	x := &index{content: strings.Repeat("machine code ", 10_000), ranges: true}
	sum := sha256.Sum256([]byte(x.content))
	x.wheel = wheel{Name: "a-plugin", Version: "1.0", Tags: "py3-none-any", SHA256: hex.EncodeToString(sum[:])}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /simple/a-plugin/", x.page)
	mux.HandleFunc("GET /files/a_plugin-1.0-py3-none-any.whl", x.file)
	x.Server = httptest.NewServer(mux)
	t.Cleanup(x.Close)
	return x
}

func (x *index) page(w http.ResponseWriter, _ *http.Request) {
	links := []string{"../../files/a_plugin-0.9-py3-none-any.whl", "../../files/a_plugin-1.0-py3-none-any.whl#sha256=" + x.wheel.SHA256}
	if x.asHTML {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		for _, link := range links {
			fmt.Fprintf(w, "<a class='x'\n href=\"%s\">a file</a><br/>\n", link)
		}
		return
	}
	w.Header().Set("Content-Type", indexJSON)
	var files []map[string]any
	for _, link := range links {
		files = append(files, map[string]any{"url": link})
	}
	_ = json.NewEncoder(w).Encode(map[string]any{"files": files})
}

func (x *index) file(w http.ResponseWriter, r *http.Request) {
	x.asked++
	x.from = append(x.from, r.Header.Get("Range"))
	start := 0
	if from, ok := strings.CutPrefix(r.Header.Get("Range"), "bytes="); ok && x.ranges {
		start, _ = strconv.Atoi(strings.TrimSuffix(from, "-"))
		w.Header().Set("Content-Range", fmt.Sprintf("bytes %d-%d/%d", start, len(x.content)-1, len(x.content)))
	}
	w.Header().Set("Content-Length", strconv.Itoa(len(x.content)-start))
	if start > 0 {
		w.WriteHeader(http.StatusPartialContent)
	}
	rest := x.content[start:]
	if x.asked <= x.breaks {
		_, _ = w.Write([]byte(rest[:len(rest)/2]))
		panic(http.ErrAbortHandler)
	}
	_, _ = w.Write([]byte(rest))
}

func (x *index) settings() pipSettings { return pipSettings{index: x.URL + "/simple"} }

func (x *index) download(t testing.TB) (string, error) {
	path := filepath.Join(t.TempDir(), x.wheel.file())
	return path, x.settings().download(t.Context(), x.wheel, path, func(string) {})
}

func TestDownload(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(*index)
		asked  int
	}{
		{"JSON", func(*index) {}, 1},
		{"HTML", func(x *index) { x.asHTML = true }, 1},
		{"breaks off twice", func(x *index) { x.breaks = 2 }, 3},
		{"breaks off, and knows no ranges", func(x *index) { x.breaks, x.ranges = 1, false }, 2},
	} {
		t.Run(c.name, func(t *testing.T) {
			x := newIndex(t)
			c.change(x)
			path, err := x.download(t)
			if err != nil {
				t.Fatal(err)
			}
			if text, _ := os.ReadFile(path); string(text) != x.content {
				t.Errorf("%d bytes came, not the %d that were sent", len(text), len(x.content))
			}
			if x.asked != c.asked {
				t.Errorf("it asked %d times, not %d: %q", x.asked, c.asked, x.from)
			}
		})
	}
}

// TestDownloadRefuses shows that what is not whole, or not what was pinned, leaves no file.
func TestDownloadRefuses(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(*index)
		says   string
	}{
		{"another file", func(x *index) { x.content = strings.ToUpper(x.content) }, "SHA-256"},
		{"always breaks off", func(x *index) { x.breaks = tries }, "EOF"},
		{"no such version", func(x *index) { x.wheel.Version = "2.0" }, "has no a_plugin-2.0"},
		{"no such package", func(x *index) { x.wheel.Name = "b-plugin" }, "404"},
		{"nobody answers", func(x *index) { x.Close() }, "does not answer"},
	} {
		t.Run(c.name, func(t *testing.T) {
			x := newIndex(t)
			c.change(x)
			path, err := x.download(t)
			if err == nil || !strings.Contains(err.Error(), c.says) {
				t.Errorf("it says %v, not %q", err, c.says)
			}
			if c.name == "another file" && !errors.Is(err, errHash) {
				t.Error("the error is not errHash")
			}
			if _, err := os.Stat(path); err == nil {
				t.Error("it left a file")
			}
		})
	}
}

// TestFetchWithoutPip shows that a machine with no Python fetches from the index that pip is configured for.
func TestFetchWithoutPip(t *testing.T) {
	x := newIndex(t)
	t.Setenv("PATH", t.TempDir())
	t.Setenv("PIP_CONFIG_FILE", "/dev/null")
	t.Setenv("PIP_CERT", "")
	t.Setenv("PIP_INDEX_URL", x.URL+"/simple/")
	path, err := fetch(t.Context(), x.wheel, t.TempDir(), func(string) {})
	if err != nil {
		t.Fatal(err)
	}
	if !hasHash(path, x.wheel.SHA256) {
		t.Error("another file came")
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := fetch(ctx, x.wheel, t.TempDir(), func(string) {}); !errors.Is(err, context.Canceled) {
		t.Errorf("a cancelled fetch says %v", err)
	}
}

// TestPasswordStaysUnsaid shows that an index's password serves for its files too, and is in no error.
func TestPasswordStaysUnsaid(t *testing.T) {
	x := newIndex(t)
	guarded := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, password, _ := r.BasicAuth(); password != "hidden" {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		x.Config.Handler.ServeHTTP(w, r)
	}))
	s := pipSettings{index: strings.Replace(guarded.URL, "://", "://me:hidden@", 1) + "/simple"}
	path := filepath.Join(t.TempDir(), x.wheel.file())
	if err := s.download(t.Context(), x.wheel, path, func(string) {}); err != nil {
		t.Fatal(err)
	}
	guarded.Close()
	err := s.download(t.Context(), x.wheel, path, func(string) {})
	if err == nil || strings.Contains(err.Error(), "hidden") {
		t.Errorf("it says %v", err)
	}
}

func BenchmarkDownload(b *testing.B) {
	x := newIndex(b)
	b.SetBytes(int64(len(x.content)))
	for b.Loop() {
		if _, err := x.download(b); err != nil {
			b.Fatal(err)
		}
	}
}

func FuzzReadIndexPage(f *testing.F) {
	f.Add("text/html", []byte(`<a href="x.whl#sha256=0">x</a>`))
	f.Add(indexJSON, []byte(`{"files":[{"url":"x.whl"}]}`))
	f.Add("application/json", []byte(`{"files":null}`))
	f.Add("text/html", []byte(`<a href='&#x0;'`))
	f.Fuzz(func(t *testing.T, contentType string, text []byte) {
		links, err := readIndexPage(contentType, text)
		if err != nil && links != nil {
			t.Error("links with an error")
		}
	})
}
