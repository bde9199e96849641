package backend

import (
	"encoding/json"
	"os"
	"path/filepath"
	"runtime"
	"strings"
)

// home is the folder that set-up fills: what SUBLUNAR_HOME says, else .sublunar in the checkout that this file was compiled
// from, or in the project that has it as a copy, else that of the checkout which the current folder is in.
func home() string {
	if set := os.Getenv("SUBLUNAR_HOME"); set != "" {
		return set
	}
	if _, file, _, ok := runtime.Caller(0); ok && filepath.IsAbs(file) {
		return homeOf(filepath.Join(filepath.Dir(file), "..", ".."))
	}
	folder, err := os.Getwd()
	if err != nil {
		return ".sublunar"
	}
	for {
		text, err := os.ReadFile(filepath.Join(folder, "go.mod"))
		if err == nil && strings.HasPrefix(string(text), "module sublunar\n") {
			return filepath.Join(folder, ".sublunar")
		}
		if folder == filepath.Dir(folder) {
			return ".sublunar"
		}
		folder = filepath.Dir(folder)
	}
}

// homeOf is the folder that set-up fills for the library in a folder.
func homeOf(library string) string {
	own, around := filepath.Join(library, ".sublunar"), filepath.Join(filepath.Dir(library), ".sublunar")
	if _, err := os.Stat(own); err != nil {
		if _, err := os.Stat(around); err == nil {
			return around
		}
	}
	return own
}

// pluginFile is the plugin of a device, "cpu" or "cuda", or "" where there is none.
func pluginFile(device string) string {
	path, err := filepath.Abs(filepath.Join(home(), "xla", device, "plugin.so"))
	if err != nil {
		return ""
	}
	if _, err := os.Stat(path); err != nil {
		return ""
	}
	return path
}

// pluginVersion is what set-up noted beside a plugin.
func pluginVersion(path string) string {
	text, err := os.ReadFile(filepath.Join(filepath.Dir(path), "plugin.json"))
	if err != nil {
		return ""
	}
	var noted struct{ Name, Version string }
	if json.Unmarshal(text, &noted) != nil {
		return ""
	}
	return strings.TrimSpace(noted.Name + " " + noted.Version)
}
