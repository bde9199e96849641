package completion

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// A message is what we look at in one of JSON-RPC's: a question has a method and an id, a notice a method alone, an answer an
// id alone.
type message struct {
	ID     json.RawMessage `json:"id"`
	Method string          `json:"method"`
	Params json.RawMessage `json:"params"`
}

func (m message) isQuestion() bool { return m.Method != "" && len(m.ID) > 0 }
func (m message) isAnswer() bool   { return m.Method == "" }

// longest bounds a message: a file of a notebook's is kilobytes.
const longest = 64 << 20

// read gives the next message's text: a header that ends with an empty line, and as many bytes as it says.
func read(from *bufio.Reader) ([]byte, error) {
	length := -1
	for {
		line, err := from.ReadSlice('\n') // a header line longer than the buffer is none
		if err != nil {
			return nil, err
		}
		name, value, ok := strings.Cut(strings.TrimSpace(string(line)), ":")
		if !ok {
			if name != "" {
				return nil, fmt.Errorf("completion: not a header: %q", name)
			}
			break
		}
		if strings.EqualFold(name, "Content-Length") {
			if length, err = strconv.Atoi(strings.TrimSpace(value)); err != nil {
				return nil, fmt.Errorf("completion: Content-Length is %q", value)
			}
		}
	}
	if length < 0 || length > longest {
		return nil, errors.New("completion: a message of no length, or too long")
	}
	text := make([]byte, length)
	_, err := io.ReadFull(from, text)
	return text, err
}

// write sends a message's text.
func write(to io.Writer, text []byte) error {
	_, err := to.Write(append(fmt.Appendf(nil, "Content-Length: %d\r\n\r\n", len(text)), text...))
	return err
}

// send makes a message and sends it.
func send(to io.Writer, fields map[string]any) error {
	fields["jsonrpc"] = "2.0"
	text, err := json.Marshal(fields)
	if err != nil {
		return err
	}
	return write(to, text)
}
