package kernel

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"time"
)

// A Verdict is how much a finding matters.
type Verdict string

const (
	Good    Verdict = "ok"      // as it should be
	Lacking Verdict = "lacking" // works without, with a loss that the finding names
	Broken  Verdict = "broken"  // notebooks can't run
)

// A Finding is one line of the doctor's: what was looked at, what was found, and, where something is amiss, what to do.
type Finding struct {
	About   string  `json:"about"`
	Verdict Verdict `json:"verdict"`
	Found   string  `json:"found"`
	Do      string  `json:"do,omitempty"`
}

// Doctor looks at everything that notebooks need, and changes nothing but Go's build cache.
func (h *Home) Doctor(ctx context.Context) []Finding {
	findings := []Finding{h.checkGo(), checkCompiler(), checkGit(ctx)}
	for _, s := range h.steps(ForRun)[:3] { // gonb, goimports, launcher
		findings = append(findings, checkStep(s, Broken))
	}
	findings = append(findings, h.checkPlugin(), checkGPU(ctx, h), h.checkBackend(ctx))
	findings = append(findings, checkStep(h.specStep(), Broken), checkStep(h.goplsStep(), Lacking))
	findings = append(findings, h.checkPython(ctx)...)
	return append(findings, checkStep(h.linkStep(), Lacking), checkStep(h.warmStep(), Lacking), h.checkRoom())
}

// Healthy reports whether notebooks can run.
func Healthy(findings []Finding) bool {
	for _, f := range findings {
		if f.Verdict == Broken {
			return false
		}
	}
	return true
}

const runSetup = "go tool sublunar setup"

func checkStep(s step, missing Verdict) Finding {
	about := s.name
	for _, verb := range []string{"building ", "writing ", "linking ", "compiling "} {
		about = strings.TrimPrefix(about, verb)
	}
	if s.done() {
		return Finding{About: about, Verdict: Good, Found: "in place"}
	}
	return Finding{About: about, Verdict: missing, Found: "not there, or not up to date", Do: runSetup}
}

func (h *Home) checkGo() Finding {
	f := Finding{About: "Go", Verdict: Good, Found: goVersion()}
	if f.Found == "" {
		f.Verdict, f.Found, f.Do = Broken, "no go command on PATH", "install Go 1.26 from https://go.dev/dl"
	}
	return f
}

func checkCompiler() Finding {
	if HasCompiler() {
		return Finding{About: "C compiler", Verdict: Good, Found: Compiler()}
	}
	return Finding{About: "C compiler", Verdict: Lacking, Found: "none: XLA can't be linked, and pure Go computes, some ten times slower",
		Do: "install one (Debian: apt install gcc libc6-dev; macOS: xcode-select --install)"}
}

func checkGit(ctx context.Context) Finding {
	out, err := exec.CommandContext(ctx, "git", "--version").Output()
	if err != nil {
		return Finding{About: "git", Verdict: Lacking, Found: "none: manifests will name no commit", Do: "install git"}
	}
	return Finding{About: "git", Verdict: Good, Found: strings.TrimSpace(strings.TrimPrefix(string(out), "git version "))}
}

func (h *Home) checkPlugin() Finding {
	f := Finding{About: "XLA's CPU plugin"}
	pinned, ok := cpuPlugin()
	if !ok {
		return Finding{About: f.About, Verdict: Lacking, Found: "none is pinned for " + runtime.GOOS + "/" + runtime.GOARCH,
			Do: "set GOMLX_BACKEND=xla:/path/to/plugin.so if you have one"}
	}
	have, err := h.installed("cpu")
	switch {
	case err != nil:
		f.Verdict, f.Found, f.Do = Lacking, "not there: pure Go computes", runSetup
	case have.SHA256 != pinned.SHA256:
		f.Verdict, f.Found, f.Do = Lacking, have.Name+" "+have.Version+", not the pinned "+pinned.Name+" "+pinned.Version, runSetup
	case !hasHash(h.Plugin("cpu"), pinned.SHA256):
		f.Verdict, f.Found, f.Do = Broken, "the file is not what was installed", "delete "+filepath.Dir(h.Plugin("cpu"))+", then "+runSetup
	default:
		f.Verdict, f.Found = Good, fmt.Sprintf("%s %s, hash verified", have.Name, have.Version)
	}
	return f
}

func checkGPU(ctx context.Context, h *Home) Finding {
	f := Finding{About: "GPU", Verdict: Good}
	out, err := exec.CommandContext(ctx, "nvidia-smi", "--query-gpu=name,memory.total", "--format=csv,noheader").Output()
	if err != nil {
		f.Found = "none found; the CPU computes"
		return f
	}
	f.Found = strings.Join(strings.Split(strings.TrimSpace(string(out)), "\n"), "; ")
	if _, err := os.Stat(h.Plugin("cuda")); err != nil {
		f.Verdict = Lacking
		f.Found += ", but no CUDA plugin: the CPU computes"
		f.Do = runSetup + " --cuda"
	}
	return f
}

// checkBackend asks the library itself, in a process of its own, for a small computation: what it says is what cells will get.
func (h *Home) checkBackend(ctx context.Context) Finding {
	f := Finding{About: "backend in use"}
	ctx, cancel := context.WithTimeout(ctx, 3*time.Minute)
	defer cancel()
	args := []string{"run"}
	if !HasCompiler() {
		args = append(args, "-tags=noxla")
	}
	probe := exec.CommandContext(ctx, "go", append(args, "./lib/backend/internal/probe")...)
	probe.Dir = h.Root
	probe.Env = append(h.Environment(os.Environ()), "GOMLX_NO_AUTO_INSTALL=1")
	var complaint bytes.Buffer
	probe.Stderr = &complaint
	out, err := probe.Output()
	var said struct{ Name, Why string }
	if err == nil {
		err = json.Unmarshal(out, &said)
	}
	if err != nil {
		if errors.Is(ctx.Err(), context.DeadlineExceeded) {
			err = errors.New("no answer within 3 minutes")
		}
		f.Verdict, f.Found = Broken, fmt.Sprintf("it computed nothing: %v: %s", err, lastLine(complaint.String()))
		f.Do = "unset GOMLX_BACKEND if it is set; else " + runSetup
		return f
	}
	f.Verdict, f.Found = Good, said.Name+": "+said.Why
	return f
}

func (h *Home) checkPython(ctx context.Context) []Finding {
	python := Finding{About: "Python", Verdict: Good}
	path, err := findPython()
	if err != nil {
		python.Verdict, python.Found, python.Do = Lacking, "none that will do: `lab` can't start; `run` needs none", err.Error()
	} else {
		out, _ := exec.CommandContext(ctx, path, "--version").Output()
		python.Found = strings.TrimSpace(string(out)) + " at " + path
	}
	lab := checkStep(h.pythonStep(), Lacking)
	lab.About = "JupyterLab"
	if lab.Verdict == Good {
		out, _ := exec.CommandContext(ctx, h.Python(), "-m", "jupyterlab", "--version").Output()
		lab.Found = strings.TrimSpace(string(out))
	}
	return []Finding{python, lab}
}

// room is what a full set-up takes with the build cache, in bytes.
const room = 3 << 30

func (h *Home) checkRoom() Finding {
	free, err := freeSpace(h.Root)
	switch {
	case err != nil:
		return Finding{About: "disk", Verdict: Lacking, Found: "free space can't be told: " + err.Error()}
	case free < room:
		return Finding{About: "disk", Verdict: Lacking, Found: fmt.Sprintf("%.1f GB free; a full set-up takes about 3 GB", float64(free)/1e9),
			Do: "make room, for example with go clean -cache"}
	}
	return Finding{About: "disk", Verdict: Good, Found: fmt.Sprintf("%.0f GB free", float64(free)/1e9)}
}
