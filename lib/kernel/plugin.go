package kernel

import (
	"archive/zip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"runtime"
	"strings"

	"sublunar/lib/notebook"
)

// A plugin is XLA for one device, as a wheel of Python's package index carries it. It holds no Python.
type plugin struct {
	Name        string `json:"name"`         // of the package
	Version     string `json:"version"`      // of the package
	Source      string `json:"source"`       // what was built
	WheelSHA256 string `json:"wheel_sha256"` // hex
	SHA256      string `json:"sha256"`       // of the library in it, hex
	library     string // its path in the wheel
	wheel       string // the wheel's tags
}

// cpuPlugins by platform. The choice among those that there are, and its numbers, are in lib/backend/PLUGINS.md.
var cpuPlugins = map[string]plugin{
	"linux/amd64": {
		Name: "lammps-jax-pjrt-cpu", Version: "0.11.2", Source: "OpenXLA's PJRT CPU plugin, C API 0.115",
		WheelSHA256: "1319390d948b39f69f7dade496b7c385149d9ca6097a6b62114da113216d9ad1",
		SHA256:      "ad1309ac822b1b24d51b7f9947c7c9fa9ef5d67f390584cbc3d1fa2428fed9c2",
		library:     "lammps_jax_pjrt_cpu/pjrt_c_api_cpu_plugin.so",
		wheel:       "py3-none-manylinux_2_27_x86_64",
	},
}

// CPUPlugin is the pinned plugin for this platform's CPU, if there is one.
func cpuPlugin() (plugin, bool) {
	p, ok := cpuPlugins[runtime.GOOS+"/"+runtime.GOARCH]
	return p, ok
}

func (h *Home) pluginStep() step {
	return step{
		name:    "fetching XLA's CPU plugin (63 MB)",
		without: "pure Go computes instead, some ten times slower",
		done: func() bool {
			pinned, ok := cpuPlugin()
			if !ok {
				return true
			}
			have, err := h.installed("cpu")
			return err == nil && have.SHA256 == pinned.SHA256
		},
		make: func(ctx context.Context, observe Observe) error {
			pinned, _ := cpuPlugin()
			return h.install(ctx, "cpu", pinned, observe)
		},
	}
}

// installed reads what plugin.json says of the plugin beside it.
func (h *Home) installed(device string) (plugin, error) {
	var p plugin
	if _, err := os.Stat(h.Plugin(device)); err != nil {
		return p, err
	}
	text, err := os.ReadFile(filepath.Join(filepath.Dir(h.Plugin(device)), "plugin.json"))
	if err != nil {
		return p, err
	}
	return p, json.Unmarshal(text, &p)
}

// install fetches a wheel and puts its library and licences in place. The library comes last but one and plugin.json last, so
// that what plugin.json names is whole.
func (h *Home) install(ctx context.Context, device string, p plugin, observe Observe) error {
	folder := filepath.Dir(h.Plugin(device))
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	scratch, err := os.MkdirTemp(folder, ".fetch-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(scratch)
	wheel, err := fetchWheel(ctx, p, scratch)
	if err != nil {
		return err
	}
	observe("  unpacking " + p.Name + " " + p.Version)
	if err := unpack(wheel, p, scratch, folder); err != nil {
		return err
	}
	if err := os.Rename(filepath.Join(scratch, "plugin.so"), h.Plugin(device)); err != nil {
		return err
	}
	text, err := json.MarshalIndent(p, "", "  ")
	if err != nil {
		return err
	}
	return notebook.WriteWhole(filepath.Join(folder, "plugin.json"), append(text, '\n'))
}

// fetchWheel asks pip, which knows the user's own index, proxy and certificates, and refuses a file with another hash.
func fetchWheel(ctx context.Context, p plugin, scratch string) (string, error) {
	python, err := findPython()
	if err != nil {
		return "", err
	}
	pin := filepath.Join(scratch, "requirements.txt")
	line := fmt.Sprintf("%s==%s --hash=sha256:%s\n", p.Name, p.Version, p.WheelSHA256)
	if err := os.WriteFile(pin, []byte(line), 0o644); err != nil {
		return "", err
	}
	pip := exec.CommandContext(ctx, python, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps",
		"--require-hashes", "--only-binary=:all:", "--dest", scratch, "-r", pin)
	if out, err := pip.CombinedOutput(); err != nil {
		return "", fmt.Errorf("pip could not fetch %s %s: %s", p.Name, p.Version, lastLine(string(out)))
	}
	name := fmt.Sprintf("%s-%s-%s.whl", strings.ReplaceAll(p.Name, "-", "_"), p.Version, p.wheel)
	return filepath.Join(scratch, name), nil
}

// unpack writes the wheel's library as scratch/plugin.so, its hash checked, and its licences into folder.
func unpack(wheel string, p plugin, scratch, folder string) error {
	archive, err := zip.OpenReader(wheel)
	if err != nil {
		return fmt.Errorf("the wheel of %s can't be opened: %w", p.Name, err)
	}
	defer archive.Close()
	found := false
	for _, file := range archive.File {
		switch {
		case file.Name == p.library:
			found = true
			sum, err := extract(file, filepath.Join(scratch, "plugin.so"))
			if err != nil {
				return err
			}
			if sum != p.SHA256 {
				return fmt.Errorf("%s in the wheel of %s has SHA-256 %s, not the pinned %s", p.library, p.Name, sum, p.SHA256)
			}
		case strings.Contains(file.Name, ".dist-info/licenses/") && !strings.HasSuffix(file.Name, "/"):
			if _, err := extract(file, filepath.Join(folder, path.Base(file.Name))); err != nil {
				return err
			}
		}
	}
	if !found {
		return fmt.Errorf("the wheel of %s holds no %s", p.Name, p.library)
	}
	return nil
}

// extract copies one file of an archive, and gives the SHA-256 of what it wrote.
func extract(file *zip.File, to string) (sum string, err error) {
	from, err := file.Open()
	if err != nil {
		return "", err
	}
	defer from.Close()
	out, err := os.Create(to)
	if err != nil {
		return "", err
	}
	defer func() {
		if e := out.Close(); err == nil {
			err = e
		}
	}()
	hash := sha256.New()
	if _, err := io.Copy(io.MultiWriter(out, hash), from); err != nil {
		return "", fmt.Errorf("unpacking %s: %w", path.Base(file.Name), err)
	}
	return hex.EncodeToString(hash.Sum(nil)), nil
}
