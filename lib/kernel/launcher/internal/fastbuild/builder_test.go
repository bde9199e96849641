package fastbuild

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// A bench is a cell's module beside a local one that it requires, as in a kernel.
type bench struct {
	*Builder
	t        *testing.T
	dir, lib string
	env      []string
	ran      atomic.Int64 // compilers, linkers and go commands run
}

const libSource = `// Package wave has something to change.
package wave

import _ "embed"

//go:embed note.txt
var note string

func Height() int { return 1 }

func Note() string { return note }
`

func newBench(t *testing.T) *bench {
	t.Helper()
	root := t.TempDir()
	b := &bench{t: t, dir: filepath.Join(root, "gonb_1"), lib: filepath.Join(root, "lib")}
	b.write(filepath.Join(b.lib, "go.mod"), "module sea\n\ngo 1.26\n")
	b.write(filepath.Join(b.lib, "wave", "wave.go"), libSource)
	b.write(filepath.Join(b.lib, "wave", "note.txt"), "calm")
	b.write(filepath.Join(b.lib, "wave", "internal", "deep", "deep.go"), "package deep\n\nconst Metres = 11\n")
	b.write(filepath.Join(b.lib, "tide", "tide.go"), "package tide\n\nimport \"sea/wave\"\n\nfunc Height() int { return 10 * wave.Height() }\n")
	b.write(filepath.Join(b.dir, "go.mod"), "module gonb_1\n\ngo 1.26\n\nrequire sea v0.0.0\n\nreplace sea => "+b.lib+"\n")
	b.env = append(os.Environ(), "GOFLAGS=", "GOWORK=", "GOPROXY=off", "CGO_ENABLED=0")
	work := filepath.Join(root, "work")
	if err := os.Mkdir(work, 0o700); err != nil {
		t.Fatal(err)
	}
	b.Builder = &Builder{
		Go:   toolchain(t),
		Work: work,
		Run: func(cmd *exec.Cmd) error {
			b.ran.Add(1)
			return cmd.Run()
		},
		Log: t.Logf,
	}
	return b
}

func toolchain(t testing.TB) Toolchain {
	t.Helper()
	command, err := exec.LookPath("go")
	if err != nil {
		t.Skip("no go command on PATH")
	}
	out, err := exec.Command(command, "env", "GOROOT", "GOVERSION").Output()
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(string(out), "\n")
	return Toolchain{Command: command, Root: lines[0], Version: lines[1]}
}

func (b *bench) write(path, text string) {
	b.t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		b.t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		b.t.Fatal(err)
	}
}

func (b *bench) cell(text string) { b.write(filepath.Join(b.dir, "main.go"), text) }

func (b *bench) learn() {
	b.t.Helper()
	if err := b.Learn(context.Background(), b.dir, b.env); err != nil {
		b.t.Fatal(err)
	}
}

// build gives what the program prints.
func (b *bench) build() (string, error) {
	b.t.Helper()
	program := filepath.Join(b.dir, "gonb_1")
	if err := b.Build(context.Background(), b.dir, program, b.env); err != nil {
		return "", err
	}
	out, err := exec.Command(program).CombinedOutput()
	if err != nil {
		b.t.Fatalf("%v: %s", err, out)
	}
	return strings.TrimSpace(string(out)), nil
}

func (b *bench) wantBuild(want string) {
	b.t.Helper()
	if got, err := b.build(); err != nil || got != want {
		b.t.Fatalf("the program printed %q (%v), want %q", got, err, want)
	}
}

func (b *bench) wantRefusal(why string) {
	b.t.Helper()
	if got, err := b.build(); err == nil || !strings.Contains(err.Error(), why) {
		b.t.Fatalf("built (it prints %q), or refused for %v; want a refusal for %q", got, err, why)
	}
}

const waveCell = "package main\n\nimport (\n\t\"fmt\"\n\t\"sea/wave\"\n)\n\nfunc main() { fmt.Println(\"height\", wave.Height()) }\n"

func TestBuildsAnEditedCell(t *testing.T) {
	b := newBench(t)
	b.cell(waveCell)
	b.wantRefusal("nothing learnt")
	b.learn()
	b.wantBuild("height 1")
	b.cell(strings.Replace(waveCell, "height", "crest", 1))
	b.wantBuild("crest 1")
}

// The oracle: the program is, byte for byte, the go command's own, its build id apart.
func TestProgramIsTheGoCommands(t *testing.T) {
	b := newBench(t)
	b.env = append(b.env, "GOFLAGS='-ldflags=-s -w -buildid='")
	b.cell(waveCell)
	b.learn()
	b.wantBuild("height 1")
	theirs := filepath.Join(b.dir, "theirs")
	command := exec.Command(b.Go.Command, "build", "-o", theirs)
	command.Dir, command.Env = b.dir, b.env
	if out, err := command.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	if got, want := read(t, filepath.Join(b.dir, "gonb_1")), read(t, theirs); !bytes.Equal(got, want) {
		t.Errorf("%d bytes against %d of the go command's, and not the same", len(got), len(want))
	}
}

func read(t *testing.T, path string) []byte {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// Every change that could alter the program must be seen, the furtive ones too.
func TestSeesChanges(t *testing.T) {
	const changed = "func Height() int { return 2 }"
	edited := strings.Replace(libSource, "func Height() int { return 1 }", changed, 1)
	changes := map[string]func(b *bench){
		"an edit": func(b *bench) { b.write(filepath.Join(b.lib, "wave", "wave.go"), edited) },
		"an edit of the same size with the old time put back": func(b *bench) {
			path := filepath.Join(b.lib, "wave", "wave.go")
			info, err := os.Stat(path)
			if err != nil {
				t.Fatal(err)
			}
			b.write(path, edited)
			if err := os.Chtimes(path, info.ModTime(), info.ModTime()); err != nil {
				t.Fatal(err)
			}
		},
		"another file moved into place": func(b *bench) {
			path := filepath.Join(b.lib, "wave", "wave.go")
			b.write(path+".new", edited)
			if err := os.Rename(path+".new", path); err != nil {
				t.Fatal(err)
			}
		},
		"a new file": func(b *bench) {
			b.write(filepath.Join(b.lib, "wave", "init.go"), "package wave\n\nfunc init() { println(note) }\n")
		},
		"an embedded file": func(b *bench) { b.write(filepath.Join(b.lib, "wave", "note.txt"), "rough") },
		"the library's module": func(b *bench) {
			b.write(filepath.Join(b.lib, "go.mod"), "module sea\n\ngo 1.25\n")
		},
	}
	for name, change := range changes {
		t.Run(name, func(t *testing.T) {
			b := newBench(t)
			b.cell(waveCell)
			b.learn()
			b.wantBuild("height 1")
			change(b)
			b.wantRefusal("a source has changed")
		})
	}
}

func TestLearnsAChange(t *testing.T) {
	b := newBench(t)
	b.cell(strings.ReplaceAll(waveCell, "wave", "tide"))
	b.learn()
	b.wantBuild("height 10")
	b.write(filepath.Join(b.lib, "wave", "wave.go"), strings.Replace(libSource, "return 1", "return 2", 1))
	b.wantRefusal("a source has changed") // in a package that the cell doesn't itself import
	b.learn()
	b.wantBuild("height 20")
}

// The control of the two tests above: without the stamps the old library is linked.
func TestWithoutStampsAChangeIsMissed(t *testing.T) {
	b := newBench(t)
	b.cell(waveCell)
	b.learn()
	b.current.Stamps = nil
	b.write(filepath.Join(b.lib, "wave", "wave.go"), strings.Replace(libSource, "return 1", "return 2", 1))
	b.wantBuild("height 1")
}

func TestRefuses(t *testing.T) {
	b := newBench(t)
	b.cell(waveCell)
	b.learn()
	b.wantBuild("height 1")
	program := func(imports, rest string) string {
		return "package main\n\nimport (\n\t\"fmt\"\n" + imports + ")\n" + rest + "\nfunc main() { fmt.Println() }\n"
	}
	for _, test := range []struct{ name, cell, why string }{
		{"another import", program("\t_ \"net/url\"\n", ""), "an import that is not known"},
		{"an internal package", program("\t_ \"internal/abi\"\n", ""), "an import that is not known"},
		{"a module's internal package", program("\t_ \"sea/wave/internal/deep\"\n", ""), "an import that is not known"},
		{"C", program("\t\"C\"\n", ""), "C in it"},
		{"an embedded file", program("\t_ \"embed\"\n", "\n//go:embed x\nvar x string\n"), "//go:embed"},
		{"a debug setting", "//go:debug panicnil=1\n" + program("", ""), "//go:debug"},
		{"a build constraint", "//go:build windows\n\n" + program("", ""), "//go:build"},
		{"a syntax error", program("", "}"), "compile: exit status"},
		{"a type error", program("", "var x int = \"1\"\n"), "compile: exit status"},
		{"no function main", "package main\n", "link: exit status"},
	} {
		t.Run(test.name, func(t *testing.T) {
			b.cell(test.cell)
			b.wantRefusal(test.why)
		})
	}
	t.Run("another file", func(t *testing.T) {
		b.cell(waveCell)
		b.write(filepath.Join(b.dir, "other.go"), "package main\n")
		b.wantRefusal("another source")
		os.Remove(filepath.Join(b.dir, "other.go"))
		b.wantBuild("height 1")
	})
	t.Run("a compiled package gone", func(t *testing.T) {
		s := *b.current
		s.Exports = map[string]string{}
		for path, export := range b.current.Exports {
			s.Exports[path] = export + "-gone"
		}
		b.use(&s)
		b.cell(waveCell)
		b.wantRefusal("exit status")
	})
}

func TestConditions(t *testing.T) {
	b := newBench(t)
	key := func(env ...string) string {
		t.Helper()
		key, module, err := conditions(b.Go, b.dir, append(slices.Clone(b.env), env...))
		if err != nil || !strings.HasPrefix(module, "gonb_") {
			t.Fatal(module, err)
		}
		return key
	}
	first := key()
	for _, same := range []string{"GONB_PIPE=/tmp/x", "GOMLX_BACKEND=go", "GOGC=50", "TMPDIR=/x", "HOME=/x"} {
		if os.Getenv("XDG_CONFIG_HOME") == "" && same == "HOME=/x" {
			continue
		}
		if key(same) != first {
			t.Errorf("%s changes the key, and not the program", same)
		}
	}
	for _, other := range []string{"GOFLAGS=-tags=noxla", "CGO_ENABLED=1", "GOARCH=arm64", "GOEXPERIMENT=simd", "CC=clang"} {
		if key(other) == first {
			t.Errorf("%s doesn't change the key, but the program", other)
		}
	}
	for _, refused := range []string{"GOFLAGS=-overlay=x", "GOFLAGS=-trimpath", "GOWORK=/x/go.work"} {
		if _, _, err := conditions(b.Go, b.dir, append(slices.Clone(b.env), refused)); err == nil {
			t.Errorf("%s is not refused", refused)
		}
	}
	module := string(read(t, filepath.Join(b.dir, "go.mod")))
	b.write(filepath.Join(b.dir, "go.mod"), strings.Replace(module, "gonb_1", "gonb_2", 1))
	if key() != first {
		t.Error("another kernel's name changes the key")
	}
	b.write(filepath.Join(b.dir, "go.mod"), strings.Replace(module, "go 1.26", "go 1.25", 1))
	if key() == first {
		t.Error("another go line doesn't change the key")
	}
	b.write(filepath.Join(b.dir, "go.mod"), module)
	b.write(filepath.Join(b.dir, "go.sum"), "x v1.0.0 h1:0=\n")
	if key() == first {
		t.Error("another sum doesn't change the key")
	}
	b.write(filepath.Join(b.dir, "go.work"), "go 1.26\n")
	if _, _, err := conditions(b.Go, b.dir, b.env); err == nil {
		t.Error("a workspace is not refused")
	}
}

func TestUnchangedCellIsNotBuiltAgain(t *testing.T) {
	b := newBench(t)
	b.cell(waveCell)
	b.learn()
	b.wantBuild("height 1")
	before := b.ran.Load()
	b.wantBuild("height 1")
	if b.ran.Load() != before {
		t.Error("the same cell was compiled again")
	}
	b.cell(strings.Replace(waveCell, "height", "crest", 1))
	b.wantBuild("crest 1")
	if b.ran.Load() != before+2 {
		t.Errorf("an edited cell ran %d tools, want the compiler and the linker", b.ran.Load()-before)
	}
}

func TestKeepsFewPrograms(t *testing.T) {
	b := newBench(t)
	b.cell(waveCell)
	b.learn()
	for i := range keptBinaries + 3 {
		b.cell(strings.Replace(waveCell, "height", strings.Repeat("h", i+1), 1))
		b.wantBuild(strings.Repeat("h", i+1) + " 1")
	}
	kept, err := filepath.Glob(filepath.Join(b.Work, "cell-*"))
	if err != nil || len(kept) != keptBinaries {
		t.Errorf("%d programs are kept (%v), want %d", len(kept), err, keptBinaries)
	}
}

func TestNextKernelRecalls(t *testing.T) {
	b := newBench(t)
	b.Saved = filepath.Join(t.TempDir(), "builds")
	b.cell(waveCell)
	b.learn()
	next := &Builder{Go: b.Go, Work: t.TempDir(), Saved: b.Saved, Run: b.Run}
	module := string(read(t, filepath.Join(b.dir, "go.mod")))
	b.write(filepath.Join(b.dir, "go.mod"), strings.Replace(module, "gonb_1", "gonb_2", 1))
	before := b.ran.Load()
	if !next.Recall(b.dir, b.env) || b.ran.Load() != before {
		t.Fatal("the next kernel recalls nothing, or asks again")
	}
	b.Builder = next
	b.wantBuild("height 1")
	b.write(filepath.Join(b.lib, "wave", "wave.go"), strings.Replace(libSource, "return 1", "return 2", 1))
	b.wantRefusal("a source has changed")
	if (&Builder{Go: b.Go, Saved: b.Saved}).Recall(b.dir, append(b.env, "GOFLAGS=-tags=x")) {
		t.Error("recalled under other conditions")
	}
}

// A file that changes while the go command reads must not leave an old package behind a new stamp.
func TestLearningSettles(t *testing.T) {
	b := newBench(t)
	b.cell(waveCell)
	path := filepath.Join(b.lib, "wave", "wave.go")
	edits := 0
	b.Run = func(cmd *exec.Cmd) error {
		err := cmd.Run()
		if edits == 0 && slices.Contains(cmd.Args, "-export") {
			edits++
			b.write(path, strings.Replace(libSource, "return 1", "return 2", 1))
		}
		return err
	}
	b.learn()
	if edits == 0 {
		t.Fatal("nothing was edited")
	}
	b.wantBuild("height 2")
}

func TestStampsKnowNear(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x")
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if !stampOf(path).since(time.Now()) {
		t.Error("a file written a moment ago is taken for settled")
	}
	if stampOf(path).since(time.Now().Add(time.Hour)) {
		t.Error("a file written an hour before is not taken for settled")
	}
}

func BenchmarkBuild(b *testing.B) {
	b.ReportAllocs()
	tools := toolchain(b)
	root := b.TempDir()
	work, dir := filepath.Join(root, "work"), filepath.Join(root, "gonb_1")
	for _, folder := range []string{work, dir} {
		if err := os.Mkdir(folder, 0o700); err != nil {
			b.Fatal(err)
		}
	}
	must := func(err error) {
		if err != nil {
			b.Fatal(err)
		}
	}
	cell := func(i int) {
		text := "package main\n\nimport \"fmt\"\n\nfunc main() { fmt.Println(" + strings.Repeat("1+", i) + "1) }\n"
		must(os.WriteFile(filepath.Join(dir, "main.go"), []byte(text), 0o600))
	}
	must(os.WriteFile(filepath.Join(dir, "go.mod"), []byte("module gonb_1\n\ngo 1.26\n"), 0o600))
	env := append(os.Environ(), "GOFLAGS=", "GOWORK=")
	builder := &Builder{Go: tools, Work: work, Run: (*exec.Cmd).Run}
	cell(0)
	must(builder.Learn(context.Background(), dir, env))
	i := 0
	for b.Loop() {
		i++
		cell(i)
		must(builder.Build(context.Background(), dir, filepath.Join(dir, "gonb_1"), env))
	}
}
