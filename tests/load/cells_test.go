//go:build linux

package load

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// A kind of cell, and how many of ten edits are of it.
type kind struct {
	name   string
	weight int
	source string // NUMBER is what the student edits
	answer func(number int) string
}

var kinds = []kind{
	{name: "plain Go", weight: 6, answer: func(n int) string { return fmt.Sprintln(n * 499_500) }, source: `%%
sum := 0
for i := range 1000 {
	sum += i * NUMBER
}
fmt.Println(sum)
`},
	{name: "graph", weight: 3, answer: func(n int) string { return fmt.Sprintln(5 + 2*n) }, source: `import . "github.com/gomlx/gomlx/core/graph"

func shifted(x *Node) *Node { return ReduceAllSum(AddScalar(Square(x), NUMBER)) }

%%
sum := must.M1(CallOnce(must.M1(backend.New()), shifted, []float64{1, 2}))
fmt.Println(tensors.ToScalar[float64](sum))
`},
	// A rod that cools, u_t = a u_xx: its middle falls to exp(-a).
	{name: "fit", weight: 1, answer: func(int) string { return "right\n" }, source: `import . "github.com/gomlx/gomlx/core/graph"

const a = 0.3 + 0.001*NUMBER

func middle() (float64, error) {
	rod := pinn.Problem{
		Domain: domain.Box(domain.Span("x", 0, math.Pi), domain.Span("t", 0, 1)),
		Residual: func(p *pinn.Point) *Node {
			u := p.Field("u")
			return Sub(u.D("t"), MulScalar(u.D("x", "x"), a))
		},
		Fields: []pinn.Field{{Name: "u", Exactly: func(x pinn.Coordinates, n jet.Jet) jet.Jet {
			return jet.Mul(jet.Sin(x.Of("x")), jet.AddScalar(jet.Mul(x.Of("t"), n), 1))
		}}},
	}
	solved, err := rod.Solve(network.MLP{Hidden: []int{16, 16}}, pinn.Training{Steps: 60})
	if err != nil {
		return 0, err
	}
	u, err := solved.At("u", []float64{math.Pi / 2, 1})
	return u[0], err
}

%%
found := must.M1(keep.Once("rod", a, middle))
if math.Abs(found-math.Exp(-a)) < 1e-4 {
	fmt.Println("right")
} else {
	fmt.Println("wrong:", found)
}
`},
}

// edited is the cell with another number in it, and what it must print.
func (k kind) edited(number int) (source, answer string) {
	return strings.ReplaceAll(k.source, "NUMBER", fmt.Sprint(number)), k.answer(number)
}

// choose draws a kind by the weights.
func choose(rng *rand.Rand) kind {
	total := 0
	for _, k := range kinds {
		total += k.weight
	}
	at := rng.IntN(total)
	for _, k := range kinds {
		if at -= k.weight; at < 0 {
			return k
		}
	}
	panic("the weights don't add up")
}
