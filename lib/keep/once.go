package keep

import (
	"fmt"
	"reflect"
	"runtime"
	"strings"
	"time"
)

// Once returns what f returned the last time it was run with these inputs, or runs f and keeps what
// it returns. The package's text says when f runs again.
//
// The inputs are whatever else f depends on: one value, a struct, or []any{nu, seed}; nil for none.
// They may hold no function and no channel. An error from f is returned with f's value, and nothing
// is kept. When a value can't be written, Once returns it beside the error, so that the work isn't lost.
//
// f must not call Once with the same name and inputs: that is an error.
func Once[T any](name string, inputs any, f func() (T, error)) (T, error) {
	var zero T
	if f == nil {
		return zero, fmt.Errorf("keep: Once(%q) got no function", name)
	}
	w, err := newWant(name, inputs, f, reflect.TypeFor[T]())
	if err != nil {
		return zero, err
	}
	if v, ok := recall[T](w); ok {
		return v, nil
	}
	if insideOwnFunction(w) {
		return zero, fmt.Errorf("keep: the function of Once(%q) calls Once with the same name and inputs, which would wait for itself; give the inner result another name", name)
	}
	unlock, err := lock(w.file)
	if err != nil {
		return zero, err
	}
	defer unlock()
	// Another process may have computed it while this one waited.
	if v, ok := recall[T](w); ok {
		return v, nil
	}

	defer running(w)()
	start := time.Now()
	v, err := f()
	if err != nil {
		return v, err
	}
	w.head.Took = time.Since(start)
	back, err := store(w, v)
	if err != nil {
		return v, err
	}
	return back, nil
}

// A want is a result that is asked for: where it lies, and what must stand at the head of it.
type want struct {
	file string
	head head
}

func newWant(name string, inputs, f any, result reflect.Type) (want, error) {
	if name == "" {
		return want{}, fmt.Errorf("keep: the result has no name; give one, as in keep.Once(\"orbit\", nil, solve)")
	}
	if err := checkType(result); err != nil {
		return want{}, fmt.Errorf("keep: %q can't be kept: %w", name, err)
	}
	in, err := digestInputs(inputs)
	if err != nil {
		return want{}, fmt.Errorf("keep: the inputs of %q: %w", name, err)
	}
	source, by, err := sourceOf(f)
	if err != nil {
		return want{}, fmt.Errorf("keep: %q: %w", name, err)
	}
	library, err := library()
	if err != nil {
		return want{}, fmt.Errorf("keep: %q: %w", name, err)
	}
	dir, err := Dir()
	if err != nil {
		return want{}, err
	}
	h := newHash()
	h.text("result", name, in, source, library, describe(result), runtime.Version(), runtime.GOARCH)
	return want{
		file: entryFile(dir, name, in),
		head: head{Name: name, Type: result.String(), Key: h.sum(), By: by},
	}, nil
}

// recall reads a kept value; false where there is none that fits, or only a damaged one.
func recall[T any](w want) (v T, ok bool) {
	h, payload, err := readEntry(w.file)
	if err != nil || h.Key != w.head.Key {
		return v, false
	}
	if decode(payload, &v) != nil {
		var zero T
		return zero, false
	}
	touch(w.file)
	return v, true
}

// store keeps a value and returns it as it will be read back: a first run and a later one give a
// cell the same value, down to a nil slice that gob reads as empty.
func store[T any](w want, v T) (T, error) {
	var back T
	payload, err := encode(&v)
	if err == nil {
		err = decode(payload, &back)
	}
	if err == nil {
		err = same(&v, &back)
	}
	if err != nil {
		return back, fmt.Errorf("keep: %q can't be kept: %w", w.head.Name, err)
	}
	w.head.Made = time.Now()
	if err := writeEntry(w.file, w.head, payload); err != nil {
		return back, fmt.Errorf("keep: %q was computed but not kept: %w", w.head.Name, err)
	}
	makeRoom(w.file)
	return back, nil
}

// callerOutside returns the file and line of the nearest caller outside this package's own calls.
func callerOutside() (file string, line int) {
	pcs := make([]uintptr, 32)
	frames := runtime.CallersFrames(pcs[:runtime.Callers(2, pcs)])
	for {
		frame, more := frames.Next()
		if !own(frame.Function) {
			return frame.File, frame.Line
		}
		if !more {
			return "", 0
		}
	}
}

// own says whether a function is one of this package's, its tests apart.
func own(function string) bool {
	const pkg = "sublunar/lib/keep."
	return strings.HasPrefix(function, pkg+"Once[") || strings.HasPrefix(function, pkg+"newWant") ||
		strings.HasPrefix(function, pkg+"sourceOf") || strings.HasPrefix(function, pkg+"callerOutside")
}
