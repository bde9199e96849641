package safetensors

import (
	"cmp"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"slices"
	"unicode/utf8"
)

// A File is arrays by name, and texts about them.
type File struct {
	// Metadata may say anything, such as what made the arrays. Nil for none.
	Metadata map[string]string
	Tensors  map[string]Tensor
}

// metadataKey is the name in the header that isn't an array's.
const metadataKey = "__metadata__"

// mostHeader is the longest header that the format allows.
const mostHeader = 100_000_000

// Read reads a file. Its arrays share the memory of the whole.
func Read(path string) (File, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return File{}, fmt.Errorf("safetensors: %w", err)
	}
	f, err := Decode(data)
	if err != nil {
		return File{}, fmt.Errorf("safetensors: %s: %w", path, err)
	}
	return f, nil
}

// Write writes a file, whole or not at all.
func (f File) Write(path string) error {
	data, err := f.Encode()
	if err != nil {
		return err
	}
	if err := WriteWhole(path, data); err != nil {
		return fmt.Errorf("safetensors: %w", err)
	}
	return nil
}

// entry is an array in the header.
type entry struct {
	DType   DType  `json:"dtype"`
	Shape   []int  `json:"shape"`
	Offsets [2]int `json:"data_offsets"`
}

// Encode gives a file's bytes. Equal files give equal bytes: arrays of longer numbers come first, so that each lies at a multiple of its numbers'
// length, and those of one length by name.
func (f File) Encode() ([]byte, error) {
	names := slices.Collect(maps.Keys(f.Tensors))
	slices.SortFunc(names, func(a, b string) int {
		return cmp.Or(cmp.Compare(f.Tensors[b].DType.Size(), f.Tensors[a].DType.Size()), cmp.Compare(a, b))
	})
	header := map[string]any{}
	if len(f.Metadata) > 0 {
		for key, text := range f.Metadata {
			if !utf8.ValidString(key) || !utf8.ValidString(text) {
				return nil, fmt.Errorf("safetensors: the metadata %q aren't text; give UTF-8", key)
			}
		}
		header[metadataKey] = f.Metadata
	}
	at := 0
	for _, name := range names {
		t := f.Tensors[name]
		if name == metadataKey || !utf8.ValidString(name) {
			return nil, fmt.Errorf("safetensors: an array can't have the name %q; rename it", name)
		}
		if err := t.Check(); err != nil {
			return nil, fmt.Errorf("safetensors: %q: %w", name, err)
		}
		shape := t.Shape
		if shape == nil {
			shape = []int{}
		}
		header[name] = entry{t.DType, shape, [2]int{at, at + len(t.Data)}}
		at += len(t.Data)
	}
	text, err := json.Marshal(header)
	if err != nil {
		return nil, fmt.Errorf("safetensors: %w", err)
	}
	for len(text)%8 != 0 {
		text = append(text, ' ')
	}
	if len(text) > mostHeader {
		return nil, fmt.Errorf("safetensors: a header of %d bytes; the format allows %d: give fewer arrays, or less metadata", len(text), mostHeader)
	}
	out := binary.LittleEndian.AppendUint64(make([]byte, 0, 8+len(text)+at), uint64(len(text)))
	out = append(out, text...)
	for _, name := range names {
		out = append(out, f.Tensors[name].Data...)
	}
	return out, nil
}
