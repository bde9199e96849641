package runner

import (
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// types are those that a parameter, or an element of one, may have.
var types = []string{"bool", "string", "int", "int8", "int16", "int32", "int64",
	"uint", "uint8", "uint16", "uint32", "uint64", "float32", "float64", "time.Duration"}

// Literal checks a value that a reader has typed and gives it as Go text. Only text that this
// function makes itself gets into the notebook, so a value can't be code. dir is where relative
// paths start.
func (p Parameter) Literal(value, dir string) (string, error) {
	if !p.slice {
		lit, err := p.literal(value, dir)
		if err != nil {
			return "", fmt.Errorf("-p %s=%s: %w", p.Name, value, err)
		}
		return lit, nil
	}
	items, err := split(value)
	if err != nil {
		return "", fmt.Errorf("-p %s=%s: %s is a list, values with commas between them such as -p %s=%s: %w",
			p.Name, value, p.Name, p.Name, example(p.element)+","+example(p.element), err)
	}
	var lits []string
	for i, item := range items {
		lit, err := p.literal(item, dir)
		if err != nil {
			return "", fmt.Errorf("-p %s=%s: value %d: %w", p.Name, value, i+1, err)
		}
		lits = append(lits, lit)
	}
	return fmt.Sprintf("%s{%s}", p.Type, strings.Join(lits, ", ")), nil
}

// split cuts a list at its commas: 1,2,3 or [1, 2, 3], with quotes around values that hold a comma.
func split(value string) ([]string, error) {
	value = strings.TrimSpace(value)
	if strings.HasPrefix(value, "[") && strings.HasSuffix(value, "]") {
		value = value[1 : len(value)-1]
	}
	if strings.TrimSpace(value) == "" {
		return nil, nil
	}
	r := csv.NewReader(strings.NewReader(value))
	r.TrimLeadingSpace = true
	items, err := r.Read()
	if err != nil {
		return nil, err
	}
	for i := range items {
		items[i] = strings.TrimSpace(items[i])
	}
	return items, nil
}

func (p Parameter) literal(value, dir string) (string, error) {
	wrong := func() error {
		return fmt.Errorf("%s is %s, not %q; write for example -p %s=%s", p.Name, article(p.element), value, p.Name, example(p.element))
	}
	switch kind := p.element; {
	case kind == "string":
		if p.File {
			path, err := existing(value, dir)
			if err != nil {
				return "", fmt.Errorf("%s is a file: %w", p.Name, err)
			}
			value = path
		}
		return strconv.Quote(value), nil
	case kind == "bool":
		if value != "true" && value != "false" {
			return "", wrong()
		}
		return value, nil
	case kind == "time.Duration":
		d, err := time.ParseDuration(value)
		if err != nil {
			return "", wrong()
		}
		return fmt.Sprintf("time.Duration(%d)", d), nil
	case strings.HasPrefix(kind, "int"):
		n, err := strconv.ParseInt(value, 0, bits(kind, "int"))
		if err != nil {
			return "", integerError(p, value, err, wrong())
		}
		return strconv.FormatInt(n, 10), nil
	case strings.HasPrefix(kind, "uint"):
		n, err := strconv.ParseUint(value, 0, bits(kind, "uint"))
		if err != nil {
			return "", integerError(p, value, err, wrong())
		}
		return strconv.FormatUint(n, 10), nil
	}
	return p.float(value, wrong)
}

func (p Parameter) float(value string, wrong func() error) (string, error) {
	size := bits(p.element, "float")
	f, err := strconv.ParseFloat(value, size)
	switch {
	case err != nil:
		return "", wrong()
	case f != f || f-f != 0:
		return "", fmt.Errorf("%s must be a finite number, not %s", p.Name, value)
	}
	lit := strconv.FormatFloat(f, 'g', -1, size)
	if !strings.ContainsAny(lit, ".e") {
		lit += ".0" // so that it stays a float64 where the type is not written
	}
	return lit, nil
}

func integerError(p Parameter, value string, err error, wrong error) error {
	if ne, ok := err.(*strconv.NumError); ok && ne.Err == strconv.ErrRange {
		return fmt.Errorf("%s does not fit in %s %s", value, article(p.element), p.Name)
	}
	return wrong
}

// bits gives the size in a type's name: 0, which strconv takes for int's own, for int and uint.
func bits(kind, stem string) int {
	n, _ := strconv.Atoi(strings.TrimPrefix(kind, stem))
	return n
}

// existing makes a path absolute. A file must be there and be readable; the notebook runs elsewhere,
// and would say so late and less clearly.
func existing(path, dir string) (string, error) {
	if path == "" {
		return "", nil // no file: the notebook's own data
	}
	if strings.ContainsRune(path, 0) {
		return "", fmt.Errorf("%q is no path", path)
	}
	if !filepath.IsAbs(path) {
		path = filepath.Join(dir, path)
	}
	path, err := filepath.Abs(path)
	if err != nil {
		return "", err
	}
	f, err := os.Open(path)
	switch {
	case os.IsNotExist(err):
		return "", fmt.Errorf("there is none at %s", path)
	case err != nil:
		return "", err
	}
	f.Close()
	return path, nil
}

func article(kind string) string {
	switch kind {
	case "bool":
		return "true or false (bool)"
	case "string":
		return "a string"
	case "time.Duration":
		return "a duration (time.Duration)"
	case "int":
		return "a whole number (int)"
	}
	if strings.HasPrefix(kind, "float") {
		return "a number (" + kind + ")"
	}
	return "a whole number (" + kind + ")"
}

func example(kind string) string {
	switch kind {
	case "bool":
		return "true"
	case "string":
		return "text"
	case "time.Duration":
		return "1m30s"
	}
	if strings.HasPrefix(kind, "float") {
		return "0.5"
	}
	return "10"
}
