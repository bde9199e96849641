package image

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"sublunar/lib/kernel"
)

var (
	full  = flag.Bool("full", false, "build the image and use it: minutes, as root")
	built = flag.String("built", "", "name of an image in .sublunar/image to use, in place of building one")
)

// checkout is the repository's root.
var checkout = sync.OnceValue(func() string {
	home, err := kernel.Find("")
	if err != nil {
		panic(err)
	}
	return home.Root
})

// An image that was built: buildah's command for it, and what it says of itself.
type image struct {
	buildah []string
	name    string
	config  struct {
		User, WorkingDir     string
		Env, Entrypoint, Cmd []string
		Labels               map[string]string
		Healthcheck          struct{ Test []string }
	}
}

// theImage is built once for all tests.
func theImage(t *testing.T) *image {
	t.Helper()
	if !*full {
		t.Skip("builds an image, which takes minutes: ask for it with -full")
	}
	if os.Geteuid() != 0 {
		t.Skip("buildah's chroot isolation needs root")
	}
	for _, tool := range []string{"buildah", "mmdebstrap", "unshare"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("no %s on this machine: apt-get install --no-install-recommends buildah mmdebstrap", tool)
		}
	}
	made, err := build()
	must(t, "build the image", err)
	return made
}

var build = sync.OnceValues(func() (*image, error) {
	work := filepath.Join(checkout(), ".sublunar", "image")
	i := &image{name: *built}
	if i.name == "" {
		i.name = "localhost/sublunar:test"
		if err := runScript(work, i.name); err != nil {
			return nil, err
		}
	}
	for _, driver := range []string{"overlay", "vfs"} { // as build_offline.sh chooses
		i.buildah = []string{"buildah", "--root", filepath.Join(work, "store"), "--runroot", filepath.Join(work, "run"), "--storage-driver", driver}
		if _, err := i.do("info"); err == nil {
			break
		}
	}
	text, err := i.do("inspect", "--type", "image", i.name)
	if err != nil {
		return nil, err
	}
	var said struct {
		Docker struct{ Config json.RawMessage }
	}
	if err := json.Unmarshal([]byte(text), &said); err != nil {
		return nil, err
	}
	return i, json.Unmarshal(said.Docker.Config, &i.config)
})

// runScript builds the image by docker/build_offline.sh.
func runScript(work, name string) error {
	start := time.Now()
	if err := os.MkdirAll(work, 0o755); err != nil {
		return err
	}
	log, err := os.Create(filepath.Join(work, "build.log"))
	if err != nil {
		return err
	}
	defer log.Close()
	cmd := exec.Command(filepath.Join(checkout(), "docker", "build_offline.sh"))
	cmd.Env = append(os.Environ(), "WORK="+work, "IMAGE="+name)
	cmd.Stdout, cmd.Stderr = log, log
	if err := cmd.Run(); err != nil {
		text, _ := os.ReadFile(log.Name())
		return fmt.Errorf("%w; the end of %s:\n%s", err, log.Name(), text[max(0, len(text)-4000):])
	}
	fmt.Fprintf(os.Stderr, "the image is built in %.0f s\n", time.Since(start).Seconds())
	return nil
}

// do runs buildah and gives what it prints.
func (i *image) do(args ...string) (string, error) {
	cmd := exec.Command(i.buildah[0], append(i.buildah[1:len(i.buildah):len(i.buildah)], args...)...)
	var out, complaint bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &complaint
	if err := cmd.Run(); err != nil {
		return "", fmt.Errorf("buildah %s: %w: %s", args[0], err, complaint.String())
	}
	return strings.TrimSpace(out.String()), nil
}

func must(t testing.TB, what string, err error) {
	t.Helper()
	if err != nil {
		t.Fatalf("%s: %v", what, err)
	}
}
