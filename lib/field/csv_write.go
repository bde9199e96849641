package field

import (
	"bytes"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// WriteCSV writes the series as a table that [ReadCSV] reads back exactly: the same names, units,
// missing values, and every bit of each number (the shortest digits that give it again). NaN and
// missing values become empty cells, so a NaN comes back as missing. The file is written whole or
// not at all.
func (s Series) WriteCSV(path string) error {
	text, err := s.CSV()
	if err != nil {
		return err
	}
	return writeWhole(path, func(w io.Writer) error {
		_, err := w.Write(text)
		return err
	})
}

// CSV returns the text that [Series.WriteCSV] writes.
func (s Series) CSV() ([]byte, error) {
	if err := s.Check(); err != nil {
		return nil, err
	}
	var b bytes.Buffer
	heads := append([]Column{{Name: s.Axis.Name, Unit: s.Axis.Unit}}, s.Columns...)
	for i, c := range heads {
		head, err := joinLabel(c.Name, c.Unit)
		if err != nil {
			return nil, fmt.Errorf("field: column %d: %w", i+1, err)
		}
		if i > 0 {
			b.WriteByte(',')
		}
		// Quotes also keep a name from being taken for a number, or for words divided by spaces.
		if strings.ContainsAny(head, "\",;\t#\uFEFF") || numeric([]cell{{text: head}}) || len(heads) == 1 {
			head = `"` + strings.ReplaceAll(head, `"`, `""`) + `"`
		}
		b.WriteString(head)
	}
	b.WriteByte('\n')
	for i, t := range s.Axis.Values {
		line := strconv.AppendFloat(b.AvailableBuffer(), t, 'g', -1, 64)
		for _, c := range s.Columns {
			line = append(line, ',')
			if !c.IsMissing(i) {
				line = strconv.AppendFloat(line, c.Values[i], 'g', -1, 64)
			}
		}
		b.Write(append(line, '\n'))
	}
	return b.Bytes(), nil
}
