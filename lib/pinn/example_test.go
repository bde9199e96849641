package pinn_test

import (
	"fmt"
	"math"
	"os"
	"path/filepath"

	. "github.com/gomlx/gomlx/core/graph"

	"sublunar/lib/domain"
	"sublunar/lib/field"
	"sublunar/lib/jet"
	"sublunar/lib/network"
	"sublunar/lib/pinn"
	"sublunar/lib/portable"
)

// A rod that cools: u_t = u_xx / 2 with u = sin x at first and 0 at the ends, which are built in.
func ExampleProblem_Solve() {
	rod := pinn.Problem{
		Domain: domain.Box(domain.Span("x", 0, math.Pi), domain.Span("t", 0, 1)),
		Residual: func(p *pinn.Point) *Node {
			u := p.Field("u")
			return Sub(u.D("t"), MulScalar(u.D("x", "x"), 0.5))
		},
		Fields: []pinn.Field{{Name: "u", Exactly: func(x pinn.Coordinates, n jet.Jet) jet.Jet {
			return jet.Mul(jet.Sin(x.Of("x")), jet.AddScalar(jet.Mul(x.Of("t"), n), 1))
		}}},
	}
	solved, err := rod.Solve(network.MLP{Hidden: []int{8, 8}}, pinn.Training{Steps: 30})
	if err != nil {
		fmt.Println(err)
		return
	}
	u, err := solved.At("u", []float64{math.Pi / 2, 1})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%.4f, exact %.4f\n", u[0], math.Exp(-0.5))
	// Output:
	// 0.6065, exact 0.6065
}

// How fast it cools, from a few readings with noise.
func ExampleSolution_Estimates() {
	p := unknown(60, 0.02, 1)
	solved, err := p.Solve(network.MLP{Hidden: []int{8, 8}}, pinn.Training{Steps: 40, Points: 400, Adapt: pinn.Fixed{}})
	if err != nil {
		fmt.Println(err)
		return
	}
	all, err := solved.Estimates(0.95)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("a is %.2f ± %.2f, true 0.5\n", all[0].Value, all[0].Deviation)
	// Output:
	// a is 0.51 ± 0.01, true 0.5
}

// A field and its slope leave for a program that has no GoMLX. On the command line: sublunar export rod.safetensors --out rod.
func ExampleSolution_Export() {
	rod := pinn.Problem{
		Domain:     domain.Interval("x", 0, 1),
		Residual:   func(p *pinn.Point) *Node { return AddScalar(p.Field("u").D("x", "x"), 2) },
		Conditions: []pinn.Condition{pinn.Dirichlet("u", pinn.Zero)},
	}
	solved, err := rod.Collocate(pinn.RandomFeatures{Count: 50, Scale: 3}, pinn.Collocation{}) // u = x (1 - x)
	if err != nil {
		fmt.Println(err)
		return
	}
	folder, err := os.MkdirTemp("", "")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(folder)
	path := filepath.Join(folder, "rod.safetensors")
	if err := solved.Export(path, "u", "u_x"); err != nil {
		fmt.Println(err)
		return
	}
	left, err := portable.Read(path)
	if err != nil {
		fmt.Println(err)
		return
	}
	y, err := left.Predict(field.Array{Shape: []int{1, 1}, Values: []float64{0.25}})
	fmt.Printf("u = %.4f, u_x = %.4f %v\n", y.Values[0], y.Values[1], err)
	// Output:
	// u = 0.1875, u_x = 0.5000 <nil>
}
