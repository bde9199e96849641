package kernel

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
)

// HasNVIDIA reports whether there is a GPU with its driver: the driver's own files tell, in a container too.
func HasNVIDIA() bool {
	for _, sign := range []string{"/proc/driver/nvidia/version", "/dev/nvidiactl"} {
		if _, err := os.Stat(sign); err == nil {
			return true
		}
	}
	return false
}

// LacksCUDA reports whether there is a GPU that XLA can't use yet, and could.
func (h *Home) LacksCUDA() bool {
	return HasNVIDIA() && HasCompiler() && runtime.GOOS+"/"+runtime.GOARCH == cudaPlatform && !h.cudaStep().done()
}

// nvidia is where the CUDA plugin looks for NVIDIA's libraries: its RPATH says $ORIGIN/../nvidia/cu13/lib and its like, and
// go-xla points XLA to the same folder for ptxas.
func (h *Home) nvidia() string { return filepath.Join(h.Dir(), "xla", "nvidia") }

func (h *Home) cudaStep() step {
	return step{
		name:    "fetching XLA's CUDA plugin and NVIDIA's libraries (2.4 GB)",
		about:   "XLA's CUDA plugin",
		without: "the CPU computes",
		done: func() bool {
			have, err := h.installed("cuda")
			return err == nil && have.SHA256 == cudaPlugin.SHA256
		},
		make: h.installCUDA,
	}
}

func (h *Home) installCUDA(ctx context.Context, observe Observe) error {
	if platform := runtime.GOOS + "/" + runtime.GOARCH; platform != cudaPlatform {
		return fmt.Errorf("XLA's CUDA plugin is pinned for %s alone, and this is %s", cudaPlatform, platform)
	}
	if !HasCompiler() {
		return errors.New("XLA can't be linked without a C compiler: install one first")
	}
	err := h.inScratch("cuda", func(scratch, _ string) error {
		tree := filepath.Join(scratch, "nvidia")
		for i, w := range cudaLibraries {
			observe(fmt.Sprintf("  %s %s, %d of %d", w.Name, w.Version, i+1, len(cudaLibraries)+1))
			file, err := fetch(ctx, w, scratch, observe)
			if err != nil {
				return err
			}
			if err := unpackTree(file, "nvidia", tree); err != nil {
				return err
			}
			if err := os.Remove(file); err != nil { // else the disk holds all of it twice
				return err
			}
		}
		// XLA looks for these two right below the folder that it is given.
		for _, name := range []string{"bin", "nvvm"} {
			if err := os.Symlink(filepath.Join("cu13", name), filepath.Join(tree, name)); err != nil && !errors.Is(err, fs.ErrExist) {
				return err
			}
		}
		if err := os.RemoveAll(h.nvidia()); err != nil {
			return err
		}
		return os.Rename(tree, h.nvidia())
	})
	if err != nil {
		return err
	}
	return h.install(ctx, "cuda", cudaPlugin, observe) // last: its plugin.json says that all is there
}
