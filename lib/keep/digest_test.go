package keep

import (
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"testing"
	"time"
)

type node struct {
	Value float64
	next  *node
}

// All of these differ; each gives the same digest twice, from separate copies.
func TestDigestTellsApart(t *testing.T) {
	negativeZero := math.Copysign(0, -1)
	make := func() []any {
		return []any{
			nil, 0, int64(0), uint8(0), 0.0, negativeZero, float32(0), false, true, "", "0", 1,
			math.NaN(), math.Inf(1), 1.0, math.Nextafter(1, 2), complex(1, 0), complex(0, 1),
			[]float64(nil), []float64{}, []float64{0}, []float64{0, 0}, [2]float64{}, []float32{0},
			[]string{"ab", "c"}, []string{"a", "bc"}, [][]int{{1}, {2}}, [][]int{{1, 2}, {}},
			map[string]int(nil), map[string]int{}, map[string]int{"a": 1, "b": 2}, map[string]int{"a": 2, "b": 1},
			node{Value: 1}, node{1, &node{}}, node{1, &node{Value: 1}}, &node{Value: 1},
			struct{ A, B int }{1, 2}, struct{ A, C int }{1, 2},
			[]any{1, "a"}, []any{"a", 1}, []any{1.0, "a"}, (*int)(nil), (*string)(nil),
			time.Unix(1, 0).UTC(), time.Unix(1, 1).UTC(), time.Second, errorText("x"),
		}
	}
	seen := map[string]int{}
	first, second := make(), make()
	for i := range first {
		a, err := digestInputs(first[i])
		if err != nil {
			t.Fatalf("%T: %v", first[i], err)
		}
		b, err := digestInputs(second[i])
		if err != nil || a != b {
			t.Errorf("%T %v: two copies give two digests (%v)", first[i], first[i], err)
		}
		if j, ok := seen[a]; ok {
			t.Errorf("%T %v has the digest of %T %v", first[i], first[i], first[j], first[j])
		}
		seen[a] = i
	}
}

type errorText string

// A map's digest doesn't hang on its order. The control digests a map as it comes.
func TestDigestOfMaps(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	asItComes := map[string]bool{}
	var want string
	for i := range 50 {
		m := map[string]int{}
		for _, k := range r.Perm(20) {
			m[fmt.Sprint(k)] = k * k
		}
		got, err := digestInputs(m)
		if err != nil {
			t.Fatal(err)
		}
		if i > 0 && got != want {
			t.Fatal("the same map gives two digests")
		}
		want = got
		h := newHash()
		for k, v := range m {
			h.text(k)
			h.uint(uint64(v))
		}
		asItComes[h.sum()] = true
	}
	if len(asItComes) == 1 {
		t.Error("the known-bad digest of a map is steady too: this test sees nothing")
	}
}

func TestDigestOfRings(t *testing.T) {
	ring := func(values ...float64) *node {
		first := &node{Value: values[0]}
		last := first
		for _, v := range values[1:] {
			last.next = &node{Value: v}
			last = last.next
		}
		last.next = first
		return first
	}
	a, _ := digestInputs(ring(1, 2))
	b, _ := digestInputs(ring(1, 2))
	c, _ := digestInputs(ring(1, 3))
	d, err := digestInputs(ring(1, 2, 1, 2))
	if a != b || a == c || a == d || err != nil {
		t.Errorf("rings: same %v, other value %v, longer %v (%v)", a == b, a == c, a == d, err)
	}
}

// A result differs when its type's fields do.
func TestDescribe(t *testing.T) {
	type before struct{ A, B float64 }
	types := []reflect.Type{
		reflect.TypeFor[before](), reflect.TypeFor[*before](), reflect.TypeFor[[]before](), reflect.TypeFor[[3]before](),
		reflect.TypeFor[struct{ A, B float64 }](), reflect.TypeFor[struct{ A, B float32 }](), reflect.TypeFor[struct{ B, A float64 }](),
		reflect.TypeFor[map[string]before](), reflect.TypeFor[map[int]before](), reflect.TypeFor[*node](), reflect.TypeFor[any](),
	}
	seen := map[string]reflect.Type{}
	for _, typ := range types {
		text := describe(typ)
		if other, ok := seen[text]; ok {
			t.Errorf("%s and %s are both described by %s", typ, other, text)
		}
		seen[text] = typ
	}
}

// writer writes files below a folder.
func writer(t *testing.T, root string) func(path, text string) {
	return func(path, text string) {
		t.Helper()
		full := filepath.Join(root, filepath.FromSlash(path))
		if err := os.MkdirAll(filepath.Dir(full), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(full, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
}

// An edit, a new file, a moved file and a changed data file each change the library's digest; a
// test, a note and the runner's own code don't.
func TestDigestSources(t *testing.T) {
	root := t.TempDir()
	write := writer(t, root)
	digest := func() string {
		t.Helper()
		d, err := digestSources(root)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	write("go.mod", "module sublunar\n")
	write("lib/sindy/fit.go", "package sindy")
	write("datasets/pelts.csv", "1900,30,4")
	last := digest()
	for _, step := range []struct {
		path, text string
		changes    bool
	}{
		{"lib/sindy/fit.go", "package sindY", true},
		{"lib/sindy/weak.go", "package sindy", true},
		{"datasets/pelts.csv", "1900,30,5", true},
		{"go.mod", "module sublunar\n\n", true},
		{"go.sum", "x", true},
		{"lib/sindy/fit_test.go", "package sindy", false},
		{"lib/sindy/testdata/x.go", "package x", false},
		{"lib/notebook/run.go", "package notebook", false},
		{"lib/kernel/k.go", "package kernel", false},
		{"lib/sindy/notes.md", "x", false},
		{"notebooks/01.ipynb", "x", false},
	} {
		write(step.path, step.text)
		if now := digest(); (now != last) != step.changes {
			t.Errorf("writing %s: changed %v, want %v", step.path, now != last, step.changes)
		} else {
			last = now
		}
	}
}

// The packages of a project of one's own count, with what they may embed; its notebooks, notes and data don't, nor
// does the library in it, which is digested by itself.
func TestDigestProject(t *testing.T) {
	root := t.TempDir()
	write := writer(t, root)
	t.Setenv("SUBLUNAR_HOME", filepath.Join(root, ".sublunar"))
	if project() != "" {
		t.Error("a folder without go.mod is a project")
	}
	write("go.mod", "module sublunar\n")
	if project() != "" {
		t.Error("a checkout of the library is a project of one's own")
	}
	write("go.mod", "module paper\n")
	if project() != root {
		t.Errorf("the project is %q", project())
	}
	write("cooling/fit.go", "package cooling")
	last := ""
	for _, step := range []struct {
		path, text string
		changes    bool
	}{
		{"go.sum", "x", true},
		{"cooling/fit.go", "package coolinG", true},
		{"cooling/law.go", "package cooling", true},
		{"cooling/table.csv", "1,2", true},
		{"cooling/fit_test.go", "package cooling", false},
		{"data/tea.csv", "1,2", false},
		{"README.md", "x", false},
		{"notebooks/tea.ipynb", "x", false},
		{".sublunar/a/a.go", "package a", false},
		{"sublunar/lib/plot/doc.go", "package plot", false},
	} {
		if last == "" {
			last, _ = digestProject(root, filepath.Join(root, "sublunar"))
		}
		write(step.path, step.text)
		now, err := digestProject(root, filepath.Join(root, "sublunar"))
		if err != nil || (now != last) != step.changes {
			t.Errorf("writing %s: changed %v, want %v; %v", step.path, now != last, step.changes, err)
		}
		last = now
	}
}

// The store keeps to its limit, and drops what was not read for longest.
func TestRoom(t *testing.T) {
	t.Setenv("SUBLUNAR_KEEP", t.TempDir())
	defer func(limit int64) { storeLimit = limit }(storeLimit)
	storeLimit = 10_000
	big := make([]byte, 3000)
	for i := range big {
		big[i] = byte(i)
	}
	for i := range 6 {
		name := fmt.Sprint("r", i)
		if err := Put(name, big); err != nil {
			t.Fatal(err)
		}
		dir, _ := Dir()
		at := time.Now().Add(time.Duration(i-100) * time.Minute)
		if err := os.Chtimes(filepath.Join(nameDir(dir, name), "put"+entryExt), at, at); err != nil {
			t.Fatal(err)
		}
		if i == 2 { // r0 is read, so r1 is now the oldest
			if _, err := Get[[]byte]("r0"); err != nil {
				t.Fatal(err)
			}
		}
	}
	all, err := List()
	if err != nil {
		t.Fatal(err)
	}
	names := ""
	for _, k := range all {
		names += k.Name + " "
	}
	if names != "r0 r4 r5 " {
		t.Errorf("left are %s, want r0 (read lately) and the last two", names)
	}
}

func BenchmarkDigestSources(b *testing.B) {
	root := checkout()
	if root == "" {
		b.Skip("the checkout was not found")
	}
	for b.Loop() {
		if _, err := digestSources(root); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkDigestInputs(b *testing.B) {
	v := make([]float64, 1_000_000)
	b.SetBytes(int64(8 * len(v)))
	for b.Loop() {
		if _, err := digestInputs(v); err != nil {
			b.Fatal(err)
		}
	}
}
