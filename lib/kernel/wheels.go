package kernel

import (
	"bytes"
	"context"
	_ "embed"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
)

//go:embed wheels.py
var wheelsScript []byte

// Pythons are the minor versions of Python that JupyterLab's packages are pinned for.
var Pythons = []string{"3.10", "3.11", "3.12", "3.13", "3.14"}

// glibcs are the wheel platforms that Linux distributions of the last years take, by their tags.
var glibcs = []string{"manylinux1", "manylinux2010", "manylinux2014", "manylinux_2_5", "manylinux_2_12", "manylinux_2_17", "manylinux_2_24", "manylinux_2_26", "manylinux_2_27", "manylinux_2_28"}

// wheelMachines are the machine's name in a wheel's tags, by Go's.
var wheelMachines = map[string]string{"amd64": "x86_64", "arm64": "aarch64"}

// FetchWheels puts into a folder the files that JupyterLab's environment is installed from, for each of some minor versions of
// Python on this kind of machine, each checked by its pinned hash. JupyterLab must be set up here: its pip does it.
func (h *Home) FetchWheels(ctx context.Context, folder string, pythons []string, observe Observe) error {
	machine := wheelMachines[runtime.GOARCH]
	if runtime.GOOS != "linux" || machine == "" {
		return fmt.Errorf("wheels can be fetched on Linux for amd64 and arm64 only, and this is %s/%s", runtime.GOOS, runtime.GOARCH)
	}
	scratch, err := os.MkdirTemp("", "sublunar-wheels-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(scratch)
	pinned, script, pins := filepath.Join(scratch, "all.txt"), filepath.Join(scratch, "wheels.py"), filepath.Join(scratch, "pins.txt")
	for file, text := range map[string][]byte{pinned: requirements, script: wheelsScript} {
		if err := os.WriteFile(file, text, 0o644); err != nil {
			return err
		}
	}
	var done []byte
	for _, minor := range pythons {
		// Some packages are for late releases of a version, some for early ones.
		for _, release := range []string{".0", ".99"} {
			ask := exec.CommandContext(ctx, h.Python(), script, pinned, minor+release)
			ask.Env = PythonEnvironment()
			list, err := ask.Output()
			if err != nil {
				return fmt.Errorf("the packages for Python %s can't be told: %w", minor, err)
			}
			if len(list) == 0 {
				return fmt.Errorf("no package is pinned for Python %s", minor)
			}
			if bytes.Equal(list, done) && release != ".0" {
				continue
			}
			done = list
			if release == ".0" {
				observe(fmt.Sprintf("  for Python %s: %d packages", minor, bytes.Count(list, []byte("\n"))))
			}
			if err := os.WriteFile(pins, list, 0o644); err != nil {
				return err
			}
			if err := h.downloadWheels(ctx, folder, pins, minor+release, machine); err != nil {
				return fmt.Errorf("for Python %s: %w", minor, err)
			}
		}
	}
	return nil
}

func (h *Home) downloadWheels(ctx context.Context, folder, pins, version, machine string) error {
	minor := strings.Join(strings.Split(version, ".")[:2], "")
	args := []string{"-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-input", "--no-deps", "--require-hashes", "--only-binary=:all:",
		"--implementation=cp", "--python-version=" + version, "--abi=cp" + minor, "--abi=abi3", "--abi=none", "--dest=" + folder, "-r", pins}
	for _, glibc := range glibcs {
		args = append(args, "--platform="+glibc+"_"+machine)
	}
	pip := exec.CommandContext(ctx, h.Python(), args...)
	pip.Env = PythonEnvironment()
	if out, err := pip.CombinedOutput(); err != nil {
		return fmt.Errorf("pip can't fetch all packages: %s", why(string(out)))
	}
	return nil
}

// CheckPython says what is wrong with a minor version of Python that packages are wanted for.
func CheckPython(minor string) error {
	if slices.Contains(Pythons, minor) {
		return nil
	}
	return fmt.Errorf("JupyterLab's packages are not pinned for Python %q, but for %s", minor, strings.Join(Pythons, ", "))
}
