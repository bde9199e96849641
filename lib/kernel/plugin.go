package kernel

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"runtime"

	"sublunar/lib/notebook"
)

func (h *Home) pluginStep() step {
	return step{
		name:    "fetching XLA's CPU plugin (63 MB)",
		about:   "XLA's CPU plugin",
		without: "pure Go computes instead, some ten times slower",
		done: func() bool {
			have, err := h.installed("cpu")
			return err == nil && asWanted(have)
		},
		make: h.installCPU,
	}
}

// FetchPlugin puts XLA's CPU plugin in place, where it is missing and cells could use it. It runs nothing of the checkout's.
func (h *Home) FetchPlugin(ctx context.Context, observe Observe) error {
	if !HasCompiler() {
		return nil
	}
	plugin := h.pluginStep()
	plugin.without = "" // so that its lack is an error
	return h.take(ctx, []step{plugin}, observe)
}

// asWanted reports whether a CPU plugin is the pinned one, or go-xla's own, which has no published hash to pin.
func asWanted(have plugin) bool {
	pinned, ok := cpuPlugin()
	return have.Name == goxlaModule || ok && have.SHA256 == pinned.SHA256
}

// installCPU takes the pinned wheel. Where this platform has none, or no index that holds it answers, it asks go-xla's own
// installer: that fetches a release of GitHub's over HTTPS, of a version that go.sum pins but whose bytes nobody has
// published a hash of, and so comes second.
func (h *Home) installCPU(ctx context.Context, observe Observe) error {
	pinned, ok := cpuPlugin()
	missing := fmt.Errorf("no wheel is pinned for %s/%s", runtime.GOOS, runtime.GOARCH)
	if ok {
		if missing = h.install(ctx, "cpu", pinned, observe); missing == nil {
			return nil
		}
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err := h.installByGoXLA(ctx, observe); err != nil {
		return fmt.Errorf("%w; go-xla's installer gives none either: %w", missing, err)
	}
	return nil
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

// install fetches a plugin's wheel and puts its library and licences in place.
func (h *Home) install(ctx context.Context, device string, p plugin, observe Observe) error {
	return h.inScratch(device, func(scratch, folder string) error {
		file, err := fetch(ctx, p.wheel(), scratch, observe)
		if err != nil {
			return err
		}
		observe("  unpacking " + p.Name + " " + p.Version)
		if err := unpack(file, p, scratch, folder); err != nil {
			return err
		}
		return h.place(device, p, filepath.Join(scratch, "plugin.so"))
	})
}

// inScratch lends work a folder beside the place of a plugin, and removes it.
func (h *Home) inScratch(device string, work func(scratch, folder string) error) error {
	folder := filepath.Dir(h.Plugin(device))
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	scratch, err := os.MkdirTemp(folder, scratchPrefix)
	if err != nil {
		return err
	}
	defer os.RemoveAll(scratch)
	return work(scratch, folder)
}

// place moves a library in, and writes plugin.json last, so that what plugin.json names is whole.
func (h *Home) place(device string, p plugin, library string) error {
	if err := os.Rename(library, h.Plugin(device)); err != nil {
		return err
	}
	text, err := json.MarshalIndent(p, "", "  ")
	if err != nil {
		return err
	}
	return notebook.WriteWhole(filepath.Join(filepath.Dir(h.Plugin(device)), "plugin.json"), append(text, '\n'))
}
