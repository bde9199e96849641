package command

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strconv"

	"sublunar/lib/field"
	"sublunar/lib/portable"
	"sublunar/lib/safetensors"
)

// answer is what comes out: an array, whose columns have heads where it is a table.
type answer struct {
	array field.Array
	heads []portable.Quantity
	text  bool // as CSV, where no file says otherwise
}

// extension says what is wrong with a file's name.
func extension(path string) error {
	if path == "" || slices.Contains([]string{".csv", ".npy", ".npz"}, filepath.Ext(path)) {
		return nil
	}
	return fmt.Errorf("-o %s: name a file .csv, .npy or .npz", path)
}

// write writes it to a file, whole or not at all, or else to w: as CSV where it came so, else as .npy.
func (a *answer) write(path string, w io.Writer) error {
	switch filepath.Ext(path) {
	case ".npz":
		return field.WriteNPZ(path, map[string]field.Array{"y": a.array})
	case ".npy":
		return a.array.WriteNPY(path)
	}
	var data []byte
	var err error
	if a.text || path != "" {
		data, err = a.csv()
	} else {
		data, err = a.array.NPY()
	}
	if err != nil {
		return err
	}
	if path == "" {
		_, err = w.Write(data)
		return err
	}
	return safetensors.WriteWhole(path, data)
}

// csv is a table with the shortest digits that give each number again.
func (a *answer) csv() ([]byte, error) {
	columns := len(a.heads)
	bare := len(a.array.Shape) == 1 && columns == 1
	if !bare && (len(a.array.Shape) != 2 || a.array.Shape[1] != columns) {
		return nil, fmt.Errorf("an array of shape %v is no table; write it as .npy or .npz", a.array.Shape)
	}
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	row := make([]string, columns)
	for i, q := range a.heads {
		if row[i] = q.Label(); row[i] == "" {
			row[i] = fmt.Sprint("y", i+1)
		}
	}
	for i := 0; ; i++ {
		if err := w.Write(row); err != nil {
			return nil, err
		}
		if i == a.array.Len() {
			break
		}
		for k := range row {
			row[k] = strconv.FormatFloat(a.array.Values[i*columns+k], 'g', -1, 64)
		}
	}
	w.Flush()
	return b.Bytes(), w.Error()
}
