package kernel

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
)

func (h *Home) checkPlugin() Finding {
	f := Finding{About: "XLA's CPU plugin"}
	have, err := h.installed("cpu")
	pinned, isPinned := cpuPlugin()
	switch {
	case err != nil && !HasCompiler():
		f.Verdict, f.Found, f.Do = Lacking, "not there, nor of use without a C compiler", "install a C compiler, then "+runSetup
	case err != nil && !isPinned:
		f.Verdict, f.Found = Lacking, "not there: pure Go computes; none is pinned for "+runtime.GOOS+"/"+runtime.GOARCH
		f.Do = runSetup + ", which asks go-xla's installer; or set GOMLX_BACKEND=xla:/path/to/plugin.so if you have one"
	case err != nil:
		f.Verdict, f.Found, f.Do = Lacking, "not there: pure Go computes", runSetup
	case !asWanted(have):
		f.Verdict, f.Found, f.Do = Lacking, have.Name+" "+have.Version+", not the pinned "+pinned.Name+" "+pinned.Version, runSetup
	case !hasHash(h.Plugin("cpu"), have.SHA256):
		f.Verdict, f.Found, f.Do = Broken, "the file is not what was installed", "delete "+filepath.Dir(h.Plugin("cpu"))+", then "+runSetup
	case have.Name == goxlaModule:
		f.Verdict, f.Found = Good, fmt.Sprintf("%s from go-xla's installer, the file that it fetched", have.Version)
	default:
		f.Verdict, f.Found = Good, fmt.Sprintf("%s %s, hash verified", have.Name, have.Version)
	}
	return f
}

func (h *Home) checkGPU(names []string) Finding {
	f := Finding{About: "GPU", Verdict: Good, Found: "none found; the CPU computes"}
	if !HasNVIDIA() && len(names) == 0 {
		return f
	}
	f.Found = "an NVIDIA GPU"
	if len(names) > 0 {
		f.Found = strings.Join(names, "; ")
	}
	have, err := h.installed("cuda")
	switch {
	case err != nil && runtime.GOOS+"/"+runtime.GOARCH != cudaPlatform:
		f.Found += ", not in use: XLA's CUDA plugin is pinned for " + cudaPlatform + " alone"
	case err != nil:
		f.Verdict, f.Found, f.Do = Lacking, f.Found+", but no CUDA plugin: the CPU computes", runSetup+" --cuda (2.4 GB)"
	case have.SHA256 != cudaPlugin.SHA256:
		f.Verdict, f.Found, f.Do = Lacking, f.Found+", with "+have.Version+" of its plugin, not the pinned "+cudaPlugin.Version, runSetup+" --cuda"
	default:
		if _, err := os.Stat(h.nvidia()); err != nil {
			f.Verdict, f.Found, f.Do = Lacking, f.Found+", but NVIDIA's libraries are gone", "delete "+filepath.Dir(h.Plugin("cuda"))+", then "+runSetup+" --cuda"
			break
		}
		f.Found += ", with " + have.Name + " " + have.Version
	}
	return f
}
