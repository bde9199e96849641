package shim

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"

	"sublunar/lib/kernel/launcher/internal/completion"
	"sublunar/lib/kernel/launcher/internal/place"
)

// Gopls stands for `gopls -listen unix;SOCKET`, which is how GoNB starts it: the real one starts when it is asked something.
func Gopls(args []string) int {
	real := os.Getenv(place.EnvGopls)
	if real == "" {
		fmt.Fprintf(os.Stderr, "gopls: this is sublunar's shim, and %s is not set: call gopls by its path\n", place.EnvGopls)
		return 2
	}
	if len(args) != 2 || args[0] != "-listen" || !strings.HasPrefix(args[1], "unix;") {
		err := syscall.Exec(real, append([]string{"gopls"}, args...), os.Environ())
		fmt.Fprintf(os.Stderr, "gopls: %s: %v\n", real, err)
		return 2
	}
	listener, err := net.Listen("unix", strings.TrimPrefix(args[1], "unix;"))
	if err != nil {
		fmt.Fprintln(os.Stderr, "gopls:", err)
		return 1
	}
	env := append(os.Environ(), quiet(os.Getenv(place.EnvRun))...)
	completion.Serve(listener, completion.Patience, func() *exec.Cmd {
		command := exec.Command(real)
		command.Env = env
		return command
	})
	return 0
}

// quiet gives gopls a folder of settings, in the kernel's own, where its telemetry is off: for that alone it would run a second
// process of itself. The person's settings for the go command come along.
func quiet(run string) []string {
	own, err := os.UserConfigDir()
	folder := filepath.Join(run, "config")
	telemetry := filepath.Join(folder, "go", "telemetry")
	if run == "" || err != nil || os.MkdirAll(telemetry, 0o700) != nil || os.WriteFile(filepath.Join(telemetry, "mode"), []byte("off"), 0o600) != nil {
		return nil
	}
	settings := []string{"XDG_CONFIG_HOME=" + folder}
	if !slices.ContainsFunc(os.Environ(), func(entry string) bool { return strings.HasPrefix(entry, "GOENV=") }) {
		settings = append(settings, "GOENV="+filepath.Join(own, "go", "env"))
	}
	return settings
}
