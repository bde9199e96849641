package sindy

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"sublunar/lib/backend"
	"sublunar/lib/field"
)

// BenchmarkLong is the part of a fit that grows with the samples: 56 products of three variables at a
// million samples, and the sums of these products in pairs. XLA's are the same in blocks that fit a
// cache, as a matrix product or as the sums that differ, beside which plain Go is faster on a CPU.
func BenchmarkLong(b *testing.B) {
	const samples, block = 1_000_000, 1 << 14
	random := rand.New(rand.NewPCG(1, 1))
	s := field.Series{Axis: field.Linspace("t", "", 0, samples-1, samples)}
	for _, name := range []string{"x", "y", "z"} {
		values := make([]float64, samples)
		for i := range values {
			values[i] = random.NormFloat64()
		}
		s.Columns = append(s.Columns, field.Column{Name: name, Values: values})
	}
	r := Regression{Library: Polynomials(5), Form: Strong{}}
	p, err := r.scope([]field.Series{s})
	if err != nil {
		b.Fatal(err)
	}
	made := rows{count: samples}
	for _, c := range s.Columns {
		made.x, made.b = append(made.x, c.Values), append(made.b, c.Values...)
	}
	b.Run("Go", func(b *testing.B) {
		for b.Loop() {
			if _, _, err := p.gramsOf(made, p.equations); err != nil {
				b.Fatal(err)
			}
		}
	})
	engine, err := backend.New()
	if err != nil || !strings.HasPrefix(backend.Name(), "xla") {
		b.Skip("no XLA: ", backend.Why())
	}
	for name, sums := range map[string]func(terms, sides []*graph.Node) *graph.Node{"product": p.product, "sums": p.sums} {
		b.Run(backend.Name()+" "+name, func(b *testing.B) {
			exec, err := graph.NewExec(engine, func(x *graph.Node) *graph.Node {
				var sides []*graph.Node
				for v := range p.equations {
					sides = append(sides, graph.Squeeze(graph.Slice(x, graph.AxisElem(v), graph.AxisRange()), 0))
				}
				terms := []*graph.Node{graph.OnesLike(sides[0])}
				for _, step := range p.products.steps {
					term := sides[step.variable]
					if step.from >= 0 {
						term = graph.Mul(terms[step.from+1], term)
					}
					terms = append(terms, term)
				}
				return sums(terms, sides)
			})
			if err != nil {
				b.Fatal(err)
			}
			flat, rows := make([]float64, p.equations*block), 0.0
			for b.Loop() {
				rows = 0
				for from := 0; from+block <= samples; from += block {
					for v, c := range s.Columns {
						copy(flat[v*block:], c.Values[from:from+block])
					}
					out, err := exec.Call(tensors.FromFlatDataAndDimensions(flat, p.equations, block))
					if err != nil {
						b.Fatal(err)
					}
					tensors.MustConstFlatData(out[0], func(values []float64) { rows += values[0] })
				}
			}
			if math.Abs(rows-samples/block*block) > 0.5 {
				b.Fatal("the Gram counts ", rows, " rows")
			}
		})
	}
}

// product has all sums as one matrix product.
func (p *posing) product(terms, sides []*graph.Node) *graph.Node {
	all := graph.Stack(append(terms, sides...), 0) // [terms and sides, block]
	return graph.DotGeneral(all, []int{1}, nil, all, []int{1}, nil)
}

// sums has each of the sums that differ by itself.
func (p *posing) sums(terms, sides []*graph.Node) *graph.Node {
	n, same, seen := len(p.library), p.alike(), map[int]bool{}
	var out []*graph.Node
	for i := range n {
		for j := i; j < n; j++ {
			if number := same[i*n+j]; !seen[number] {
				seen[number] = true
				out = append(out, graph.ReduceAllSum(graph.Mul(terms[i], terms[j])))
			}
		}
		for _, side := range sides {
			out = append(out, graph.ReduceAllSum(graph.Mul(terms[i], side)))
		}
	}
	return graph.Stack(out, 0)
}
