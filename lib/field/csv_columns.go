package field

import "fmt"

// ReadColumns reads a table of numbers whose rows come in any order, and in which no column is an axis: measurements at scattered points,
// "x (m), t (s), u (m/s)". All columns have as many values as there are rows. The text is as [ReadCSV] has it, but for dates, which
// only an axis may hold.
func ReadColumns(path string) ([]Column, error) {
	data, err := readWhole(path, "split the table, or save it as .npy")
	if err != nil {
		return nil, err
	}
	s, err := parseCSV(data, true)
	if err != nil {
		return nil, fmt.Errorf("field: %s: %w", path, err)
	}
	return s.Columns, nil
}

// ParseColumns is [ReadColumns] on a text in memory, such as an embedded file.
func ParseColumns(text []byte) ([]Column, error) {
	s, err := parseCSV(text, true)
	if err != nil {
		return nil, fmt.Errorf("field: CSV: %w", err)
	}
	return s.Columns, nil
}
