package image

import (
	"bytes"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// A container is one's own copy of the image's files; commands run in it as `docker run` and `docker exec` run them.
type container struct {
	t     *testing.T
	image *image
	id    string
	root  string // where its files are on this machine
}

// how a command is run.
type how struct {
	user    string // "" is the image's own
	env     []string
	mounts  []string // as -v has them
	offline bool
	bare    bool // without the entry point, as `docker exec`
}

func (i *image) container(t *testing.T) *container {
	t.Helper()
	id, err := i.do("from", "--pull-never", i.name)
	must(t, "make a container", err)
	t.Cleanup(func() {
		if _, err := i.do("rm", id); err != nil {
			t.Errorf("remove the container: %v", err)
		}
	})
	root, err := i.do("mount", id)
	must(t, "mount the container", err)
	return &container{t: t, image: i, id: id, root: root}
}

// command has processes of its own, which all end when it ends, as those of a container do.
func (c *container) command(h how, args ...string) *exec.Cmd {
	line := []string{"--pid", "--fork", "--kill-child", "--mount-proc"}
	if h.offline {
		line = append(line, "--net")
	}
	line = append(line, c.image.buildah...)
	line = append(line, "run", "--isolation", "chroot", "--network", "host")
	if h.user != "" {
		line = append(line, "--user", h.user)
	}
	for _, e := range h.env {
		line = append(line, "--env", e)
	}
	for _, m := range h.mounts {
		line = append(line, "--volume", m)
	}
	line = append(line, c.id, "--")
	if !h.bare {
		line = append(line, c.image.config.Entrypoint...)
	}
	cmd := exec.CommandContext(c.t.Context(), "unshare", append(line, args...)...)
	cmd.WaitDelay = 10 * time.Second
	return cmd
}

// run gives what a command prints, and its exit code.
func (c *container) run(h how, args ...string) (stdout, stderr string, code int) {
	c.t.Helper()
	cmd := c.command(h, args...)
	var out, complaint bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &complaint
	err := cmd.Run()
	if _, ended := errors.AsType[*exec.ExitError](err); err != nil && !ended {
		c.t.Fatalf("%v: %v", args, err)
	}
	return out.String(), complaint.String(), cmd.ProcessState.ExitCode()
}

// ok is run, of what must succeed.
func (c *container) ok(h how, args ...string) string {
	c.t.Helper()
	out, complaint, code := c.run(h, args...)
	if code != 0 {
		c.t.Fatalf("%v ended with %d:\n%s%s", args, code, out, complaint)
	}
	return out
}

// healthy runs the image's HEALTHCHECK.
func (c *container) healthy(mounts ...string) bool {
	_, _, code := c.run(how{bare: true, mounts: mounts}, c.image.config.Healthcheck.Test[1:]...)
	return code == 0
}

// A server is a command that was started and goes on.
type server struct {
	cmd *exec.Cmd
	log *log
}

// start starts a command, and ends it and all that it started with the test.
func (c *container) start(h how, args ...string) *server {
	c.t.Helper()
	s := &server{cmd: c.command(h, args...), log: new(log)}
	s.cmd.Stdout, s.cmd.Stderr = s.log, s.log
	must(c.t, "start "+strings.Join(args, " "), s.cmd.Start())
	c.t.Cleanup(s.end)
	return s
}

func (s *server) end() {
	if s.cmd.ProcessState == nil {
		_ = s.cmd.Process.Kill()
		_ = s.cmd.Wait()
	}
}

// await waits until a condition holds, for as long as a slow machine may need.
func (s *server) await(t *testing.T, what string, holds func() bool) time.Duration {
	t.Helper()
	const limit = 4 * time.Minute
	start := time.Now()
	for !holds() {
		if time.Since(start) > limit {
			t.Fatalf("waited %v in vain for %s; the log:\n%s", limit, what, s.log)
		}
		select {
		case <-t.Context().Done():
			t.Fatal(t.Context().Err())
		case <-time.After(200 * time.Millisecond):
		}
	}
	return time.Since(start)
}

// log may be read while it is written.
type log struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *log) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *log) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

// memory is what the server and all below it have for themselves, shared pages by their part, in bytes.
func (s *server) memory() int64 {
	below := map[string][]string{}
	processes, _ := filepath.Glob("/proc/[0-9]*")
	for _, p := range processes {
		text, _ := os.ReadFile(filepath.Join(p, "stat")) // it may have ended
		_, rest, _ := strings.Cut(string(text), ") ")
		if fields := strings.Fields(rest); len(fields) > 1 {
			below[fields[1]] = append(below[fields[1]], filepath.Base(p))
		}
	}
	var sum int64
	for todo := []string{strconv.Itoa(s.cmd.Process.Pid)}; len(todo) > 0; {
		p := todo[0]
		todo = append(todo[1:], below[p]...)
		name, _ := os.ReadFile(filepath.Join("/proc", p, "comm"))
		if n := strings.TrimSpace(string(name)); n == "unshare" || strings.HasPrefix(n, "buildah") || n == "exe" {
			continue // what stands for the container's runtime
		}
		text, _ := os.ReadFile(filepath.Join("/proc", p, "smaps_rollup"))
		for line := range strings.Lines(string(text)) {
			if kilobytes, ok := strings.CutPrefix(line, "Pss:"); ok {
				n, _ := strconv.ParseInt(strings.Fields(kilobytes)[0], 10, 64)
				sum += n << 10
			}
		}
	}
	return sum
}

func freePort(t *testing.T) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, "find a free port", err)
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port
}

// get asks a server of this machine, past all proxies, and gives the status; 0 when none answers.
func get(port int, path, token string) (status int, body string) {
	ask, err := http.NewRequest("GET", fmt.Sprintf("http://127.0.0.1:%d%s", port, path), nil)
	if err != nil {
		return 0, err.Error()
	}
	if token != "" {
		ask.Header.Set("Authorization", "token "+token)
	}
	client := http.Client{Timeout: 10 * time.Second, Transport: &http.Transport{DisableKeepAlives: true}}
	reply, err := client.Do(ask)
	if err != nil {
		return 0, err.Error()
	}
	defer reply.Body.Close()
	var text bytes.Buffer
	_, _ = text.ReadFrom(reply.Body)
	return reply.StatusCode, text.String()
}
