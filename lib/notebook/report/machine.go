package report

import (
	"bufio"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"time"
)

// A Machine is what a run ran on. Fields that can't be found out are empty.
type Machine struct {
	OS     string `json:"os"`   // "Debian GNU/Linux 12 (bookworm)", or Go's name of the system
	Arch   string `json:"arch"` // "amd64"
	Kernel string `json:"kernel,omitempty"`
	CPU    string `json:"cpu,omitempty"` // the processor's name for itself
	// Cores that this process may use: less than the machine has, in a container.
	Cores       int      `json:"cores"`
	MemoryBytes int64    `json:"memory_bytes,omitempty"`
	GPUs        []string `json:"gpus,omitempty"`
}

// ReadMachine asks the operating system. It reads files under /proc and /etc on Linux, and asks
// nvidia-smi, at most two seconds, where that is installed.
func ReadMachine() Machine {
	return Machine{
		OS:          operatingSystem(),
		Arch:        runtime.GOARCH,
		Kernel:      firstLine("/proc/sys/kernel/osrelease"),
		CPU:         valueAfter("/proc/cpuinfo", "model name", ":"),
		Cores:       runtime.GOMAXPROCS(0),
		MemoryBytes: memory(),
		GPUs:        gpus(),
	}
}

func operatingSystem() string {
	if name := valueAfter("/etc/os-release", "PRETTY_NAME", "="); name != "" {
		return strings.Trim(name, `"'`)
	}
	return runtime.GOOS
}

// memory is what this process may use: the machine's, or the container's limit if that is lower.
func memory() int64 {
	var bytes int64
	if kb, err := strconv.ParseInt(strings.TrimSuffix(valueAfter("/proc/meminfo", "MemTotal", ":"), " kB"), 10, 64); err == nil {
		bytes = kb * 1024
	}
	for _, file := range []string{"/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"} {
		if limit, err := strconv.ParseInt(firstLine(file), 10, 64); err == nil && limit > 0 && limit < bytes {
			bytes = limit
		}
	}
	return bytes
}

func gpus() []string {
	// The driver makes this file; without it nvidia-smi has nothing to say, and may take long to say it.
	if _, err := os.Stat("/proc/driver/nvidia/version"); err != nil {
		return nil
	}
	out := command(2*time.Second, "", "nvidia-smi", "--query-gpu=name,memory.total,driver_version", "--format=csv,noheader")
	if out == "" {
		return nil
	}
	return strings.Split(out, "\n")
}

// A Commit is the state of a checkout.
type Commit struct {
	// Version is the nearest tag with the distance from it, as git describe has it; may be empty.
	Version string `json:"version,omitempty"`
	// Commit is the full hash; empty when the folder is no checkout or there is no git.
	Commit string `json:"commit,omitempty"`
	// Dirty says that tracked files differ from the commit.
	Dirty bool `json:"dirty"`
}

// ReadCommit asks git about the checkout that holds dir.
func ReadCommit(dir string) Commit {
	const limit = 10 * time.Second
	c := Commit{Commit: command(limit, dir, "git", "rev-parse", "HEAD")}
	if c.Commit == "" {
		return Commit{}
	}
	c.Version = command(limit, dir, "git", "describe", "--tags")
	// --no-optional-locks: a report must not get in the way of the reader's own git.
	c.Dirty = command(limit, dir, "git", "--no-optional-locks", "status", "--porcelain", "--untracked-files=no") != ""
	return c
}

// ReadVersions returns the Go version and those of the modules that dir's go.mod requires, by path.
func ReadVersions(dir string) map[string]string {
	versions := map[string]string{"go": runtime.Version()}
	f, err := os.Open(filepath.Join(dir, "go.mod"))
	if err != nil {
		return versions
	}
	defer f.Close()
	// A require is "path version", alone or in a block; every other line has another second word.
	for lines := bufio.NewScanner(f); lines.Scan(); {
		line, _, _ := strings.Cut(lines.Text(), "//")
		words := strings.Fields(strings.TrimPrefix(strings.TrimSpace(line), "require "))
		if len(words) == 2 && strings.Contains(words[0], ".") && strings.HasPrefix(words[1], "v") {
			versions[words[0]] = words[1]
		}
	}
	return versions
}

// command is a program's trimmed output; empty when it is missing, fails or takes too long.
func command(limit time.Duration, dir, name string, args ...string) string {
	ctx, stop := context.WithTimeout(context.Background(), limit)
	defer stop()
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Dir = dir
	cmd.WaitDelay = time.Second
	out, err := cmd.Output()
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(out))
}

func firstLine(file string) string {
	data, err := os.ReadFile(file)
	if err != nil {
		return ""
	}
	line, _, _ := strings.Cut(string(data), "\n")
	return strings.TrimSpace(line)
}

// valueAfter finds the first line "key SEP value" of a file.
func valueAfter(file, key, sep string) string {
	data, err := os.ReadFile(file)
	if err != nil {
		return ""
	}
	for line := range strings.Lines(string(data)) {
		k, v, ok := strings.Cut(line, sep)
		if ok && strings.TrimSpace(k) == key {
			return strings.TrimSpace(v)
		}
	}
	return ""
}
