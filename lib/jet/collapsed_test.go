package jet_test

import (
	"testing"

	. "github.com/gomlx/gomlx/core/graph"

	"sublunar/lib/internal/enginetest"
	"sublunar/lib/jet"
)

// The collapsed Laplacian and biharmonic are the sums of the derivatives that they stand for, in one to three of four variables,
// beside a derivative by the fourth.
func TestCollapsed(t *testing.T) {
	on(t, func(t *testing.T, engine enginetest.Engine) {
		for d := 1; d <= 3; d++ {
			space := []int{0, 1, 2}[:d]
			var seconds, fourths [][]int
			for i := range d {
				seconds = append(seconds, []int{i, i})
				for k := range d {
					fourths = append(fourths, []int{i, i, k, k})
				}
			}
			base := sound(t)(jet.Of(4, []int{3}))
			lap := sound(t)(base.WithLaplacian(space...))
			bih := sound(t)(base.WithBiharmonic(space...))
			rate := sound(t)(base.WithLaplacianOf([]int{3}, space...))
			whole := sound(t)(jet.Of(4, append(append(seconds, fourths...), []int{3, 0, 0}, []int{3, 1, 1}, []int{3, 2, 2})...))
			if n := []int{4, 5, 6}[d-1]; lap.Len() != n {
				t.Errorf("%d parts in %s, not %d", lap.Len(), lap, n)
			}
			for _, f := range functions() {
				if f.name != "tanh" && (f.name != "quotient" && f.name != "gelu" || engine.Name == "XLA") {
					continue // compiling takes seconds
				}
				out := engine.Run(t, func(in []*Node) []*Node {
					of := func(s *jet.Set) jet.Jet {
						h := f.jet(jet.Dense(s.Inputs(in[0]), in[1], nil))
						return f.jet(jet.Dense(jet.MulScalar(h, 0.3), in[2], nil))
					}
					l, b, r, w := of(lap), of(bih), of(rate), of(whole)
					return []*Node{l.Laplacian(), w.Laplacian(space...), b.Laplacian(), w.Laplacian(space...),
						b.Biharmonic(), w.Biharmonic(space...), b.LaplacianOf([]int{0}), w.LaplacianOf([]int{0}, space...),
						r.LaplacianOf([]int{3}), w.LaplacianOf([]int{3}, space...), l.D(3), w.D(3), b.D(0), w.D(0)}
				}, uniform(1, -1, 1, 5, 4), uniform(2, -1, 1, 4, 4), uniform(3, -1, 1, 4, 2))
				for i := 0; i < len(out); i += 2 {
					if e := distance(out[i], out[i+1]); e > 1e-13 {
						t.Errorf("%d dimensions, %s: result %d differs by %.2g: %v and %v", d, f.name, i/2, e, out[i], out[i+1])
					}
				}
			}
		}
	})
}
