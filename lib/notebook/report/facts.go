package report

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// facts are the lines "how this page was made", empty ones left out.
func facts(m Manifest) [][2]string {
	var out [][2]string
	add := func(name, value string) {
		if value = strings.TrimSpace(value); value != "" {
			out = append(out, [2]string{name, value})
		}
	}
	if !m.Started.IsZero() {
		add("Run", m.Started.UTC().Format(time.RFC3339))
	}
	commit := m.Code.Commit
	if len(commit) > 12 {
		commit = commit[:12]
	}
	if m.Code.Dirty {
		commit += " with changes not committed"
	}
	code := strings.TrimSpace(m.Code.Version + " " + commit)
	if library := m.Versions["sublunar"]; library != "" { // of a project of one's own
		add("Project", code)
		code = library
	}
	add("sublunar", code)
	add("Backend", m.Backend.Name)
	add("Chosen because", m.Backend.Why)
	plugin := m.Backend.Version
	if m.Backend.PluginSHA256 != "" {
		plugin += " sha256 " + m.Backend.PluginSHA256
	}
	add("Plugin", plugin)
	add("Processor", m.Machine.CPU)
	if m.Machine.Cores > 0 {
		add("Cores", fmt.Sprint(m.Machine.Cores))
	}
	if m.Machine.MemoryBytes > 0 {
		add("Memory", fmt.Sprintf("%.1f GiB", float64(m.Machine.MemoryBytes)/(1<<30)))
	}
	add("GPU", strings.Join(m.Machine.GPUs, "; "))
	add("System", strings.TrimSpace(m.Machine.OS+" "+m.Machine.Arch))
	for _, name := range slices.Sorted(maps.Keys(m.Versions)) {
		if shownModules[name] {
			add(name, m.Versions[name])
		}
	}
	return out
}

// shownModules are those that bear on the numbers; the manifest holds all.
var shownModules = map[string]bool{
	"go": true, "github.com/gomlx/gomlx": true, "github.com/gomlx/compute": true, "github.com/gomlx/go-xla": true,
	"github.com/janpfeifer/gonb": true, "gonum.org/v1/gonum": true,
}
