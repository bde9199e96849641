package layers

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"
)

// A request is the go command's; the names are the protocol's.
type request struct {
	ID       int64
	Command  string
	ActionID []byte
	OutputID []byte
	BodySize int64
}

type response struct {
	ID            int64
	Err           string     `json:",omitempty"`
	KnownCommands []string   `json:",omitempty"`
	Miss          bool       `json:",omitempty"`
	OutputID      []byte     `json:",omitempty"`
	Size          int64      `json:",omitempty"`
	Time          *time.Time `json:",omitempty"`
	DiskPath      string     `json:",omitempty"`
}

// Serve answers the go command's requests until it says close. What is in the upper folder counts before what is in the lower,
// and only the upper one is written in.
func Serve(from io.Reader, to io.Writer, lower, upper string) error {
	requests, out := json.NewDecoder(bufio.NewReaderSize(from, 1<<20)), bufio.NewWriter(to)
	answer := func(r response) error {
		if err := json.NewEncoder(out).Encode(r); err != nil {
			return err
		}
		return out.Flush()
	}
	if err := answer(response{KnownCommands: []string{"get", "put", "close"}}); err != nil {
		return err
	}
	for {
		var r request
		if err := requests.Decode(&r); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return fmt.Errorf("launcher: a request that is none: %w", err)
		}
		var body []byte
		if r.Command == "put" && r.BodySize > 0 {
			if err := requests.Decode(&body); err != nil {
				return fmt.Errorf("launcher: a request without its body: %w", err)
			}
		}
		if err := answer(reply(r, body, folder(lower), folder(upper))); err != nil || r.Command == "close" {
			return err
		}
	}
}

func reply(r request, body []byte, lower, upper folder) response {
	failed := func(why string) response { return response{ID: r.ID, Err: why} }
	switch {
	case r.Command == "close":
		return response{ID: r.ID}
	case len(r.ActionID) == 0:
		return failed("no action")
	case r.Command == "get":
		e, ok := upper.get(r.ActionID)
		if ok {
			upper.mark(r.ActionID, e)
		} else if e, ok = lower.get(r.ActionID); !ok {
			return response{ID: r.ID, Miss: true}
		}
		return response{ID: r.ID, OutputID: e.output, Size: e.size, Time: &e.when, DiskPath: e.path}
	case r.Command == "put":
		if len(r.OutputID) == 0 || int64(len(body)) != r.BodySize {
			return failed("a body of another size than was said")
		}
		path, err := upper.put(r.ActionID, r.OutputID, body)
		if err != nil {
			return failed(err.Error())
		}
		return response{ID: r.ID, DiskPath: path}
	}
	return failed("unknown command " + r.Command)
}
