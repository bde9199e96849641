package shim

import (
	"fmt"
	"net"
	"os"
	"slices"
	"syscall"

	"sublunar/lib/kernel/launcher/internal/place"
)

// Go stands for the go command and gives its exit status.
func Go(args []string) int {
	// Only what GoNB itself calls can be answered; the rest needn't ask.
	if len(args) > 0 && slices.Contains([]string{"build", "get", "mod"}, args[0]) {
		if reply, ok := ask("go", args); ok && !reply.Real {
			return finish(reply)
		}
	}
	real := os.Getenv(place.EnvGo)
	if real == "" {
		fmt.Fprintf(os.Stderr, "go: this is sublunar's shim, and %s is not set: call the go command by its path\n", place.EnvGo)
		return 2
	}
	err := syscall.Exec(real, append([]string{"go"}, args...), os.Environ())
	fmt.Fprintf(os.Stderr, "go: %s: %v\n", real, err)
	return 2
}

// ask puts the call to the launcher. No launcher, or one that fails, means no answer.
func ask(tool string, args []string) (Reply, bool) {
	var reply Reply
	socket := os.Getenv(place.EnvSocket)
	if socket == "" {
		return reply, false
	}
	dir, err := os.Getwd()
	if err != nil {
		return reply, false
	}
	connection, err := net.Dial("unix", socket)
	if err != nil {
		return reply, false
	}
	defer connection.Close()
	request := Request{Tool: tool, Args: args, Dir: dir, Env: os.Environ(), Pid: os.Getpid()}
	if Write(connection, request) != nil || Read(connection, &reply) != nil {
		return reply, false
	}
	return reply, true
}

func finish(reply Reply) int {
	os.Stdout.Write(reply.Stdout)
	os.Stderr.Write(reply.Stderr)
	return reply.Status
}
