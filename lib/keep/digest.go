package keep

import (
	"fmt"
	"math"
	"reflect"
	"slices"
	"time"
	"unsafe"
)

// digestInputs is a digest of a value's content, the same in every process: no address enters it,
// and a map's order doesn't.
func digestInputs(v any) (string, error) {
	d := digester{hasher: newHash(), active: map[visit]int{}}
	if v == nil {
		d.text("nil")
		return d.sum(), nil
	}
	d.text(typeName(reflect.TypeOf(v)))
	err := d.value(reflect.ValueOf(v), "inputs")
	return d.sum(), err
}

// same returns an error when what v points to differs from what gob made of it.
func same(v, back any) error {
	a, err := digestAsGob(v)
	if err != nil {
		return err
	}
	b, err := digestAsGob(back)
	if err != nil {
		return err
	}
	if a != b {
		return fmt.Errorf("%s comes back different from gob, as a pointer to a zero in a struct does (it comes back nil); "+
			"hold the value itself, or give the type GobEncode and GobDecode", reflect.TypeOf(v).Elem())
	}
	return nil
}

// digestAsGob digests a value as far as gob promises to keep it.
func digestAsGob(v any) (string, error) {
	d := digester{hasher: newHash(), active: map[visit]int{}, asGob: true}
	err := d.value(reflect.ValueOf(v), "the result")
	return d.sum(), err
}

// A digester walks a value by reflection.
type digester struct {
	hasher
	// active holds the pointers being followed, with their depth: to meet one again is a cycle.
	active map[visit]int
	// asGob takes as equal what gob doesn't tell apart (nil and empty, 0 and -0), leaves alone the
	// types that encode themselves, and refuses cycles, at which gob would not end.
	asGob bool
}

type visit struct {
	at  unsafe.Pointer
	typ reflect.Type
}

var timeType = reflect.TypeFor[time.Time]()

func (d digester) value(v reflect.Value, path string) error {
	if d.asGob && encodesItself(v.Type()) {
		return nil
	}
	if v.Type() == timeType {
		return d.time(v, path)
	}
	switch v.Kind() {
	case reflect.Bool:
		if v.Bool() {
			d.uint(1)
		} else {
			d.uint(0)
		}
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		d.uint(uint64(v.Int()))
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr:
		d.uint(v.Uint())
	case reflect.Float32, reflect.Float64:
		d.float(v.Float())
	case reflect.Complex64, reflect.Complex128:
		d.float(real(v.Complex()))
		d.float(imag(v.Complex()))
	case reflect.String:
		d.text(v.String())
	case reflect.Slice, reflect.Array:
		return d.list(v, path)
	case reflect.Map:
		return d.table(v, path)
	case reflect.Struct:
		for i := range v.NumField() {
			f := v.Type().Field(i)
			if d.asGob && !f.IsExported() {
				continue // checkType let it pass: a blank field.
			}
			d.text(f.Name)
			if err := d.value(v.Field(i), path+"."+f.Name); err != nil {
				return err
			}
		}
	case reflect.Pointer:
		return d.pointer(v, path)
	case reflect.Interface:
		if v.IsNil() {
			d.text("nil")
			return nil
		}
		d.text(typeName(v.Elem().Type()))
		if d.asGob {
			if err := checkType(v.Elem().Type()); err != nil {
				return fmt.Errorf("%s: %w", path, err)
			}
		}
		return d.value(v.Elem(), path)
	case reflect.Func, reflect.Chan:
		if v.IsNil() {
			d.text("nil")
			return nil
		}
		return fmt.Errorf("%s is a %s, which can't be compared; leave it out, and name what it depends on instead", path, v.Kind())
	default:
		return fmt.Errorf("%s is a %s, which can't be compared; leave it out", path, v.Kind())
	}
	return nil
}

func (d digester) float(f float64) {
	if d.asGob && f == 0 {
		f = 0 // -0 too
	}
	d.uint(math.Float64bits(f))
}

// time digests the instant and the zone's name; the clock reading beside them is this process's own.
func (d digester) time(v reflect.Value, path string) error {
	if !v.CanInterface() {
		return fmt.Errorf("%s is a time in an unexported field, which can't be compared; pass the time itself", path)
	}
	t := v.Interface().(time.Time)
	d.uint(uint64(t.Unix()))
	d.uint(uint64(t.Nanosecond()))
	d.text(t.Location().String())
	return nil
}

func (d digester) list(v reflect.Value, path string) error {
	if v.Kind() == reflect.Slice && v.IsNil() && !d.asGob {
		d.text("nil")
		return nil
	}
	d.uint(uint64(v.Len()))
	if raw, ok := numbers(v); ok {
		d.Write(raw)
		return nil
	}
	for i := range v.Len() {
		if err := d.value(v.Index(i), fmt.Sprintf("%s[%d]", path, i)); err != nil {
			return err
		}
	}
	return nil
}

// numbers is the memory of a slice of numbers: a million of them in a millisecond.
func numbers(v reflect.Value) ([]byte, bool) {
	if v.Kind() != reflect.Slice || v.Len() == 0 {
		return nil, false
	}
	switch v.Type().Elem().Kind() {
	case reflect.Bool, reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64,
		reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64,
		reflect.Float32, reflect.Float64, reflect.Complex64, reflect.Complex128:
		size := v.Len() * int(v.Type().Elem().Size())
		return unsafe.Slice((*byte)(v.UnsafePointer()), size), true
	}
	return nil, false
}

// table digests a map: each pair by itself, then the pairs' digests in order.
func (d digester) table(v reflect.Value, path string) error {
	if v.IsNil() && !d.asGob {
		d.text("nil")
		return nil
	}
	pairs := make([]string, 0, v.Len())
	for iter := v.MapRange(); iter.Next(); {
		pair := digester{hasher: newHash(), active: d.active, asGob: d.asGob}
		if err := pair.value(iter.Key(), path+"[a key]"); err != nil {
			return err
		}
		at := path + "[...]"
		if k := iter.Key(); k.Kind() == reflect.String {
			at = fmt.Sprintf("%s[%q]", path, k.String())
		}
		if err := pair.value(iter.Value(), at); err != nil {
			return err
		}
		pairs = append(pairs, pair.sum())
	}
	slices.Sort(pairs)
	d.uint(uint64(len(pairs)))
	d.text(pairs...)
	return nil
}

func (d digester) pointer(v reflect.Value, path string) error {
	if v.IsNil() {
		d.text("nil")
		return nil
	}
	at := visit{v.UnsafePointer(), v.Type()}
	if depth, ok := d.active[at]; ok {
		if d.asGob {
			return fmt.Errorf("%s points back to what holds it, and gob can't encode a ring", path)
		}
		d.text("ring")
		d.uint(uint64(len(d.active) - depth))
		return nil
	}
	d.active[at] = len(d.active)
	defer delete(d.active, at)
	d.text("to")
	return d.value(v.Elem(), path)
}
