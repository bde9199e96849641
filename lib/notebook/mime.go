package notebook

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// A MIMEBundle is one object in several formats: its keys are MIME types. Text formats hold a JSON
// string (lists of lines are joined when read), JSON formats any JSON value, pictures a JSON
// string in base64.
type MIMEBundle map[string]json.RawMessage

// Types returns the bundle's MIME types, sorted.
func (b MIMEBundle) Types() []string { return slices.Sorted(maps.Keys(b)) }

// Text returns the text held for a MIME type, and whether there is text for it.
func (b MIMEBundle) Text(mime string) (string, bool) {
	raw, ok := b[mime]
	if !ok {
		return "", false
	}
	var s string
	if json.Unmarshal(raw, &s) == nil && len(raw) > 0 && raw[0] == '"' {
		return s, true
	}
	var lines []string
	if json.Unmarshal(raw, &lines) == nil && lines != nil {
		return strings.Join(lines, ""), true
	}
	return "", false
}

// SetText stores text for a MIME type. The bundle must not be nil.
func (b MIMEBundle) SetText(mime, text string) { b[mime] = compact(text) }

// SetJSON stores a value for a JSON MIME type. The bundle must not be nil.
func (b MIMEBundle) SetJSON(mime string, value any) error {
	raw, err := canonical(value)
	if err != nil {
		return fmt.Errorf("%s: %w", mime, err)
	}
	b[mime] = raw
	return nil
}

// Clone returns a copy.
func (b MIMEBundle) Clone() MIMEBundle { return maps.Clone(b) }

// IsJSON says whether a MIME type holds a JSON value rather than text.
func IsJSON(mime string) bool {
	return mime == "application/json" ||
		strings.HasPrefix(mime, "application/") && strings.HasSuffix(mime, "+json")
}

// isSplit says whether Jupyter writes text of this MIME type as a list of lines.
func isSplit(mime string) bool {
	return strings.HasPrefix(mime, "text/") || mime == "application/javascript" || mime == "image/svg+xml"
}

// Metadata is a JSON object of which every field is kept as it was written.
type Metadata map[string]json.RawMessage

// Get decodes a field into v (a pointer). It returns false when there is no such field, and an
// error when it holds something else than v can take.
func (m Metadata) Get(key string, v any) (bool, error) {
	raw, ok := m[key]
	if !ok {
		return false, nil
	}
	if err := json.Unmarshal(raw, v); err != nil {
		return true, fmt.Errorf("metadata.%s: %w", key, err)
	}
	return true, nil
}

// Set stores a value as JSON. The map must not be nil.
func (m Metadata) Set(key string, value any) error {
	raw, err := canonical(value)
	if err != nil {
		return fmt.Errorf("metadata.%s: %w", key, err)
	}
	m[key] = raw
	return nil
}

func (m Metadata) clone() Metadata { return maps.Clone(m) }

// canonical is a value's JSON in the form that Parse gives: no spaces, sorted keys, Python's
// escapes.
func canonical(value any) (json.RawMessage, error) {
	raw, err := json.Marshal(value)
	if err != nil {
		return nil, err
	}
	tree, err := decodeJSON(raw)
	if err != nil {
		return nil, err
	}
	return compact(tree), nil
}

func anySlice(words []string) []any {
	out := make([]any, len(words))
	for i, w := range words {
		out[i] = w
	}
	return out
}
