package operator

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/gomlx/compute/dtypes"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"sublunar/lib/backend"
	"sublunar/lib/field"
	"sublunar/lib/internal/enginetest"
)

// growing is the growth of a step, u + u (1 - u/10)/10: it is right in the units of the data only.
func growing(u *Node) *Node {
	return Add(u, MulScalar(Mul(u, OneMinus(DivScalar(u, 10))), 0.1))
}

// growth are histories of what grows and spreads, [samples, points, frames]: values about 5, so that scaling matters. growing leaves out
// that it spreads.
func growth(samples, n, frames int, seed uint64) field.Array {
	start := heat(samples, n, Periodic, seed)
	all := field.NewArray(samples, n, frames)
	for i := range samples {
		u := slices.Clone(start.X.Values[i*n : (i+1)*n])
		for j := range u {
			u[j] = 5 + u[j]
		}
		for f := range frames {
			next := make([]float64, n)
			for j, v := range u {
				all.Values[(i*n+j)*frames+f] = v
				next[j] = v + 0.1*v*(1-v/10) + 0.2*(u[(j+1)%n]+u[(j+n-1)%n]-2*v)
			}
			u = next
		}
	}
	return all
}

var corrected = Corrected{Step: growing, By: ResNet{Axes: 1, Channels: 8, Blocks: 1}}

// Before it is fitted it is the solver, whatever the scaling; a solver that gets scaled fields isn't.
func TestCorrectedStartsAsTheSolver(t *testing.T) {
	xs, ys := scaling{[]float64{5}, []float64{2}}, scaling{[]float64{4}, []float64{3}}
	for _, engine := range engines(t) {
		plan, err := NewPlan(engine.Backend, corrected, Shape{Points: []int{8}, Inputs: 1, Outputs: 1})
		if err != nil {
			t.Fatal(err)
		}
		var in []*tensors.Tensor
		for i, values := range plan.Start(1) {
			in = append(in, tensors.FromFlatDataAndDimensions(values, plan.Blocks[i].Shape...))
		}
		out := engine.Run(t, func(in []*Node) []*Node {
			p, x := in[:len(in)-1], in[len(in)-1]
			want := growing(physical(x, xs))
			off := func(y *Node) *Node { return ReduceAllMax(Abs(Sub(y, want))) }
			return []*Node{off(made(plan, p, x, xs, ys, nil)), off(physical(plan.Apply(p, x), ys))}
		}, append(in, normal(1, 3, 8, 1))...)
		if !(out[0][0] < 1e-12) || out[1][0] < 0.1 {
			t.Errorf("%s: off the solver by %.2g, and by %.2g without units", engine.Name, out[0][0], out[1][0])
		}
	}
}

// What the solver leaves out is learned, through one step or several.
func TestCorrectedLearnsWhatIsLeftOut(t *testing.T) {
	const ahead = 8
	all, truth := growth(60, 16, 4, 1), growth(10, 16, 1+ahead, 2)
	errors := map[string]float64{}
	measure := func(name string, got field.Array) {
		var off, want []float64
		for i := range 10 {
			for j := range 16 {
				w := truth.Values[(i*16+j)*(ahead+1)+ahead]
				want, off = append(want, w), append(off, got.Values[(i*ahead+ahead-1)*16+j]-w)
			}
		}
		errors[name] = relativeTo(off, want)
	}
	alone := field.NewArray(10, ahead, 16)
	for i := range 10 {
		for j := range 16 {
			u := truth.Values[(i*16+j)*(ahead+1)]
			for f := range ahead {
				u += 0.1 * u * (1 - u/10)
				alone.Values[(i*ahead+f)*16+j] = u
			}
		}
	}
	measure("solver", alone)
	for _, c := range []struct {
		name   string
		unroll int
	}{{"one step", 1}, {"three steps", 3}} {
		f, err := Fit(corrected, field.Samples{X: pick(all, 0, 1), Y: pick(all, 1, 1+c.unroll)}, Training{Epochs: 40, Rate: 1e-2, Unroll: c.unroll})
		if err != nil {
			t.Fatal(err)
		}
		got, err := f.Rollout(pick(truth, 0, 1), ahead)
		if err != nil {
			t.Fatal(err)
		}
		measure(c.name, got)
	}
	t.Logf("after %d steps off by %v", ahead, errors)
	for _, name := range []string{"one step", "three steps"} {
		if !(errors[name] < errors["solver"]/5) {
			t.Errorf("after %d steps off by %.3g through %s, by %.3g the solver alone", ahead, errors[name], name, errors["solver"])
		}
	}
}

// The gradient through three steps of solver and network is that of finite differences. Pushforward's isn't: it leaves a part out.
func TestCorrectedGradient(t *testing.T) {
	for _, engine := range engines(t) {
		for _, push := range []bool{false, true} {
			if push && engine.Name != "Go" {
				continue // the control: one engine is enough
			}
			all := growth(4, 8, 4, 1)
			r, err := newTrainer(engine.Backend, corrected, field.Samples{X: pick(all, 0, 1), Y: pick(all, 1, 4)},
				Training{Unroll: 3, Pushforward: push, Precision: dtypes.Float64})
			if err != nil {
				t.Fatal(err)
			}
			defer r.close()
			xs, ys, _, err := r.batch([]int{0, 1, 2, 3})
			if err != nil {
				t.Fatal(err)
			}
			x, y := r.tensor(xs, 4, 8, 1), r.tensor(ys, 4, 8, 3)
			n := len(r.plan.Blocks)
			start, direction := r.plan.Start(2), r.plan.Start(3)
			exec, err := NewExec(engine.Backend, func(in []*Node) []*Node {
				loss := r.loss(in[:n], in[n], in[n+1])
				slope := Scalar(loss.Graph(), loss.DType(), 0)
				for i, g := range Gradient(loss, in[:n]...) {
					along := ConstTensor(loss.Graph(), tensors.FromFlatDataAndDimensions(direction[i], r.plan.Blocks[i].Shape...))
					slope = Add(slope, ReduceAllSum(Mul(g, AddScalar(along, 0.1))))
				}
				return []*Node{loss, slope}
			})
			if err != nil {
				t.Fatal(err)
			}
			defer exec.Finalize()
			// at is the loss, and its slope along a direction in which all parameters move, by the gradient: where the correction isn't 0.
			at := func(h float64) (loss, slope float64) {
				var in []any
				for i, b := range r.plan.Blocks {
					values := slices.Clone(start[i])
					for k := range values {
						values[k] += 0.1 + h*(direction[i][k]+0.1)
					}
					in = append(in, tensors.FromFlatDataAndDimensions(values, b.Shape...))
				}
				out, err := exec.Call(append(in, x, y)...)
				if err != nil {
					t.Fatal(err)
				}
				both := make([]float64, 2)
				for i, v := range out {
					numbers, err := backend.Numbers(v)
					if err != nil {
						t.Fatal(err)
					}
					both[i] = numbers[0]
				}
				return both[0], both[1]
			}
			const h = 1e-5
			after, _ := at(h)
			before, _ := at(-h)
			_, slope := at(0)
			off := math.Abs(slope/((after-before)/(2*h)) - 1)
			if push && off < 1e-3 || !push && !(off < 1e-6) {
				t.Errorf("%s: pushforward %v: the slope is %.8g, by differences %.8g", engine.Name, push, slope, (after-before)/(2*h))
			}
		}
	}
}

// What can't be is said.
func TestCorrectedSaysWhatIsWrong(t *testing.T) {
	all := growth(4, 8, 2, 1)
	samples := field.Samples{X: pick(all, 0, 1), Y: pick(all, 1, 2)}
	for _, c := range []struct {
		o    Operator
		want string
	}{
		{Corrected{}, "Corrected without"},
		{Corrected{Step: growing}, "Corrected without"},
		{Corrected{By: ResNet{Axes: 1}}, "Corrected without"},
		{Corrected{Step: growing, By: ResNet{Axes: 1, Width: 2}}, "odd width"},
		{Corrected{Step: func(u *Node) *Node { return Squeeze(u, 2) }, By: ResNet{Axes: 1}}, "the Step of Corrected gives"},
		{Corrected{Step: growing, By: corrected}, "the Step of Corrected gives"},
		{Continued{}, "Continued"},
	} {
		_, err := Fit(c.o, samples, Training{Epochs: 1})
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%T: got %v, want %q", c.o, err, c.want)
		}
	}
}

// A fit goes on from where another ended, and takes other data.
func TestContinued(t *testing.T) {
	all := growth(40, 16, 3, 1)
	one := field.Samples{X: pick(all, 0, 1), Y: pick(all, 1, 2)}
	first, err := Fit(corrected, one, Training{Epochs: 10, Rate: 1e-2})
	if err != nil {
		t.Fatal(err)
	}
	again, err := Fit(Continued{From: first}, one, Training{Epochs: 1, Rate: 1e-12})
	if err != nil {
		t.Fatal(err)
	}
	x := pick(growth(5, 16, 1, 2), 0, 1)
	a, err := first.Predict(x)
	if err != nil {
		t.Fatal(err)
	}
	b, err := again.Predict(x)
	if err != nil {
		t.Fatal(err)
	}
	afresh, err := Fit(corrected, one, Training{Epochs: 1, Rate: 1e-12})
	if err != nil {
		t.Fatal(err)
	}
	c, err := afresh.Predict(x)
	if err != nil {
		t.Fatal(err)
	}
	if off, control := furthest(a.Values, b.Values), furthest(a.Values, c.Values); !(off < 1e-5) || control < 1e-2 {
		t.Errorf("going on moves what is predicted by %.2g, starting afresh by %.2g", off, control)
	}
	two, err := Fit(Continued{From: first}, field.Samples{X: pick(all, 0, 1), Y: pick(all, 1, 3)}, Training{Epochs: 5, Unroll: 2})
	if err != nil {
		t.Fatal(err)
	}
	if last := two.Stats.Loss[4]; !(last < 2*first.Stats.Loss[9]) {
		t.Errorf("through two steps the loss is %.3g, from %.3g through one", last, first.Stats.Loss[9])
	}
	if _, err := Fit(Continued{From: first}, field.Samples{X: pick(all, 0, 2), Y: pick(all, 2, 3)}, Training{}); err == nil || !strings.Contains(err.Error(), "had 1") {
		t.Errorf("other channels: %v", err)
	}
}

// BenchmarkCorrected is a step of training through 8 steps: 16 fields of 64 points.
func BenchmarkCorrected(b *testing.B) {
	all := growth(16, 64, 9, 1)
	epochs(b, enginetest.Fastest(b), Corrected{Step: growing, By: ResNet{Axes: 1, Channels: 16, Blocks: 2}},
		field.Samples{X: pick(all, 0, 1), Y: pick(all, 1, 9)}, Training{Unroll: 8})
}
