package keep

import (
	"bytes"
	"encoding"
	"encoding/gob"
	"errors"
	"fmt"
	"reflect"
	"strings"
)

var (
	gobEncoder      = reflect.TypeFor[gob.GobEncoder]()
	binaryMarshaler = reflect.TypeFor[encoding.BinaryMarshaler]()
)

// encodesItself says whether gob leaves a type to its own methods.
func encodesItself(t reflect.Type) bool {
	for _, m := range []reflect.Type{gobEncoder, binaryMarshaler} {
		if t.Implements(m) || t.Kind() != reflect.Pointer && reflect.PointerTo(t).Implements(m) {
			return true
		}
	}
	return false
}

// checkType refuses, by an error, a type of which gob would lose a part and say nothing.
func checkType(t reflect.Type) error { return checkWithin(t, t.String(), map[reflect.Type]bool{}) }

func checkWithin(t reflect.Type, path string, seen map[reflect.Type]bool) error {
	if seen[t] || encodesItself(t) {
		return nil
	}
	seen[t] = true
	switch t.Kind() {
	case reflect.Pointer:
		return checkWithin(t.Elem(), path, seen)
	case reflect.Slice, reflect.Array:
		return checkWithin(t.Elem(), path+"[]", seen)
	case reflect.Map:
		if err := checkWithin(t.Key(), path+"[a key]", seen); err != nil {
			return err
		}
		return checkWithin(t.Elem(), path+"[]", seen)
	case reflect.Struct:
		for i := range t.NumField() {
			f := t.Field(i)
			at := path + "." + f.Name
			switch {
			case f.Name == "_":
				continue
			case !f.IsExported():
				return fmt.Errorf("%s is unexported, and gob would leave it out; export it, or give %s GobEncode and GobDecode", at, t)
			}
			if err := checkWithin(f.Type, at, seen); err != nil {
				return err
			}
		}
	case reflect.Func, reflect.Chan, reflect.UnsafePointer, reflect.Uintptr:
		return fmt.Errorf("%s is a %s, which can't be written down; keep the values that it is made from", path, t.Kind())
	}
	return nil
}

// encode is what v points to, in gob's form. It is looked through first: at a ring of pointers gob
// would not end.
func encode(v any) ([]byte, error) {
	if _, err := digestAsGob(v); err != nil {
		return nil, err
	}
	// Of a pointer to a nil, gob writes nothing and says nothing.
	for p := reflect.ValueOf(v); p.Kind() == reflect.Pointer || p.Kind() == reflect.Interface; p = p.Elem() {
		if p.IsNil() {
			return nil, errors.New("the result is nil; there is nothing to keep: return an error instead of nil")
		}
	}
	var b bytes.Buffer
	if err := gob.NewEncoder(&b).Encode(v); err != nil {
		return nil, explain(err)
	}
	return b.Bytes(), nil
}

func decode(payload []byte, into any) error {
	if err := gob.NewDecoder(bytes.NewReader(payload)).Decode(into); err != nil {
		return explain(err)
	}
	return nil
}

// explain adds what to do to gob's words.
func explain(err error) error {
	switch text := err.Error(); {
	case strings.Contains(text, "not registered for interface"):
		return fmt.Errorf("%w; call gob.Register with a value of that type, in an init or before Once, in every cell that reads it", err)
	case strings.Contains(text, "nil pointer"), strings.Contains(text, "nil interface"), strings.Contains(text, "nil value"):
		return fmt.Errorf("%w; there is nothing to keep: return an error instead of nil", err)
	case strings.Contains(text, "no exported fields"):
		return fmt.Errorf("%w; export one, or return a bool", err)
	}
	return err
}
