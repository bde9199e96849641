package kernel

import (
	"context"
	"fmt"
	"os/exec"
	"path/filepath"
	"strings"

	"sublunar/lib/kernel/internal/own"
	"sublunar/lib/notebook/report"
)

func (h *Home) checkGopls(ctx context.Context) Finding {
	f := checkStep(h.goplsStep(), Lacking)
	if f.Verdict == Good {
		out, _ := exec.CommandContext(ctx, h.Bin("gopls"), "version").Output()
		if fields := strings.Fields(string(out)); len(fields) > 1 {
			f.Found = fields[1]
		}
	}
	return f
}

func (h *Home) checkPython(ctx context.Context) []Finding {
	python := Finding{About: "Python", Verdict: Good}
	path, err := findPython()
	if err != nil {
		python.Verdict, python.Found, python.Do = Lacking, "none that will do: `lab` can't start; `run` needs none", err.Error()
	} else {
		out, _ := exec.CommandContext(ctx, path, "--version").Output()
		python.Found = strings.TrimPrefix(strings.TrimSpace(string(out)), "Python ") + " at " + path
	}
	lab := checkStep(h.pythonStep(), Lacking)
	if lab.Verdict == Good {
		version := exec.CommandContext(ctx, h.Python(), "-m", "jupyterlab", "--version")
		version.Env = PythonEnvironment()
		out, err := version.Output()
		lab.Found = strings.TrimSpace(string(out))
		if err != nil {
			lab.Verdict, lab.Found, lab.Do = Lacking, "it does not start", "delete "+filepath.Join(h.Dir(), "venv")+", then "+runSetup
		}
	}
	return []Finding{python, lab}
}

// enoughMemory is what the notebooks take at most, with room for the compiler, in bytes.
const enoughMemory = 4 << 30

func checkMemory(machine report.Machine) Finding {
	f := Finding{About: "memory", Verdict: Good, Found: fmt.Sprintf("%.1f GB, and %d cores", float64(machine.MemoryBytes)/1e9, machine.Cores)}
	switch {
	case machine.MemoryBytes == 0:
		f.Found = fmt.Sprintf("not known how much on this system; %d cores", machine.Cores)
	case machine.MemoryBytes < enoughMemory:
		f.Verdict, f.Do = Lacking, "close other programs, and run notebooks with --jobs 1: 4 GB are enough for all of them"
	}
	return f
}

func (h *Home) checkCaches() Finding {
	f := Finding{About: "Go's caches", Verdict: Good, Found: goEnv()["GOCACHE"] + " and " + goEnv()["GOMODCACHE"]}
	caches, shared := own.In(h.Dir())
	switch {
	case shared && h.Mine():
		f.Found = "for all users of this machine, in " + filepath.Dir(caches.GOCACHE)
		if folder, what := h.closed(); folder != "" {
			f.Verdict, f.Do = Lacking, "others can't enter "+folder+", where "+what+": chmod a+x it, or move what is in it"
		}
	case shared:
		f.Found = "set up by somebody else, in " + filepath.Dir(caches.GOCACHE) + "; your own files are in " + h.Own()
	case !h.Mine():
		f.Verdict, f.Do = Lacking, "ask whose "+h.Dir()+" is to call "+runSetup+" --shared"
	}
	return f
}

// room is what a full set-up takes with the build cache, in bytes.
const room = 3 << 30

func (h *Home) checkRoom() Finding {
	free, err := freeSpace(h.Root)
	switch {
	case err != nil:
		return Finding{About: "disk", Verdict: Lacking, Found: "free space can't be told: " + err.Error(), Do: "see that a few GB are free"}
	case free < room:
		return Finding{About: "disk", Verdict: Lacking, Found: fmt.Sprintf("%.1f GB free; a full set-up takes about %d GB", float64(free)/1e9, room>>30),
			Do: "make room, for example with go clean -cache"}
	}
	return Finding{About: "disk", Verdict: Good, Found: fmt.Sprintf("%.0f GB free", float64(free)/1e9)}
}
