package wire

import (
	"encoding/json"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"runtime"
)

// A Connection is what a connection file tells a kernel: where to listen, and the key that messages
// are signed with.
type Connection struct {
	Transport string `json:"transport"` // "ipc" (Unix sockets) or "tcp"
	IP        string `json:"ip"`        // for ipc: the sockets' path without "-PORT"
	Shell     int    `json:"shell_port"`
	IOPub     int    `json:"iopub_port"`
	Stdin     int    `json:"stdin_port"`
	Control   int    `json:"control_port"`
	Heartbeat int    `json:"hb_port"`
	Scheme    string `json:"signature_scheme"`
	Key       string `json:"key"`
}

// newConnection makes a connection whose Unix sockets lie in folder. There a stranger can't connect
// (the folder is ours alone), no port can be taken by another program between being found free and
// being used, and no socket outlives the folder. Where there are no Unix sockets it uses TCP on the
// loopback interface.
func newConnection(folder string) (Connection, error) {
	c := Connection{Scheme: "hmac-sha256", Key: newID()}
	if runtime.GOOS != "windows" {
		c.Transport, c.IP = "ipc", filepath.Join(folder, "s")
		c.Shell, c.IOPub, c.Stdin, c.Control, c.Heartbeat = 1, 2, 3, 4, 5
		return c, nil
	}
	c.Transport, c.IP = "tcp", "127.0.0.1"
	// All five are held open together, so that they differ.
	for _, port := range []*int{&c.Shell, &c.IOPub, &c.Stdin, &c.Control, &c.Heartbeat} {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return c, fmt.Errorf("no free port on 127.0.0.1: %w", err)
		}
		defer l.Close()
		*port = l.Addr().(*net.TCPAddr).Port
	}
	return c, nil
}

// endpoint gives a channel's address as ZeroMQ writes it.
func (c Connection) endpoint(port int) string {
	if c.Transport == "ipc" {
		return fmt.Sprintf("ipc://%s-%d", c.IP, port)
	}
	return fmt.Sprintf("%s://%s:%d", c.Transport, c.IP, port)
}

// write writes the connection file, readable by its owner only: it holds the key.
func (c Connection) write(path string) error {
	text, err := json.MarshalIndent(c, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(path, append(text, '\n'), 0o600)
}
