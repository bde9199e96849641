package pde_test

import (
	"math"
	"testing"

	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"sublunar/lib/internal/enginetest"
	"sublunar/lib/pde"
	"sublunar/lib/spectral"
)

// cells is a flow round cells between walls: velocities from a streamfunction at the corners, so that as much comes into each cell as goes
// out.
func cells(n int) (vx, vy []float64) {
	psi := func(i, j int) float64 {
		x, y := float64(i)/float64(n), float64(j)/float64(n)
		return 0.2 * math.Sin(math.Pi*x) * math.Sin(2*math.Pi*y) * (1 + x)
	}
	h := 1 / float64(n)
	for i := range n - 1 { // across x, at the upper face of cell i
		for j := range n {
			vx = append(vx, (psi(i+1, j+1)-psi(i+1, j))/h)
		}
	}
	for i := range n {
		for j := range n - 1 {
			vy = append(vy, -(psi(i+1, j+1)-psi(i, j+1))/h)
		}
	}
	return vx, vy
}

func stirred(n int) func(g *Graph) pde.FiniteVolume {
	vx, vy := cells(n)
	return func(g *Graph) pde.FiniteVolume {
		return pde.FiniteVolume{Box: spectral.Box{Points: []int{n, n}, Lengths: []float64{1, 1}}, Walls: []bool{true, true},
			Flux:      pde.Carried(ConstTensor(g, tensor(vx, n-1, n)), ConstTensor(g, tensor(vy, n, n-1))),
			Diffusion: number(g, 1e-4)}
	}
}

// What is carried round closed cells stays there: the sum changes by rounding in 2,000 steps, and even fields stay even. Half a cell's
// shift of the velocity spoils the second, not the first.
func TestFiniteVolumeConserves(t *testing.T) {
	const n = 24
	u0 := noise(7, n*n)
	for _, engine := range enginetest.All(t) {
		steps := 2000
		if engine.Name == "Go" {
			steps = 50
		}
		got := march(t, engine, stirred(n), 0.01, steps, u0)
		if d := math.Abs(sum(got, 1)/sum(u0, 1) - 1); d > 1e-13 {
			t.Errorf("%s: the sum changed by %.1e", engine.Name, d)
		}
		if d := distance(got, u0); d < 0.1 {
			t.Errorf("%s: the field moved by only %.1e: this test sees nothing", engine.Name, d)
		}
		if engine.Name != "Go" {
			continue // one is enough for the rest
		}
		even := make([]float64, n*n)
		for j := range even {
			even[j] = 1
		}
		if d := distance(march(t, engine, stirred(n), 0.01, 50, even), even); d > 1e-13 {
			t.Errorf("%s: an even field changed by %.1e", engine.Name, d)
		}
		spoilt := func(g *Graph) pde.FiniteVolume {
			vx, vy := cells(n)
			copy(vx, vx[1:])
			l := stirred(n)(g)
			l.Flux = pde.Carried(ConstTensor(g, tensor(vx, n-1, n)), ConstTensor(g, tensor(vy, n, n-1)))
			return l
		}
		got = march(t, engine, spoilt, 0.01, 50, even)
		if d := distance(got, even); d < 1e-3 || math.Abs(sum(got, 1)/sum(even, 1)-1) > 1e-13 {
			t.Errorf("%s: with a flow that diverges an even field changed by only %.1e, its sum by %.1e", engine.Name, d, sum(got, 1)/sum(even, 1)-1)
		}
	}
}

// The order in a flow that varies, between walls: three grids, each the other's means.
func TestFiniteVolumeStirredOrder(t *testing.T) {
	start := func(x ...float64) float64 { return math.Exp(-20 * ((x[0]-0.4)*(x[0]-0.4) + (x[1]-0.3)*(x[1]-0.3))) }
	at := func(n int) []float64 {
		law := func(g *Graph) pde.FiniteVolume { l := stirred(n)(g); l.Diffusion = number(g, 0.005); return l }
		steps := n
		return march(t, quick(t), law, 0.5/float64(steps), steps, pde.Sample("u", start, centres("x", 1, n), centres("y", 1, n)).Values)
	}
	means := func(u []float64, n int) []float64 {
		out := make([]float64, n*n)
		for i := range u {
			r, c := i/(2*n), i%(2*n)
			out[r/2*n+c/2] += u[i] / 4
		}
		return out
	}
	coarse, middle, fine := at(20), at(40), at(80)
	if order := math.Log2(distance(means(middle, 20), coarse) / distance(means(fine, 40), middle)); order < 1.7 || order > 3.2 {
		t.Errorf("the order is %.2f", order)
	}
}

// Gradients through 100 steps by the state, the velocity and the diffusion, against finite differences.
func TestFiniteVolumeGradient(t *testing.T) {
	const n = 8
	vx, vy := cells(n)
	step := func(s, p []*Node) []*Node {
		law := pde.FiniteVolume{Box: spectral.Box{Points: []int{n, n}, Lengths: []float64{1, 1}}, Walls: []bool{true, true},
			Flux: pde.Carried(p[0], p[1]), Diffusion: p[2]}
		return []*Node{Add(s[0], MulScalar(law.Rate(s[0]), 0.02))}
	}
	a, err := pde.NewAdjoint(quick(t).Backend, step, weighted, pde.Checkpoints{Snapshots: 6})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	inputs := [][]float64{noise(3, n*n), vx, vy, {0.002}}
	at := func() pde.AdjointGradient {
		p := []*tensors.Tensor{tensor(inputs[1], n-1, n), tensor(inputs[2], n, n-1), tensors.FromScalar(inputs[3][0])}
		return gradient(t, a, 100, []*tensors.Tensor{tensor(inputs[0], n, n)}, p)
	}
	g := at()
	got := append(g.State, g.Parameters...)
	for i, in := range inputs {
		const h = 1e-6
		probe := len(in) / 3
		in[probe] += h
		up := at().Loss
		in[probe] -= 2 * h
		slope := (up - at().Loss) / (2 * h)
		in[probe] += h
		if d := flat(got[i])[probe]; math.Abs(d-slope) > 1e-6*(1+math.Abs(slope)) {
			t.Errorf("by input %d the gradient is %g, finite differences give %g", i, d, slope)
		}
	}
}
