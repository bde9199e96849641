package kernel

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// file is the wheel's name in the index and on disk.
func (w wheel) file() string {
	return fmt.Sprintf("%s-%s-%s.whl", strings.ReplaceAll(w.Name, "-", "_"), w.Version, w.Tags)
}

// fetch gets a wheel into a folder: by pip where there is one, which knows all of the user's settings and caches; else by
// ourselves, with the settings of pip's that matter most. Either way a file with another hash is refused.
func fetch(ctx context.Context, w wheel, folder string, observe Observe) (path string, err error) {
	path = filepath.Join(folder, w.file())
	byPip := fetchByPip(ctx, w, folder)
	if byPip == nil {
		if hasHash(path, w.SHA256) {
			return path, nil
		}
		byPip = fmt.Errorf("pip left no %s with the pinned hash", w.file())
	}
	if ctx.Err() != nil {
		return "", ctx.Err()
	}
	settings, err := readPipSettings(os.Getenv, os.ReadFile)
	if err == nil {
		err = settings.download(ctx, w, path, observe)
	}
	if err != nil {
		if !errors.Is(byPip, errNoPip) && !errors.Is(err, errHash) {
			err = fmt.Errorf("%w (and pip says: %w)", err, byPip)
		}
		return "", err
	}
	return path, nil
}

var errNoPip = errors.New("no pip")

func fetchByPip(ctx context.Context, w wheel, folder string) error {
	python, err := findPython()
	if err != nil || exec.CommandContext(ctx, python, "-m", "pip", "--version").Run() != nil {
		return errNoPip
	}
	pin := filepath.Join(folder, "pin.txt")
	line := fmt.Sprintf("%s==%s --hash=sha256:%s\n", w.Name, w.Version, w.SHA256)
	if err := os.WriteFile(pin, []byte(line), 0o644); err != nil {
		return err
	}
	defer os.Remove(pin)
	// Few and short tries: notebooks can do without what is fetched here, and people wait.
	pip := exec.CommandContext(ctx, python, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--retries=1", "--timeout=10",
		"--no-deps", "--require-hashes", "--only-binary=:all:", "--dest", folder, "-r", pin)
	pip.Env = PythonEnvironment()
	if out, err := pip.CombinedOutput(); err != nil {
		return errors.New(why(string(out)))
	}
	return nil
}
