package operator

import (
	"math"
	"slices"
	"strings"
	"testing"

	. "github.com/gomlx/gomlx/core/graph"

	"sublunar/lib/field"
)

// histories of diffusion: frames of the fields of heat, a step apart, as channels.
func histories(samples, n, frames int, seed uint64) field.Array {
	s := heat(samples, n, Periodic, seed)
	all := field.NewArray(samples, n, frames)
	for i := range samples {
		now := s.X.Values[i*n : (i+1)*n]
		for f := range frames {
			for j, v := range diffused(now, f) {
				all.Values[(i*n+j)*frames+f] = v
			}
		}
	}
	return all
}

// diffused is what a field of waves 1 to 3 becomes in so many steps.
func diffused(u []float64, steps int) []float64 {
	n := len(u)
	out := make([]float64, n)
	for k := 1; k <= 3; k++ {
		re, im := 0.0, 0.0
		for j, v := range u {
			sin, cos := math.Sincos(2 * math.Pi * float64(k*j) / float64(n))
			re, im = re+2*v*cos/float64(n), im+2*v*sin/float64(n)
		}
		fall := math.Exp(-float64(k*k*steps) / 20)
		for j := range out {
			sin, cos := math.Sincos(2 * math.Pi * float64(k*j) / float64(n))
			out[j] += fall * (re*cos + im*sin)
		}
	}
	return out
}

// pick takes channels from one on.
func pick(a field.Array, from, to int) field.Array {
	c := a.Shape[2]
	out := field.NewArray(a.Shape[0], a.Shape[1], to-from)
	for i := range a.Shape[0] * a.Shape[1] {
		copy(out.Values[i*(to-from):], a.Values[i*c+from:i*c+to])
	}
	return out
}

// Trained through several steps, in either way, an operator predicts further than it was trained for.
func TestRollout(t *testing.T) {
	const steps = 8
	all := histories(120, 16, 1+3, 1)
	truth := histories(10, 16, 1+steps, 2)
	for _, c := range []struct {
		name string
		t    Training
	}{
		{"one step", Training{}}, {"three steps", Training{Unroll: 3}}, {"pushforward", Training{Unroll: 3, Pushforward: true}}, {"noise", Training{Noise: 0.01}},
	} {
		c.t.Epochs, c.t.Rate = 15, 1e-2
		frames := max(c.t.Unroll, 1)
		f, err := Fit(small, field.Samples{X: pick(all, 0, 1), Y: pick(all, 1, 1+frames)}, c.t)
		if err != nil {
			t.Fatal(err)
		}
		got, err := f.Rollout(pick(truth, 0, 1), steps)
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(got.Shape, []int{10, steps, 16}) {
			t.Fatalf("%s: shape %v", c.name, got.Shape)
		}
		var last, want []float64
		for i := range 10 {
			for j := range 16 {
				last = append(last, got.Values[(i*steps+steps-1)*16+j])
				want = append(want, truth.Values[(i*16+j)*(steps+1)+steps])
			}
		}
		for i, w := range want {
			last[i] -= w
		}
		off := relativeTo(last, want)
		t.Logf("%s: %.3g off after %d steps", c.name, off, steps)
		if !(off < 0.2) {
			t.Errorf("%s: %.3g off after %d steps", c.name, off, steps)
		}
	}
}

// One step of a rollout is a prediction, and the second starts from it: with three frames in, the oldest goes.
func TestRolloutMovesTheWindow(t *testing.T) {
	all := histories(20, 16, 4, 1)
	f, err := Fit(small, field.Samples{X: pick(all, 0, 3), Y: pick(all, 3, 4)}, Training{Epochs: 1})
	if err != nil {
		t.Fatal(err)
	}
	x := pick(all, 0, 3)
	two, err := f.Rollout(x, 2)
	if err != nil {
		t.Fatal(err)
	}
	y, err := f.Predict(x)
	if err != nil {
		t.Fatal(err)
	}
	next := field.NewArray(x.Shape...)
	for i := range 20 * 16 {
		copy(next.Values[i*3:], []float64{x.Values[i*3+1], x.Values[i*3+2], y.Values[i]})
	}
	second, err := f.Predict(next)
	if err != nil {
		t.Fatal(err)
	}
	for i := range 20 {
		for j := range 16 {
			if two.Values[(i*2)*16+j] != y.Values[i*16+j] || two.Values[(i*2+1)*16+j] != second.Values[i*16+j] {
				t.Fatalf("sample %d, point %d: %g and %g, want %g and %g", i, j, two.Values[(i*2)*16+j], two.Values[(i*2+1)*16+j], y.Values[i*16+j], second.Values[i*16+j])
			}
		}
	}
	if _, err := f.Rollout(x, 0); err == nil || !strings.Contains(err.Error(), "1 or more") {
		t.Errorf("got %v", err)
	}
}

// Whatever an operator gives, a projection holds its law; the fields that it is given don't.
func TestProjections(t *testing.T) {
	for _, engine := range engines(t) {
		x, y := normal(1, 2, 8, 6, 3), normal(2, 2, 8, 6, 2)
		out := engine.Run(t, func(in []*Node) []*Node {
			mean := KeepMean{}.Apply(in[0], in[1])
			off := func(y *Node) *Node {
				return ReduceAllMax(Abs(Sub(ReduceMean(y, 1, 2), ReduceMean(cut(in[0], 3, 1, 3), 1, 2))))
			}
			flow := Solenoidal{Lengths: []float64{1, 2}}
			once := flow.Apply(nil, in[1])
			twice := flow.Apply(nil, once)
			return []*Node{off(mean), off(in[1]), ReduceAllMax(Abs(Sub(once, twice))), ReduceAllMax(Abs(Sub(once, in[1]))),
				ReduceAllMax(Abs(divergence(once))), ReduceAllMax(Abs(divergence(in[1])))}
		}, x, y)
		for i := 0; i < len(out); i += 2 {
			if !(out[i][0] < 1e-11) || out[i+1][0] < 1e-2 {
				t.Errorf("%s: law %d is off by %.2g with the projection, by %.2g without", engine.Name, i/2, out[i][0], out[i+1][0])
			}
		}
	}
}

// divergence of a velocity on a box of 1 x 2, by sums over waves: written apart from the projection's.
func divergence(u *Node) *Node {
	lengths := []float64{1, 2}
	var sum *Node
	for a := range 2 {
		n := u.Shape().Dim(1 + a)
		m := make([][]float64, n)
		for i := range m {
			m[i] = make([]float64, n)
			for j := range m[i] {
				for k := 1; 2*k < n; k++ {
					wave := 2 * math.Pi * float64(k)
					m[i][j] -= 2 / float64(n) * wave / lengths[a] * math.Sin(wave*float64(i-j)/float64(n))
				}
			}
		}
		c := cut(u, 3, a, a+1)
		d := EinsumAxes(c, ConstAs(u, m), [][2]int{{1 + a, 1}}, nil) // the differentiated axis is last
		if a == 0 {
			d = TransposeAllAxes(d, 0, 3, 1, 2)
		} else {
			d = TransposeAllAxes(d, 0, 1, 3, 2)
		}
		if sum == nil {
			sum = d
		} else {
			sum = Add(sum, d)
		}
	}
	return sum
}

// An equation that y satisfies, in the loss, makes up for samples: with four of them the error falls.
func TestPhysicsLoss(t *testing.T) {
	train, test := heat(4, 16, Periodic, 1), heat(40, 16, Periodic, 2)
	train.Y = field.NewArray(train.X.Shape...)
	test.Y = field.NewArray(test.X.Shape...)
	for _, s := range []field.Samples{train, test} {
		for i := range s.Len() {
			copy(s.Y.Values[i*16:], diffused(s.X.Values[i*16:(i+1)*16], 4))
		}
	}
	// One step of diffusion more, by y, is diffusion of x through five: here as the matrix of four steps.
	m := make([][]float64, 16)
	for j := range m {
		unit := make([]float64, 16)
		unit[j] = 1
		m[j] = diffused(unit, 4)
	}
	law := func(x, y *Node) *Node {
		want := EinsumAxes(Squeeze(x, 2), ConstAs(x, m), [][2]int{{1, 0}}, nil)
		return Sub(Squeeze(y, 2), want)
	}
	errors := map[bool]float64{}
	for _, with := range []bool{false, true} {
		settings := Training{Epochs: 100, Batch: 4, Rate: 5e-3, Noise: 0.3}
		if with {
			settings.Physics, settings.PhysicsWeight = law, 10
		}
		f, err := Fit(small, train, settings)
		if err != nil {
			t.Fatal(err)
		}
		report, err := f.Test(test)
		if err != nil {
			t.Fatal(err)
		}
		errors[with] = report.Mean
	}
	t.Logf("errors of %.3g without the law, %.3g with it", errors[false], errors[true])
	if !(errors[true] < errors[false]) {
		t.Errorf("errors of %.3g without the law, %.3g with it", errors[false], errors[true])
	}
}
