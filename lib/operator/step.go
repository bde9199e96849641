package operator

import (
	"fmt"
	"math"
	"slices"

	. "github.com/gomlx/gomlx/core/graph"

	"sublunar/lib/backend"
)

// compile what a step is made of. In one part it is one program: parameters, both moments, means, bases, a batch of x and y as they are scaled, the
// rate and the moments' corrections give the parameters, the moments, the means and the loss. In several it is two: one that adds the gradients
// of a part to those before, and one that moves the parameters by the mean of all.
func (r *trainer) compile() (err error) {
	n, k := len(r.plan.Blocks), len(r.means)
	by := soap{adamW{r.Decay}, r.rotations}
	state := 3*n + 2*k // with the bases
	move := func(in, gradients []*Node, rates []*Node) []*Node {
		p, m, v, means := by.step(r.plan.Blocks, in[:n], in[n:2*n], in[2*n:3*n], gradients, in[3*n:3*n+k], in[3*n+k:state], rates[0], rates[1], rates[2])
		return slices.Concat(p, m, v, means)
	}
	if r.Parts == 1 {
		r.step, err = r.compiled(func(in []*Node) []*Node {
			p := in[:n]
			loss := r.loss(p, in[state], in[state+1])
			return append(move(in, Gradient(loss, p...), in[state+2:]), loss)
		}, state+5, state, state+1)
		return err
	}
	r.slope, err = r.compiled(func(in []*Node) []*Node {
		sums, p := in[:n+1], in[n+1:2*n+1]
		loss := r.loss(p, in[2*n+1], in[2*n+2])
		out := append(Gradient(loss, p...), loss)
		for i, s := range sums {
			out[i] = Add(s, DivScalar(out[i], float64(r.Parts)))
		}
		return out
	}, 2*n+3, 2*n+1, 2*n+2)
	if err != nil {
		return err
	}
	r.step, err = r.compiled(func(in []*Node) []*Node {
		return move(in, in[state:state+n], in[state+n:])
	}, state+n+3)
	return err
}

// take one step on some samples.
func (r *trainer) take(numbers []int, steps int) (float64, error) {
	if r.step == nil {
		if err := r.compile(); err != nil {
			return 0, err
		}
	}
	x, y, points, err := r.batch(numbers)
	if err != nil {
		return 0, err
	}
	dims := func(count, channels int) []int { return slices.Concat([]int{count}, points, []int{channels}) }
	count := float64(r.done + 1)
	var rates []spread
	for _, v := range []float64{r.rate(r.done, steps), 1 / (1 - math.Pow(firstMoment, count)), 1 / (1 - math.Pow(secondMoment, count))} {
		rates = append(rates, r.copies([]float64{v}))
	}
	size := len(numbers) / r.Parts
	part := func(k int) (xs, ys spread) {
		nx, ny := size*len(x)/len(numbers), size*len(y)/len(numbers)
		return r.parts(x[k*nx:(k+1)*nx], dims(size, r.shape.Inputs)...), r.parts(y[k*ny:(k+1)*ny], dims(size, r.shape.Outputs*r.Unroll)...)
	}
	var from []spread // what the parameters move by: a batch, or the gradients of all parts
	var last spread   // the loss
	if r.Parts == 1 {
		xs, ys := part(0)
		from = []spread{xs, ys}
	} else {
		sums := r.nothing()
		for k := range r.Parts {
			xs, ys := part(k)
			args := slices.Concat(sums, r.state[:len(r.plan.Blocks)], []spread{xs, ys})
			if sums, err = r.call(r.slope, len(sums), args...); err != nil {
				return 0, err
			}
			xs.finalize()
			ys.finalize()
		}
		n := len(sums) - 1
		from, last = sums[:n], sums[n]
	}
	out, err := r.call(r.step, len(r.state)+len(r.means), slices.Concat(r.state, r.means, r.bases, from, rates)...)
	if err != nil {
		return 0, err
	}
	for _, s := range from {
		s.finalize()
	}
	if r.Parts == 1 {
		last = out[len(out)-1]
	}
	r.done++
	r.state, r.means = out[:len(r.state)], out[len(r.state):len(r.state)+len(r.means)]
	at, err := backend.Numbers(last[0])
	if err != nil {
		return 0, err
	}
	loss := at[0]
	if len(r.means) > 0 && (r.done == 1 || r.done%every == 0) {
		if err := r.turn(); err != nil {
			return 0, err
		}
	}
	if math.IsNaN(loss) || math.IsInf(loss, 0) {
		return loss, fmt.Errorf("operator: the loss is %g at step %d; give a lower Rate (now %g)", loss, r.done, r.Rate)
	}
	return loss, nil
}

// nothing is what the gradients and the loss are summed up from.
func (r *trainer) nothing() []spread {
	var sums []spread
	for _, b := range r.plan.Blocks {
		sums = append(sums, r.copies(make([]float64, b.Len()), b.Shape...))
	}
	return append(sums, r.copies([]float64{0}))
}
