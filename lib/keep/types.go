package keep

import (
	"reflect"
	"strconv"
	"strings"
)

// typeName is a type with the path of its package: two packages may have a type State.
func typeName(t reflect.Type) string {
	if t.PkgPath() != "" {
		return t.PkgPath() + "." + t.Name()
	}
	return t.String()
}

// describe spells a type out, down to its fields: a result whose struct has got a field is another
// result, even where the function that returns it lies in another package.
func describe(t reflect.Type) string {
	var b strings.Builder
	describeTo(&b, t, map[reflect.Type]bool{})
	return b.String()
}

func describeTo(b *strings.Builder, t reflect.Type, seen map[reflect.Type]bool) {
	b.WriteString(typeName(t))
	if seen[t] {
		return
	}
	seen[t] = true
	b.WriteString(" " + t.Kind().String() + " ")
	switch t.Kind() {
	case reflect.Array:
		b.WriteString(strconv.Itoa(t.Len()))
		describeTo(b, t.Elem(), seen)
	case reflect.Pointer, reflect.Slice:
		describeTo(b, t.Elem(), seen)
	case reflect.Map:
		describeTo(b, t.Key(), seen)
		describeTo(b, t.Elem(), seen)
	case reflect.Struct:
		b.WriteString("{")
		for i := range t.NumField() {
			b.WriteString(t.Field(i).Name + " ")
			describeTo(b, t.Field(i).Type, seen)
			b.WriteString(";")
		}
		b.WriteString("}")
	}
}
