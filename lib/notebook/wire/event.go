package wire

import (
	"encoding/json"
	"fmt"

	"sublunar/lib/notebook"
)

// An EventKind says what an [Event] does to a cell's outputs.
type EventKind int

const (
	Show   EventKind = iota // add Output (to the text before it, if both are of one stream)
	Update                  // put Output in place of every output shown under DisplayID so far
	Clear                   // remove the cell's outputs: now, or, with Wait, when the next one is shown
)

// An Event is a change of a cell's outputs.
type Event struct {
	Kind   EventKind
	Output notebook.Output
	// DisplayID is the name under which Output can be updated later; "" when it can't be.
	DisplayID string
	Wait      bool
}

// A Sink is given a cell's events in order, one at a time. It must not call the kernel.
type Sink func(Event)

// event reads an iopub message. ok is false for a message that changes no output.
func event(m Message) (e Event, ok bool, err error) {
	var c struct {
		Name, Text string
		Data       map[string]json.RawMessage
		Metadata   map[string]json.RawMessage
		Transient  *struct {
			DisplayID string `json:"display_id"`
		}
		ExecutionCount *int   `json:"execution_count"`
		ErrorName      string `json:"ename"`
		ErrorValue     string `json:"evalue"`
		Traceback      []string
		Wait           bool
	}
	switch m.Header.Type {
	case "stream", "display_data", "update_display_data", "execute_result", "error", "clear_output":
	default:
		return Event{}, false, nil
	}
	if err := json.Unmarshal(m.Content, &c); err != nil {
		return Event{}, false, fmt.Errorf("the content of a message of type %q: %w", m.Header.Type, err)
	}
	switch m.Header.Type {
	case "stream":
		return Event{Output: notebook.NewStream(c.Name, c.Text)}, true, nil
	case "error":
		return Event{Output: notebook.NewError(c.ErrorName, c.ErrorValue, c.Traceback)}, true, nil
	case "clear_output":
		return Event{Kind: Clear, Wait: c.Wait}, true, nil
	}
	data, metadata := notebook.MIMEBundle{}, notebook.Metadata{}
	for mime, raw := range c.Data {
		if err := data.SetJSON(mime, raw); err != nil {
			return Event{}, false, err
		}
	}
	for key, raw := range c.Metadata {
		if err := metadata.Set(key, raw); err != nil {
			return Event{}, false, err
		}
	}
	e.Output = notebook.NewDisplay(data, metadata)
	if c.Transient != nil {
		e.DisplayID = c.Transient.DisplayID
	}
	switch m.Header.Type {
	case "update_display_data":
		e.Kind = Update
	case "execute_result":
		e.Output.Type = notebook.ExecuteResult
		e.Output.ExecutionCount = c.ExecutionCount
	}
	return e, true, nil
}
