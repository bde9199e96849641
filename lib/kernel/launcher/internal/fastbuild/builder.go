package fastbuild

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"sync"
	"time"
)

// Builder builds a kernel's cells. Its methods may be called at the same time.
type Builder struct {
	Go    Toolchain
	Work  string                                           // a folder of its own, for what it compiles
	Saved string                                           // folder of snapshots that outlive the kernel; none where empty
	Older string                                           // another such folder, that is only read: somebody else's
	Warm  func(dir string, env []string) ([]string, error) // what is worth knowing before a cell says
	Run   runner
	Log   func(format string, args ...any)

	learning sync.Mutex // held while the go command is asked

	mu       sync.Mutex // of what follows, and of the import configurations in Work
	current  *Snapshot
	written  *Snapshot // the one whose configurations are in Work
	binaries []string  // built ones that are kept, the oldest first
}

// keptBinaries is how many programs are kept for cells that run again unchanged: 15 MB each.
const keptBinaries = 6

// Build makes the program of the cell in dir, or says why the real go command has to.
func (b *Builder) Build(ctx context.Context, dir, out string, env []string) error {
	start := time.Now()
	b.mu.Lock()
	defer b.mu.Unlock()
	c, s, module, err := b.ready(dir, env)
	if err != nil {
		return err
	}
	checked := time.Now()
	name := filepath.Join(b.Work, "cell-"+c.hash(s))
	if err := os.Link(name, out+".new"); err == nil {
		return os.Rename(out+".new", out)
	}
	if b.written != s {
		b.written = nil
		if err := s.writeConfigs(b.Work, module); err != nil {
			return err
		}
		b.written = s
	}
	object := filepath.Join(b.Work, "main.a")
	err = b.tool(ctx, s.Compile, dir, env, "-o", object, "-trimpath", b.Work+"=>",
		"-importcfg", filepath.Join(b.Work, "importcfg"), "./main.go")
	if err != nil {
		return err
	}
	compiled := time.Now()
	err = b.tool(ctx, s.Link, dir, env, "-o", name, "-importcfg", filepath.Join(b.Work, "importcfg.link"), "-buildid=", object)
	if err != nil {
		os.Remove(name)
		return err
	}
	b.keep(name)
	b.logf("built in %v: checks %v, compile %v, link %v", time.Since(start), checked.Sub(start), compiled.Sub(checked), time.Since(compiled))
	os.Remove(out + ".new")
	if err := os.Link(name, out+".new"); err != nil {
		return err
	}
	return os.Rename(out+".new", out)
}

// Ready says whether Build could build the cell in dir at once.
func (b *Builder) Ready(dir string, env []string) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	_, _, _, err := b.ready(dir, env)
	return err == nil
}

func (b *Builder) ready(dir string, env []string) (*cell, *Snapshot, string, error) {
	c, err := readCell(dir)
	if err != nil {
		return nil, nil, "", err
	}
	key, module, err := conditions(b.Go, dir, env)
	if err != nil {
		return nil, nil, "", err
	}
	switch s := b.current; {
	case s == nil:
		return nil, nil, "", errors.New("fastbuild: nothing learnt yet")
	case s.Key != key:
		return nil, nil, "", errors.New("fastbuild: other conditions than those learnt")
	case !s.covers(c.imports):
		return nil, nil, "", errors.New("fastbuild: an import that is not known")
	case !s.fresh():
		return nil, nil, "", errors.New("fastbuild: a source has changed")
	default:
		return c, s, module, nil
	}
}

// hash names the program that the cell makes.
func (c *cell) hash(s *Snapshot) string {
	hash := sha256.New()
	fmt.Fprintf(hash, "%p\n%s\n", s, c.dir)
	hash.Write(c.text)
	return hex.EncodeToString(hash.Sum(nil)[:16])
}

// tool runs the compiler or the linker. They live for a moment, and there is memory for it: without
// garbage collection they are a tenth faster.
func (b *Builder) tool(ctx context.Context, c Command, dir string, env []string, args ...string) error {
	var report bytes.Buffer
	// The input comes last, the flags that go before it may repeat: the last counts.
	command := exec.CommandContext(ctx, c.Tool, append(slices.Clone(c.Flags), args...)...)
	command.Dir = dir
	command.Env = slices.Concat(env, c.Env, []string{"GOGC=off", "PWD=" + dir})
	command.Stdout, command.Stderr = &report, &report
	if err := b.Run(command); err != nil {
		return fmt.Errorf("fastbuild: %s: %w\n%s", filepath.Base(c.Tool), err, report.Bytes())
	}
	return nil
}

// keep adds a program and forgets the oldest beyond the count.
func (b *Builder) keep(name string) {
	b.binaries = append(b.binaries, name)
	for len(b.binaries) > keptBinaries {
		os.Remove(b.binaries[0])
		b.binaries = b.binaries[1:]
	}
}

// Learn asks the go command about the packages known so far, those that come warm, and those that
// the cell in dir imports. It may take seconds and is meant for the background.
func (b *Builder) Learn(ctx context.Context, dir string, env []string) error {
	b.learning.Lock()
	defer b.learning.Unlock()
	c, err := readCell(dir)
	if errors.Is(err, os.ErrNotExist) {
		c, err = &cell{dir: dir}, nil
	}
	if err != nil {
		return err
	}
	key, _, err := conditions(b.Go, dir, env)
	if err != nil {
		return err
	}
	b.mu.Lock()
	current := b.current
	b.mu.Unlock()
	saved := filepath.Join(b.Saved, key+".json")
	var roots []string
	if current != nil && current.Key == key {
		if current.covers(c.imports) && current.fresh() {
			return nil
		}
		roots = current.Roots
	}
	if b.Warm != nil {
		if warm, err := b.Warm(dir, env); err == nil {
			roots = append(slices.Clone(roots), warm...)
		}
	}
	roots = append(slices.Clone(roots), c.imports...)
	slices.Sort(roots)
	roots = slices.Compact(roots)
	start := time.Now()
	learnt, err := b.learnSettled(ctx, dir, env, roots)
	if err != nil && len(c.imports) > 0 {
		// A root has gone or is broken: the cell's own imports may still do.
		learnt, err = b.learnSettled(ctx, dir, env, slices.Compact(slices.Sorted(slices.Values(c.imports))))
	}
	if err != nil {
		return err
	}
	b.logf("learnt %d packages in %v", len(learnt.Exports), time.Since(start))
	b.use(learnt)
	if b.Saved != "" {
		return learnt.save(saved)
	}
	return nil
}

// learnSettled asks again while files change under the go command's hands.
func (b *Builder) learnSettled(ctx context.Context, dir string, env, roots []string) (*Snapshot, error) {
	for range 5 {
		learnt, err := learn(ctx, b.Run, b.Go, dir, filepath.Join(b.Work, "probe"), env, roots)
		if err != nil || learnt.settled {
			return learnt, err
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(2 * tick):
		}
	}
	return nil, errors.New("fastbuild: the sources change all the time")
}

// Known gives the packages that cells may be expected to name, by import path: those asked for, not
// what these import in turn.
func (b *Builder) Known() map[string]string {
	b.mu.Lock()
	defer b.mu.Unlock()
	known := map[string]string{}
	if b.current != nil {
		for _, root := range b.current.Roots {
			known[root] = b.current.Names[root]
		}
	}
	return known
}

// Recall takes up the snapshot that an earlier kernel saved for these conditions, and says whether
// there was one. It may be out of date, which Build will see.
func (b *Builder) Recall(dir string, env []string) bool {
	key, _, err := conditions(b.Go, dir, env)
	if err != nil || b.Saved == "" {
		return false
	}
	s, err := load(filepath.Join(b.Saved, key+".json"), key)
	if err != nil {
		s, err = load(filepath.Join(b.Older, key+".json"), key)
	}
	if err != nil {
		return false
	}
	b.use(s)
	return true
}

func (b *Builder) use(s *Snapshot) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.current = s
}

func (b *Builder) logf(format string, args ...any) {
	if b.Log != nil {
		b.Log(format, args...)
	}
}
