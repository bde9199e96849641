// Command goxla has go-xla's own installer put XLA's CPU plugin into a folder. Set-up runs it where no pinned wheel is to be had.
package main

import (
	"fmt"
	"net"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/gomlx/go-xla/installer"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: goxla FOLDER")
		os.Exit(2)
	}
	// The installer asks through the default client, which would wait minutes for a network that drops what it is sent.
	http.DefaultClient.Transport = &http.Transport{
		Proxy:                 http.ProxyFromEnvironment,
		DialContext:           (&net.Dialer{Timeout: 5 * time.Second}).DialContext,
		TLSHandshakeTimeout:   10 * time.Second,
		ResponseHeaderTimeout: 30 * time.Second,
	}
	if err := os.MkdirAll(os.Args[1], 0o755); err != nil {
		fail(err)
	}
	if err := installer.CPUAutoInstall(os.Args[1], false, installer.Quiet); err != nil {
		fail(err)
	}
}

// fail prints the first line: what follows it is a stack.
func fail(err error) {
	line, _, _ := strings.Cut(err.Error(), "\n")
	fmt.Fprintln(os.Stderr, line)
	os.Exit(1)
}
