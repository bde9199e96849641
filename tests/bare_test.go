package tests

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sublunar/lib/notebook/report"
)

// TestBare runs notebooks as on a machine with no network, no XLA plugin and no C compiler: pure Go does all of it. The
// quick part takes the welcome; -full takes them all.
func TestBare(t *testing.T) {
	if _, err := exec.LookPath("unshare"); err != nil {
		t.Skip("no unshare on this machine to take the network away with")
	}
	if err := exec.Command("unshare", "--user", "--map-root-user", "--net", "true").Run(); err != nil {
		t.Skipf("this machine does not let a process give up its network: %v", err)
	}
	bare := bareCheckout(t)
	wanted := []string{filepath.Join(bare, "notebooks", "00-welcome.ipynb")}
	if *full {
		wanted = nil // all
	}
	out := t.TempDir()
	args := append([]string{"--user", "--map-root-user", "--net", command, "run", "--out", out}, wanted...)
	run := exec.CommandContext(t.Context(), "unshare", args...)
	run.Dir = bare
	run.Env = bareEnvironment(t)
	run.WaitDelay = time.Minute
	if printed, err := run.CombinedOutput(); err != nil {
		t.Fatalf("run: %v\n%s", err, printed)
	}
	manifest, err := report.ReadManifest(filepath.Join(out, "manifest.json"))
	must(t, "read the manifest", err)
	if manifest.Backend.Name != "go" {
		t.Errorf("the backend was %q (%s), not pure Go", manifest.Backend.Name, manifest.Backend.Why)
	}
	for _, n := range manifest.Notebooks {
		if n.Status != "ok" || n.Held() == 0 {
			t.Errorf("%s: %s, %d claims held: %s", n.Name, n.Status, n.Held(), n.Error)
		}
	}
}

// bareCheckout copies what git tracks, and what is new and not ignored: a clone, without the .sublunar of this one.
func bareCheckout(t *testing.T) string {
	t.Helper()
	list := exec.Command("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard")
	list.Dir = checkout
	names, err := list.Output()
	must(t, "list the checkout's files", err)
	bare := t.TempDir()
	for name := range strings.SplitSeq(strings.TrimRight(string(names), "\x00"), "\x00") {
		content, err := os.ReadFile(filepath.Join(checkout, name))
		if os.IsNotExist(err) {
			continue // deleted, but not yet committed so
		}
		must(t, "copy "+name, err)
		must(t, "copy "+name, os.MkdirAll(filepath.Dir(filepath.Join(bare, name)), 0o755))
		must(t, "copy "+name, os.WriteFile(filepath.Join(bare, name), content, 0o644))
	}
	return bare
}

// bareEnvironment is this one with a PATH that holds go and the plain tools, but no compiler, and with no way out.
func bareEnvironment(t *testing.T) []string {
	t.Helper()
	tools := t.TempDir()
	for _, name := range []string{"go", "git", "unshare", "sh", "bash", "env", "true", "ls"} {
		if path, err := exec.LookPath(name); err == nil {
			must(t, "link "+name, os.Symlink(path, filepath.Join(tools, name)))
		}
	}
	return append(os.Environ(), "PATH="+tools, "HOME="+t.TempDir(), "GOPROXY=off", "GOFLAGS=-mod=mod",
		"GOPATH="+goEnv(t, "GOPATH"), "GOCACHE="+goEnv(t, "GOCACHE"), "GOMODCACHE="+goEnv(t, "GOMODCACHE"))
}
