package notebook

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"
)

// notNotebook is an error of a file that holds no notebook at all. Its text reads on from the
// file's name: "welcome.ipynb is " + "not a notebook: ...".
type notNotebook struct{ why string }

func (e notNotebook) Error() string { return "not a notebook: " + e.why }

// decodeJSON reads one JSON value, keeping numbers as they are written.
func decodeJSON(data []byte) (any, error) {
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	var tree any
	if err := d.Decode(&tree); err != nil {
		return nil, err
	}
	if _, err := d.Token(); err != io.EOF {
		return nil, fmt.Errorf("more text follows the value that ends at byte %d", d.InputOffset())
	}
	return tree, nil
}

// decodeFile reads a whole file's JSON; its errors say the line and the likely cause.
func decodeFile(data []byte) (any, error) {
	data = bytes.TrimPrefix(data, []byte("\uFEFF"))
	if len(bytes.TrimSpace(data)) == 0 {
		return nil, notNotebook{"the file is empty"}
	}
	if i := invalidUTF8(data); i >= 0 {
		return nil, notNotebook{fmt.Sprintf("line %d is not UTF-8 text; save it as UTF-8", lineOf(data, i))}
	}
	if i := loneSurrogate(data); i >= 0 {
		return nil, notNotebook{fmt.Sprintf("line %d holds %s, half of a character; delete it", lineOf(data, i), data[i:i+6])}
	}
	if i := conflictMarker(data); i >= 0 {
		return nil, notNotebook{fmt.Sprintf("line %d is a merge conflict of git; resolve it first", lineOf(data, i))}
	}
	tree, err := decodeJSON(data)
	if err == nil {
		return tree, nil
	}
	at := int64(len(data))
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) {
		at = min(syntax.Offset, at)
	}
	why := err.Error()
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF):
		why = "the file ends too early, half written perhaps"
	case bytes.HasPrefix(bytes.TrimSpace(data), []byte("<")):
		why = "this is a web page, not JSON; download the raw file"
	case bytes.HasPrefix(data[max(0, at-1):], []byte("NaN")):
		why = "NaN is not JSON; write null or a string in its place"
	}
	return nil, notNotebook{fmt.Sprintf("line %d: %s", lineOf(data, int(at-1)), why)}
}

// lineOf is the 1-based line that holds byte i.
func lineOf(data []byte, i int) int {
	return 1 + bytes.Count(data[:max(0, min(i, len(data)))], []byte("\n"))
}

func invalidUTF8(data []byte) int {
	if utf8.Valid(data) {
		return -1
	}
	for i := 0; i < len(data); {
		r, n := utf8.DecodeRune(data[i:])
		if r == utf8.RuneError && n == 1 {
			return i
		}
		i += n
	}
	return -1
}

// loneSurrogate finds an escape \uD800 to \uDFFF without its other half: encoding/json would turn
// it into U+FFFD in silence. It returns the escape's offset, or -1.
func loneSurrogate(data []byte) int {
	for i := 0; i < len(data); i++ {
		if data[i] != '\\' {
			continue
		}
		high := escapeAt(data, i)
		switch {
		case high < 0:
			i++ // \n, \\, \" and the like: skip the escaped byte
		case high >= 0xDC00 && high <= 0xDFFF:
			return i
		case high >= 0xD800 && high < 0xDC00:
			if low := escapeAt(data, i+6); low < 0xDC00 || low > 0xDFFF {
				return i
			}
			i += 11
		default:
			i += 5
		}
	}
	return -1
}

// escapeAt is the code of the escape \uXXXX at i, or -1.
func escapeAt(data []byte, i int) int {
	if i+6 > len(data) || data[i] != '\\' || data[i+1] != 'u' {
		return -1
	}
	n, err := strconv.ParseUint(string(data[i+2:i+6]), 16, 16)
	if err != nil {
		return -1
	}
	return int(n)
}

// conflictMarker finds a line that git writes into a file it could not merge. Inside a notebook's
// strings no line can begin so, since each is indented.
func conflictMarker(data []byte) int {
	if bytes.HasPrefix(data, []byte("<<<<<<< ")) {
		return 0
	}
	if i := strings.Index(string(data), "\n<<<<<<< "); i >= 0 {
		return i + 1
	}
	return -1
}
