package operator

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	. "github.com/gomlx/gomlx/core/graph"

	"sublunar/lib/field"
)

// Two members whose errors and correlations are known: one is off by a factor that grows, one turns its sign.
func TestFollow(t *testing.T) {
	const frames, n = 4, 8
	truth, made := field.NewArray(2, frames, n), field.NewArray(2, frames, n)
	for i := range 2 {
		for k := range frames {
			for p := range n {
				at := (i*frames+k)*n + p
				truth.Values[at] = math.Sin(2 * math.Pi * float64(p) / n)
				made.Values[at] = truth.Values[at] * (1 + 0.1*float64(k))
				if i == 1 && k >= 2 {
					made.Values[at] = -truth.Values[at]
				}
				if i == 1 && k == 3 {
					made.Values[at] = math.NaN()
				}
			}
		}
	}
	c, err := Follow(made, truth)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range [][]float64{{0, 0.1, 0.2, 0.3}, {0, 0.1, 2, math.Inf(1)}} {
		for k, w := range want {
			if got := c.Errors[i][k]; math.Abs(got-w) > 1e-12 && !(math.IsInf(w, 1) && math.IsInf(got, 1)) {
				t.Errorf("member %d, frame %d: error %g, want %g", i, k, got, w)
			}
		}
	}
	for i, want := range [][]float64{{1, 1, 1, 1}, {1, 1, -1, 0}} {
		if furthest(c.Correlations[i], want) > 1e-12 {
			t.Errorf("member %d: correlations %v, want %v", i, c.Correlations[i], want)
		}
	}
	if got := c.Error(10); furthest(got, []float64{0, 0.1, 1.1, 5.15}) > 1e-12 {
		t.Errorf("errors %v", got)
	}
	if got := c.Correlation(); furthest(got, []float64{1, 1, 0, 0.5}) > 1e-12 {
		t.Errorf("correlations %v", got)
	}
	if got := c.Stable(0.15); !slices.Equal(got, []float64{2, 2}) {
		t.Errorf("stable for %v frames", got)
	}
	if got := c.Correlated(0.9); !slices.Equal(got, []float64{4, 2}) {
		t.Errorf("correlated for %v frames", got)
	}
}

// A member that runs away is lost alone: the others are what they are without it.
func TestRolloutLosesOne(t *testing.T) {
	double := Corrected{Step: func(u *Node) *Node { return Mul(u, Abs(u)) }, By: ResNet{Axes: 1, Channels: 2, Blocks: 1}}
	s := field.Samples{X: field.NewArray(8, 6), Y: field.NewArray(8, 6)}
	for i := range s.X.Values {
		s.X.Values[i] = 0.5 + 0.4*math.Sin(float64(i))
		s.Y.Values[i] = s.X.Values[i] * s.X.Values[i]
	}
	f, err := Fit(double, s, Training{Epochs: 1, Rate: 1e-12})
	if err != nil {
		t.Fatal(err)
	}
	x := field.NewArray(3, 6)
	for i := range x.Values {
		x.Values[i] = 0.9
		if i/6 == 1 {
			x.Values[i] = 30 // and its square, and so on: 1e38 after five steps or six
		}
	}
	all, err := f.Rollout(x, 9)
	var lost *LostError
	if !errors.As(err, &lost) || lost.Member != 1 || lost.Lost != 1 || lost.All != 3 {
		t.Fatalf("got %v", err)
	}
	if !slices.Equal(all.Shape, []int{3, 9, 6}) {
		t.Fatalf("shape %v", all.Shape)
	}
	two := field.NewArray(2, 6)
	copy(two.Values, x.Values[:6])
	copy(two.Values[6:], x.Values[12:])
	others, err := f.Rollout(two, 9)
	if err != nil {
		t.Fatal(err)
	}
	if furthest(others.Values[:54], all.Values[:54]) > 1e-6 || furthest(others.Values[54:], all.Values[108:]) > 1e-6 {
		t.Error("the others are not what they are without the one that was lost")
	}
	for k := range 9 {
		if v := all.Values[54+k*6]; math.IsNaN(v) != (k >= lost.Step-1) {
			t.Errorf("step %d of the lost one: %g, lost at %d", k+1, v, lost.Step)
		}
	}
}

func TestBadCourses(t *testing.T) {
	frames, holed := field.NewArray(2, 3, 4), field.NewArray(2, 3, 4)
	holed.Values[5] = math.NaN()
	for _, c := range []struct {
		made, truth field.Array
		want        string
	}{
		{field.NewArray(2, 3, 5), frames, "give both as"}, {field.NewArray(2, 3), field.NewArray(2, 3), "give both as"}, {frames, holed, "NaN in the truth"},
	} {
		if _, err := Follow(c.made, c.truth); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("want %q, got %v", c.want, err)
		}
	}
	if _, err := Still(frames, 0); err == nil {
		t.Error("no frames, and no error")
	}
}

func ExampleFollow() {
	truth := field.Array{Shape: []int{1, 3, 4}, Values: []float64{0, 1, 2, 1, 1, 2, 1, 0, 2, 1, 0, 1}} // a wave that goes round
	now := field.Array{Shape: []int{1, 4, 1}, Values: []float64{0, 1, 2, 1}}
	still, err := Still(now, 3)
	if err != nil {
		fmt.Println(err)
		return
	}
	course, err := Follow(still, truth)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("errors %.3f, correlations %.0f, stable for %g frames\n", course.Errors[0], course.Correlations[0], course.Stable(0.5))
	// Output:
	// errors [0.000 0.816 1.155], correlations [1 0 -1], stable for [1] frames
}

func BenchmarkFollow(b *testing.B) {
	truth := field.NewArray(8, 70, 32, 32)
	for i := range truth.Values {
		truth.Values[i] = math.Sin(float64(i))
	}
	for b.Loop() {
		if _, err := Follow(truth, truth); err != nil {
			b.Fatal(err)
		}
	}
}
