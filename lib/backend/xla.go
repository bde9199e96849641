//go:build cgo && !noxla && ((linux && (amd64 || arm64)) || (darwin && arm64))

package backend

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/gomlx/go-xla/compute/xla"
	"github.com/gomlx/go-xla/pjrt"
)

func init() {
	// Set-up fetches plugins; a cell must never wait for the network.
	xla.EnableAutoInstall(false)
}

type candidate struct {
	choice
	config string // for GoMLX
	title  string // for a reader
}

// sharing lets XLA on the CPU read tensors where they lie. go-xla turns it on where "cpu" is in the plugin's path; said here, it
// does not hang on how somebody names a folder.
const sharing = ",shared_buffers"

// candidates are the XLA plugins that are there, the fastest first.
func candidates() []candidate {
	var found []candidate
	if path := pluginFile("cuda"); path != "" && hasNVIDIA() {
		found = append(found, candidate{
			choice: choice{name: "xla:cuda", plugin: path, version: pluginVersion(path), why: "XLA on the GPU: there is one, with its plugin."},
			config: "xla:" + path + ",noshared_buffers", title: "XLA on the GPU",
		})
	}
	if path := pluginFile("cpu"); path != "" {
		found = append(found, candidate{
			choice: choice{name: "xla:cpu", plugin: path, version: pluginVersion(path), why: "XLA on the CPU: its plugin is there, and no GPU with one."},
			config: "xla:" + path + sharing, title: "XLA on the CPU",
		})
	} else if path := installedByGoXLA(); path != "" {
		found = append(found, candidate{
			choice: choice{name: "xla:cpu", plugin: path, why: "XLA on the CPU, with the plugin that go-xla installed."},
			config: "xla:" + path + sharing, title: "XLA on the CPU",
		})
	}
	return found
}

// installedByGoXLA gives the CPU plugin where go-xla's own installer leaves it.
func installedByGoXLA() string {
	for name, path := range pjrt.AvailablePlugins() {
		if strings.HasPrefix(name, "cpu") && filepath.IsAbs(path) {
			return path
		}
	}
	return ""
}

// hasNVIDIA looks for the driver's own files: the same without nvidia-smi, in a container too.
func hasNVIDIA() bool {
	for _, sign := range []string{"/proc/driver/nvidia/version", "/dev/nvidiactl"} {
		if _, err := os.Stat(sign); err == nil {
			return true
		}
	}
	return false
}

func whyNoXLA() string {
	return fmt.Sprintf("no XLA plugin is in %s (go tool sublunar setup fetches one)", filepath.Join(home(), "xla"))
}
