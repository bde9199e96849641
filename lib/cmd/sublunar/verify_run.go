package main

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"sublunar/lib/kernel"
	"sublunar/lib/notebook/report"
)

// execute is `sublunar run`, in the archive's checkout, with nothing of the reader's environment but what Go needs. Where the archive's own command
// is another than ours, older or newer, it is the one that runs there: it belongs to the kernel and the library that the archive holds. Of it no more
// is asked than that it knows these flags, and what it writes is compared by ours.
func (v *verification) execute(c *cobra.Command, alone bool) error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	program, first := self, []string(nil)
	if !v.ours() {
		say(c)("running it by its own sublunar, which is another than this one")
		if program, err = exec.LookPath("go"); err != nil {
			return err
		}
		first = []string{"tool", "sublunar"}
	}
	args := append(first, "run", "--once", "--out", filepath.Join(v.scratch, "again"), "--format", "ipynb", "--timeout", v.timeout.String())
	for _, r := range v.manifest.Notebooks {
		args = append(args, filepath.FromSlash(r.Name))
	}
	run := exec.CommandContext(c.Context(), program, args...)
	run.Dir = v.folder
	run.Stdout, run.Stderr = c.ErrOrStderr(), c.ErrOrStderr()
	run.Cancel = func() error { return run.Process.Signal(os.Interrupt) }
	run.WaitDelay = 20 * time.Second
	settings, err := exec.CommandContext(c.Context(), "go", "env", "GOMODCACHE", "GOROOT").Output()
	if err != nil {
		return fmt.Errorf("go can't be asked where its modules are: %w", err)
	}
	lines := strings.Split(strings.TrimSpace(string(settings)), "\n")
	modules := strings.TrimSpace(lines[0])
	if v.vendored {
		modules = v.modules()
	}
	at := func(name string) string { return filepath.Join(v.scratch, name) }
	run.Env = []string{
		"HOME=" + at("home"), "TMPDIR=" + at("t"), "GOCACHE=" + at("cache"), "GOPATH=" + at("home/go"), "GOMODCACHE=" + modules,
		"GOPROXY=off", "GOWORK=off", "GOENV=off", "GOTOOLCHAIN=local", "GOFLAGS=-mod=readonly", "GOTELEMETRY=off", "SUBLUNAR_HEADLESS=1",
	}
	for _, name := range []string{"PATH", "LANG", "LC_ALL", "TERM", "GOMAXPROCS", "GOMLX_BACKEND"} {
		if value, ok := os.LookupEnv(name); ok {
			run.Env = append(run.Env, name+"="+value)
		}
	}
	if alone {
		readable := []string{modules, strings.TrimSpace(lines[1]), filepath.Dir(self)}
		if err := confine(run, v.scratch, readable); err != nil {
			return err
		}
	}
	err = run.Run()
	if _, exited := errors.AsType[*exec.ExitError](err); exited {
		// A claim or a cell that failed: what there is, is compared.
		if _, missing := os.Stat(filepath.Join(at("again"), "manifest.json")); missing == nil {
			return nil
		}
	}
	if err != nil {
		return fmt.Errorf("it could not be run: %w", err)
	}
	return nil
}

// ours says that the archive's command, kernel and runner are those of the checkout that we stand in, and were made from.
func (v *verification) ours() bool {
	here, err := kernel.Find("")
	if err != nil {
		return false
	}
	one, errOne := programSum(here.Library())
	other, errOther := programSum((&kernel.Home{Root: v.folder}).Library())
	return errOne == nil && errOther == nil && one == other
}

// programSum is a hash of the files of a library that the command is made of.
func programSum(library string) ([sha256.Size]byte, error) {
	files, err := filesBelow(library, []string{"lib/cmd", "lib/kernel", "lib/notebook"})
	if err != nil {
		return [sha256.Size]byte{}, err
	}
	slices.Sort(files)
	var sums strings.Builder
	for _, name := range files {
		sum, err := report.SHA256File(filepath.Join(library, name))
		if err != nil {
			return [sha256.Size]byte{}, err
		}
		fmt.Fprintln(&sums, filepath.ToSlash(name), sum)
	}
	return sha256.Sum256([]byte(sums.String())), nil
}
