package kernel

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

func ExampleFind() {
	folder, err := os.MkdirTemp("", "")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(folder)
	_, err = Find(folder)
	fmt.Println(err)
	// Output: this folder is not in a checkout of sublunar, nor in a project that uses it: change to the folder that you cloned or made, and try again
}

// checkout makes a folder that Find takes for one.
func checkout(t testing.TB) *Home {
	t.Helper()
	root := t.TempDir()
	if err := os.WriteFile(filepath.Join(root, "go.mod"), []byte("module sublunar\n\ngo 1.26.5\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	return &Home{Root: root}
}

func TestFindWalksUp(t *testing.T) {
	h := checkout(t)
	deep := filepath.Join(h.Root, "a", "b")
	if err := os.MkdirAll(deep, 0o755); err != nil {
		t.Fatal(err)
	}
	got, err := Find(deep)
	if err != nil || got.Root != h.Root {
		t.Errorf("got %v, %v", got, err)
	}
	other := filepath.Join(h.Root, "other")
	if err := os.MkdirAll(other, 0o755); err != nil {
		t.Fatal(err)
	}
	// Another module inside the checkout is not the checkout, but lies in it.
	if err := os.WriteFile(filepath.Join(other, "go.mod"), []byte("module sublunarium\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if got, err := Find(other); err != nil || got.Root != h.Root {
		t.Errorf("got %v, %v", got, err)
	}
}

// TestFindOutside is what an image does: the command is called in a folder of no checkout, and the environment names one.
func TestFindOutside(t *testing.T) {
	h, outside := checkout(t), t.TempDir()
	t.Setenv("SUBLUNAR_HOME", h.Dir())
	if got, err := Find(outside); err != nil || got.Root != h.Root {
		t.Errorf("got %v, %v", got, err)
	}
	other := checkout(t)
	if got, err := Find(other.Root); err != nil || got.Root != other.Root {
		t.Errorf("in a checkout: got %v, %v", got, err)
	}
	t.Setenv("SUBLUNAR_HOME", filepath.Join(outside, ".sublunar"))
	if _, err := Find(outside); err == nil || !strings.Contains(err.Error(), "SUBLUNAR_HOME is "+outside) {
		t.Errorf("of a folder that is no checkout: %v", err)
	}
}

// TestEveryDownloadIsPinned looks for a package without a hash, and for a plugin without its two.
func TestEveryDownloadIsPinned(t *testing.T) {
	var current string
	hashes := map[string]int{}
	for line := range strings.Lines(string(requirements)) {
		line = strings.TrimSpace(line)
		switch {
		case strings.HasPrefix(line, "--hash=sha256:"):
			hashes[current]++
		case line != "":
			if !strings.Contains(line, "==") {
				t.Errorf("%q has no exact version", line)
			}
			current = line
			hashes[current] += 0
		}
	}
	if len(hashes) < 50 {
		t.Fatalf("only %d packages were read", len(hashes))
	}
	for name, n := range hashes {
		if n == 0 {
			t.Errorf("%q has no hash", name)
		}
	}
	plugins := append(slices.Collect(maps.Values(cpuPlugins)), cudaPlugin)
	wheels := slices.Clone(cudaLibraries)
	for _, p := range plugins {
		if len(p.SHA256) != 64 || p.library == "" {
			t.Errorf("the plugin is not pinned: %+v", p)
		}
		wheels = append(wheels, p.wheel())
	}
	for _, w := range wheels {
		if len(w.SHA256) != 64 || w.Version == "" || w.Tags == "" {
			t.Errorf("the wheel is not pinned: %+v", w)
		}
	}
}

func TestSpec(t *testing.T) {
	h := checkout(t)
	var spec struct {
		Argv        []string
		DisplayName string `json:"display_name"`
		Language    string
		Env         map[string]string
	}
	s := h.specStep()
	if s.done() {
		t.Fatal("it is there before it was made")
	}
	if err := s.make(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	if !s.done() {
		t.Error("it was made, and is not done")
	}
	text, err := os.ReadFile(filepath.Join(h.Jupyter(), "kernels", SpecName, "kernel.json"))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &spec); err != nil {
		t.Fatal(err)
	}
	if spec.Language != "go" || spec.DisplayName != SpecTitle || spec.Env["SUBLUNAR_HOME"] != h.Dir() ||
		spec.Argv[len(spec.Argv)-1] != "{connection_file}" {
		t.Errorf("got %+v", spec)
	}
}

func TestLink(t *testing.T) {
	h := checkout(t)
	t.Setenv("JUPYTER_DATA_DIR", t.TempDir())
	link, err := UserLink()
	if err != nil {
		t.Fatal(err)
	}
	s := h.linkStep()
	for range 2 { // again over a link that is there
		if err := s.make(t.Context(), nil); err != nil {
			t.Fatal(err)
		}
	}
	if to, err := os.Readlink(link); err != nil || to != h.specFolder() || !s.done() {
		t.Errorf("the link points to %q, %v", to, err)
	}
	if err := errors.Join(os.Remove(link), os.Mkdir(link, 0o755)); err != nil {
		t.Fatal(err)
	}
	if err := s.make(t.Context(), nil); err == nil || !strings.Contains(err.Error(), "no link of ours") {
		t.Errorf("somebody else's kernelspec: %v", err)
	}
	if info, err := os.Lstat(link); err != nil || !info.IsDir() {
		t.Error("somebody else's kernelspec was touched")
	}
}

// TestOneSetUpAtATime runs steps that may not overlap from several goroutines, each with the lock of its own.
func TestOneSetUpAtATime(t *testing.T) {
	path := filepath.Join(t.TempDir(), "lock")
	inside := make(chan struct{}, 1)
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			unlock, err := lock(context.Background(), path, func() {})
			if err != nil {
				t.Error(err)
				return
			}
			defer unlock()
			select {
			case inside <- struct{}{}:
			default:
				t.Error("two hold the lock at once")
			}
			<-inside
		})
	}
	all.Wait()

	unlock, err := lock(t.Context(), path, func() {})
	if err != nil {
		t.Fatal(err)
	}
	defer unlock()
	ctx, cancel := context.WithTimeout(t.Context(), 150*time.Millisecond)
	defer cancel()
	told := false
	if _, err := lock(ctx, path, func() { told = true }); !errors.Is(err, context.DeadlineExceeded) || !told {
		t.Errorf("waiting for a held lock: %v, told %v", err, told)
	}
}

// TestDoctorOnNothing shows that the doctor of a bare checkout names what is missing and what to do, and writes nothing there.
func TestDoctorOnNothing(t *testing.T) {
	h := checkout(t)
	t.Setenv("JUPYTER_DATA_DIR", t.TempDir())
	findings := h.Doctor(t.Context())
	if Healthy(findings) {
		t.Error("it calls a bare checkout healthy")
	}
	for _, f := range findings {
		if f.About == "" || f.Found == "" {
			t.Errorf("an empty finding: %+v", f)
		}
		if f.Verdict != Good && f.Do == "" {
			t.Errorf("it does not say what to do: %+v", f)
		}
	}
	if _, err := os.Stat(h.Dir()); !errors.Is(err, fs.ErrNotExist) {
		t.Error("the doctor made .sublunar")
	}
}

func TestReadOnlyCheckout(t *testing.T) {
	h := checkout(t)
	if err := os.WriteFile(h.Dir(), nil, 0o644); err != nil { // a file where the folder should be
		t.Fatal(err)
	}
	err := h.Setup(t.Context(), ForRun, nil)
	if err == nil || !strings.Contains(err.Error(), "can't write") {
		t.Errorf("got %v", err)
	}
}

// BenchmarkNothingToDo measures what set-up costs a run that needs none of it.
func BenchmarkNothingToDo(b *testing.B) {
	h, err := Find("")
	if err != nil {
		b.Fatal(err)
	}
	if err := h.Setup(b.Context(), ForRun, nil); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if !allDone(h.steps(ForRun)) {
			b.Fatal("not done")
		}
	}
}
