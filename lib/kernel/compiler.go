package kernel

import (
	"os/exec"
	"strings"
	"sync"
)

// goEnv asks the go command once for what set-up depends on.
var goEnv = sync.OnceValue(func() map[string]string {
	names := []string{"GOVERSION", "CGO_ENABLED", "CC", "GOCACHE", "GOMODCACHE", "GOPROXY", "GOROOT"}
	answers := make(map[string]string)
	out, err := exec.Command("go", append([]string{"env"}, names...)...).Output()
	if err != nil {
		return answers
	}
	for i, line := range strings.Split(strings.TrimRight(string(out), "\n"), "\n") {
		if i < len(names) {
			answers[names[i]] = line
		}
	}
	return answers
})

func goVersion() string { return goEnv()["GOVERSION"] }

// Compiler is the C compiler that Go would call, or "".
func Compiler() string {
	fields := strings.Fields(goEnv()["CC"])
	if len(fields) == 0 {
		return ""
	}
	path, err := exec.LookPath(fields[0])
	if err != nil {
		return ""
	}
	return path
}

// HasCompiler reports whether cells can link C, which XLA needs.
func HasCompiler() bool { return goEnv()["CGO_ENABLED"] == "1" && Compiler() != "" }
