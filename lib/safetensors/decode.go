package safetensors

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"unicode/utf8"
)

// Decode reads the bytes of a file. Its arrays share their memory.
func Decode(data []byte) (File, error) {
	if len(data) < 8 {
		return File{}, errors.New("this is no safetensors file: it is shorter than its header's length")
	}
	length, rest := binary.LittleEndian.Uint64(data), data[8:]
	if length > mostHeader {
		return File{}, fmt.Errorf("this is no safetensors file: its header would have %d bytes, and %d are allowed", length, mostHeader)
	}
	if length > uint64(len(rest)) {
		return File{}, fmt.Errorf("it is cut off: its header has %d bytes, of which there are %d", length, len(rest))
	}
	header, numbers := rest[:length], rest[length:]
	if len(header) == 0 || header[0] != '{' || !utf8.Valid(header) {
		return File{}, errors.New("this is no safetensors file: its header is no JSON")
	}
	if err := unique(header); err != nil {
		return File{}, err
	}
	var entries map[string]json.RawMessage
	if err := json.Unmarshal(header, &entries); err != nil {
		return File{}, fmt.Errorf("its header: %w", err)
	}
	f := File{Tensors: map[string]Tensor{}}
	var spans []span
	for name, raw := range entries {
		if name == metadataKey {
			if err := json.Unmarshal(raw, &f.Metadata); err != nil {
				return File{}, errors.New("its metadata aren't texts by name")
			}
			continue
		}
		e, err := decodeEntry(raw)
		if err != nil {
			return File{}, fmt.Errorf("array %q: %w", clip(name), err)
		}
		spans = append(spans, span{name, e})
	}
	if err := oneAfterAnother(spans, len(numbers)); err != nil {
		return File{}, err
	}
	for _, s := range spans {
		t := Tensor{DType: s.DType, Shape: s.Shape, Data: numbers[s.Offsets[0]:s.Offsets[1]:s.Offsets[1]]}
		if err := t.Check(); err != nil {
			return File{}, fmt.Errorf("array %q: %w", clip(s.name), err)
		}
		f.Tensors[s.name] = t
	}
	return f, nil
}

type span struct {
	name string
	entry
}

// decodeEntry reads the fields of an array by their exact names: encoding/json alone takes "DTYPE" for "dtype", and other readers don't.
func decodeEntry(raw json.RawMessage) (entry, error) {
	var e entry
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(raw, &fields); err != nil {
		return e, errors.New("its entry is no object with dtype, shape and data_offsets")
	}
	var offsets []int
	for name, to := range map[string]any{"dtype": &e.DType, "shape": &e.Shape, "data_offsets": &offsets} {
		if string(fields[name]) == "null" || json.Unmarshal(fields[name], to) != nil {
			return e, fmt.Errorf("its entry has no sound %s", name)
		}
	}
	if len(offsets) != 2 {
		return e, errors.New("its entry has no sound data_offsets")
	}
	e.Offsets = [2]int(offsets)
	return e, nil
}

// oneAfterAnother sees that the arrays fill the file, without gap or overlap.
func oneAfterAnother(spans []span, length int) error {
	slices.SortFunc(spans, func(a, b span) int {
		return cmp.Or(cmp.Compare(a.Offsets[0], b.Offsets[0]), cmp.Compare(a.Offsets[1], b.Offsets[1]))
	})
	at := 0
	for _, s := range spans {
		from, to := s.Offsets[0], s.Offsets[1]
		switch {
		case to < from:
			return fmt.Errorf("array %q lies from %d to %d: it ends before it begins", clip(s.name), from, to)
		case from != at:
			return fmt.Errorf("array %q begins at %d, and the one before ended at %d", clip(s.name), from, at)
		case to > length:
			return fmt.Errorf("it is cut off: array %q ends at %d, and there are %d bytes of numbers", clip(s.name), to, length)
		}
		at = to
	}
	if at != length {
		return fmt.Errorf("it goes on for %d bytes after its last array", length-at)
	}
	return nil
}

// unique sees that no object in the JSON has a name twice: readers differ in which they would take.
func unique(text []byte) error {
	d := json.NewDecoder(bytes.NewReader(text))
	var open []map[string]bool // the names of each object around; nil for a list
	name := false              // whether a name comes next
	for {
		token, err := d.Token()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return fmt.Errorf("its header: %w", err)
		}
		if key, ok := token.(string); ok && name {
			names := open[len(open)-1]
			if names[key] {
				return fmt.Errorf("its header has the name %q twice", clip(key))
			}
			names[key], name = true, false
			continue
		}
		switch token {
		case json.Delim('{'):
			open = append(open, map[string]bool{})
		case json.Delim('['):
			open = append(open, nil)
		case json.Delim('}'), json.Delim(']'):
			open = open[:len(open)-1]
		}
		name = len(open) > 0 && open[len(open)-1] != nil
	}
}

// clip shortens a name for a message.
func clip(name string) string {
	if r := []rune(name); len(r) > 80 {
		return string(r[:80]) + "..."
	}
	return name
}
