package weights_test

import (
	"bytes"
	"fmt"
	"math"
	"os"
	"reflect"
	"strings"
	"testing"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/gobackend"
	"github.com/gomlx/compute/shapes"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"
	"github.com/gomlx/gomlx/ml/model/initializer"

	"sublunar/lib/keep"
	"sublunar/lib/keep/weights"
)

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "weights")
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

// backend is GoMLX's own, one op at a time: it never waits for a free worker.
func backend(t testing.TB) compute.Backend {
	t.Helper()
	b, err := gobackend.New("ops_sequential")
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// layer is tanh(x w + b), of shape [batch, 3].
func layer(scope *model.Scope, x *graph.Node) *graph.Node {
	scope = scope.In("layer").WithInitializer(initializer.RandomNormalFn(scope, 1))
	g := x.Graph()
	w := scope.VariableWithShape("weights", shapes.Make(dtypes.Float64, 4, 3)).NodeValue(g)
	b := scope.VariableWithShape("biases", shapes.Make(dtypes.Float64, 3)).NodeValue(g)
	return graph.Tanh(graph.Add(graph.MatMul(x, w), graph.ExpandLeftToRank(b, 2)))
}

func run(t *testing.T, store *model.Store) []float64 {
	t.Helper()
	x := [][]float64{{1, 2, 3, 4}, {-1, 0, 1, 0.5}}
	out, err := model.CallOnce(backend(t), store, layer, x)
	if err != nil {
		t.Fatal(err)
	}
	return tensors.MustCopyFlatData[float64](out)
}

// A model fitted in one cell and restored in the next computes the same, bit for bit. The control
// is a fresh model, which starts from other weights.
func TestModelComesBack(t *testing.T) {
	store := model.NewStore()
	want := run(t, store)
	fit := func() (weights.Weights, error) { return weights.Of(store) }
	if _, err := keep.Once("model", 1, fit); err != nil {
		t.Fatal(err)
	}
	back, err := keep.Once("model", 1, fit)
	if err != nil {
		t.Fatal(err)
	}
	fresh := model.NewStore()
	if err := back.Restore(fresh); err != nil {
		t.Fatal(err)
	}
	if got := run(t, fresh); !reflect.DeepEqual(got, want) {
		t.Errorf("restored it gives %v, want %v", got, want)
	}
	if other := run(t, model.NewStore()); reflect.DeepEqual(other, want) {
		t.Error("a model that was not restored gives the same: this test sees nothing")
	}
}

func tensorOf(t *testing.T, value any) *tensors.Tensor {
	t.Helper()
	tensor, err := tensors.FromAnyValue(value)
	if err != nil {
		t.Fatal(err)
	}
	return tensor
}

// Every bit of every type comes back: NaN with its payload, -0, the trainable mark, a scalar.
func TestBits(t *testing.T) {
	nan32 := math.Float32frombits(0x7fa00001) // a signalling NaN, which arithmetic would make quiet
	store := model.NewStore()
	for path, value := range map[string]any{
		"/a/f64":    []float64{math.Float64frombits(0x7ff8000000000123), math.Copysign(0, -1), 5e-324, math.Inf(-1)},
		"/a/f32":    [][]float32{{nan32, 1}, {-1, 1.0 / 3}},
		"/a/i64":    []int64{math.MinInt64, 7},
		"/u8":       []uint8{0, 255},
		"/flags":    []bool{true, false, true},
		"/complex":  []complex128{complex(1, -2)},
		"/step":     int64(12),
		"/one/f64":  3.0,
		"/frozen/w": []float64{1},
	} {
		v, err := store.CreateVariable(path, tensorOf(t, value))
		if err != nil {
			t.Fatal(err)
		}
		v.SetTrainable(!strings.HasPrefix(path, "/frozen"))
	}
	kept, err := weights.Of(store)
	if err != nil {
		t.Fatal(err)
	}
	if err := keep.Put("bits", kept); err != nil {
		t.Fatal(err)
	}
	read, err := keep.Get[weights.Weights]("bits")
	if err != nil {
		t.Fatal(err)
	}
	fresh := model.NewStore()
	if err := read.Restore(fresh); err != nil {
		t.Fatal(err)
	}
	again, err := weights.Of(fresh)
	if err != nil {
		t.Fatal(err)
	}
	for i, v := range kept.Variables {
		w := again.Variables[i]
		if v.Path != w.Path || v.DType != w.DType || len(v.Shape) != len(w.Shape) || v.Trainable != w.Trainable || !bytes.Equal(v.Bits, w.Bits) {
			t.Errorf("%s: came back as %+v, was %+v", v.Path, w, v)
		}
	}
}

func TestRestoreOver(t *testing.T) {
	store := model.NewStore()
	if _, err := store.CreateVariable("/w", tensors.FromValue([]float64{1, 2})); err != nil {
		t.Fatal(err)
	}
	kept, err := weights.Of(store)
	if err != nil {
		t.Fatal(err)
	}
	other := model.NewStore()
	for path, value := range map[string]any{"/w": []float64{3, 4}, "/more": []float64{5}} {
		if _, err := other.CreateVariable(path, tensorOf(t, value)); err != nil {
			t.Fatal(err)
		}
	}
	if err := kept.Restore(other); err != nil {
		t.Fatal(err)
	}
	value, err := other.GetVariable("/w").Value()
	if err != nil || !reflect.DeepEqual(value.Value(), []float64{1, 2}) {
		t.Errorf("/w is %v, %v", value, err)
	}
	if other.GetVariable("/more") == nil {
		t.Error("a variable that the weights lack is gone")
	}
}

func TestBadInput(t *testing.T) {
	empty := model.NewStore()
	unset := model.NewStore()
	unset.VariableWithShape("/w", shapes.Make(dtypes.Float64, 2), initializer.Zero)
	of := func(s *model.Store) error { _, err := weights.Of(s); return err }

	store := model.NewStore()
	if _, err := store.CreateVariable("/w", tensors.FromValue([]float64{1, 2})); err != nil {
		t.Fatal(err)
	}
	one := func(v weights.Variable) error {
		return weights.Weights{Variables: []weights.Variable{v}}.Restore(store)
	}
	for _, c := range []struct {
		name string
		err  error
		want string
	}{
		{"no store", of(nil), "no store"},
		{"empty store", of(empty), "no variables"},
		{"variable without a value", of(unset), "no value yet"},
		{"restore into nothing", weights.Weights{}.Restore(nil), "no store"},
		{"another shape", one(weights.Variable{Path: "/w", DType: "Float64", Shape: []int{3}, Bits: make([]byte, 24)}), "another model's: /w is"},
		{"another type", one(weights.Variable{Path: "/w", DType: "Float32", Shape: []int{2}, Bits: make([]byte, 8)}), "another model's"},
		{"unknown type", one(weights.Variable{Path: "/v", DType: "Float7", Shape: []int{2}}), "doesn't know"},
		{"negative axis", one(weights.Variable{Path: "/v", DType: "Float64", Shape: []int{-2}}), "shape"},
		{"too few bytes", one(weights.Variable{Path: "/v", DType: "Float64", Shape: []int{2}, Bits: make([]byte, 8)}), "8 bytes"},
	} {
		if c.err == nil || !strings.Contains(c.err.Error(), c.want) {
			t.Errorf("%s: error %v, want one with %q", c.name, c.err, c.want)
		}
	}
	if value, err := store.GetVariable("/w").Value(); err != nil || !reflect.DeepEqual(value.Value(), []float64{1, 2}) {
		t.Error("weights that don't fit changed the store")
	}
}

func Example() {
	store := model.NewStore()
	if _, err := store.CreateVariable("/dense/weights", tensors.FromValue([]float32{0.5, -1, 2})); err != nil {
		fmt.Println(err)
	}
	w, err := weights.Of(store)
	fmt.Println(w, err)

	fresh := model.NewStore()
	if err := w.Restore(fresh); err != nil {
		fmt.Println(err)
	}
	value, err := fresh.GetVariable("/dense/weights").Value()
	fmt.Println(value.Value(), err)
	// Output:
	// 1 variable, 12 bytes <nil>
	// [0.5 -1 2] <nil>
}

func BenchmarkKeepAndRestore(b *testing.B) {
	store := model.NewStore()
	if _, err := store.CreateVariable("/w", tensors.FromFlatDataAndDimensions(make([]float32, 1_000_000), 1000, 1000)); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		w, err := weights.Of(store)
		if err == nil {
			err = w.Restore(model.NewStore())
		}
		if err != nil {
			b.Fatal(err)
		}
	}
}
