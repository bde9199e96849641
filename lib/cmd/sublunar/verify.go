package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"sublunar/lib/kernel"
	"sublunar/lib/notebook"
	"sublunar/lib/notebook/report"
	"sublunar/lib/notebook/supplement"
)

// A verification is one call of verify.
type verification struct {
	timeout time.Duration
	trust   bool

	folder   string // the archive's, unpacked
	vendored bool   // it carries its modules
	scratch  string // all that it may write
	manifest report.Manifest
}

func verifyCommand() *cobra.Command {
	var v verification
	c := &cobra.Command{
		Use:   "verify FILE.zip|FOLDER",
		Short: "Run a supplement again in a clean place, and say what came out as before",
		Long: "Check a supplement's files, run its notebooks again in a clean place, and say of each claim and each figure whether it is identical, within tolerance,\n" +
			"or differs, and by how much. It ends with 1 if something differs, and with 2 if the archive is refused. What it runs is cut off from your files and\n" +
			"from the network; where the system can't do that, it asks first.",
		Example: "  go tool sublunar verify supplement.zip",
		Args:    cobra.ExactArgs(1),
		RunE:    func(c *cobra.Command, args []string) error { return v.run(c, args[0]) },
	}
	f := c.Flags()
	f.DurationVar(&v.timeout, "timeout", 10*time.Minute, "how long one cell may take")
	f.BoolVar(&v.trust, "trust", false, "run it with your own rights and network if it can't be cut off")
	return c
}

// confinedCommand is how confine starts us; it is no one else's.
func confinedCommand() *cobra.Command {
	return &cobra.Command{
		Use: "confined", Hidden: true, DisableFlagParsing: true, Args: cobra.MinimumNArgs(3),
		RunE: func(_ *cobra.Command, args []string) error { return confined(args[0], args[1], args[2], args[3:]) },
	}
}

func (v *verification) run(c *cobra.Command, file string) error {
	var err error
	// A short name: a kernel's sockets lie some folders further down, and their paths have 107 bytes.
	if v.scratch, err = os.MkdirTemp("", "sl-"); err != nil {
		return err
	}
	defer discard(v.scratch)
	if err := v.open(file); err != nil {
		return wrongUse{err}
	}
	out := c.OutOrStdout()
	fmt.Fprintf(out, "%s: %d notebooks, run on %s\n", file, len(v.manifest.Notebooks), v.manifest.Started.Format("2006-01-02"))
	alone := canConfine()
	if alone != nil && !v.trust {
		if err := askFirst(c, alone); err != nil {
			return err
		}
	}
	say := say(c)
	if err := v.prepare(c.Context(), say); err != nil {
		return err
	}
	if err := v.execute(c, alone == nil); err != nil {
		return err
	}
	return v.compare(c)
}

// open checks the archive and unpacks it; of a folder it makes a copy.
func (v *verification) open(file string) error {
	info, err := os.Stat(file)
	if err != nil {
		return err
	}
	if info.IsDir() {
		if err := supplement.Check(file); err != nil {
			return fmt.Errorf("%s is refused: %w", file, err)
		}
		v.folder = filepath.Join(v.scratch, "supplement")
		if err := supplement.Copy(file, v.folder); err != nil {
			return err
		}
	} else if v.folder, err = supplement.Open(file, v.scratch, supplement.Limits{}); err != nil {
		return err
	}
	if v.manifest, err = report.ReadManifest(filepath.Join(v.folder, "results", "manifest.json")); err != nil {
		return fmt.Errorf("%s is no supplement: %w", file, err)
	}
	_, lacking := os.Stat(filepath.Join(v.folder, "vendored", "proxy"))
	v.vendored = lacking == nil
	for _, r := range v.manifest.Notebooks {
		if !filepath.IsLocal(filepath.FromSlash(r.Name)) {
			return fmt.Errorf("%s is refused: its manifest names %q", file, r.Name)
		}
	}
	if len(v.manifest.Notebooks) == 0 {
		return fmt.Errorf("%s is no supplement: it holds no notebook that was run", file)
	}
	return nil
}

func askFirst(c *cobra.Command, why error) error {
	fmt.Fprintf(c.ErrOrStderr(), "What this archive runs can't be cut off from your files and the network: %v.\n", why)
	if !isTerminal(os.Stdin) {
		return errors.New("give --trust to run it all the same")
	}
	fmt.Fprint(c.ErrOrStderr(), "Run it with your own rights? [y/N] ")
	answer, _ := bufio.NewReader(os.Stdin).ReadString('\n')
	if !strings.EqualFold(strings.TrimSpace(answer), "y") {
		return errors.New("not run")
	}
	return nil
}

// prepare does what needs the network, and runs nothing of the archive's: it fetches the modules that go.sum names. Tools are copied from the
// checkout that we stand in, if we do; what is lacking then is built inside.
func (v *verification) prepare(ctx context.Context, say kernel.Observe) error {
	to := &kernel.Home{Root: v.folder}
	if from, err := kernel.Find(""); err == nil {
		if err := copyTools(from, to); err != nil {
			return err
		}
	}
	if plugin := filepath.Join(v.folder, "vendored", "xla"); v.vendored {
		if _, err := os.Stat(plugin); err == nil {
			if err := supplement.Copy(plugin, filepath.Join(to.Dir(), "xla")); err != nil {
				return err
			}
		}
	}
	if err := to.FetchPlugin(ctx, say); err != nil {
		say(fmt.Sprintf("XLA's plugin can't be had: %v; pure Go computes instead", err))
	}
	for _, folder := range []string{"home", "t", "cache"} {
		if err := os.MkdirAll(filepath.Join(v.scratch, folder), 0o755); err != nil {
			return err
		}
	}
	say("fetching the modules that it needs")
	list := exec.CommandContext(ctx, "go", "list", "-deps", "-f", "{{if .Error}}{{.Error}}{{end}}", "./...", "sublunar/...", "tool")
	list.Dir = v.folder
	list.Env = append(os.Environ(), "GOWORK=off", "GOFLAGS=-mod=readonly", "GOTOOLCHAIN=local", "GOVCS=*:off")
	if v.vendored {
		list.Env = append(list.Env, "GOPROXY="+v.proxy(), "GOMODCACHE="+v.modules(), "GONOSUMDB=*")
	}
	if out, err := list.CombinedOutput(); err != nil {
		return fmt.Errorf("the modules can't be had: %w: %s", err, strings.TrimSpace(string(out)))
	}
	return nil
}

func (v *verification) proxy() string {
	return "file://" + filepath.ToSlash(filepath.Join(v.folder, "vendored", "proxy"))
}

// modules is the cache of the archive's own modules.
func (v *verification) modules() string { return filepath.Join(v.scratch, "modules") }

// compare prints what came out as before, and what didn't.
func (v *verification) compare(c *cobra.Command) error {
	out := c.OutOrStdout()
	count := map[supplement.Verdict]int{}
	for _, r := range v.manifest.Notebooks {
		base := filepath.Base(r.Name)
		before, err := notebook.Read(filepath.Join(v.folder, "results", base))
		if err != nil {
			return wrongUse{err}
		}
		after, err := notebook.Read(filepath.Join(v.scratch, "again", base))
		if err != nil {
			fmt.Fprintf(out, "%s: differs: it was not executed to its end\n", r.Name)
			count[supplement.Differs]++
			continue
		}
		all, err := supplement.Compare(r.Name, before, after)
		if err != nil {
			return err
		}
		fmt.Fprintln(out, r.Name)
		for _, d := range all {
			count[d.Verdict]++
			line := fmt.Sprintf("  cell %d, %s: %v", d.Cell, d.What, d.Verdict)
			if d.Words != "" {
				line += " (" + d.Words + ")"
			}
			fmt.Fprintln(out, line)
		}
		if len(all) == 0 {
			fmt.Fprintln(out, "  it has no claims and no figures")
		}
	}
	fmt.Fprintf(out, "then: %s\n", supplement.RanOn(v.manifest))
	if again, err := report.ReadManifest(filepath.Join(v.scratch, "again", "manifest.json")); err == nil {
		fmt.Fprintf(out, "now:  %s\n", supplement.RanOn(again))
	}
	fmt.Fprintf(out, "%d identical, %d within tolerance, %d differ\n", count[supplement.Identical], count[supplement.Within], count[supplement.Differs])
	if count[supplement.Differs] > 0 {
		return errShown
	}
	return nil
}

// discard removes a folder, and Go's module cache in it, which is read-only.
func discard(folder string) {
	_ = filepath.WalkDir(folder, func(at string, d os.DirEntry, err error) error {
		if err == nil && d.IsDir() {
			_ = os.Chmod(at, 0o755)
		}
		return nil
	})
	_ = os.RemoveAll(folder)
}
