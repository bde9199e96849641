// Package shim is the client side of the launcher: what runs when GoNB, or a cell, calls `go` or
// `goimports`. A shim sends its arguments, folder and environment to the launcher over a Unix
// socket and gets back either the finished answer or the word to run the real tool.
package shim

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
)

// Request is what a shim sends.
type Request struct {
	Tool string   // "go" or "goimports"
	Args []string // without the tool's name
	Dir  string   // working folder
	Env  []string
	Pid  int
}

// Reply is what it gets. Where Real is set, the shim replaces itself by the real tool.
type Reply struct {
	Real   bool
	Status int
	Stdout []byte
	Stderr []byte
}

// longest bounds a message: an environment and a screen of compiler errors fit many times over.
const longest = 64 << 20

// Write sends one message: its length in four bytes, then JSON.
func Write(to io.Writer, message any) error {
	text, err := json.Marshal(message)
	if err != nil {
		return err
	}
	frame := binary.BigEndian.AppendUint32(nil, uint32(len(text)))
	_, err = to.Write(append(frame, text...))
	return err
}

// Read receives what Write sent.
func Read(from io.Reader, message any) error {
	var size [4]byte
	if _, err := io.ReadFull(from, size[:]); err != nil {
		return err
	}
	length := binary.BigEndian.Uint32(size[:])
	if length > longest {
		return fmt.Errorf("shim: a message of %d bytes", length)
	}
	text := make([]byte, length)
	if _, err := io.ReadFull(from, text); err != nil {
		return err
	}
	return json.Unmarshal(text, message)
}
