package notebook

import (
	"encoding/json"
	"slices"
)

// An OutputType says what an output holds.
type OutputType string

const (
	Stream        OutputType = "stream"
	DisplayData   OutputType = "display_data"
	ExecuteResult OutputType = "execute_result"
	Error         OutputType = "error"
)

// An Output is one output of a code cell. Which fields count depends on Type.
type Output struct {
	Type OutputType

	// Name ("stdout" or "stderr") and Text of a Stream.
	Name, Text string

	// Data of a DisplayData or ExecuteResult, one picture in several formats, and its Metadata.
	Data     MIMEBundle
	Metadata Metadata
	// ExecutionCount of an ExecuteResult; nil when not known.
	ExecutionCount *int

	// ErrorName, ErrorValue and Traceback of an Error. The traceback may hold ANSI colours.
	ErrorName, ErrorValue string
	Traceback             []string

	// Extra holds the fields that this package does not know.
	Extra map[string]json.RawMessage
}

// NewStream returns what a program printed on "stdout" or "stderr".
func NewStream(name, text string) Output { return Output{Type: Stream, Name: name, Text: text} }

// NewDisplay returns a displayed object.
func NewDisplay(data MIMEBundle, metadata Metadata) Output {
	return Output{Type: DisplayData, Data: data, Metadata: metadata}
}

// NewResult returns the value of a cell's last expression.
func NewResult(count int, data MIMEBundle, metadata Metadata) Output {
	return Output{Type: ExecuteResult, Data: data, Metadata: metadata, ExecutionCount: &count}
}

// NewError returns an error that ended a cell.
func NewError(name, value string, traceback []string) Output {
	return Output{Type: Error, ErrorName: name, ErrorValue: value, Traceback: traceback}
}

// Clone returns a deep copy.
func (o Output) Clone() Output {
	o.Data = o.Data.Clone()
	o.Metadata = o.Metadata.clone()
	o.ExecutionCount = cloneInt(o.ExecutionCount)
	o.Traceback = slices.Clone(o.Traceback)
	o.Extra = cloneRaw(o.Extra)
	return o
}
