package backend

import "strings"

// FirstLine is an error of GoMLX without the lines after its first: they are a stack, which tells a reader nothing. It still is what it
// was to errors.Is and errors.As. Of nil it is nil.
func FirstLine(err error) error {
	if err == nil {
		return nil
	}
	line, _, _ := strings.Cut(err.Error(), "\n")
	return firstLine{line, err}
}

type firstLine struct {
	line string
	of   error
}

func (f firstLine) Error() string { return f.line }
func (f firstLine) Unwrap() error { return f.of }
