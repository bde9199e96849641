package kernel

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"time"

	"sublunar/lib/kernel/internal/own"
	"sublunar/lib/notebook/report"
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
	machine := report.ReadMachine()
	findings = append(findings, h.checkPlugin(), h.checkGPU(machine.GPUs), h.checkBackend(ctx))
	findings = append(findings, checkStep(h.specStep(), Broken), h.checkGopls(ctx))
	findings = append(findings, h.checkPython(ctx)...)
	return append(findings, checkStep(h.linkStep(), Lacking), checkStep(h.warmStep(), Lacking), checkMemory(machine), h.checkCaches(), h.checkRoom())
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
	if s.done() {
		return Finding{About: s.about, Verdict: Good, Found: "in place"}
	}
	return Finding{About: s.about, Verdict: missing, Found: "not there, or not up to date", Do: runSetup}
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
	probe.Dir = h.Library()
	probe.Env = append(h.Environment(os.Environ()), "GOMLX_NO_AUTO_INSTALL=1")
	for name, value := range own.Variables(h.Dir(), h.Bin("launcher"), goEnv()["GOCACHE"]) {
		probe.Env = append(probe.Env, name+"="+value)
	}
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
