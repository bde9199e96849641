package notebook

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
)

// The readers of single fields take the field out of the tree, so that what stays is Extra.

func (p *parser) text(t map[string]any, key string) string {
	s, ok := t[key].(string)
	if !ok {
		p.fail(key, "is %s; write a string", kindOf(t, key))
	}
	delete(t, key)
	return s
}

func (p *parser) lines(t map[string]any, key string) string {
	s, ok := joined(t[key])
	if !ok {
		p.fail(key, "is %s; write a string or a list of strings", kindOf(t, key))
	}
	delete(t, key)
	return s
}

func (p *parser) object(t map[string]any, key string) Metadata {
	v, ok := t[key].(map[string]any)
	if !ok {
		p.fail(key, "is %s; write an object, such as {}", kindOf(t, key))
	}
	delete(t, key)
	return rest(v)
}

func (p *parser) list(t map[string]any, key string) []any {
	v, ok := t[key].([]any)
	if !ok {
		p.fail(key, "is %s; write a list, such as []", kindOf(t, key))
	}
	delete(t, key)
	return v
}

func (p *parser) count(t map[string]any, key string) *int {
	v, ok := t[key]
	delete(t, key)
	if ok && v == nil {
		return nil
	}
	n := integer(v)
	if n < 0 {
		p.fail(key, "is %s; write a whole number, or null", kindIf(v, ok))
		return nil
	}
	return &n
}

// rest keeps the fields of a tree as JSON text.
func rest(t map[string]any) map[string]json.RawMessage {
	out := map[string]json.RawMessage{}
	for k, v := range t {
		out[k] = compact(v)
	}
	return out
}

// joined is a text given as one string or as a list of strings.
func joined(v any) (string, bool) {
	switch v := v.(type) {
	case string:
		return v, true
	case []any:
		var b strings.Builder
		for _, line := range v {
			s, ok := line.(string)
			if !ok {
				return "", false
			}
			b.WriteString(s)
		}
		return b.String(), true
	}
	return "", false
}

// integer is a JSON whole number from 0 on, or -1.
func integer(v any) int {
	n, ok := v.(json.Number)
	if !ok {
		return -1
	}
	i, err := strconv.ParseInt(string(n), 10, 32)
	if err != nil || i < 0 {
		return -1
	}
	return int(i)
}

func kindOf(t map[string]any, key string) string {
	v, ok := t[key]
	return kindIf(v, ok)
}

func kindIf(v any, present bool) string {
	if !present {
		return "missing"
	}
	return kind(v)
}

// kind names a JSON value in words, for errors.
func kind(v any) string {
	switch v := v.(type) {
	case nil:
		return "null"
	case bool:
		return fmt.Sprint(v)
	case json.Number:
		return "the number " + string(v)
	case string:
		return "a string"
	case []any:
		return "a list"
	}
	return "an object"
}
