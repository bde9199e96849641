package runner

import (
	"encoding/json"
	"os"
	"slices"
	"strings"
)

// A BackendLine is what a cell's program reported, through SUBLUNAR_REPORT, of the backend it made.
type BackendLine struct {
	Name    string `json:"name"` // "xla:cpu", "xla:cuda", "go"
	Why     string `json:"why"`
	Plugin  string `json:"plugin"`  // absolute path; "" for pure Go
	Version string `json:"version"` // of the plugin
}

// readBackends reads the report file. Lines of other kinds, or cut off by a killed program, count for
// nothing.
func readBackends(path string) []BackendLine {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil // no cell made a backend
	}
	var found []BackendLine
	for line := range strings.Lines(string(text)) {
		var l struct {
			Kind string `json:"kind"`
			BackendLine
		}
		if json.Unmarshal([]byte(line), &l) == nil && l.Kind == "backend" && !slices.Contains(found, l.BackendLine) {
			found = append(found, l.BackendLine)
		}
	}
	return found
}
