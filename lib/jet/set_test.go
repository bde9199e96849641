package jet_test

import (
	"strings"
	"testing"

	. "github.com/gomlx/gomlx/core/graph"

	"sublunar/lib/internal/enginetest"
	"sublunar/lib/jet"
)

func TestSets(t *testing.T) {
	of := func(axes int, wanted ...[]int) *jet.Set { return sound(t)(jet.Of(axes, wanted...)) }
	for _, c := range []struct {
		set  *jet.Set
		want string
	}{
		{of(2), "{u}"},
		{of(2, []int{1, 0}), "{u, u_0, u_1, u_01}"},
		{of(2, []int{0, 0}, []int{1}), "{u, u_0, u_1, u_00}"},
		{of(1, []int{0, 0, 0, 0}), "{u, u_0, u_00, u_000, u_0000}"},
		{sound(t)(of(3, []int{2}).WithLaplacian(1, 0)), "{u, u_0, u_1, u_2, lap(0,1) u}"},
		{sound(t)(of(2, []int{0, 0}, []int{1, 1}).WithLaplacian()), "{u, u_0, u_1, u_00, u_11}"},
		{sound(t)(of(1).WithBiharmonic()), "{u, u_0, u_00, u_000, u_0000}"},
		{sound(t)(of(2).WithBiharmonic()), "{u, u_0, u_1, u_00, u_01, u_11, lap(0,1) u_0, lap(0,1) u_1, lap(0,1) lap(0,1) u}"},
		{sound(t)(of(3).WithLaplacianOf([]int{2}, 0, 1)),
			"{u, u_0, u_1, u_2, u_02, u_12, lap(0,1) u, lap(0,1) u_2}"},
		{sound(t)(jet.Join(of(2, []int{0}), of(2, []int{1, 1}))), "{u, u_0, u_1, u_11}"},
		{sound(t)(jet.Join(sound(t)(of(2).WithLaplacian()), of(2, []int{0, 0}))), "{u, u_0, u_1, u_00, lap(0,1) u}"},
		{sound(t)(of(2, []int{0}).Before([]int{1})), "{u, u_0, u_1, u_01}"},
		{sound(t)(sound(t)(of(2).WithLaplacian()).Before([]int{0})),
			"{u, u_0, u_1, u_00, u_01, lap(0,1) u, lap(0,1) u_0}"},
	} {
		if got := c.set.String(); got != c.want {
			t.Errorf("%s, not %s", got, c.want)
		}
	}
	if n := sound(t)(of(3).WithBiharmonic()).Len(); n != 14 {
		t.Errorf("the biharmonic in three dimensions takes %d parts, not 14", n)
	}
	if n := of(3, []int{0, 0, 0, 0}, []int{1, 1, 1, 1}, []int{2, 2, 2, 2}, []int{0, 0, 1, 1}, []int{0, 0, 2, 2}, []int{1, 1, 2, 2}).Len(); n != 25 {
		t.Errorf("its derivatives one by one take %d parts, not 25", n)
	}
}

// What can't be made says what to change.
func TestBadSets(t *testing.T) {
	fine := sound(t)(jet.Of(2, []int{0, 0}))
	for want, f := range map[string]func() (*jet.Set, error){
		"0 axes; give 1 to 64":               func() (*jet.Set, error) { return jet.Of(0) },
		"axes 0 to 1":                        func() (*jet.Set, error) { return jet.Of(2, []int{0, 2}) },
		"names axis -1":                      func() (*jet.Set, error) { return jet.Of(2, []int{-1}) },
		"up to order 4":                      func() (*jet.Set, error) { return jet.Of(2, []int{0, 0, 0, 0, 0}) },
		"Laplacian over axis 2":              func() (*jet.Set, error) { return fine.WithLaplacian(0, 2) },
		"axis 1 twice":                       func() (*jet.Set, error) { return fine.WithLaplacian(1, 1) },
		"is of order 5":                      func() (*jet.Set, error) { return fine.WithLaplacianOf([]int{0, 0, 1}, 0, 1) },
		"no Sets to join":                    func() (*jet.Set, error) { return jet.Join() },
		"2 and 1 axes can't be joined":       func() (*jet.Set, error) { return jet.Join(fine, sound(t)(jet.Of(1))) },
		"u_00001 is of order 5":              func() (*jet.Set, error) { return fine.Before([]int{0, 0, 1}) },
		"the derivative [3] names axis 3":    func() (*jet.Set, error) { return fine.Before([]int{3}) },
		"the derivative [5] names axis 5; t": func() (*jet.Set, error) { return fine.WithLaplacianOf([]int{5}) },
	} {
		s, err := f()
		if err == nil {
			t.Errorf("no error with %q: %s", want, s)
		} else if !strings.Contains(err.Error(), want) || !strings.HasPrefix(err.Error(), "jet: ") {
			t.Errorf("the error is %q, without %q", err, want)
		}
	}
}

// Graphs that can't be built say what to change.
func TestBadGraphs(t *testing.T) {
	s := sound(t)(jet.Of(2, []int{0, 0}))
	other := sound(t)(jet.Of(2, []int{1}))
	for want, f := range map[string]func(x, w *Node) any{
		"[batch, 2], got (Float64)[3, 1]": func(x, w *Node) any { return s.Inputs(Slice(x, AxisRange(), AxisRange(0, 1))) },
		"is Float32 or Float64":           func(x, w *Node) any { return s.Inputs(ConvertDType(x, 3)) },
		"1 directions were given":         func(x, w *Node) any { return s.Along(x, ConstAs(x, []float64{1, 0})) },
		"direction 1 for points":          func(x, w *Node) any { return s.Along(x, ConstAs(x, []float64{1, 0}), ConstAs(x, []float64{1})) },
		"points are [batch, d]":           func(x, w *Node) any { return s.Along(Reshape(x, 6)) },
		"2 parts were given":              func(x, w *Node) any { return s.FromParts(x, x) },
		"all parts are nil":               func(x, w *Node) any { return s.FromParts(nil, nil, nil) },
		"a side of 2 where":               func(x, w *Node) any { return s.FromParts(x, Slice(x, AxisRange(0, 2)), nil) },
		"takes weights [2, out]":          func(x, w *Node) any { return jet.Dense(s.Inputs(x), Transpose(w, 0, 1), nil) },
		"takes a bias [4]":                func(x, w *Node) any { return jet.Dense(s.Inputs(x), w, x) },
		"u_1 isn't carried":               func(x, w *Node) any { return s.Inputs(x).D(1) },
		"names axis 7":                    func(x, w *Node) any { return s.Inputs(x).D(7) },
		"lap(0,1) u isn't carried":        func(x, w *Node) any { return s.Inputs(x).Laplacian() },
		"lap(0,1) lap(0,1) u isn't":       func(x, w *Node) any { return s.Inputs(x).Biharmonic() },
		"a sum of jets over different":    func(x, w *Node) any { return jet.Add(s.Inputs(x), other.Inputs(x)) },
		"a product of jets of Float64":    func(x, w *Node) any { return jet.Mul(s.Inputs(x), jet.Dense(s.Inputs(x), w, nil)) },
		"a quotient by a jet whose value": func(x, w *Node) any { return jet.Div(s.Inputs(x), s.FromParts(nil, x, nil)) },
		"a row of jets over different":    func(x, w *Node) any { return jet.Concat(s.Inputs(x), other.Inputs(x)) },
		"no jets to put":                  func(x, w *Node) any { return jet.Concat() },
		"columns 1 to 3":                  func(x, w *Node) any { return jet.Slice(s.Inputs(x), 1, 3) },
		"of an empty Jet":                 func(x, w *Node) any { return jet.Tanh(jet.Jet{}) },
		"a product of an empty":           func(x, w *Node) any { return jet.Mul(s.Inputs(x), jet.Jet{}) },
		"gave 0 derivatives":              func(x, w *Node) any { return jet.Map(s.Inputs(x), func(x *Node, _ int) []*Node { return []*Node{x} }) },
		"as many columns":                 func(x, w *Node) any { return jet.Divergence(s.Inputs(x), 0) },
		"along two axes or three":         func(x, w *Node) any { return jet.Curl(s.Inputs(x).Column(0), 0) },
		"u_000 isn't carried":             func(x, w *Node) any { return jet.Tanh(s.Inputs(x)).Partial(s, 0) },
	} {
		_, err := CallOnceN(enginetest.All(t)[0].Backend, func(in []*Node) []*Node {
			f(in[0], in[1])
			return in
		}, uniform(1, -1, 1, 3, 2), uniform(2, -1, 1, 2, 4))
		if err == nil {
			t.Errorf("no error with %q", want)
		} else if first := strings.SplitN(err.Error(), "\n", 2)[0]; !strings.Contains(first, want) || !strings.Contains(first, "jet: ") {
			t.Errorf("the error is %q, without %q", first, want)
		}
	}
}
