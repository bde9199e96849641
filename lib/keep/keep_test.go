package keep_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"sublunar/lib/keep"
)

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "keep")
	if err == nil {
		err = os.Setenv("SUBLUNAR_KEEP", dir)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	code := m.Run()
	os.RemoveAll(dir)
	os.Exit(code)
}

// fresh gives a test a store of its own.
func fresh(t *testing.T) (dir string) {
	dir = t.TempDir()
	t.Setenv("SUBLUNAR_KEEP", dir)
	return dir
}

// runs counts, so that a test sees whether a function ran. Nothing in the key changes with it: it
// is a package variable that the functions below only read through a pointer.
var runs = new(atomic.Int64)

type orbit struct {
	Times  []float64
	States map[string][2]float64
	Note   *string
}

func solve() (orbit, error) {
	runs.Add(1)
	note := "closed"
	return orbit{[]float64{0, 0.1, 1.0 / 3}, map[string][2]float64{"hare": {30, 4}}, &note}, nil
}

func TestOnceRunsOnce(t *testing.T) {
	fresh(t)
	before := runs.Load()
	first, err := keep.Once("orbit", 0.1, solve)
	if err != nil {
		t.Fatal(err)
	}
	second, err := keep.Once("orbit", 0.1, solve)
	if err != nil {
		t.Fatal(err)
	}
	if n := runs.Load() - before; n != 1 {
		t.Errorf("it ran %d times for one input, want once", n)
	}
	for _, o := range []orbit{first, second} {
		if len(o.Times) != 3 || o.Times[2] != 1.0/3 || o.States["hare"] != [2]float64{30, 4} || *o.Note != "closed" {
			t.Errorf("came back as %+v", o)
		}
	}
	for _, inputs := range []any{0.2, float32(0.1), nil, []any{0.1}} {
		before := runs.Load()
		if _, err := keep.Once("orbit", inputs, solve); err != nil || runs.Load() != before+1 {
			t.Errorf("with inputs %T %v it ran %d times, want once (%v)", inputs, inputs, runs.Load()-before, err)
		}
	}
	before = runs.Load()
	if _, err := keep.Once("orbit", 0.1, solve); err != nil || runs.Load() != before {
		t.Error("other inputs pushed out the result of these")
	}
}

func TestErrorIsNotKept(t *testing.T) {
	fresh(t)
	fail := errors.New("diverged")
	calls := 0
	f := func() (int, error) {
		calls++
		if calls == 1 {
			return 7, fail
		}
		return 8, nil
	}
	if v, err := keep.Once("e", nil, f); err != fail || v != 7 {
		t.Errorf("got %d, %v; want what the function returned", v, err)
	}
	if v, err := keep.Once("e", nil, f); err != nil || v != 8 {
		t.Errorf("got %d, %v; want a second run", v, err)
	}
}

func TestPanicReleasesTheLock(t *testing.T) {
	fresh(t)
	calls := 0
	f := func() (int, error) {
		if calls++; calls == 1 {
			panic("boom")
		}
		return 1, nil
	}
	func() {
		defer func() { _ = recover() }()
		_, _ = keep.Once("p", nil, f)
	}()
	if v, err := keep.Once("p", nil, f); v != 1 || err != nil {
		t.Errorf("after a panic: %d, %v", v, err)
	}
}

func TestRefused(t *testing.T) {
	fresh(t)
	type hidden struct {
		A     int
		inner []float64
	}
	type callback struct{ Residual func(float64) float64 }
	type deep struct{ Map map[string]*hidden }
	ring := &struct{ Next any }{}
	ring.Next = ring
	three := 0
	type zeroPointer struct{ P *int }
	for _, c := range []struct {
		name string
		err  error
		want string
	}{
		{"no name", once("", nil, 1), "no name"},
		{"function in the inputs", once("x", callback{func(x float64) float64 { return x }}, 1), "inputs.Residual is a func"},
		{"channel in the inputs", once("x", []any{make(chan int)}, 1), "inputs[0] is a chan"},
		{"function in a map", once("x", map[string]any{"f": strings.ToUpper}, 1), `inputs["f"] is a func`},
		{"unexported field", once("x", nil, hidden{1, nil}), "hidden.inner is unexported"},
		{"deep unexported field", once("x", nil, deep{}), "deep.Map[].inner is unexported"},
		{"behind an interface", once("x", nil, []any{hidden{}}), "inner is unexported"},
		{"function in the result", once("x", nil, callback{}), "callback.Residual is a func"},
		{"channel", once("x", nil, make(chan int)), "is a chan"},
		{"ring", once[any]("x", nil, ring), "ring"},
		{"not registered", once[any]("x", nil, struct{ A int }{1}), "gob.Register"},
		{"nil result", once[*int]("x", nil, nil), "return an error instead of nil"},
		{"gob loses it", once("x", nil, zeroPointer{&three}), "comes back different"},
		{"no function", func() error { _, err := keep.Once[int]("x", nil, nil); return err }(), "no function"},
		{"nothing put", get[int]("nothing"), "nothing was Put"},
		{"put without a name", keep.Put("", 1), "no name"},
	} {
		if c.err == nil || !strings.Contains(c.err.Error(), c.want) {
			t.Errorf("%s: error %v, want one with %q", c.name, c.err, c.want)
		}
	}
}

func once[T any](name string, inputs any, v T) error {
	_, err := keep.Once(name, inputs, func() (T, error) { return v, nil })
	return err
}

func get[T any](name string) error {
	_, err := keep.Get[T](name)
	return err
}

// A type that can't be kept is refused before the work, not after it.
func TestRefusedBeforeTheRun(t *testing.T) {
	fresh(t)
	ran := false
	_, err := keep.Once("x", nil, func() (struct{ f int }, error) { ran = true; return struct{ f int }{1}, nil })
	if err == nil || ran {
		t.Errorf("error %v, ran %v", err, ran)
	}
}

func TestOwnFunctionIsAnError(t *testing.T) {
	fresh(t)
	var f func() (int, error)
	f = func() (int, error) { return keep.Once("self", 1, f) }
	if _, err := keep.Once("self", 1, f); err == nil || !strings.Contains(err.Error(), "another name") {
		t.Errorf("error %v, want one that says that it waits for itself", err)
	}
	outer := func() (int, error) { return keep.Once("inner", 1, func() (int, error) { return 5, nil }) }
	if v, err := keep.Once("outer", 1, outer); v != 5 || err != nil {
		t.Errorf("one Once within another: %d, %v", v, err)
	}
}

// A damaged file is computed again, wherever the damage lies.
func TestDamage(t *testing.T) {
	dir := fresh(t)
	before := runs.Load()
	for i, damage := range []func([]byte) []byte{
		func(b []byte) []byte { return nil },
		func(b []byte) []byte { return b[:10] },
		func(b []byte) []byte { return b[:len(b)-1] },
		func(b []byte) []byte { b[len(b)-1] ^= 1; return b },
		func(b []byte) []byte { b[70] ^= 1; return b },
		func(b []byte) []byte { b[0] ^= 1; return b },
		func(b []byte) []byte { return append(b, 0) },
	} {
		if _, err := keep.Once("orbit", nil, solve); err != nil {
			t.Fatal(err)
		}
		files, err := filepath.Glob(filepath.Join(dir, "*", "*.kept"))
		if err != nil || len(files) != 1 {
			t.Fatalf("files %v, %v", files, err)
		}
		data, err := os.ReadFile(files[0])
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(files[0], damage(data), 0o666); err != nil {
			t.Fatal(err)
		}
		if o, err := keep.Once("orbit", nil, solve); err != nil || *o.Note != "closed" {
			t.Errorf("damage %d: %+v, %v", i, o, err)
		}
		if n := runs.Load() - before; n != int64(i+2) {
			t.Errorf("after damage %d it had run %d times, want %d", i, n, i+2)
		}
	}
}

// Many want one result at once: it is computed once, and all get it.
func TestAtOnce(t *testing.T) {
	fresh(t)
	before := runs.Load()
	var wg sync.WaitGroup
	var bad atomic.Int64
	for range 16 {
		wg.Go(func() {
			if o, err := keep.Once("orbit", nil, solve); err != nil || len(o.Times) != 3 {
				bad.Add(1)
			}
		})
	}
	wg.Wait()
	if n := runs.Load() - before; n != 1 || bad.Load() != 0 {
		t.Errorf("16 at once: it ran %d times, %d went wrong", n, bad.Load())
	}
}

func TestPutGetForget(t *testing.T) {
	fresh(t)
	if err := keep.Put("answer", orbit{Times: []float64{1, 2}}); err != nil {
		t.Fatal(err)
	}
	if o, err := keep.Get[orbit]("answer"); err != nil || len(o.Times) != 2 {
		t.Errorf("got %+v, %v", o, err)
	}
	if err := get[int]("answer"); err == nil || !strings.Contains(err.Error(), "holds a keep_test.orbit") {
		t.Errorf("another type: %v", err)
	}
	if err := get[int]("question"); err == nil || !strings.Contains(err.Error(), `there is "answer"`) {
		t.Errorf("another name: %v", err)
	}
	if _, err := keep.Once("answer", 1, solve); err != nil {
		t.Fatal(err)
	}
	all, err := keep.List()
	if err != nil || len(all) != 2 || all[0].Name != "answer" || all[0].Size == 0 {
		t.Errorf("list %v, %v", all, err)
	}
	if text := all.String(); !strings.Contains(text, "keep_test.orbit") || !strings.Contains(text, "source of keep_test.solve") {
		t.Errorf("the list reads\n%s", text)
	}
	if err := keep.Forget("answer"); err != nil {
		t.Fatal(err)
	}
	if all, err := keep.List(); err != nil || len(all) != 0 || all.String() != "nothing is kept" {
		t.Errorf("after Forget: %v, %v", all, err)
	}
	if err := keep.Forget("answer"); err != nil {
		t.Errorf("forgetting nothing: %v", err)
	}
}

func TestNoPlace(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o666); err != nil {
		t.Fatal(err)
	}
	t.Setenv("SUBLUNAR_KEEP", filepath.Join(file, "store"))
	if _, err := keep.Once("x", nil, solve); err == nil || !strings.Contains(err.Error(), "set SUBLUNAR_KEEP") {
		t.Errorf("error %v, want one that says what to set", err)
	}
}

func BenchmarkOnceRead(b *testing.B) {
	b.Setenv("SUBLUNAR_KEEP", b.TempDir())
	for b.Loop() {
		if _, err := keep.Once("orbit", nil, solve); err != nil {
			b.Fatal(err)
		}
	}
}
