package datasets

import (
	"bytes"
	"encoding/gob"
	"fmt"

	"sublunar/lib/field"
)

type writtenHistories struct {
	Name, Unit string
	Times      field.Axis
	Axes       []field.Axis
	Values     field.Array
}

// GobEncode writes histories that are in memory, so that they can be kept from one cell of a notebook to the next. Those on disk are as
// quickly opened again.
func (h Histories) GobEncode() ([]byte, error) {
	if h.disk != nil {
		return nil, fmt.Errorf("datasets: these histories stay on disk; keep their path, or read them whole")
	}
	var b bytes.Buffer
	err := gob.NewEncoder(&b).Encode(writtenHistories{h.Name, h.Unit, h.Times, h.Axes, h.Values})
	return b.Bytes(), err
}

// GobDecode reads what GobEncode wrote.
func (h *Histories) GobDecode(data []byte) error {
	var w writtenHistories
	if err := gob.NewDecoder(bytes.NewReader(data)).Decode(&w); err != nil {
		return fmt.Errorf("datasets: histories that were written: %w", err)
	}
	*h = Histories{Name: w.Name, Unit: w.Unit, Times: w.Times, Axes: w.Axes, Values: w.Values}
	return nil
}
