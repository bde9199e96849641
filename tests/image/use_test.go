package image

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"sublunar/lib/notebook/report"
	"sublunar/tests/internal/jupyter"
)

// TestConfig looks at what the image says of itself, and for what must not be in it.
func TestConfig(t *testing.T) {
	i := theImage(t)
	if i.config.User != "1000" {
		t.Errorf("its user is %q", i.config.User)
	}
	for label, wanted := range map[string]string{"title": "sublunar", "licenses": "Apache-2.0"} {
		if got := i.config.Labels["org.opencontainers.image."+label]; got != wanted {
			t.Errorf("label %s is %q", label, got)
		}
	}
	for _, variable := range i.config.Env {
		if name, _, _ := strings.Cut(variable, "="); strings.Contains(strings.ToLower(name), "proxy") || strings.Contains(name, "TOKEN") {
			t.Errorf("%s is in the image", variable)
		}
	}
	c := i.container(t)
	// The build's own ways to the package indexes were mounted; their places are left empty.
	for _, place := range []string{"etc/pip.conf", "etc/apt/apt.conf.d/99-host", "etc/pki/tls/certs/host.pem"} {
		if text, err := os.ReadFile(filepath.Join(c.root, place)); err == nil && len(text) > 0 {
			t.Errorf("/%s has come in from this machine", place)
		}
	}
	own, err := os.ReadFile(filepath.Join(c.root, "usr/local/go/go.env"))
	must(t, "read go.env", err)
	if strings.Contains(string(own), "file://") {
		t.Error("Go's settings have come in from this machine")
	}
	left, err := filepath.Glob(filepath.Join(c.root, "media", "*"))
	must(t, "look", err)
	if len(left) > 0 {
		t.Errorf("the module cache of this machine has come in: %v", left)
	}
	t.Logf("size: %s", sizes(t, c.root))
}

// sizes tells how large the image is, and its parts.
func sizes(t *testing.T, root string) string {
	of := func(folder string) int64 {
		seen, sum := map[uint64]bool{}, int64(0)
		err := filepath.Walk(filepath.Join(root, folder), func(_ string, info os.FileInfo, err error) error {
			if err != nil {
				return err
			}
			if stat := info.Sys().(*syscall.Stat_t); !seen[stat.Ino] {
				seen[stat.Ino] = true
				sum += info.Size()
			}
			return nil
		})
		must(t, "measure "+folder, err)
		return sum / 1e6
	}
	said := fmt.Sprintf("%d MB", of("."))
	for _, part := range []string{"usr/local/go", "opt/go/pkg/mod", "opt/go/cache", "opt/sublunar/.sublunar/venv", "opt/sublunar/.sublunar/xla", "opt/sublunar/.sublunar/bin"} {
		said += fmt.Sprintf("; %s %d MB", part, of(part))
	}
	return said
}

// TestOffline runs a notebook with no network, by XLA, and sees that no package of the library was compiled for it.
func TestOffline(t *testing.T) {
	c := theImage(t).container(t)
	compiled := func() int {
		files, err := filepath.Glob(filepath.Join(c.root, "opt/go/cache/*/*-d"))
		must(t, "look into the build cache", err)
		return len(files)
	}
	before := compiled()
	checkRun(t, c, how{offline: true})
	if more := compiled() - before; before == 0 || more > 20 {
		t.Errorf("of %d compiled packages in the image, %d had to be compiled again", before, more)
	}
}

// checkRun runs the welcome in a container, and looks at its claims and its engine.
func checkRun(t *testing.T, c *container, h how) {
	t.Helper()
	c.ok(h, "sublunar", "run", "/opt/sublunar/notebooks/00-welcome.ipynb", "--out", "/tmp/out")
	manifest, err := report.ReadManifest(filepath.Join(c.root, "tmp", "out", "manifest.json"))
	must(t, "read the manifest", err)
	run := manifest.Notebooks[0]
	if manifest.Backend.Name != "xla:cpu" || run.Status != "ok" || run.Held() == 0 {
		t.Errorf("%s on %s (%s), %d claims held: %s", run.Status, manifest.Backend.Name, manifest.Backend.Why, run.Held(), run.Error)
	}
	t.Logf("the first cell with GoMLX took %.1f s, the notebook %.1f s", run.Cells[1].Seconds, run.Seconds)
}

// TestLab starts the image as it is, waits until it is healthy, opens a notebook in a browser and runs it; then kills the server.
func TestLab(t *testing.T) {
	c := theImage(t).container(t)
	if c.healthy() {
		t.Error("healthy before anything runs")
	}
	port := freePort(t)
	s := c.start(how{env: []string{fmt.Sprintf("JUPYTER_PORT=%d", port), "JUPYTER_TOKEN=secret"}}, c.image.config.Cmd...)
	took := s.await(t, "a healthy server", func() bool { return c.healthy() })
	idle := s.memory()
	t.Logf("healthy after %.1f s, with %d MB", took.Seconds(), idle/1e6)
	if status, _ := get(port, "/api/contents", ""); status != 403 {
		t.Errorf("without a token it answers %d", status)
	}
	if _, body := get(port, "/api/kernelspecs", "secret"); !strings.Contains(body, `"default": "sublunar"`) || strings.Contains(body, "ipykernel") {
		t.Errorf("kernels: %s", body)
	}
	jupyter.RunAll(t, fmt.Sprintf("http://127.0.0.1:%d/lab?token=secret", port), "work/notebooks/00-welcome.ipynb").Check(t)
	s.end()
	s.await(t, "an unhealthy server", func() bool { return !c.healthy() })
}

// TestUsers runs as other users: root makes one of another name and ids, or the ids are given with the group of the image's files.
func TestUsers(t *testing.T) {
	i := theImage(t)
	const who = `id -u; id -un; id -G; echo $HOME; echo $USER; pwd; touch ~/mine && stat -c %u ~/mine; echo end`
	t.Run("made by root", func(t *testing.T) {
		c := i.container(t)
		h := how{user: "root", offline: true, env: []string{"NB_USER=ada", "NB_UID=4321", "NB_GID=5432", "CHOWN_EXTRA=/srv", "NB_UMASK=027"}}
		got := strings.Fields(c.ok(h, "bash", "-c", who+"; stat -c %u /srv; umask"))
		if want := strings.Fields("4321 ada 5432 100 /home/ada ada /home/ada 4321 end 4321 0027"); !slices.Equal(got, want) {
			t.Errorf("got %v, not %v", got, want)
		}
		checkRun(t, c, h)
	})
	t.Run("the image's by root", func(t *testing.T) {
		c := i.container(t)
		got := strings.Fields(c.ok(how{user: "root"}, "bash", "-c", who))
		if want := strings.Fields("1000 jovyan 100 /home/jovyan jovyan /home/jovyan 1000 end"); !slices.Equal(got, want) {
			t.Errorf("got %v, not %v", got, want)
		}
	})
	t.Run("by its number", func(t *testing.T) {
		c := i.container(t)
		h := how{user: "4321:100", offline: true}
		got := strings.Fields(c.ok(h, "bash", "-c", who))
		if !slices.Contains(got, "4321") || !slices.Contains(got, "/home/jovyan") || !slices.Contains(got, "end") {
			t.Errorf("got %v", got)
		}
		checkRun(t, c, h)
	})
	t.Run("in no group of ours", func(t *testing.T) {
		_, said, code := i.container(t).run(how{user: "4321:4321"}, "true")
		if code != 0 || !strings.Contains(said, "--group-add users") {
			t.Errorf("it ends with %d and does not say what to do: %s", code, said)
		}
	})
	t.Run("wrong", func(t *testing.T) {
		_, said, code := i.container(t).run(how{user: "root", env: []string{"NB_UID=ada"}}, "true")
		if code != 2 || !strings.Contains(said, "numbers") {
			t.Errorf("%d: %s", code, said)
		}
	})
}

// TestCommands runs other commands than the default, and hooks before them.
func TestCommands(t *testing.T) {
	c := theImage(t).container(t)
	for _, args := range [][]string{
		{"go", "version"}, {"gonb", "--version"}, {"gopls", "version"}, {"sublunar", "--version"}, {"jupyter", "lab", "--version"},
		{"jupyterhub-singleuser", "--version"}, {"sh", "-c", "goimports < /opt/sublunar/lib/claim/doc.go"},
	} {
		if printed := c.ok(how{offline: true}, args...); printed == "" {
			t.Errorf("%v prints nothing", args)
		}
	}
	if _, _, code := c.run(how{}, "sh", "-c", "exit 37"); code != 37 {
		t.Errorf("the command's exit code 37 came out as %d", code)
	}

	hooks := t.TempDir()
	for name, text := range map[string]string{
		"10-set.sh":    "export FROM_HOOK=set\n",
		"20-broken.sh": "false\n",
		"30-program":   "#!/bin/sh\necho program >&2\n",
		"40-ignored":   "echo ignored >&2\n",
	} {
		mode := os.FileMode(0o644)
		if name == "30-program" {
			mode = 0o755
		}
		must(t, "write", os.WriteFile(filepath.Join(hooks, name), []byte(text), mode))
	}
	must(t, "open the folder", os.Chmod(hooks, 0o755))
	for _, folder := range []string{"start-notebook.d", "before-notebook.d"} {
		out, said, code := c.run(how{mounts: []string{hooks + ":/usr/local/bin/" + folder + ":ro"}}, "sh", "-c", "echo $FROM_HOOK")
		if code != 0 || strings.TrimSpace(out) != "set" || !strings.Contains(said, "program\n") || strings.Contains(said, "ignored\n") {
			t.Errorf("%s: %d, %q, %s", folder, code, out, said)
		}
	}
}

// TestKeeps: what the reader changed stays, and the notebooks come once; where they can't, JupyterLab starts all the same.
func TestKeeps(t *testing.T) {
	c := theImage(t).container(t)
	port := freePort(t)
	start := func(mounts ...string) (said string) {
		s := c.start(how{mounts: mounts, env: []string{fmt.Sprintf("JUPYTER_PORT=%d", port)}}, c.image.config.Cmd...)
		s.await(t, "a server", func() bool { status, _ := get(port, "/api", ""); return status == 200 })
		s.end()
		return s.log.String()
	}
	start()
	mine := filepath.Join(c.root, "home/jovyan/work/notebooks/00-welcome.ipynb")
	must(t, "change a notebook", os.WriteFile(mine, []byte("mine"), 0o644))
	start()
	text, err := os.ReadFile(mine)
	must(t, "read it again", err)
	if string(text) != "mine" {
		t.Error("the reader's notebook was written over")
	}
	closed := t.TempDir() // root's
	if said := start(closed + ":/home/jovyan/work"); !strings.Contains(said, "can't be copied to /home/jovyan/work") {
		t.Errorf("a folder that can't be written in is not complained of: %s", said)
	}
}
