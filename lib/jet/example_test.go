package jet_test

import (
	"fmt"

	"github.com/gomlx/compute"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/janpfeifer/must"

	"sublunar/lib/backend"
	"sublunar/lib/jet"
)

// values runs a graph of points [batch, d] on the pure-Go backend.
func values(f func(x *Node) []*Node, points [][]float64) [][]float64 {
	engine := must.M1(compute.NewWithConfig("go:ops_sequential"))
	defer engine.Finalize()
	var all [][]float64
	for _, v := range must.M1(CallOnceN(engine, f, points)) {
		all = append(all, must.M1(backend.Numbers(v)))
	}
	return all
}

// The heat equation's residual u_t - u_xx, of what solves it: e^-t sin x.
func Example() {
	const x, t = 0, 1
	s := must.M1(jet.Of(2, []int{t}, []int{x, x}))
	fmt.Println(s)
	out := values(func(points *Node) []*Node {
		all := s.Inputs(points)
		u := jet.Mul(jet.Exp(jet.Neg(all.Column(t))), jet.Sin(all.Column(x)))
		return []*Node{u.Value(), u.D(x, x), Sub(u.D(t), u.D(x, x))}
	}, [][]float64{{0.5, 0}, {1, 2}})
	fmt.Printf("u %.4g, u_xx %.4g, residual %.4g\n", out[0], out[1], out[2])
	// Output:
	// {u, u_0, u_1, u_00}
	// u [0.4794 0.1139], u_xx [-0.4794 -0.1139], residual [0 0]
}

// The Laplacian of a network, carried as one part.
func ExampleSet_WithLaplacian() {
	s := must.M1(must.M1(jet.Of(3)).WithLaplacian())
	fmt.Println(s)
	out := values(func(points *Node) []*Node {
		w, v := ConstAs(points, [][]float64{{1, 0}, {2, 1}, {0, -1}}), ConstAs(points, [][]float64{{1}, {0.5}})
		u := jet.Dense(jet.Tanh(jet.Dense(s.Inputs(points), w, nil)), v, nil)
		return []*Node{u.Value(), u.Laplacian()}
	}, [][]float64{{0.1, 0.2, 0.3}})
	fmt.Printf("u %.4g, its Laplacian %.4g\n", out[0], out[1])
	// Output:
	// {u, u_0, u_1, u_2, lap(0,1,2) u}
	// u [0.4123], its Laplacian [-3.437]
}

// The biharmonic of r^4 in the plane is 64.
func ExampleSet_WithBiharmonic() {
	s := must.M1(must.M1(jet.Of(2)).WithBiharmonic())
	out := values(func(points *Node) []*Node {
		all := s.Inputs(points)
		r2 := jet.Add(jet.Square(all.Column(0)), jet.Square(all.Column(1)))
		u := jet.Square(r2)
		return []*Node{u.Laplacian(), u.Biharmonic()}
	}, [][]float64{{1, 2}})
	fmt.Println(out[0], out[1])
	// Output: [80] [64]
}

// The slope of x^2 + y^2 along the normal of a circle, another at each point, is twice the radius.
func ExampleSet_Along() {
	s := must.M1(jet.Of(1, []int{0, 0}))
	out := values(func(points *Node) []*Node {
		radius := Sqrt(ReduceAndKeep(Square(points), ReduceSum, 1))
		all := s.Along(points, Div(points, radius))
		u := jet.Add(jet.Square(all.Column(0)), jet.Square(all.Column(1)))
		return []*Node{u.D(0), u.D(0, 0)}
	}, [][]float64{{3, 4}, {0, 1}})
	fmt.Printf("%.4g %.4g\n", out[0], out[1])
	// Output: [10 2] [2 2]
}

// A velocity from a streamfunction: u = psi_y and v = -psi_x, as jets with derivatives of their own.
func ExampleJet_Partial() {
	const x, y = 0, 1
	s := must.M1(jet.Of(2, []int{x}, []int{y}))
	before := must.M1(s.Before([]int{x}, []int{y}))
	fmt.Println(before)
	out := values(func(points *Node) []*Node {
		all := before.Inputs(points)
		psi := jet.Mul(jet.Sin(all.Column(x)), jet.Sin(all.Column(y)))
		velocity := jet.Concat(psi.Partial(s, y), jet.Neg(psi.Partial(s, x)))
		return []*Node{velocity.Value(), jet.Divergence(velocity, x, y), jet.Curl(velocity, x, y)}
	}, [][]float64{{0.5, 1}})
	fmt.Printf("velocity %.4g, divergence %.4g, curl %.4g\n", out[0], out[1], out[2])
	// Output:
	// {u, u_0, u_1, u_00, u_01, u_11}
	// velocity [0.259 -0.7385], divergence [0], curl [0.8068]
}

// A function of one's own, by its derivatives: the bell e^(-x^2), whose derivatives are Hermite polynomials times itself.
func ExampleMap() {
	bell := func(x *Node, order int) []*Node {
		nodes := []*Node{Exp(Neg(Square(x)))}
		for k := range order {
			// f^(k+1) = -2 (x f^(k) + k f^(k-1))
			next := Mul(x, nodes[k])
			if k > 0 {
				next = Add(next, MulScalar(nodes[k-1], float64(k)))
			}
			nodes = append(nodes, MulScalar(next, -2))
		}
		return nodes
	}
	s := must.M1(jet.Of(1, []int{0, 0}))
	out := values(func(points *Node) []*Node {
		u := jet.Map(s.Inputs(points), bell)
		return []*Node{u.D(0), u.D(0, 0)}
	}, [][]float64{{0}, {1}})
	fmt.Printf("%.4g %.4g\n", out[0], out[1])
	// Output: [-0 -0.7358] [-2 0.7358]
}
